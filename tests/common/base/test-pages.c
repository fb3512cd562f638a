/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <string.h>

#include "base/pages-format.h"
#include "tests/common/base/pages-file.h"
#include "tests/lib/failing-calls.h"

/* Two pages of data; then a list and the footer. */
#define DATA_SIZE (2 * TENURE_PAGE_SIZE + 100)
#define FOOTER_AT (3 * TENURE_PAGE_SIZE)

static void write_file(void)
{
	struct tenure_error err;
	int fd = open_data(DATA_SIZE);

	assert_int_equal(tenure_pages_finish(fd, &err), 0);
	close(fd);
}

struct fault {
	const char *call;
	unsigned int nth;
	int error;
	/* NULL: no error. */
	const char *want;
};

static void test_open_system(void **state TENURE_UNUSED)
{
	static const struct fault cases[] = {
		{"fstat", 1, EIO, "cannot stat: Input/output error"},
		{"pread", 1, EIO, "cannot read: Input/output error"},
		{"pread", 1, EINTR, NULL},
		{"pread", 1, FAILING_CALL_SHORT, NULL},
	};

	write_file();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_error err = {0};
		struct tenure_pages pages;
		int ret;

		failing_call(cases[i].call, cases[i].nth, cases[i].error);
		ret = tenure_pages_open(path, &pages, &err);
		assert_true(failing_call_end() >= cases[i].nth);
		assert_int_equal(ret, cases[i].want == NULL ? 0 : -1);
		if (ret == 0)
			tenure_pages_close(&pages);
		else
			assert_string_equal(err.text, cases[i].want);
		assert_int_equal(pages.fd, -1);
	}
}

static void test_read_system(void **state TENURE_UNUSED)
{
	static const struct fault cases[] = {
		{"pread", 1, EIO, "cannot read: Input/output error"},
		{"pread", 2, EIO, "cannot read: Input/output error"},
		{"pread", 1, EINTR, NULL},
		{"pread", 2, FAILING_CALL_SHORT, NULL},
	};
	struct tenure_pages pages;

	write_file();
	assert_int_equal(tenure_pages_open(path, &pages, NULL), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_error err = {0};
		struct tenure_page_reader reader;
		unsigned char octets[DATA_SIZE];
		int ret;

		tenure_page_reader_init(&reader, &pages);
		failing_call(cases[i].call, cases[i].nth, cases[i].error);
		ret = tenure_page_reader_copy(&reader, 0, octets,
					      sizeof(octets), &err);
		assert_true(failing_call_end() >= cases[i].nth);
		assert_int_equal(ret, cases[i].want == NULL ? 0 : -1);
		if (ret < 0)
			assert_string_equal(err.text, cases[i].want);
		/* A failure is not remembered. */
		assert_int_equal(tenure_page_reader_copy(&reader, 0, octets,
							 sizeof(octets), &err),
				 0);
		for (size_t at = 0; at < sizeof(octets); at++)
			assert_int_equal(octets[at], data_octet(at));
	}
	tenure_pages_close(&pages);
}

static void test_behind_end(void **state TENURE_UNUSED)
{
	static const uint64_t offsets[] = {DATA_SIZE, DATA_SIZE + 1,
					   3 * TENURE_PAGE_SIZE, UINT64_MAX};
	struct tenure_page_reader reader;
	const unsigned char *octets;
	struct tenure_pages pages;
	struct tenure_error err;
	unsigned char copy[2];

	write_file();
	assert_int_equal(tenure_pages_open(path, &pages, &err), 0);
	tenure_page_reader_init(&reader, &pages);
	assert_int_equal(
		tenure_page_reader_get(&reader, DATA_SIZE - 1, &octets, &err),
		1);
	assert_int_equal(octets[0], data_octet(DATA_SIZE - 1));
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		assert_int_equal(tenure_page_reader_get(&reader, offsets[i],
							&octets, &err),
				 0);
		assert_string_equal(err.text,
				    "damaged: it points behind its own end");
	}
	assert_int_equal(tenure_page_reader_copy(&reader, DATA_SIZE - 1, copy,
						 sizeof(copy), &err),
			 -1);
	tenure_pages_close(&pages);
}

static void test_became_shorter(void **state TENURE_UNUSED)
{
	struct tenure_page_reader reader;
	const unsigned char *octets;
	struct tenure_pages pages;
	struct tenure_error err;

	write_file();
	assert_int_equal(tenure_pages_open(path, &pages, &err), 0);
	assert_int_equal(truncate(path, TENURE_PAGE_SIZE + 1), 0);
	tenure_page_reader_init(&reader, &pages);
	assert_int_equal(tenure_page_reader_get(&reader, TENURE_PAGE_SIZE,
						&octets, &err),
			 0);
	assert_string_equal(err.text, "damaged: it became shorter while it was "
				      "open");
	/* What is still there is good. */
	assert_int_equal(tenure_page_reader_get(&reader, 0, &octets, &err),
			 TENURE_PAGE_SIZE);
	tenure_pages_close(&pages);
}

/* A page that is damaged is not taken for the one that was read before. */
static void test_after_damage(void **state TENURE_UNUSED)
{
	struct tenure_page_reader reader;
	const unsigned char *octets;
	struct tenure_pages pages;
	struct tenure_error err;
	int fd;

	write_file();
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, "damage", 6, TENURE_PAGE_SIZE), 6);
	close(fd);
	assert_int_equal(tenure_pages_open(path, &pages, &err), 0);
	tenure_page_reader_init(&reader, &pages);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			tenure_page_reader_get(&reader, 0, &octets, &err),
			TENURE_PAGE_SIZE);
		for (size_t at = 0; at < TENURE_PAGE_SIZE; at++)
			assert_int_equal(octets[at], data_octet(at));
		assert_int_equal(tenure_page_reader_get(&reader,
							TENURE_PAGE_SIZE,
							&octets, &err),
				 0);
		assert_string_equal(err.text,
				    "damaged: the page at octet 4096 has not "
				    "the checksum that it should");
	}
	tenure_pages_close(&pages);
}

/* A file with a good footer, which is not its own. */
static void test_foreign_footer(void **state TENURE_UNUSED)
{
	unsigned char end[TENURE_PAGE_SIZE + TENURE_PAGES_FOOTER_SIZE];
	struct tenure_pages pages;
	struct tenure_error err;
	int fd;

	write_file();
	fd = open(path, O_RDWR);
	assert_int_equal(
		pread(fd, end, sizeof(end), FOOTER_AT - TENURE_PAGE_SIZE),
		sizeof(end));
	assert_int_equal(pwrite(fd, end, sizeof(end), FOOTER_AT), sizeof(end));
	close(fd);
	assert_int_equal(tenure_pages_open(path, &pages, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text,
			    "not a table of Tenure, or a damaged one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_system),
		cmocka_unit_test(test_read_system),
		cmocka_unit_test(test_behind_end),
		cmocka_unit_test(test_became_shorter),
		cmocka_unit_test(test_after_damage),
		cmocka_unit_test(test_foreign_footer),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
