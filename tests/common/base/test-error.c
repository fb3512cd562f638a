/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

static void test_set(void **state TENURE_UNUSED)
{
	struct tenure_error err;

	/* Nothing of what was there before may stay. */
	memset(&err, 'x', sizeof(err));
	assert_int_equal(
		tenure_error_set(&err, TENURE_ERROR_INPUT, "%s %d", "a", 1),
		-1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text, "a 1");
	assert_string_equal(err.file, "");
	assert_int_equal(err.line, 0);
	assert_int_equal(err.column, 0);
}

static void test_errno(void **state TENURE_UNUSED)
{
	struct tenure_error err;

	memset(&err, 'x', sizeof(err));
	assert_int_equal(tenure_error_errno(&err, ENOENT, "cannot %s", "open"),
			 -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_string_equal(err.text, "cannot open: No such file or directory");
	assert_string_equal(err.file, "");
}

static void test_nomem(void **state TENURE_UNUSED)
{
	struct tenure_error err;

	assert_int_equal(tenure_error_nomem(&err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_string_equal(err.text, "out of memory");
}

/* A caller that does not want to know. */
static void test_null(void **state TENURE_UNUSED)
{
	assert_int_equal(tenure_error_set(NULL, TENURE_ERROR_USAGE, "x"), -1);
	assert_int_equal(tenure_error_errno(NULL, EIO, "x"), -1);
	assert_int_equal(tenure_error_nomem(NULL), -1);
	assert_int_equal(tenure_error_at(NULL, "f", 1, 1), -1);
}

static void test_format(void **state TENURE_UNUSED)
{
	static const struct {
		const char *file;
		unsigned int line, column;
		const char *want;
	} cases[] = {
		{"", 0, 0, "text"},
		{"policy.conf", 0, 0, "policy.conf: text"},
		{"policy.conf", 7, 0, "policy.conf:7: text"},
		{"policy.conf", 7, 3, "policy.conf:7:3: text"},
	};
	struct tenure_error err;
	char buf[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tenure_error_set(&err, TENURE_ERROR_INPUT, "text");
		assert_int_equal(tenure_error_at(&err, cases[i].file,
						 cases[i].line,
						 cases[i].column),
				 -1);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		assert_ptr_equal(tenure_error_format(&err, buf, sizeof(buf)),
				 buf);
		assert_string_equal(buf, cases[i].want);
	}
	/* Cut, but terminated. */
	tenure_error_format(&err, buf, 8);
	assert_string_equal(buf, "policy.");
}

/* Texts longer than their places are cut. */
static void test_long(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char text[1000], buf[2000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	tenure_error_set(&err, TENURE_ERROR_INPUT, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	tenure_error_errno(&err, ENOENT, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	tenure_error_at(&err, text, 1, 1);
	assert_int_equal(strlen(err.file), sizeof(err.file) - 1);
	tenure_error_format(&err, buf, sizeof(buf));
	assert_int_equal(strlen(buf), sizeof(err.file) - 1 + strlen(":1:1: ") +
					      sizeof(err.text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),    cmocka_unit_test(test_errno),
		cmocka_unit_test(test_nomem),  cmocka_unit_test(test_null),
		cmocka_unit_test(test_format), cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
