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
#include <cdb.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/pages-writer.h"
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

/* ------------------------------------------------- tables that say themselves
   what they have: key0 = value0 ... */

/* Many values are longer than a page, or empty, or have any octet. */
static size_t make_value(unsigned int i, char *value_r)
{
	size_t size, start;

	start = (size_t)sprintf(value_r, "value%u", i);
	size = i % 50 == 7 ? 5000 + i % 4000 : i % 10 == 3 ? 0 : start;
	for (; start < size; start++)
		value_r[start] = (char)(i + start * start);
	return size;
}

static size_t make_key(unsigned int i, char *key_r)
{
	size_t size = (size_t)sprintf(key_r, "key%u", i);

	/* Longer than a page. */
	if (i % 100 == 42) {
		memset(key_r + size, (int)i, 4500);
		size += 4500;
	}
	return size;
}

#define KEY_SIZE 5000
#define VALUE_SIZE 10000

static void write_table(unsigned int count)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	char key[KEY_SIZE], value[VALUE_SIZE];
	size_t key_size, value_size;
	int fd = open_empty();

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (unsigned int i = 0; i < count; i++) {
		key_size = make_key(i, key);
		value_size = make_value(i, value);
		if (tenure_table_writer_add(writer, key, key_size, value,
					    value_size, &err) < 0)
			fail_msg("%s", err.text);
	}
	assert_int_equal(tenure_table_writer_finish(&writer, &err), 0);
	assert_null(writer);
	close(fd);
}

static bool has_value(const struct tenure_buffer *found, unsigned int i)
{
	char want[VALUE_SIZE];
	size_t size = make_value(i, want);

	return found->used == size &&
	       (size == 0 || memcmp(found->data, want, size) == 0);
}

/* 0 if all are there and nothing else. */
static int check_table(const struct tenure_table *table, unsigned int count)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	char key[KEY_SIZE];
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < count; i++) {
		if (tenure_table_find(table, key, make_key(i, key), &value,
				      NULL) != 1 ||
		    !has_value(&value, i))
			ret = -1;
	}
	for (unsigned int i = count; ret == 0 && i < count + 300; i++)
		ret = tenure_table_find(table, key, make_key(i, key), &value,
					NULL);
	if (ret == 0)
		ret = tenure_table_find(table, "", 0, &value, NULL);
	tenure_buffer_free(&value);
	return ret;
}

static void test_round_trip(void **state TENURE_UNUSED)
{
	const unsigned int counts[] = {
		0, 1, 2, 127, 128, 129, (unsigned int)unit_count(20000)};
	struct tenure_table *table;
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		write_table(counts[i]);
		assert_int_equal(tenure_table_open(path, &table, &err), 0);
		assert_int_equal(check_table(table, counts[i]), 0);
		assert_int_equal(tenure_table_verify(table, &err), 0);
		tenure_table_close(&table);
		assert_null(table);
	}
	tenure_table_close(&table);
}

static void test_odd_records(void **state TENURE_UNUSED)
{
	static const struct {
		const char *key;
		size_t key_size;
		const char *value;
		size_t size;
	} cases[] = {
		{"", 0, "the empty key", 13},   {"nothing", 7, "", 0},
		{"octets", 6, "\0\xff\n\0", 4}, {"octets\0", 7, "NUL", 3},
		{"octets\0\0", 8, "NULs", 4},   {"\xc3\xa4", 2, "umlaut", 6},
		{"Case", 4, "upper", 5},        {"case", 4, "lower", 5},
	};
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_writer *writer;
	struct tenure_table *table;
	struct tenure_error err;
	int fd = open_empty();

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(tenure_table_writer_add(writer, cases[i].key,
							 cases[i].key_size,
							 cases[i].value,
							 cases[i].size, &err),
				 0);
	assert_int_equal(tenure_table_writer_finish(&writer, &err), 0);
	close(fd);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(tenure_table_find(table, cases[i].key,
						   cases[i].key_size, &value,
						   &err),
				 1);
		assert_int_equal(value.used, cases[i].size);
		assert_memory_equal(value.data, cases[i].value, value.used);
	}
	assert_int_equal(tenure_table_find(table, "octet", 5, &value, &err), 0);
	tenure_buffer_free(&value);
	tenure_table_close(&table);
}

/* The records in the order in which they were added. */
static void test_walk(void **state TENURE_UNUSED)
{
	const unsigned int counts[] = {0, 1, (unsigned int)unit_count(3000)};
	struct tenure_buffer key = TENURE_BUFFER_INIT;
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_walk *walk;
	struct tenure_table *table;
	struct tenure_error err;
	char want[KEY_SIZE];
	size_t size;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		write_table(counts[i]);
		assert_int_equal(tenure_table_open(path, &table, &err), 0);
		assert_int_equal(tenure_table_walk_begin(table, &walk, &err),
				 0);
		for (unsigned int j = 0; j < counts[i]; j++) {
			assert_int_equal(tenure_table_walk_next(walk, &key,
								&value, &err),
					 1);
			size = make_key(j, want);
			assert_int_equal(key.used, size);
			assert_memory_equal(key.data, want, size);
			assert_true(has_value(&value, j));
		}
		for (int j = 0; j < 2; j++)
			assert_int_equal(tenure_table_walk_next(walk, &key,
								&value, &err),
					 0);
		tenure_table_walk_end(&walk);
		assert_null(walk);
		tenure_table_walk_end(&walk);
		tenure_table_close(&table);
	}
	tenure_buffer_free(&key);
	tenure_buffer_free(&value);
}

static void write_one(const char *key, const char *value)
{
	struct tenure_table_writer *writer;
	int fd = open_empty();

	assert_int_equal(tenure_table_writer_open(fd, &writer, NULL), 0);
	assert_int_equal(tenure_table_writer_add(writer, key, strlen(key),
						 value, strlen(value), NULL),
			 0);
	assert_int_equal(tenure_table_writer_finish(&writer, NULL), 0);
	close(fd);
}

/* Two keys of one hash in cdb, one of which begins as the other does. */
static void test_same_hash(void **state TENURE_UNUSED)
{
	static const char *const keys[] = {"", "SOCkgwd"};
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table *table;

	assert_int_equal(cdb_hash("", 0), cdb_hash("SOCkgwd", 7));
	for (int i = 0; i < 2; i++) {
		write_one(keys[i], "value");
		assert_int_equal(tenure_table_open(path, &table, NULL), 0);
		assert_int_equal(tenure_table_find(table, keys[1 - i],
						   strlen(keys[1 - i]), &value,
						   NULL),
				 0);
		assert_int_equal(tenure_table_find(table, keys[i],
						   strlen(keys[i]), &value,
						   NULL),
				 1);
		assert_string_equal(value.data, "value");
		tenure_table_close(&table);
	}
	tenure_buffer_free(&value);
}

/* What is written today is read in ten years. */
static void test_format(void **state TENURE_UNUSED)
{
	/* The footer: what it is, size of the data, checksums. */
	static const unsigned char want[64] =
		"Tenure pages 1\r\n"
		"\x20\x08\x00\x00\x00\x00\x00\x00\x1c\x30\xf0\x70\x45\x29\x99"
		"\x18"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x70\x9f\x0f\x09\xac\xe8\xc7"
		"\xc3";
	char *data;
	size_t size;

	write_one("key", "value");
	assert_int_equal(tenure_file_read(path, 10000, &data, &size, NULL), 0);
	assert_int_equal(size, 2 * 4096 + 64);
	assert_memory_equal(data + size - 64, want, 64);
	tenure_free(data);
}

static void test_duplicates(void **state TENURE_UNUSED)
{
	/* The first two have one hash in cdb, but are not the same. */
	static const char *const keys[] = {"bC", "cb", "x", ""};
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open_empty();

	assert_int_equal(cdb_hash("bC", 2), cdb_hash("cb", 2));
	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(tenure_table_writer_add(writer, keys[i],
							 strlen(keys[i]), "v",
							 1, &err),
				 0);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char want[64];

		assert_int_equal(tenure_table_writer_add(writer, keys[i],
							 strlen(keys[i]), "w",
							 1, &err),
				 -1);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		snprintf(want, sizeof(want), "duplicate key \"%s\" in a table",
			 keys[i]);
		assert_string_equal(err.text, want);
	}
	tenure_table_writer_abort(&writer);
	close(fd);
}

/* ------------------------------------------------------- tinycdb's own reader
 */

/* Keys of few letters, so that many have cdb's hash of another. */
static size_t random_key(char *key_r)
{
	size_t size = 1 + (size_t)random() % 6;

	for (size_t i = 0; i < size; i++)
		key_r[i] = "abBAcC"[random() % 6];
	return size;
}

static void write_random(unsigned int count)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	char key[KEY_SIZE], value[VALUE_SIZE];
	int fd = open_empty();
	size_t size;

	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	for (unsigned int i = 0; i < count; i++) {
		size = random() % 20 == 0 ? (size_t)random() % VALUE_SIZE
					  : (size_t)random() % 30;
		for (size_t j = 0; j < size; j++)
			value[j] = (char)random();
		if (tenure_table_writer_add(writer, key, random_key(key), value,
					    size, &err) < 0)
			assert_memory_equal(err.text, "duplicate", 9);
	}
	assert_int_equal(tenure_table_writer_finish(&writer, &err), 0);
	close(fd);
}

/* Ask both for a key. */
static void compare_find(const struct tenure_table *table, struct cdb *cdb,
			 const char *key, size_t size, unsigned int *found)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	int want = cdb_find(cdb, key, (unsigned int)size);

	assert_int_equal(tenure_table_find(table, key, size, &value, NULL),
			 want);
	if (want > 0) {
		assert_int_equal(value.used, cdb_datalen(cdb));
		assert_memory_equal(value.data == NULL ? "" : value.data,
				    cdb_getdata(cdb), value.used);
		++*found;
	}
	tenure_buffer_free(&value);
}

static void test_oracle(void **state TENURE_UNUSED)
{
	static const unsigned int counts[] = {1, 5, 100, 10000};
	struct tenure_table *table;
	unsigned int found;
	struct cdb cdb;
	char key[16];
	int fd;

	srandom(4711);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		write_random(counts[i]);
		assert_int_equal(tenure_table_open(path, &table, NULL), 0);
		fd = open(path, O_RDONLY);
		assert_int_equal(cdb_init(&cdb, fd), 0);
		found = 0;
		for (unsigned int j = 0; j < 20000; j++)
			compare_find(table, &cdb, key, random_key(key), &found);
		assert_true(found > 0 && found < 20000);
		cdb_free(&cdb);
		close(fd);
		tenure_table_close(&table);
	}
}

/* ----------------------------------------------------------------- damage */

static void test_open_bad(void **state TENURE_UNUSED)
{
	static const char zeros[8256];
	struct tenure_table *table;
	struct tenure_error err;

	assert_int_equal(tenure_table_open("/nonexistent/t", &table, &err), -1);
	assert_string_equal(err.file, "/nonexistent/t");
	assert_string_equal(err.text, "cannot open: No such file or directory");
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_int_equal(tenure_table_open("/tmp", &table, &err), -1);
	assert_string_equal(err.text, "not a regular file");
	close(open_empty());
	assert_int_equal(tenure_table_open(path, &table, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text, "not a table of Tenure: too short");
	assert_string_equal(err.file, path);
	assert_int_equal(
		tenure_file_write(path, 0600, zeros, sizeof(zeros), &err), 0);
	assert_int_equal(tenure_table_open(path, &table, &err), -1);
	assert_string_equal(err.text,
			    "not a table of Tenure, or a damaged one");
	assert_int_equal(truncate(path, INT64_C(1) << 40), 0);
	assert_int_equal(tenure_table_open(path, &table, NULL), -1);
	assert_int_equal(truncate(path, 0), 0);
}

/* Keys of the tables that are damaged, and some that are not in them. */
#define DAMAGED_COUNT 8

/* Look all keys up in a table that may be damaged: each answer is right, or
   there is none. Returns how many there were, -1 if it was not opened. */
static int ask_damaged(struct tenure_table *table)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_error err;
	char key[KEY_SIZE];
	int ret, answers = 0;

	for (unsigned int i = 0; i < 2 * DAMAGED_COUNT; i++) {
		err.code = TENURE_ERROR_NONE;
		ret = tenure_table_find(table, key, make_key(i, key), &value,
					&err);
		if (ret < 0) {
			assert_int_equal(err.code, TENURE_ERROR_INPUT);
			assert_string_equal(err.file, path);
			assert_memory_equal(err.text, "damaged: ", 9);
			continue;
		}
		assert_int_equal(ret, i < DAMAGED_COUNT);
		if (ret == 1)
			assert_true(has_value(&value, i));
		answers++;
	}
	tenure_buffer_free(&value);
	return answers;
}

static int open_damaged(void)
{
	struct tenure_table *table;
	struct tenure_error err;
	int answers, verified;

	if (tenure_table_open(path, &table, &err) < 0) {
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		return -1;
	}
	answers = ask_damaged(table);
	verified = tenure_table_verify(table, &err);
	tenure_table_close(&table);
	/* All of it is read there. */
	assert_int_equal(verified, -1);
	return answers;
}

/* Every octet matters: the whole is noticed to be damaged, and no lookup gives
   a wrong answer. */
static void test_every_octet(void **state TENURE_UNUSED)
{
	static const unsigned char patterns[] = {0x01, 0x80, 0xff};
	unsigned int refused = 0, some = 0, at_open = 0;
	char *data;
	size_t size;
	int fd, ret;

	write_table(DAMAGED_COUNT);
	assert_int_equal(tenure_file_read(path, 100000, &data, &size, NULL), 0);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	for (size_t i = 0; i < size; i += unit_step(1)) {
		if (i >= size - 4096 - 64)
			at_open += sizeof(patterns);
		for (size_t j = 0; j < sizeof(patterns); j++) {
			char c = (char)(data[i] ^ patterns[j]);

			assert_int_equal(pwrite(fd, &c, 1, (off_t)i), 1);
			ret = open_damaged();
			if (ret < 0)
				refused++;
			else if (ret > 0)
				some++;
		}
		assert_int_equal(pwrite(fd, &data[i], 1, (off_t)i), 1);
	}
	/* The list of checksums and the footer are read when it is opened; for
	   pages that it does not need, a lookup goes on. */
	assert_int_equal(refused, at_open);
	assert_true(some > 0);
	close(fd);
	tenure_free(data);
}

static void test_every_length(void **state TENURE_UNUSED)
{
	struct tenure_table *table;
	char *data;
	size_t size;
	int fd;

	write_table(DAMAGED_COUNT);
	assert_int_equal(tenure_file_read(path, 100000, &data, &size, NULL), 0);
	/* Also while it is open. */
	assert_int_equal(tenure_table_open(path, &table, NULL), 0);
	assert_int_equal(ask_damaged(table), 2 * DAMAGED_COUNT);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size + 1), 0);
	assert_int_equal(open_damaged(), -1);
	for (size_t cut = size - 1; cut < size; cut -= unit_step(1)) {
		assert_int_equal(ftruncate(fd, (off_t)cut), 0);
		assert_int_equal(open_damaged(), -1);
		ask_damaged(table);
	}
	/* What is on the page that was kept. */
	assert_true(ask_damaged(table) < 2 * DAMAGED_COUNT);
	tenure_table_close(&table);
	close(fd);
	tenure_free(data);
}

/* Pages that changed places have right checksums, but not there. */
static void test_exchanged_pages(void **state TENURE_UNUSED)
{
	static char zeros[4096];
	struct tenure_table_writer *writer;
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table *table;
	struct tenure_error err;
	char *data, *big, page[4096];
	size_t size, first, second;
	int fd = open_empty();

	/* 1000 pages of data below a level of two lists. */
	big = calloc(1000, sizeof(zeros));
	assert_non_null(big);
	for (size_t i = 0; i < 1000 * sizeof(zeros); i += 100)
		big[i] = (char)random();
	assert_int_equal(tenure_table_writer_open(fd, &writer, NULL), 0);
	assert_int_equal(tenure_table_writer_add(writer, "k", 1, big,
						 1000 * sizeof(zeros), NULL),
			 0);
	assert_int_equal(tenure_table_writer_finish(&writer, NULL), 0);
	close(fd);
	assert_int_equal(tenure_file_read(path, SIZE_MAX, &data, &size, NULL),
			 0);
	assert_int_equal(size, (1001 + 2 + 1) * 4096 + 64);
	for (int i = 0; i < 2; i++) {
		/* Of the data, then of the lists. */
		first = i == 0 ? 10 * 4096 : 1001 * 4096;
		second = i == 0 ? 700 * 4096 : 1002 * 4096;
		memcpy(page, data + first, sizeof(page));
		memcpy(data + first, data + second, sizeof(page));
		memcpy(data + second, page, sizeof(page));
		assert_int_equal(
			tenure_file_write(path, 0600, data, size, &err), 0);
		assert_int_equal(tenure_table_open(path, &table, &err), 0);
		assert_int_equal(tenure_table_find(table, "k", 1, &value, &err),
				 -1);
		assert_int_equal(tenure_table_verify(table, &err), -1);
		tenure_table_close(&table);
		memcpy(page, data + first, sizeof(page));
		memcpy(data + first, data + second, sizeof(page));
		memcpy(data + second, page, sizeof(page));
	}
	assert_int_equal(tenure_file_write(path, 0600, data, size, &err), 0);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	assert_int_equal(tenure_table_find(table, "k", 1, &value, &err), 1);
	assert_memory_equal(value.data, big, value.used);
	tenure_table_close(&table);
	tenure_buffer_free(&value);
	tenure_free(data);
	free(big);
}

/* Lists of checksums that fit, around a table that makes no sense. */
static void test_nonsense(void **state TENURE_UNUSED)
{
	static const struct {
		/* Replaces the 256 hash tables' positions and sizes, and the
		   first record's lengths. */
		uint32_t table, slots, key_size, value_size;
		int find;
	} cases[] = {
		{0x7fffffff, 1, 0, 0, -1},
		{0xffffffff, 0xffffffff, 0, 0, -1},
		{0, 0, 4, 6, 0},
		{2048, 0, 4, 6, 0},
	};
	struct tenure_buffer key = TENURE_BUFFER_INIT;
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_walk *walk;
	struct tenure_table *table;
	struct tenure_error err;
	unsigned char data[3000];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = open_empty();

		memset(data, 0, sizeof(data));
		for (size_t j = 0; j < 2048; j += 8) {
			cdb_pack(cases[i].table, data + j);
			cdb_pack(cases[i].slots, data + j + 4);
		}
		cdb_pack(cases[i].key_size, data + 2048);
		cdb_pack(cases[i].value_size, data + 2052);
		assert_int_equal(write(fd, data, sizeof(data)), sizeof(data));
		assert_int_equal(tenure_pages_finish(fd, &err), 0);
		close(fd);
		assert_int_equal(tenure_table_open(path, &table, &err), 0);
		assert_int_equal(
			tenure_table_find(table, "key0", 4, &value, &err),
			cases[i].find);
		assert_int_equal(tenure_table_walk_begin(table, &walk, &err),
				 0);
		for (int j = 0; j < 1000; j++) {
			if (tenure_table_walk_next(walk, &key, &value, &err) <=
			    0)
				break;
			assert_true(j < 999);
		}
		tenure_table_walk_end(&walk);
		tenure_table_close(&table);
	}
	tenure_buffer_free(&key);
	tenure_buffer_free(&value);
}

static void *check_thread(void *table)
{
	int ret = 0;

	for (int i = 0; i < 5 && ret == 0; i++)
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

/* ---------------------------------------------------------------- writing */

/* A full disk: writing beyond a limit of the file's size fails, wherever the
   limit is. */
static void test_full_disk(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer;
	struct rlimit old, small;
	struct tenure_error err;
	int fd, ret;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	for (rlim_t limit = 0; limit < 2 * 4096 + 64; limit += 52) {
		fd = open_empty();
		small.rlim_cur = limit;
		assert_int_equal(tenure_table_writer_open(fd, &writer, &err),
				 0);
		ret = tenure_table_writer_add(writer, "key", 3, "value", 5,
					      &err);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		if (ret == 0)
			ret = tenure_table_writer_finish(&writer, &err);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
		assert_int_equal(ret, -1);
		assert_null(writer);
		assert_memory_equal(err.text, "cannot ", 7);
		assert_non_null(strstr(err.text, ": File too large"));
		close(fd);
	}
}

static void test_bad_descriptor(void **state TENURE_UNUSED)
{
	struct tenure_table_writer *writer;
	struct tenure_error err;
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(tenure_table_writer_open(fd, &writer, &err), 0);
	assert_int_equal(
		tenure_table_writer_add(writer, "key", 3, "value", 5, &err), 0);
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
	int ret, size;

	tenure_alloc_fail_at(n, 0);
	ret = tenure_table_writer_open(fd, &writer, err);
	for (unsigned int i = 0; ret == 0 && i < 600; i++) {
		size = snprintf(key, sizeof(key), "key%u", i);
		ret = tenure_table_writer_add(writer, key, (size_t)size, "", 0,
					      err);
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
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_walk *walk;
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
	/* The writer, its set and two larger ones were made to fail. */
	assert_int_equal(n - 2, 4);

	for (n = 1; n <= 2; n++) {
		tenure_alloc_fail_at(n, 0);
		assert_int_equal(tenure_table_open(path, &table, &err), -1);
		assert_string_equal(err.text, "out of memory");
	}
	tenure_alloc_fail_at(0, 0);
	write_table(1);
	assert_int_equal(tenure_table_open(path, &table, &err), 0);
	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_table_find(table, "key0", 4, &value, &err), -1);
	assert_string_equal(err.text, "out of memory");
	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_table_walk_begin(table, &walk, &err), -1);
	tenure_alloc_fail_at(0, 0);
	tenure_buffer_free(&value);
	tenure_table_close(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_odd_records),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_same_hash),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_oracle),
		cmocka_unit_test(test_open_bad),
		cmocka_unit_test(test_every_octet),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_exchanged_pages),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_bad_descriptor),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
