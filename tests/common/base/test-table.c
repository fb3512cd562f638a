/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/table.h"

static char path[] = "/tmp/tenure-test-table-XXXXXX";

static int group_setup(void **state TENURE_UNUSED)
{
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int group_teardown(void **state TENURE_UNUSED)
{
	return unlink(path);
}

static int open_empty(void)
{
	int fd = open(path, O_RDWR | O_TRUNC);

	assert_true(fd >= 0);
	return fd;
}

/* A table of key0 = value0 ... */
static void write_table(unsigned int count)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	char key[32], value[32];
	int fd = open_empty();

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (unsigned int i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "key%u", i);
		snprintf(value, sizeof(value), "value%u", i);
		assert_int_equal(tenure_table_writer_add(writer, key, value,
							 strlen(value), &err),
				 0);
	}
	assert_int_equal(tenure_table_writer_finish(&writer, &err), 0);
	assert_null(writer);
	close(fd);
}

/* 0 if all are there and nothing else. */
static int check_table(const struct tenure_table *table, unsigned int count)
{
	char key[32], want[32];
	const void *value;
	size_t size;

	for (unsigned int i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "key%u", i);
		snprintf(want, sizeof(want), "value%u", i);
		if (tenure_table_find(table, key, &value, &size) != 1 ||
		    size != strlen(want) || memcmp(value, want, size) != 0)
			return -1;
	}
	snprintf(key, sizeof(key), "key%u", count);
	return tenure_table_find(table, key, &value, &size) == 0 &&
			       tenure_table_find(table, "", &value, &size) == 0
		       ? 0
		       : -1;
}

static void test_round_trip(void **state TENURE_UNUSED)
{
	static const unsigned int counts[] = {0, 1, 2, 127, 128, 129, 20000};
	struct tenure_table *table;
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		write_table(counts[i]);
		assert_int_equal(tenure_table_open(path, &table, &err), 0);
		assert_int_equal(check_table(table, counts[i]), 0);
		tenure_table_close(&table);
		assert_null(table);
	}
	tenure_table_close(&table);
}

static void test_odd_records(void **state TENURE_UNUSED)
{
	static const struct {
		const char *key, *value;
		size_t size;
	} cases[] = {
		{"", "the empty key", 13},   {"nothing", "", 0},
		{"octets", "\0\xff\n\0", 4}, {"\xc3\xa4", "umlaut", 6},
		{"Case", "upper", 5},        {"case", "lower", 5},
	};
	struct tenure_table_writer *writer;
	struct tenure_table *table;
	struct tenure_error err;
	int fd = open_empty();
	const void *value;
	size_t size;

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(tenure_table_writer_add(writer, cases[i].key,
							 cases[i].value,
							 cases[i].size, &err),
				 0);
	assert_int_equal(tenure_table_writer_finish(&writer, &err), 0);
	close(fd);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			tenure_table_find(table, cases[i].key, &value, &size),
			1);
		assert_int_equal(size, cases[i].size);
		assert_memory_equal(value, cases[i].value, size);
	}
	tenure_table_close(&table);
}

static void test_duplicates(void **state TENURE_UNUSED)
{
	/* The first two have one hash in cdb, but are not the same. */
	static const char *const keys[] = {"Ab", "BC", "x", ""};
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open_empty();

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(
			tenure_table_writer_add(writer, keys[i], "v", 1, &err),
			0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char want[64];

		assert_int_equal(
			tenure_table_writer_add(writer, keys[i], "w", 1, &err),
			-1);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		snprintf(want, sizeof(want), "duplicate key \"%s\" in a table",
			 keys[i]);
		assert_string_equal(err.text, want);
	}
	tenure_table_writer_abort(&writer);
	close(fd);
}

static void test_open_bad(void **state TENURE_UNUSED)
{
	static const char zeros[2047];
	struct tenure_table *table;
	struct tenure_error err;

	assert_int_equal(tenure_table_open("/nonexistent/t", &table, &err), -1);
	assert_string_equal(err.file, "/nonexistent/t");
	assert_string_equal(err.text, "cannot open: No such file or directory");
	assert_int_equal(tenure_table_open("/tmp", &table, &err), -1);
	assert_string_equal(err.text, "not a regular file");
	close(open_empty());
	assert_int_equal(tenure_table_open(path, &table, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text, "not a cdb table: too short");
	assert_string_equal(err.file, path);
	assert_int_equal(
		tenure_file_write(path, 0600, zeros, sizeof(zeros), &err), 0);
	assert_int_equal(tenure_table_open(path, &table, &err), -1);
	assert_string_equal(err.text, "not a cdb table: too short");
	assert_int_equal(truncate(path, INT64_C(4294967296)), 0);
	assert_int_equal(tenure_table_open(path, &table, NULL), -1);
	assert_int_equal(tenure_table_open(path, &table, &err), -1);
	assert_string_equal(err.text, "not a cdb table: over 4 GB");
	assert_int_equal(truncate(path, 0), 0);
}

/* Look all keys up in a table that may be damaged. */
static void look_around(void)
{
	struct tenure_table *table;
	struct tenure_error err;
	const unsigned char *value;
	const void *found;
	unsigned int sum = 0;
	char key[32];

	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	for (unsigned int i = 0; i < 12; i++) {
		size_t value_size;

		snprintf(key, sizeof(key), "key%u", i);
		if (tenure_table_find(table, key, &found, &value_size) != 1)
			continue;
		value = found;
		/* Every octet must be readable. */
		for (size_t j = 0; j < value_size; j++)
			sum += value[j];
	}
	tenure_table_close(&table);
	assert_true(sum < UINT32_MAX);
}

/* A damaged table may miss keys and give wrong values, but all reading stays
   inside of it. */
static void test_damage(void **state TENURE_UNUSED)
{
	static const unsigned char patterns[] = {0x01, 0x80, 0xff};
	struct tenure_error err;
	char *data;
	size_t size;
	int fd;

	write_table(10);
	assert_int_equal(tenure_file_read(path, 10000, &data, &size, &err), 0);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	for (size_t i = 0; i < size; i++) {
		for (size_t j = 0; j < sizeof(patterns); j++) {
			char c = (char)(data[i] ^ patterns[j]);

			assert_int_equal(pwrite(fd, &c, 1, (off_t)i), 1);
			look_around();
		}
		assert_int_equal(pwrite(fd, &data[i], 1, (off_t)i), 1);
	}
	for (size_t cut = size; cut >= 2048; cut--) {
		assert_int_equal(ftruncate(fd, (off_t)cut), 0);
		look_around();
	}
	close(fd);
	tenure_free(data);
}

/* Damage that a lookup runs into is told from a key that is not there. */
static void test_damage_found(void **state TENURE_UNUSED)
{
	struct tenure_table *table;
	struct tenure_error err;
	const void *value;
	char *data;
	size_t size;

	write_table(1);
	assert_int_equal(tenure_file_read(path, 10000, &data, &size, &err), 0);
	/* All hash tables begin behind the end. */
	for (size_t i = 0; i < 2048; i += 8)
		memset(data + i, 0x7f, 4);
	assert_int_equal(tenure_file_write(path, 0600, data, size, &err), 0);
	tenure_free(data);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	assert_int_equal(tenure_table_find(table, "key0", &value, &size), -1);
	tenure_table_close(&table);
}

static void test_data(void **state TENURE_UNUSED)
{
	struct tenure_table *table;
	struct tenure_error err;
	const void *mapped;
	char *data;
	size_t size, mapped_size;

	write_table(3);
	assert_int_equal(tenure_file_read(path, 10000, &data, &size, &err), 0);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	mapped = tenure_table_data(table, &mapped_size);
	assert_int_equal(mapped_size, size);
	assert_memory_equal(mapped, data, size);
	tenure_table_close(&table);
	tenure_free(data);
}

static void *check_thread(void *table)
{
	int ret = 0;

	for (int i = 0; i < 20 && ret == 0; i++)
		ret = check_table(table, 500);
	return ret == 0 ? table : NULL;
}

static void test_threads(void **state TENURE_UNUSED)
{
	struct tenure_table *table;
	struct tenure_error err;
	pthread_t threads[4];
	void *result;

	write_table(500);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, check_thread, table),
			0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, table);
	}
	tenure_table_close(&table);
}

/* A full disk: writing beyond a limit of the file's size fails. */
static void test_full_disk(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer;
	struct rlimit old, small;
	struct tenure_error err;
	int fd = open_empty();
	int ret;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1000;
	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	ret = tenure_table_writer_add(writer, "key", "value", 5, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	if (ret == 0)
		ret = tenure_table_writer_finish(&writer, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(ret, -1);
	assert_null(writer);
	assert_string_equal(err.text,
			    "cannot finish the table: File too large");
	close(fd);
}

static void test_bad_descriptor(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	assert_int_equal(
		tenure_table_writer_add(writer, "key", "value", 5, &err), 0);
	assert_int_equal(tenure_table_writer_finish(&writer, &err), -1);
	assert_null(writer);
	assert_string_equal(err.text,
			    "cannot finish the table: Bad file descriptor");
	close(fd);
}

static int write_with_failure(unsigned long n, int fd, struct tenure_error *err)
{
	struct tenure_table_writer *writer;
	char key[32];
	int ret;

	tenure_alloc_fail_at(n, 0);
	ret = tenure_table_writer_open(fd, &writer, err);
	for (unsigned int i = 0; ret == 0 && i < 600; i++) {
		snprintf(key, sizeof(key), "key%u", i);
		ret = tenure_table_writer_add(writer, key, "", 0, err);
		if (ret < 0)
			tenure_table_writer_abort(&writer);
	}
	if (ret == 0)
		ret = tenure_table_writer_finish(&writer, err);
	tenure_alloc_fail_at(0, 0);
	return ret;
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_table *table;
	struct tenure_error err;
	unsigned long n;
	int ret = -1;

	for (n = 1; ret < 0; n++) {
		int fd = open_empty();

		assert_true(n < 20);
		ret = write_with_failure(n, fd, &err);
		if (ret < 0)
			assert_string_equal(err.text, "out of memory");
		close(fd);
	}
	/* The writer, its set and three larger ones were made to fail. */
	assert_int_equal(n - 2, 5);

	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_table_open(path, &table, &err), -1);
	tenure_alloc_fail_at(0, 0);
	assert_string_equal(err.text, "out of memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_odd_records),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_open_bad),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_damage_found),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_bad_descriptor),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
