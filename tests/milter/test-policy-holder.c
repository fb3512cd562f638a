/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "milter/log.h"
#include "milter/policy-holder.h"
#include "world.h"

#define POLICY(days)                                                           \
	"tenure_version = 1\n"                                                 \
	"plan all { keep = " days "d }\n"                                      \
	"unknown = all\n"

static struct world world;
static struct tm_policy_holder *holder;
/* Standard error goes to this file while a test runs. */
static char log_path[400];
static int saved_stderr;

static int set_up(void **state)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	struct tm_setup *setup;
	int fd;

	(void)state;
	world_make(&world, POLICY("1"), "");
	if (tm_setup_load(world.config, &setup, &problem) < 0 ||
	    tm_policy_holder_new(world.config, setup, &holder) < 0)
		return -1;
	snprintf(log_path, sizeof(log_path), "%s/log", world.folder);
	saved_stderr = dup(STDERR_FILENO);
	fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (saved_stderr < 0 || fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		return -1;
	return close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	if (dup2(saved_stderr, STDERR_FILENO) < 0)
		return -1;
	tm_policy_holder_free(&holder);
	tm_policy_holder_free(&holder);
	world_remove(&world);
	return close(saved_stderr);
}

static uint64_t generation(void)
{
	struct tm_setup *setup = tm_policy_holder_get(holder);
	uint64_t number = tenure_snapshot_generation(tm_setup_snapshot(setup));

	tm_setup_unref(&setup);
	assert_null(setup);
	return number;
}

static enum tenure_mode mode(void)
{
	struct tm_setup *setup = tm_policy_holder_get(holder);
	enum tenure_mode answer = tm_setup_config(setup)->mode;

	tm_setup_unref(&setup);
	return answer;
}

/* What was logged since the last call must have these words in its lines, one
   a line, and no line more. */
static void assert_logged(const char *const *words)
{
	char text[8192], *line, *rest = text;
	FILE *file = fopen(log_path, "r+");
	size_t size;

	assert_non_null(file);
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	assert_int_equal(ftruncate(fileno(file), 0), 0);
	assert_int_equal(fclose(file), 0);
	for (; *words != NULL; words++) {
		line = strsep(&rest, "\n");
		if (line == NULL || strstr(line, *words) == NULL)
			fail_msg("\"%s\" is not in \"%s\"", *words,
				 line == NULL ? "(nothing)" : line);
	}
	assert_string_equal(rest, "");
}

static const char *const nothing[] = {NULL};

static void copy_file(const char *from, const char *to, size_t flip)
{
	struct tenure_error err;
	char *data;
	size_t size;

	assert_int_equal(tenure_file_read(from, 1 << 20, &data, &size, &err),
			 0);
	if (flip > 0)
		data[size - flip] ^= 1;
	assert_int_equal(tenure_file_write(to, 0644, data, size, &err), 0);
	tenure_free(data);
}

static void test_new_snapshot(void **state)
{
	static const char *const want[] = {"new snapshot: generation 2", NULL};

	(void)state;
	assert_int_equal(generation(), 1);
	assert_logged(nothing);
	world_publish(&world, POLICY("2"));
	assert_int_equal(generation(), 2);
	assert_int_equal(generation(), 2);
	assert_logged(want);
}

static void test_bad_snapshot(void **state)
{
	static const char *const bad[] = {"policy.cdb", "generation 1 stays",
					  NULL};
	static const char *const good[] = {"new snapshot: generation 2", NULL};
	char spare[400];

	(void)state;
	snprintf(spare, sizeof(spare), "%s/spare", world.folder);
	copy_file(world.snapshot, spare, 0);
	/* Changed: used no more than before, and said once. */
	copy_file(spare, world.snapshot, 20);
	assert_int_equal(generation(), 1);
	assert_int_equal(generation(), 1);
	assert_logged(bad);
	/* Gone. */
	assert_int_equal(unlink(world.snapshot), 0);
	assert_int_equal(generation(), 1);
	assert_int_equal(generation(), 1);
	assert_logged(bad);
	/* Empty. */
	world_write(world.snapshot, "");
	assert_int_equal(generation(), 1);
	assert_logged(bad);
	/* Repaired. */
	copy_file(spare, world.snapshot, 0);
	world_publish(&world, POLICY("2"));
	assert_int_equal(generation(), 2);
	assert_logged(good);
}

static void test_older_snapshot(void **state)
{
	static const char *const want[] = {
		"new snapshot: generation 2", "generation 1 is older than 2",
		"generation 2 stays",         "generation 1 is older than 2",
		"generation 2 stays",         NULL};
	char spare[400];

	(void)state;
	snprintf(spare, sizeof(spare), "%s/spare", world.folder);
	copy_file(world.snapshot, spare, 0);
	world_publish(&world, POLICY("2"));
	assert_int_equal(generation(), 2);
	copy_file(spare, world.snapshot, 0);
	assert_int_equal(generation(), 2);
	assert_int_equal(tm_policy_holder_reload(holder), -1);
	assert_int_equal(generation(), 2);
	assert_logged(want);
}

static void test_reload(void **state)
{
	static const char *const want[] = {"new snapshot: generation 2",
					   "reloaded: generation 2", NULL};

	(void)state;
	/* tenure.conf counts when somebody says so, not before. */
	world_configure(&world, "mode = observe");
	world_publish(&world, POLICY("2"));
	assert_int_equal(generation(), 2);
	assert_int_equal(mode(), TENURE_MODE_ENFORCE);
	assert_int_equal(tm_policy_holder_reload(holder), 0);
	assert_int_equal(mode(), TENURE_MODE_OBSERVE);
	assert_logged(want);
}

static void test_bad_reload(void **state)
{
	static const char *const want[] = {"tenure.conf", "", "",
					   "reload failed", NULL};

	(void)state;
	world_configure(&world, "mode = sometimes");
	assert_int_equal(tm_policy_holder_reload(holder), -1);
	assert_int_equal(mode(), TENURE_MODE_ENFORCE);
	assert_int_equal(generation(), 1);
	assert_logged(want);
}

static void test_moved_socket(void **state)
{
	static const char *const want[] = {"needs a restart", "reloaded", NULL};

	(void)state;
	world_configure(&world, "milter { socket = inet:18890@127.0.0.1 }");
	assert_int_equal(tm_policy_holder_reload(holder), 0);
	assert_logged(want);
}

/* -------------------------------------------------------------------- keys */

static void test_keys(void **state)
{
	static const struct {
		/* File below the key folder that is changed, and how. */
		const char *file;
		enum {
			MISSING,
			READABLE,
			GARBAGE
		} how;
		const char *want;
	} cases[] = {
		{"one.key", MISSING, "no private key here belongs"},
		{"one.key", READABLE, "one.key"},
		{"one.key", GARBAGE, "one.key"},
	};
	struct tm_setup *setup;
	char path[400], spare[400];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;

		snprintf(path, sizeof(path), "%s/%s", world.keys,
			 cases[i].file);
		snprintf(spare, sizeof(spare), "%s/spare", world.folder);
		assert_int_equal(rename(path, spare), 0);
		if (cases[i].how == READABLE)
			copy_file(spare, path, 0);
		if (cases[i].how == GARBAGE) {
			world_write(path, "no key");
			assert_int_equal(chmod(path, 0600), 0);
		}
		assert_int_equal(tm_setup_load(world.config, &setup, &problem),
				 -1);
		assert_true(problem.code == TENURE_ERROR_INPUT ||
			    problem.code == TENURE_ERROR_ENVIRONMENT);
		if (strstr(problem.text.data, cases[i].want) == NULL)
			fail_msg("%s", problem.text.data);
		tenure_buffer_free(&problem.text);
		assert_int_equal(rename(spare, path), 0);
	}
	assert_logged(nothing);
}

/* The snapshot comes to a host before the key. */
static void test_late_key(void **state)
{
	static const char *const bad[] = {"no private key here belongs",
					  "generation 1 stays", NULL};
	static const char *const good[] = {"new snapshot: generation 2", NULL};
	char path[400], spare[400];

	(void)state;
	snprintf(path, sizeof(path), "%s/one.key", world.keys);
	snprintf(spare, sizeof(spare), "%s/spare", world.folder);
	assert_int_equal(rename(path, spare), 0);
	world_publish(&world, POLICY("2"));
	assert_int_equal(generation(), 1);
	assert_int_equal(generation(), 1);
	assert_logged(bad);
	/* further than file systems measure time */
	assert_int_equal(usleep(50 * 1000), 0);
	assert_int_equal(rename(spare, path), 0);
	assert_int_equal(generation(), 2);
	assert_logged(good);
}

static void test_newest_key(void **state)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	struct tm_setup *setup;
	struct tenure_error err;
	char path[400];

	(void)state;
	/* A newer one that is not published yet is not used ... */
	assert_int_equal(tenure_key_new(world.keys, "two", 1900000000, &err),
			 0);
	assert_int_equal(tm_setup_load(world.config, &setup, &problem), 0);
	assert_string_equal(tenure_private_key_id(tm_setup_key(setup)), "one");
	tm_setup_unref(&setup);
	/* ... then it is ... */
	world_publish(&world, POLICY("1"));
	assert_int_equal(tm_setup_load(world.config, &setup, &problem), 0);
	assert_string_equal(tenure_private_key_id(tm_setup_key(setup)), "two");
	tm_setup_unref(&setup);
	/* ... unless it is another host's. */
	snprintf(path, sizeof(path), "%s/two.key", world.keys);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(tm_setup_load(world.config, &setup, &problem), 0);
	assert_string_equal(tenure_private_key_id(tm_setup_key(setup)), "one");
	tm_setup_unref(&setup);
}

static void test_realm(void **state)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	struct tm_setup *setup;
	char text[2048];

	(void)state;
	snprintf(text, sizeof(text),
		 "realm = other\npolicy = %s\nsnapshot = %s\nkey_dir = %s\n",
		 world.policy, world.snapshot, world.keys);
	world_write(world.config, text);
	assert_int_equal(tm_setup_load(world.config, &setup, &problem), -1);
	assert_int_equal(problem.code, TENURE_ERROR_INPUT);
	assert_non_null(strstr(problem.text.data, "realm \"test\""));
	tenure_buffer_free(&problem.text);
}

static void test_no_memory(void **state)
{
	struct tm_setup *setup = NULL;
	unsigned long n;

	(void)state;
	for (n = 1; setup == NULL && n < 10000; n++) {
		struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;

		tenure_alloc_fail_at(n, 0);
		if (tm_setup_load(world.config, &setup, &problem) < 0)
			assert_null(setup);
		tenure_alloc_fail_at(0, 0);
		tenure_buffer_free(&problem.text);
	}
	assert_non_null(setup);
	assert_true(n > 10);
	tm_setup_unref(&setup);
}

/* ----------------------------------------------------------------- threads */

static atomic_bool stop;

static void *reader(void *arg)
{
	uint64_t last = 0, now;

	(void)arg;
	while (!atomic_load(&stop)) {
		struct tm_setup *setup = tm_policy_holder_get(holder);

		now = tenure_snapshot_generation(tm_setup_snapshot(setup));
		tm_setup_unref(&setup);
		/* Never goes back. */
		if (now < last)
			return &stop;
		last = now;
	}
	return NULL;
}

static void test_threads(void **state)
{
	enum {
		THREADS = 8
	};
	int rounds = unit_count(40);
	pthread_t threads[THREADS];
	void *bad;

	(void)state;
	atomic_store(&stop, false);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, reader, NULL), 0);
	for (int i = 0; i < rounds; i++) {
		world_publish(&world, i % 2 == 0 ? POLICY("2") : POLICY("3"));
		if (i % 4 == 0)
			assert_int_equal(tm_policy_holder_reload(holder), 0);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &bad), 0);
		assert_null(bad);
	}
	assert_int_equal(generation(), rounds + 1);
}

#define HOLDER_TEST(name)                                                      \
	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOLDER_TEST(test_new_snapshot),
		HOLDER_TEST(test_bad_snapshot),
		HOLDER_TEST(test_older_snapshot),
		HOLDER_TEST(test_reload),
		HOLDER_TEST(test_bad_reload),
		HOLDER_TEST(test_moved_socket),
		HOLDER_TEST(test_keys),
		HOLDER_TEST(test_late_key),
		HOLDER_TEST(test_newest_key),
		HOLDER_TEST(test_realm),
		HOLDER_TEST(test_no_memory),
		HOLDER_TEST(test_threads),
	};

	tm_log_open(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
