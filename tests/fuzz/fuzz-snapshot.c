/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/pages-writer.h"
#include "policy/mailbox.h"
#include "snapshot/snapshot.h"

/* What cannot be read of a mailbox keeps everything. */
static void look_up(const struct tenure_policy *policy, const char *address)
{
	struct tenure_mailbox mailbox;

	if (tenure_policy_mailbox(policy, address, NULL, &mailbox) < 0) {
		FUZZ_REQUIRE(strcmp(mailbox.plan->name, "(none)") == 0);
		FUZZ_REQUIRE(mailbox.err.text[0] != '\0');
		FUZZ_REQUIRE(mailbox.user == NULL && mailbox.tenant == NULL);
	}
	FUZZ_REQUIRE(mailbox.plan != NULL && mailbox.layer_count > 0);
	tenure_mailbox_clear(&mailbox);
}

/* Open what path is, and look at all of it. Returns 0 or -1. */
static int open_whole(const char *path)
{
	struct tenure_snapshot *snapshot;
	const struct tenure_policy *policy;
	struct tenure_error err;

	if (tenure_snapshot_open(path, &snapshot, &err) < 0) {
		FUZZ_REQUIRE(snapshot == NULL && err.text[0] != '\0');
		return -1;
	}
	FUZZ_REQUIRE(tenure_snapshot_generation(snapshot) > 0);
	FUZZ_REQUIRE(tenure_snapshot_realm(snapshot)[0] != '\0');
	policy = tenure_snapshot_policy(snapshot);
	look_up(policy, "joe@a.example");
	look_up(policy, "ann+x@a.example");
	look_up(policy, "joe@row.example");
	look_up(policy, "joe@nowhere.example");
	FUZZ_REQUIRE(tenure_snapshot_changed(snapshot, path) == 0);
	tenure_snapshot_unref(&snapshot);
	return 0;
}

/* The file of a snapshot; and the same octets as the data that checksums are
   made for: else nothing behind them would ever be reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	fd = memfd_create("snapshot", MFD_CLOEXEC);
	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (open_whole(path) < 0 && size > 0) {
		FUZZ_REQUIRE(tenure_pages_finish(fd, NULL) == 0);
		open_whole(path);
	}
	close(fd);
	return 0;
}
