/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/alloc.h"
#include "tests/common/snapshot/published.h"

static void test_generations(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result first, result;
	struct stat st, again;
	struct tenure_error err;
	mode_t mask = umask(077);

	first = publish(p, REALM);
	umask(mask);
	assert_int_equal(first.generation, 1);
	assert_int_equal(first.unchanged, 0);
	assert_int_equal(strlen(first.digest), 64);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	/* The snapshot and the lock file. */
	assert_int_equal(published_files(p, false), 2);
	/* Nothing new: nothing is written. */
	result = publish(p, REALM);
	assert_int_equal(result.generation, 1);
	assert_int_equal(result.unchanged, 1);
	assert_string_equal(result.digest, first.digest);
	assert_int_equal(stat(p->path, &again), 0);
	assert_int_equal(again.st_ino, st.st_ino);
	/* Something new. */
	result = publish(p, "other");
	assert_int_equal(result.generation, 2);
	assert_int_equal(result.unchanged, 0);
	assert_string_not_equal(result.digest, first.digest);
	result = publish(p, REALM);
	assert_int_equal(result.generation, 3);
	assert_string_equal(result.digest, first.digest);
	assert_int_equal(published_files(p, false), 2);
	/* A number that is higher counts, also where nothing is new. */
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path, NOW,
					10, &result, &err),
			 0);
	assert_int_equal(result.generation, 10);
	assert_int_equal(result.unchanged, 0);
	/* One that is lower does not. */
	assert_int_equal(tenure_publish(p->policy, p->keys, "other", p->path,
					NOW, 5, &result, &err),
			 0);
	assert_int_equal(result.generation, 11);
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path, NOW,
					UINT64_MAX, &result, &err),
			 0);
	assert_true(result.generation == UINT64_MAX);
	assert_int_equal(tenure_publish(p->policy, p->keys, "other", p->path,
					NOW, 0, &result, &err),
			 -1);
	assert_string_equal(err.text, "there is no generation after "
				      "18446744073709551615");
}

static void test_first_floor(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;

	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path, NOW,
					7, &result, NULL),
			 0);
	assert_int_equal(result.generation, 7);
}

static void test_same_octets(void **state)
{
	struct published *p = *state;
	size_t size, again_size;
	char *data, *again;

	publish(p, REALM);
	data = octets_of(p->path, &size);
	assert_int_equal(unlink(p->path), 0);
	publish(p, REALM);
	again = octets_of(p->path, &again_size);
	assert_int_equal(size, again_size);
	assert_memory_equal(data, again, size);
	free(data);
	free(again);
}

/* Everything that counts gives another digest. */
static void test_digest(void **state)
{
	struct published *p = *state;
	struct memory_file
		files[sizeof(policy_files) / sizeof(policy_files[0])];
	struct tenure_policy *policy = p->policy;
	struct tenure_publish_result results[6];
	unsigned char octets[TENURE_KEY_PUBLIC_SIZE];
	size_t i, j, count = 0;

	memset(octets, 0x33, sizeof(octets));
	memcpy(files, policy_files, sizeof(files));
	results[count++] = publish(p, REALM);
	results[count++] = publish(p, "other");
	/* A comment. */
	files[2].text = "tenant b.example { plan = staff }  #\n";
	p->policy = policy_read(files);
	results[count++] = publish(p, REALM);
	tenure_policy_free(&p->policy);
	/* Another name of a file, same text. */
	memcpy(files, policy_files, sizeof(files));
	files[2].name = "tenants/c.conf";
	p->policy = policy_read(files);
	results[count++] = publish(p, REALM);
	tenure_policy_free(&p->policy);
	p->policy = policy;
	/* Another key. */
	assert_int_equal(tenure_keyring_add(p->keys, "k", octets, NOW, NULL),
			 0);
	results[count++] = publish(p, REALM);
	assert_int_equal(results[count - 1].generation, count);
	for (i = 0; i < count; i++) {
		for (j = 0; j < i; j++)
			assert_string_not_equal(results[i].digest,
						results[j].digest);
	}
}

static void test_damaged(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;
	struct tenure_error err;
	size_t size, again_size;
	char *data, *again;

	publish(p, REALM);
	data = octets_of(p->path, &size);
	data[size - 1] ^= 1;
	put_octets(p->path, data, size);
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path, NOW,
					0, &result, &err),
			 -1);
	assert_string_equal(err.file, p->path);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text,
			    "the snapshot that is there cannot be read, and so "
			    "its generation is not known (the snapshot is "
			    "damaged: its digest does not fit); a generation "
			    "that is higher than any before must be given");
	again = octets_of(p->path, &again_size);
	assert_int_equal(size, again_size);
	assert_memory_equal(data, again, size);
	assert_int_equal(published_files(p, false), 2);
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path, NOW,
					20, &result, &err),
			 0);
	assert_int_equal(result.generation, 20);
	free(data);
	free(again);
	/* Something that is no file is never replaced. */
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path, NOW,
					30, &result, &err),
			 -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_non_null(strstr(err.text, "(not a regular file)"));
}

static void test_bad_input(void **state)
{
	static const struct memory_file files[] = {
		{"policy.conf", "tenure_version = 1\ninclude \"*.inc\"\n"
				"plan a { keep = 1d }\nunknown = a\n"},
		{"a\nb.inc", "# nothing\n"},
		{NULL, NULL},
	};
	struct published *p = *state;
	struct tenure_publish_result result;
	struct tenure_policy *policy = policy_read(files);
	struct tenure_error err;
	char path[128];

	assert_int_equal(tenure_publish(p->policy, p->keys, "Bad realm",
					p->path, NOW, 0, &result, &err),
			 -1);
	assert_string_equal(err.text,
			    "bad realm \"Bad realm\": 1 to 64 of a-z 0-9 . -");
	assert_int_equal(tenure_publish(policy, p->keys, REALM, p->path, NOW, 0,
					&result, &err),
			 -1);
	assert_string_equal(err.text,
			    "include *.inc: a file name with a line end in it "
			    "cannot be published");
	tenure_policy_free(&policy);
	/* A time that no date can say would be published unreadable. */
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, p->path,
					INT64_MAX, 0, &result, &err),
			 -1);
	snprintf(path, sizeof(path), "%s/no/policy.cdb", p->folder);
	assert_int_equal(tenure_publish(p->policy, p->keys, REALM, path, NOW, 0,
					&result, &err),
			 -1);
	assert_string_equal(err.text, "cannot open: No such file or directory");
	assert_int_equal(published_files(p, false), 1);
}

/* ------------------------------------------------------------- full disks */

/* Publish something new, which must fail and leave what is there. */
static void assert_untouched(struct published *p,
			     int (*attempt)(struct published *))
{
	size_t size, again_size;
	char *data, *again;
	int count = published_files(p, false);

	data = octets_of(p->path, &size);
	assert_int_equal(attempt(p), -1);
	again = octets_of(p->path, &again_size);
	assert_int_equal(size, again_size);
	assert_memory_equal(data, again, size);
	assert_int_equal(published_files(p, false), count);
	free(data);
	free(again);
}

static int attempt(struct published *p)
{
	struct tenure_publish_result result;

	return tenure_publish(p->policy, p->keys, "other", p->path, NOW, 0,
			      &result, NULL);
}

static rlim_t size_limit;

static int attempt_limited(struct published *p)
{
	struct rlimit old, small;
	int ret;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = size_limit;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	ret = attempt(p);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	return ret;
}

static void test_size_limit(void **state)
{
	struct published *p = *state;
	struct stat st;

	signal(SIGXFSZ, SIG_IGN);
	publish(p, REALM);
	assert_int_equal(stat(p->path, &st), 0);
	/* The other realm's name is shorter. */
	for (size_limit = 0; size_limit < (rlim_t)st.st_size - 16;
	     size_limit += 61)
		assert_untouched(p, attempt_limited);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(publish(p, "other").generation, 2);
}

/* A file system without room, where this process may mount one. */
static void test_no_space(void **state)
{
	struct published *p = *state;
	char folder[sizeof(p->folder)], filler[128];
	FILE *file;
	int i;

	/* EINVAL: a chroot, whose "/" is no mount point. */
	if (unshare(CLONE_NEWNS) < 0 ||
	    (mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 &&
	     errno != EINVAL) ||
	    mount("tmpfs", p->folder, "tmpfs", 0, "size=64k") < 0)
		unit_skip("this process may not mount a file system");
	publish(p, REALM);
	memcpy(folder, p->folder, sizeof(folder));
	snprintf(filler, sizeof(filler), "%s/filler", folder);
	file = fopen(filler, "wb");
	assert_non_null(file);
	setvbuf(file, NULL, _IONBF, 0);
	for (i = 0; i < 100; i++) {
		if (fwrite(policy_files, 1, sizeof(policy_files), file) <
		    sizeof(policy_files))
			break;
		fseek(file, 4096 - (long)sizeof(policy_files), SEEK_CUR);
	}
	assert_true(i < 100);
	fclose(file);
	assert_untouched(p, attempt);
	assert_int_equal(unlink(filler), 0);
	assert_int_equal(publish(p, "other").generation, 2);
	published_files(p, true);
	assert_int_equal(umount(folder), 0);
}

static unsigned long fail_at;

static int attempt_without_memory(struct published *p)
{
	int ret;

	tenure_alloc_fail_at(fail_at, 0);
	ret = attempt(p);
	if (tenure_alloc_count() < fail_at) {
		tenure_alloc_fail_at(0, 0);
		fail_at = 0;
		return ret == 0 ? -1 : 1;
	}
	tenure_alloc_fail_at(0, 0);
	return ret;
}

static void test_no_memory(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;
	unsigned long n;
	int count;

	publish(p, REALM);
	count = published_files(p, false);
	for (n = 1; n < 10000; n++) {
		struct tenure_snapshot *snapshot;
		int ret;

		fail_at = n;
		ret = attempt_without_memory(p);
		assert_int_equal(ret, -1);
		assert_int_equal(published_files(p, false), count);
		assert_int_equal(tenure_snapshot_open(p->path, &snapshot, NULL),
				 0);
		assert_int_equal(tenure_snapshot_generation(snapshot),
				 fail_at == 0 ? 2 : 1);
		tenure_snapshot_unref(&snapshot);
		if (fail_at == 0)
			break;
	}
	assert_true(n > 50 && n < 10000);
	result = publish(p, "other");
	assert_int_equal(result.unchanged, 1);
}

/* ----------------------------------------------------- several publishers */

#define PUBLISHERS 4
#define TIMES 10

static void publish_often(struct published *p, int number)
{
	struct tenure_publish_result result;
	char realm[32];
	int i;

	for (i = 0; i < TIMES; i++) {
		snprintf(realm, sizeof(realm), "r%d-%d", number, i);
		if (tenure_publish(p->policy, p->keys, realm, p->path, NOW, 0,
				   &result, NULL) < 0 ||
		    result.unchanged)
			_exit(1);
	}
	_exit(0);
}

/* No generation is given twice, and none is lost. */
static void test_several(void **state)
{
	struct published *p = *state;
	pid_t pids[PUBLISHERS];
	int i, status;

	for (i = 0; i < PUBLISHERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			publish_often(p, i);
	}
	for (i = 0; i < PUBLISHERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(publish(p, REALM).generation, PUBLISHERS * TIMES + 1);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, published_setup,                 \
					published_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_generations),
		TEST(test_first_floor),
		TEST(test_same_octets),
		TEST(test_digest),
		TEST(test_damaged),
		TEST(test_bad_input),
		TEST(test_size_limit),
		TEST(test_no_memory),
		TEST(test_several),
		/* The last one: it takes a mount namespace of its own. */
		TEST(test_no_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
