/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/attrs.h"
#include "base/file.h"
#include "pop3-plugin/notes/last-login.h"

static char folder[] = "/tmp/tenure-test-login-XXXXXX";
static char path[64], lock_path[64];

static int setup(void **state TENURE_UNUSED)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/%s", folder, TENURE_LAST_LOGIN_FILE);
	snprintf(lock_path, sizeof(lock_path), "%s/%s", folder,
		 TENURE_LAST_LOGIN_LOCK);
	return 0;
}

static int teardown(void **state TENURE_UNUSED)
{
	(void)unlink(path);
	(void)unlink(lock_path);
	/* nothing else may be left */
	return rmdir(folder);
}

static void write_file(const char *text)
{
	assert_int_equal(
		tenure_file_write(path, 0600, text, strlen(text), NULL), 0);
}

/* What the file says; -1 if there is none. */
static int64_t recorded(void)
{
	char *text;
	size_t size;
	int64_t last;

	if (access(path, F_OK) < 0)
		return -1;
	assert_int_equal(tenure_file_read(path, 100, &text, &size, NULL), 0);
	assert_int_equal(tenure_last_login_parse(text, &last), 0);
	tenure_free(text);
	return last;
}

static void test_check(void **state TENURE_UNUSED)
{
	static const struct {
		/* NULL: there is no file */
		const char *text;
		int64_t now, delay, want, recorded;
	} cases[] = {
		{NULL, 1000, 300, 0, 1000},
		{"tenure-login 1 1000\n", 1000, 300, 300, 1000},
		{"tenure-login 1 1000\n", 1001, 300, 299, 1000},
		{"tenure-login 1 1000\n", 1299, 300, 1, 1000},
		{"tenure-login 1 1000\n", 1300, 300, 0, 1300},
		{"tenure-login 1 1000\n", 5000, 1, 0, 5000},
		{"tenure-login 1 0\n", 5000, 300, 0, 5000},
		/* The clock was set back. */
		{"tenure-login 1 1001\n", 1000, 300, 300, 1000},
		{"tenure-login 1 9999999\n", 1000, 300, 300, 1000},
		{"tenure-login 1 9223372036854775807\n", 1000, 300, 300, 1000},
		/* Not understood. */
		{"", 1000, 300, 300, 1000},
		{"tenure-login 1 \n", 1000, 300, 300, 1000},
		{"something that is longer than such a file ever can be, by "
		 "any means",
		 1000, 300, 300, 1000},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_error err;
		int64_t got;

		(void)unlink(path);
		if (cases[i].text != NULL)
			write_file(cases[i].text);
		got = tenure_last_login_check(folder, cases[i].now,
					      cases[i].delay, &err);
		if (got != cases[i].want || recorded() != cases[i].recorded)
			fail_msg("case %zu: got %lld, recorded %lld", i,
				 (long long)got, (long long)recorded());
	}
}

static void test_text(void **state TENURE_UNUSED)
{
	static const char *const bad[] = {
		"tenure-login 1 -5\n",  "tenure-login 1 5",
		"tenure-login 1 5\n\n", "tenure-login 1 5 \n",
		"tenure-login 1 +5\n",  "tenure-login 2 5\n",
		"tenure-login 1  5\n",  " tenure-login 1 5\n",
		"tenure-login 1 5x\n",  "tenure-login 1 99999999999999999999\n",
	};
	static const int64_t times[] = {0, 1, 1795336145, INT64_C(1) << 40};
	char text[64];
	int64_t got = 77;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(tenure_last_login_parse(bad[i], &got), -1);
	assert_int_equal(got, 77);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		assert_int_equal(tenure_last_login_parse(
					 tenure_last_login_format(
						 times[i], text, sizeof(text)),
					 &got),
				 0);
		assert_int_equal(got, times[i]);
	}
}

static void test_failures(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char longer[5000];

	assert_int_equal(tenure_last_login_check("/nowhere", 5, 1, &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/.tenure-login.lock"));
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(tenure_last_login_check(longer, 5, 1, &err), -1);
	(void)unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(tenure_last_login_check(folder, 5, 1, &err), -1);
	assert_int_equal(rmdir(path), 0);
	/* Not through a link that somebody put there. */
	(void)unlink(lock_path);
	assert_int_equal(symlink("/dev/null", lock_path), 0);
	assert_int_equal(tenure_last_login_check(folder, 5, 1, &err), -1);
	assert_int_equal(unlink(lock_path), 0);
}

/* Somebody who keeps the lock does not keep the others for ever, and does not
   let them in. */
static void test_locked(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	int fd = open(lock_path, O_RDWR | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	(void)unlink(path);
	assert_int_equal(tenure_last_login_check(folder, 5, 1, &err), -1);
	assert_non_null(strstr(err.text, "flock("));
	assert_int_equal(recorded(), -1);
	assert_int_equal(close(fd), 0);
	assert_int_equal(tenure_last_login_check(folder, 5, 1, &err), 0);
}

/* Each allocation fails in turn: nobody gets in unrecorded. */
static void test_out_of_memory(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	int64_t got = -1;

	for (unsigned long n = 1; n < 100 && got < 0; n++) {
		write_file("tenure-login 1 1000\n");
		tenure_alloc_fail_at(n, 0);
		got = tenure_last_login_check(folder, 2000, 300, &err);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(recorded(), got < 0 ? 1000 : 2000);
	}
	assert_int_equal(got, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
