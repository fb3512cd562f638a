/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/mailbox.h"
#include "snapshot/publish.h"
#include "tests/fuzz/policy-print.h"

/* A good snapshot with so many rows, which the input damages: each five octets
   of it are an offset and what is done to the octet there; all ones cut the
   file there. Whatever is answered then must be what the good one answers:
   another value, or "no such key" of one that is there, would free mail. */
#define ROWS 2000
#define SIZE_MAX_OF_FILE (1024 * 1024)

static const char policy_text[] =
	"tenure_version = 1\n"
	"users = text:users\n"
	"class c { match { header Subject = \"*invoice*\" } }\n"
	"plan p { keep = 1y  class c { keep = 10y } }\n"
	"plan q { keep = 2y }\n"
	"tenant example.org { plan = q }\n"
	"unknown = p\n";

static int load(void *context TENURE_UNUSED, const char *name TENURE_UNUSED,
		char **text_r, size_t *size_r, struct tenure_error *err)
{
	*size_r = sizeof(policy_text) - 1;
	*text_r = tenure_memdup(policy_text, *size_r);
	return *text_r == NULL ? tenure_error_nomem(err) : 0;
}

static int open_table(void *context TENURE_UNUSED,
		      const char *name TENURE_UNUSED, int *fd_r,
		      struct tenure_error *err TENURE_UNUSED)
{
	int fd = memfd_create("users", MFD_CLOEXEC);

	FUZZ_REQUIRE(fd >= 0);
	for (unsigned int i = 0; i < ROWS; i++)
		FUZZ_REQUIRE(dprintf(fd,
				     "joe%u@example.org plan=p keep=%ud "
				     "class c { expire = 20y }\n",
				     i, 10 + i % 7) > 0);
	*fd_r = fd;
	return 0;
}

/* Publish into a folder of its own, and remove that but for the snapshot. */
static void publish(char *folder, const char *path)
{
	static const char *const others[] = {"policy.cdb.d/1.cdb",
					     "policy.cdb.generation",
					     "policy.cdb.lock"};
	struct tenure_source source = {.load = load, .open_table = open_table};
	struct tenure_diagnostics found = {.count = 0};
	struct tenure_policy *policy;
	struct tenure_keyring *keys;
	struct tenure_publish_request request = {
		.path = path, .realm = "fuzz", .now = 1, .generations = 1};
	struct tenure_publish_result result;
	unsigned char key[TENURE_KEY_PUBLIC_SIZE] = {0x55};
	char other[128];

	FUZZ_REQUIRE(tenure_policy_read(&source, "p", &policy, &found) == 0);
	tenure_diagnostics_free(&found);
	FUZZ_REQUIRE(tenure_keyring_new(&keys, NULL) == 0);
	FUZZ_REQUIRE(tenure_keyring_add(keys, "k1", key, 1, NULL) == 0);
	request.policy = policy;
	request.keys = keys;
	FUZZ_REQUIRE(tenure_publish(&request, &result, NULL) == 0);
	tenure_keyring_free(&keys);
	tenure_policy_free(&policy);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(other, sizeof(other), "%s/%s", folder, others[i]);
		FUZZ_REQUIRE(unlink(other) == 0);
	}
	snprintf(other, sizeof(other), "%s/policy.cdb.d", folder);
	FUZZ_REQUIRE(rmdir(other) == 0);
}

struct good {
	struct tenure_snapshot *snapshot;
	unsigned char octets[SIZE_MAX_OF_FILE];
	size_t size;
};

/* Made once, for all inputs. */
static const struct good *good_snapshot(void)
{
	static struct good good;
	char folder[] = "/tmp/fuzz-damage-XXXXXX", path[64];
	ssize_t size;
	int fd;

	if (good.snapshot != NULL)
		return &good;
	FUZZ_REQUIRE(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/policy.cdb", folder);
	publish(folder, path);
	FUZZ_REQUIRE(tenure_snapshot_open(path, &good.snapshot, NULL) == 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	FUZZ_REQUIRE(fd >= 0);
	size = read(fd, good.octets, sizeof(good.octets));
	FUZZ_REQUIRE(size > 0 && size < (ssize_t)sizeof(good.octets));
	good.size = (size_t)size;
	close(fd);
	FUZZ_REQUIRE(unlink(path) == 0 && rmdir(folder) == 0);
	return &good;
}

static void damage(int fd, const uint8_t *data, size_t size, size_t file_size)
{
	uint32_t offset;
	uint8_t octet;

	for (; size >= 5; data += 5, size -= 5) {
		memcpy(&offset, data, sizeof(offset));
		offset %= (uint32_t)file_size;
		if (data[4] == UINT8_MAX) {
			FUZZ_REQUIRE(ftruncate(fd, offset) == 0);
			file_size = (size_t)offset + 1;
		} else if (pread(fd, &octet, 1, offset) == 1) {
			octet ^= data[4];
			FUZZ_REQUIRE(pwrite(fd, &octet, 1, offset) == 1);
		}
	}
}

/* What applies to a mailbox, as text. Returns 0, or -1 if that cannot be told,
   and then everything is kept. */
static int answer(const struct tenure_snapshot *snapshot, unsigned int number,
		  struct tenure_buffer *out)
{
	struct tenure_mailbox mailbox;
	char address[64];
	int ret;

	snprintf(address, sizeof(address), "joe%u@example.org", number);
	ret = tenure_policy_mailbox(tenure_snapshot_policy(snapshot), address,
				    NULL, &mailbox);
	if (ret < 0) {
		FUZZ_REQUIRE(mailbox.err.text[0] != '\0');
		FUZZ_REQUIRE(mailbox.layer_count == 1 &&
			     strcmp(mailbox.plan->name, "(none)") == 0);
	}
	tenure_buffer_printf(out, "plan %s\n", mailbox.plan->name);
	if (mailbox.user != NULL)
		fuzz_print_subject("user", mailbox.user, out);
	if (mailbox.tenant != NULL)
		fuzz_print_subject("tenant", mailbox.tenant, out);
	tenure_mailbox_clear(&mailbox);
	return ret;
}

static void check_answer(const struct good *good,
			 const struct tenure_snapshot *snapshot,
			 unsigned int number)
{
	struct tenure_buffer got = TENURE_BUFFER_INIT;
	struct tenure_buffer want = TENURE_BUFFER_INIT;

	FUZZ_REQUIRE(answer(good->snapshot, number, &want) == 0);
	if (answer(snapshot, number, &got) == 0)
		FUZZ_REQUIRE(strcmp(tenure_buffer_str(&got),
				    tenure_buffer_str(&want)) == 0);
	tenure_buffer_free(&got);
	tenure_buffer_free(&want);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct good *good = good_snapshot();
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	char path[64];
	int fd = memfd_create("snapshot", MFD_CLOEXEC);

	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(write(fd, good->octets, good->size) ==
		     (ssize_t)good->size);
	damage(fd, data, size, good->size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (tenure_snapshot_open(path, &snapshot, &err) == 0) {
		FUZZ_REQUIRE(strcmp(tenure_snapshot_digest(snapshot),
				    tenure_snapshot_digest(good->snapshot)) ==
			     0);
		for (unsigned int i = 0; i < ROWS; i += 97)
			check_answer(good, snapshot, i);
		check_answer(good, snapshot, ROWS);
		tenure_snapshot_unref(&snapshot);
	} else {
		FUZZ_REQUIRE(snapshot == NULL && err.text[0] != '\0');
	}
	close(fd);
	return 0;
}
