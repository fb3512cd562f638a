/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/pages-writer.h"
#include "base/table.h"

static void look_up(const struct tenure_table *table, const char *key,
		    size_t max)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_error err = {.code = TENURE_ERROR_NONE};
	int ret = tenure_table_find(table, key, strlen(key), &value, &err);

	FUZZ_REQUIRE(ret >= -1 && ret <= 1);
	FUZZ_REQUIRE((ret < 0) == (err.code != TENURE_ERROR_NONE));
	FUZZ_REQUIRE(ret <= 0 || value.used <= max);
	tenure_buffer_free(&value);
}

static void walk(const struct tenure_table *table, size_t max)
{
	struct tenure_buffer key = TENURE_BUFFER_INIT;
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_walk *position;
	struct tenure_error err = {.code = TENURE_ERROR_NONE};
	size_t sum = 0;

	/* Good checksums of something else than a table. */
	if (tenure_table_walk_begin(table, &position, &err) < 0) {
		FUZZ_REQUIRE(err.code == TENURE_ERROR_INPUT);
		return;
	}
	while (tenure_table_walk_next(position, &key, &value, &err) > 0)
		sum += 8 + key.used + value.used;
	FUZZ_REQUIRE(sum <= max);
	tenure_table_walk_end(&position);
	tenure_buffer_free(&key);
	tenure_buffer_free(&value);
}

static void use_table(const char *path, size_t size)
{
	static const char *const keys[] = {"",     "a",    "key",
					   "key0", "key1", "user@example.org"};
	struct tenure_table *table;
	struct tenure_error err;

	if (tenure_table_open(path, &table, &err) < 0) {
		FUZZ_REQUIRE(err.text[0] != '\0');
		return;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		look_up(table, keys[i], size);
	if (tenure_table_verify(table, &err) == 0)
		walk(table, size);
	tenure_table_close(&table);
}

/* A file with checksums that fit or not; and the same octets as the data that
   checksums are made for: else nothing behind them would ever be reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	fd = memfd_create("table", MFD_CLOEXEC);
	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	use_table(path, size);
	if (size > 0) {
		FUZZ_REQUIRE(tenure_pages_finish(fd, NULL) == 0);
		use_table(path, size);
	}
	close(fd);
	return 0;
}
