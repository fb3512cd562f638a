/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/pages.h"
#include "base/table.h"

/* A good table of RECORDS records, which the input damages: each five octets
   of it are an offset and what is done to the octet there; all ones cut the
   file there. Whatever is answered then must be what the good table answers:
   another value, and "no such key" of one that is there, would free mail. */
#define RECORDS 2000
#define KEY_SIZE 32

static void record(unsigned int number, char *key, char *value)
{
	snprintf(key, KEY_SIZE, "u:joe%u@example.org", number);
	snprintf(value, KEY_SIZE, "plan=p%u", number % 7);
}

/* The good table's octets, made once. */
static const unsigned char *good_table(size_t *size_r)
{
	static unsigned char octets[1024 * 1024];
	static size_t size;
	struct tenure_table_writer *writer;
	char key[KEY_SIZE], value[KEY_SIZE];
	ssize_t got;
	int fd;

	*size_r = size;
	if (size > 0)
		return octets;
	fd = memfd_create("good", MFD_CLOEXEC);
	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(tenure_table_writer_open(fd, &writer, NULL) == 0);
	for (unsigned int i = 0; i < RECORDS; i++) {
		record(i, key, value);
		FUZZ_REQUIRE(tenure_table_writer_add(writer, key, strlen(key),
						     value, strlen(value),
						     NULL) == 0);
	}
	FUZZ_REQUIRE(tenure_table_writer_finish(&writer, NULL) == 0);
	got = pread(fd, octets, sizeof(octets), 0);
	FUZZ_REQUIRE(got > 0 && got < (ssize_t)sizeof(octets));
	close(fd);
	*size_r = size = (size_t)got;
	return octets;
}

static void damage(int fd, const uint8_t *data, size_t size, size_t file_size)
{
	uint32_t offset;
	uint8_t octet;

	for (; size >= 5; data += 5, size -= 5) {
		memcpy(&offset, data, sizeof(offset));
		offset %= (uint32_t)file_size;
		if (data[4] == UINT8_MAX) {
			FUZZ_REQUIRE(ftruncate(fd, offset) == 0);
			file_size = (size_t)offset + 1;
		} else if (pread(fd, &octet, 1, offset) == 1) {
			octet ^= data[4];
			FUZZ_REQUIRE(pwrite(fd, &octet, 1, offset) == 1);
		}
	}
}

static void check_answer(const struct tenure_table *table, unsigned int number)
{
	struct tenure_buffer found = TENURE_BUFFER_INIT;
	char key[KEY_SIZE], value[KEY_SIZE];
	struct tenure_error err;
	int ret;

	record(number, key, value);
	ret = tenure_table_find(table, key, strlen(key), &found, &err);
	if (number >= RECORDS)
		FUZZ_REQUIRE(ret <= 0);
	else if (ret >= 0)
		FUZZ_REQUIRE(ret == 1 && found.used == strlen(value) &&
			     memcmp(found.data, value, found.used) == 0);
	tenure_buffer_free(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_table *table;
	struct tenure_error err;
	size_t good_size;
	const unsigned char *good = good_table(&good_size);
	char path[64];
	int fd = memfd_create("table", MFD_CLOEXEC);

	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(write(fd, good, good_size) == (ssize_t)good_size);
	damage(fd, data, size, good_size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (tenure_table_open(path, &table, &err) == 0) {
		for (unsigned int i = 0; i < RECORDS + 20; i += 97)
			check_answer(table, i);
		check_answer(table, RECORDS);
		tenure_table_close(&table);
	}
	close(fd);
	return 0;
}
