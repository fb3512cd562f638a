/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/pages-format.h"
#include "tests/common/base/pages-file.h"
#include "tests/lib/failing-calls.h"

/* What one list has the checksums of. */
#define LIST_OCTETS ((size_t)TENURE_PAGE_FANOUT * TENURE_PAGE_SIZE)

static void test_sizes(void **state TENURE_UNUSED)
{
	static const size_t sizes[] = {
		1,
		TENURE_PAGE_SIZE - 1,
		TENURE_PAGE_SIZE,
		TENURE_PAGE_SIZE + 1,
		LIST_OCTETS,
		LIST_OCTETS + 1,
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int fd = open_data(sizes[i]);
		struct tenure_error err;

		assert_int_equal(tenure_pages_finish(fd, &err), 0);
		close(fd);
		assert_data(sizes[i]);
	}
}

/* Too little or too much: and nothing is written. */
static void test_refused(void **state TENURE_UNUSED)
{
	static const off_t sizes[] = {0, (off_t)TENURE_PAGES_DATA_MAX + 1};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int fd = open_data(0);
		struct tenure_error err;
		struct stat st;

		assert_int_equal(ftruncate(fd, sizes[i]), 0);
		assert_int_equal(tenure_pages_finish(fd, &err), -1);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		assert_string_equal(err.text, "nothing, or more than 4 GB");
		assert_int_equal(fstat(fd, &st), 0);
		assert_true(st.st_size == sizes[i]);
		close(fd);
	}
}

/* Two pages of data: a list and the footer are written, two pages are read
   back. */
static void test_system_fails(void **state TENURE_UNUSED)
{
	static const struct {
		const char *call;
		unsigned int nth;
		int error;
		/* NULL: no error. */
		const char *want;
	} cases[] = {
		{"fstat", 1, EIO, "cannot stat: Input/output error"},
		{"pread", 1, EIO, "cannot read it back: Input/output error"},
		{"pread", 2, EIO, "cannot read it back: Input/output error"},
		{"pread", 1, EINTR, NULL},
		{"pread", 2, FAILING_CALL_SHORT, NULL},
		{"pwrite", 1, ENOSPC,
		 "cannot write its checksums: No space left on device"},
		{"pwrite", 2, ENOSPC,
		 "cannot write its checksums: No space left on device"},
		{"pwrite", 1, EINTR, NULL},
		{"pwrite", 1, FAILING_CALL_SHORT, NULL},
		{"pwrite", 2, FAILING_CALL_SHORT, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_error err = {0};
		struct tenure_pages pages;
		int ret, fd = open_data(TENURE_PAGE_SIZE + 1);

		failing_call(cases[i].call, cases[i].nth, cases[i].error);
		ret = tenure_pages_finish(fd, &err);
		assert_true(failing_call_end() >= cases[i].nth);
		close(fd);
		if (cases[i].want == NULL) {
			assert_int_equal(ret, 0);
			assert_data(TENURE_PAGE_SIZE + 1);
			continue;
		}
		assert_int_equal(ret, -1);
		assert_string_equal(err.text, cases[i].want);
		assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
		/* What is left of it is not taken for whole. */
		assert_int_equal(tenure_pages_open(path, &pages, NULL), -1);
	}
}

static void test_bad_descriptor(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	int fd = open_data(1);

	close(fd);
	assert_int_equal(tenure_pages_finish(fd, &err), -1);
	assert_string_equal(err.text, "cannot stat: Bad file descriptor");
	fd = open(path, O_RDONLY);
	assert_int_equal(tenure_pages_finish(fd, &err), -1);
	assert_string_equal(err.text,
			    "cannot fill its last page: Invalid argument");
	close(fd);
	fd = open(path, O_WRONLY);
	assert_int_equal(tenure_pages_finish(fd, &err), -1);
	assert_string_equal(err.text,
			    "cannot read it back: Bad file descriptor");
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_system_fails),
		cmocka_unit_test(test_bad_descriptor),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
