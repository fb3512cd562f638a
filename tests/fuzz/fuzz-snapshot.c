/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/table.h"
#include "snapshot/digest.h"
#include "snapshot/meta.h"
#include "snapshot/snapshot.h"

/* Open what path is, and look at all of it. Returns 0 or -1. */
static int open_whole(const char *path)
{
	struct tenure_snapshot *snapshot;
	struct tenure_mailbox mailbox;
	struct tenure_error err;

	if (tenure_snapshot_open(path, &snapshot, &err) < 0) {
		FUZZ_REQUIRE(snapshot == NULL && err.text[0] != '\0');
		return -1;
	}
	FUZZ_REQUIRE(tenure_snapshot_generation(snapshot) > 0);
	FUZZ_REQUIRE(tenure_snapshot_realm(snapshot)[0] != '\0');
	FUZZ_REQUIRE(tenure_policy_mailbox(tenure_snapshot_policy(snapshot),
					   "joe@a.example", NULL,
					   &mailbox) == 0);
	FUZZ_REQUIRE(mailbox.plan != NULL);
	FUZZ_REQUIRE(tenure_snapshot_changed(snapshot, path) == 0);
	tenure_snapshot_unref(&snapshot);
	return 0;
}

/* Put the digest into the file that it must have: else nothing behind it would
   ever be reached. Returns 0, or -1 if there is no place for it. */
static int fit_digest(const char *path, int fd)
{
	char digest[TENURE_DIGEST_SIZE];
	struct tenure_table *table;
	const void *all, *meta;
	size_t size, meta_size, offset;
	int ret = -1;

	if (tenure_table_open(path, &table, NULL) < 0)
		return -1;
	all = tenure_table_data(table, &size);
	if (tenure_table_find(table, "meta", &meta, &meta_size) == 1 &&
	    tenure_snapshot_meta_file_offset(meta, meta_size, &offset) == 0) {
		offset += (size_t)((const char *)meta - (const char *)all);
		FUZZ_REQUIRE(tenure_digest_file(all, size, offset, digest,
						NULL) == 0);
		FUZZ_REQUIRE(
			pwrite(fd, digest, sizeof(digest) - 1, (off_t)offset) ==
			(ssize_t)sizeof(digest) - 1);
		ret = 0;
	}
	tenure_table_close(&table);
	return ret;
}

/* The file of a snapshot. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	fd = memfd_create("snapshot", MFD_CLOEXEC);
	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (open_whole(path) < 0 && fit_digest(path, fd) == 0)
		open_whole(path);
	close(fd);
	return 0;
}
