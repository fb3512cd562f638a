/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "tests/lib/failing-calls.h"

static char folder[] = "/tmp/tenure-test-file-XXXXXX";
static char path[64];

static int group_setup(void **state TENURE_UNUSED)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/f", folder);
	return 0;
}

static int group_teardown(void **state TENURE_UNUSED)
{
	unlink(path);
	return rmdir(folder);
}

static int remove_file(void **state TENURE_UNUSED)
{
	unlink(path);
	return 0;
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
}

static void test_read(void **state TENURE_UNUSED)
{
	static const char *const texts[] = {"", "x", "keep = 7y\n"};
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *data;
		size_t size;

		put(texts[i]);
		assert_int_equal(tenure_file_read(path, 10, &data, &size, &err),
				 0);
		assert_int_equal(size, strlen(texts[i]));
		assert_string_equal(data, texts[i]);
		tenure_free(data);
	}
}

static void test_read_bad(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char *data, want[128], got[128];
	size_t size;

	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	snprintf(want, sizeof(want),
		 "%s: cannot open: No such file or directory", path);
	assert_string_equal(tenure_error_format(&err, got, sizeof(got)), want);

	put("12345678901");
	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.file, path);
	assert_string_equal(err.text,
			    "too large: 11 octets, at most 10 are read");

	assert_int_equal(tenure_file_read(folder, 10, &data, &size, &err), -1);
	assert_string_equal(err.text, "not a regular file");
	assert_string_equal(err.file, folder);

	/* Must not wait for a writer. */
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	assert_string_equal(err.text, "not a regular file");

	/* A caller that does not want to know. */
	assert_int_equal(tenure_file_read(path, 10, &data, &size, NULL), -1);
}

/* Files of /proc say that they are empty and are not. */
static void test_read_changed(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char *data;
	size_t size;

	assert_int_equal(tenure_file_read("/proc/self/status", 1000000, &data,
					  &size, &err),
			 -1);
	assert_string_equal(err.text, "changed while it was read");
	assert_string_equal(err.file, "/proc/self/status");
}

/* Reading goes on after a part, and after a signal. */
static void test_read_system(void **state TENURE_UNUSED)
{
	static const struct {
		const char *call;
		unsigned int nth;
		int error;
		/* NULL: no error. */
		const char *want;
	} cases[] = {
		{"fstat", 1, EIO, "cannot stat: Input/output error"},
		{"read", 1, EIO, "cannot read: Input/output error"},
		{"read", 2, EIO, "cannot read: Input/output error"},
		{"read", 1, EINTR, NULL},
		{"read", 2, EINTR, NULL},
		{"read", 1, FAILING_CALL_SHORT, NULL},
	};

	put("text");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_error err = {0};
		char *data;
		size_t size;
		int ret;

		failing_call(cases[i].call, cases[i].nth, cases[i].error);
		ret = tenure_file_read(path, 10, &data, &size, &err);
		assert_true(failing_call_end() >= cases[i].nth);
		assert_int_equal(ret, cases[i].want == NULL ? 0 : -1);
		if (ret < 0) {
			assert_string_equal(err.text, cases[i].want);
			assert_string_equal(err.file, path);
			continue;
		}
		assert_int_equal(size, 4);
		assert_string_equal(data, "text");
		tenure_free(data);
	}
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char *data;
	size_t size;

	put("old");
	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	tenure_alloc_fail_at(0, 0);
	assert_string_equal(err.text, "out of memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_read, remove_file),
		cmocka_unit_test_teardown(test_read_bad, remove_file),
		cmocka_unit_test(test_read_changed),
		cmocka_unit_test_teardown(test_read_system, remove_file),
		cmocka_unit_test_teardown(test_no_memory, remove_file),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
