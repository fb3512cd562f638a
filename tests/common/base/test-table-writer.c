/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/table.h"

/* What goes wrong while a table is written; test-table.c has what is written,
   a full disk and no memory. */

/* More than tinycdb collects before it writes. */
#define LARGE 100000

static char path[] = "/tmp/tenure-test-table-writer-XXXXXX";
static char large[LARGE];

static int group_setup(void **state TENURE_UNUSED)
{
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int group_teardown(void **state TENURE_UNUSED)
{
	return unlink(path);
}

/* A record whose size 32 bits cannot say is refused before it is looked at. */
static void test_too_large(void **state TENURE_UNUSED)
{
	static const size_t sizes[] = {(size_t)UINT32_MAX / 2 + 1, SIZE_MAX};
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open(path, O_RDWR | O_TRUNC);

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(tenure_table_writer_add(writer, "key", 3, "",
							 sizes[i], &err),
				 -1);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		assert_string_equal(err.text,
				    "a record is too large for a table");
	}
	tenure_table_writer_abort(&writer);
	assert_null(writer);
	close(fd);
}

/* The writing of a record fails at once where there is more than is
   collected. */
static void test_cannot_add(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open(path, O_RDONLY);

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	assert_int_equal(
		tenure_table_writer_add(writer, "key", 3, large, LARGE, &err),
		-1);
	assert_string_equal(err.text,
			    "cannot add to the table: Bad file descriptor");
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	tenure_table_writer_abort(&writer);
	close(fd);
}

/* A key whose hash was there before is looked for in the file. */
static void test_cannot_read_back(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	assert_int_equal(
		tenure_table_writer_add(writer, "key", 3, large, LARGE, &err),
		0);
	assert_int_equal(tenure_table_writer_add(writer, "key", 3, "", 0, &err),
			 -1);
	assert_string_equal(err.text,
			    "cannot read the table back: Bad file descriptor");
	tenure_table_writer_abort(&writer);
	close(fd);
}

static void test_abort(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer = NULL;
	struct tenure_error err;
	char octet;
	int fd;

	tenure_table_writer_abort(&writer);
	assert_null(writer);
	/* Nothing that was collected is written after all. */
	fd = open(path, O_RDWR | O_TRUNC);
	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	assert_int_equal(
		tenure_table_writer_add(writer, "key", 3, "value", 5, &err), 0);
	tenure_table_writer_abort(&writer);
	assert_null(writer);
	assert_int_equal(pread(fd, &octet, 1, 0), 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_cannot_add),
		cmocka_unit_test(test_cannot_read_back),
		cmocka_unit_test(test_abort),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
