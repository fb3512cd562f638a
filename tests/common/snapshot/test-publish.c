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

/* Publish as realm, with a floor. */
static int publish_as(const struct published *p, const char *realm,
		      uint64_t floor, struct tenure_publish_result *result_r,
		      struct tenure_error *err)
{
	struct tenure_publish_request request = publish_request(p);

	request.realm = realm;
	request.generation_floor = floor;
	return tenure_publish(&request, result_r, err);
}

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
	/* The snapshot, the lock file, the floor, the kept ones. */
	assert_int_equal(published_files(p, false), 4);
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
	assert_int_equal(published_files(p, false), 4);
	/* A number that is higher counts, also where nothing is new. */
	assert_int_equal(publish_as(p, REALM, 10, &result, &err), 0);
	assert_int_equal(result.generation, 10);
	assert_int_equal(result.unchanged, 0);
	/* One that is lower does not. */
	assert_int_equal(publish_as(p, "other", 5, &result, &err), 0);
	assert_int_equal(result.generation, 11);
	assert_int_equal(publish_as(p, REALM, UINT64_MAX, &result, &err), 0);
	assert_true(result.generation == UINT64_MAX);
	assert_int_equal(publish_as(p, "other", 0, &result, &err), -1);
	assert_string_equal(err.text, "there is no generation after "
				      "18446744073709551615");
}

static void test_first_floor(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;

	assert_int_equal(publish_as(p, REALM, 7, &result, NULL), 0);
	assert_int_equal(result.generation, 7);
}

static void remove_floor(const struct published *p)
{
	char floor[96];

	snprintf(floor, sizeof(floor), "%s.generation", p->path);
	assert_int_equal(unlink(floor), 0);
}

/* As if nothing had ever been published. */
static void forget_all(const struct published *p)
{
	char kept[96];

	assert_int_equal(unlink(p->path), 0);
	remove_floor(p);
	snprintf(kept, sizeof(kept), "%s.d", p->path);
	assert_int_equal(nftw(kept, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void assert_floor(const struct published *p, const char *want)
{
	char floor[96], *data;
	size_t size;

	snprintf(floor, sizeof(floor), "%s.generation", p->path);
	data = octets_of(floor, &size);
	assert_int_equal(size, strlen(want));
	assert_memory_equal(data, want, size);
	free(data);
}

static void test_same_octets(void **state)
{
	struct published *p = *state;
	size_t size, again_size;
	char *data, *again;

	publish(p, REALM);
	data = octets_of(p->path, &size);
	forget_all(p);
	publish(p, REALM);
	again = octets_of(p->path, &again_size);
	assert_int_equal(size, again_size);
	assert_memory_equal(data, again, size);
	free(data);
	free(again);
}

/* Generations go on where they were, whatever became of the snapshot. */
static void test_floor(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_publish_result result;
	struct tenure_error err;
	size_t size;
	char *data;

	publish(p, REALM);
	assert_floor(p, "1 1\n");
	data = octets_of(p->path, &size);
	publish(p, "other");
	assert_floor(p, "2 2\n");
	/* Deleted. */
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(publish(p, REALM).generation, 3);
	/* An old copy with the very policy that is published. */
	put_octets(p->path, data, size);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err), -1);
	result = publish(p, REALM);
	assert_int_equal(result.generation, 4);
	assert_int_equal(result.unchanged, 0);
	/* Published elsewhere, and copied here: it is ahead of the floor. */
	assert_int_equal(publish_as(p, REALM, 50, &result, &err), 0);
	remove_floor(p);
	assert_int_equal(publish(p, REALM).generation, 50);
	assert_floor(p, "50 50\n");
	assert_int_equal(publish(p, "other").generation, 51);
	/* Both are gone: the copies tell which generations there were. */
	assert_int_equal(unlink(p->path), 0);
	remove_floor(p);
	assert_int_equal(publish_as(p, REALM, 7, &result, &err), 0);
	assert_int_equal(result.generation, 52);
	assert_floor(p, "52 52\n");
	free(data);
}

/* A publisher that ended in between. */
static void test_half_done(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	char floor[96], kept[128];

	snprintf(floor, sizeof(floor), "%s.generation", p->path);
	snprintf(kept, sizeof(kept), "%s.d/2.cdb", p->path);
	publish(p, REALM);
	publish(p, "other");
	/* After the generation was given. */
	put_octets(floor, "2 3\n", 4);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, NULL), 0);
	tenure_snapshot_unref(&snapshot);
	assert_int_equal(publish(p, "other").unchanged, 1);
	assert_floor(p, "2 3\n");
	assert_int_equal(publish(p, REALM).generation, 4);
	assert_floor(p, "4 4\n");
	/* After it was put into its place. */
	publish(p, "other");
	put_octets(floor, "4 5\n", 4);
	snprintf(kept, sizeof(kept), "%s.d/5.cdb", p->path);
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, NULL), 0);
	tenure_snapshot_unref(&snapshot);
	assert_int_equal(publish(p, "other").unchanged, 1);
	assert_floor(p, "5 5\n");
	assert_int_equal(access(kept, F_OK), 0);
	/* The same, and then something else is published. */
	put_octets(floor, "4 5\n", 4);
	assert_int_equal(unlink(kept), 0);
	assert_int_equal(publish(p, REALM).generation, 6);
	assert_floor(p, "6 6\n");
	assert_int_equal(access(kept, F_OK), 0);
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

static void damage(const char *path)
{
	size_t size;
	char *data = octets_of(path, &size);

	data[size - 1] ^= 1;
	put_octets(path, data, size);
	free(data);
}

static void test_damaged(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;
	struct tenure_error err;
	size_t size, again_size;
	char *data, *again;

	publish(p, REALM);
	/* The floor knows the generation. */
	damage(p->path);
	assert_int_equal(publish(p, REALM).generation, 2);
	damage(p->path);
	remove_floor(p);
	data = octets_of(p->path, &size);
	assert_int_equal(publish_as(p, REALM, 0, &result, &err), -1);
	assert_string_equal(err.file, p->path);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text,
			    "the snapshot that is there cannot be read, and so "
			    "its generation is not known (not a table of "
			    "Tenure, or a damaged one); a generation that is "
			    "higher than any before must be given");
	again = octets_of(p->path, &again_size);
	assert_int_equal(size, again_size);
	assert_memory_equal(data, again, size);
	assert_int_equal(published_files(p, false), 3);
	assert_int_equal(publish_as(p, REALM, 20, &result, &err), 0);
	assert_int_equal(result.generation, 20);
	free(data);
	free(again);
	/* Something that is no file is never replaced. */
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	assert_int_equal(publish_as(p, REALM, 30, &result, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_non_null(strstr(err.text, "(not a regular file)"));
}

static void test_damaged_floor(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;
	struct tenure_error err;
	char floor[96];

	publish(p, REALM);
	snprintf(floor, sizeof(floor), "%s.generation", p->path);
	put_octets(floor, "x", 1);
	assert_int_equal(publish_as(p, REALM, 0, &result, &err), -1);
	assert_string_equal(err.file, floor);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_int_equal(publish_as(p, REALM, 9, &result, &err), 0);
	assert_int_equal(result.generation, 9);
	assert_floor(p, "9 9\n");
	/* Something that is no file is never replaced. */
	assert_int_equal(unlink(floor), 0);
	assert_int_equal(mkdir(floor, 0700), 0);
	assert_int_equal(publish_as(p, "other", 10, &result, &err), -1);
	assert_string_equal(err.file, floor);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
}

/* The newest generations are kept, as the same files. */
static void test_kept(void **state)
{
	struct published *p = *state;
	struct tenure_publish_request request = publish_request(p);
	struct tenure_publish_result result;
	struct tenure_error err;
	char realm[32], kept[128];
	struct stat st, again;
	mode_t mask = umask(077);
	int i;

	snprintf(kept, sizeof(kept), "%s.d", p->path);
	request.realm = realm;
	request.generations = 3;
	for (i = 1; i <= 12; i++) {
		snprintf(realm, sizeof(realm), "r%d", i);
		assert_int_equal(tenure_publish(&request, &result, &err), 0);
		/* Of another's files there, nothing is known. */
		if (i == 1) {
			assert_int_equal(stat(kept, &st), 0);
			assert_int_equal(st.st_mode & 07777, 0755);
			snprintf(kept, sizeof(kept), "%s.d/0.cdb", p->path);
			put_octets(kept, "", 0);
		}
	}
	umask(mask);
	for (i = 0; i <= 13; i++) {
		snprintf(kept, sizeof(kept), "%s.d/%d.cdb", p->path, i);
		assert_int_equal(access(kept, F_OK),
				 i == 0 || (i >= 10 && i <= 12) ? 0 : -1);
	}
	snprintf(kept, sizeof(kept), "%s.d/12.cdb", p->path);
	assert_int_equal(stat(kept, &st), 0);
	assert_int_equal(stat(p->path, &again), 0);
	assert_int_equal(st.st_ino, again.st_ino);
	/* A copy takes the place of the link, as after a restored backup: it
	   is a link again. */
	assert_int_equal(unlink(kept), 0);
	put_octets(kept, "copy", 4);
	assert_int_equal(tenure_publish(&request, &result, &err), 0);
	assert_int_equal(result.unchanged, 1);
	assert_int_equal(stat(kept, &st), 0);
	assert_int_equal(st.st_ino, again.st_ino);
	/* What cannot be kept is not replaced. */
	snprintf(kept, sizeof(kept), "rm -r %s.d", p->path);
	assert_int_equal(system(kept), 0);
	snprintf(kept, sizeof(kept), "%s.d", p->path);
	put_octets(kept, "", 0);
	request.realm = "new";
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
	assert_string_equal(err.file, kept);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_ino, again.st_ino);
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
	struct tenure_publish_request request = publish_request(p);
	struct tenure_publish_result result;
	struct tenure_policy *policy = policy_read(files);
	struct tenure_error err;
	char path[128];

	request.realm = "Bad realm";
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
	assert_string_equal(err.text,
			    "bad realm \"Bad realm\": 1 to 64 of a-z 0-9 . -");
	request = publish_request(p);
	request.policy = policy;
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
	assert_string_equal(err.text,
			    "include *.inc: a file name with a line end in it "
			    "cannot be published");
	tenure_policy_free(&policy);
	/* A time that no date can say would be published unreadable. */
	request = publish_request(p);
	request.now = INT64_MAX;
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
	snprintf(path, sizeof(path), "%s/no/policy.cdb", p->folder);
	request = publish_request(p);
	request.path = path;
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
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

	return publish_as(p, "other", 0, &result, NULL);
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

static void test_no_memory(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result;
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	unsigned long n, late = 0;
	int count, ret;

	publish(p, REALM);
	count = published_files(p, false);
	for (n = 1; n < 10000; n++) {
		tenure_alloc_fail_at(n, 0);
		ret = publish_as(p, "other", 0, &result, &err);
		if (tenure_alloc_count() < n)
			break;
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(published_files(p, false), count);
		assert_int_equal(tenure_snapshot_open(p->path, &snapshot, NULL),
				 0);
		/* The old one could not be read and is replaced: that works
		   without it. */
		assert_int_equal(
			tenure_snapshot_generation(snapshot),
			ret == 0 || strstr(err.text, "is in place") ? 2 : 1);
		if (tenure_snapshot_generation(snapshot) == 2) {
			late++;
			if (ret < 0)
				assert_non_null(strstr(err.text, "memory"));
			/* Again from the beginning. */
			forget_all(p);
			publish(p, REALM);
		}
		tenure_snapshot_unref(&snapshot);
	}
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, 0);
	assert_true(n > 50 && n < 10000);
	assert_true(late > 5);
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
		if (publish_as(p, realm, 0, &result, NULL) < 0 ||
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
		TEST(test_floor),
		TEST(test_half_done),
		TEST(test_damaged),
		TEST(test_damaged_floor),
		TEST(test_kept),
		TEST(test_bad_input),
		TEST(test_size_limit),
		TEST(test_no_memory),
		TEST(test_several),
		/* The last one: it takes a mount namespace of its own. */
		TEST(test_no_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
