/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/table.h"

/* Read every octet of a value. */
static void look_up(const struct tenure_table *table, const char *key)
{
	const void *found;
	size_t size, all_size;
	const char *all = tenure_table_data(table, &all_size);
	volatile char octet;

	if (tenure_table_find(table, key, &found, &size) != 1)
		return;
	FUZZ_REQUIRE(size <= all_size);
	for (size_t i = 0; i < size; i++)
		octet = ((const char *)found)[i];
	(void)octet;
	FUZZ_REQUIRE((const char *)found >= all &&
		     (const char *)found + size <= all + all_size);
}

/* A file in cdb format. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = {"",     "a",    "key",
					   "key0", "key1", "user@example.org"};
	struct tenure_table *table;
	struct tenure_error err;
	char path[64];
	int fd;

	fd = memfd_create("table", MFD_CLOEXEC);
	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (tenure_table_open(path, &table, &err) == 0) {
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			look_up(table, keys[i]);
		tenure_table_close(&table);
	} else {
		FUZZ_REQUIRE(size < 2048 && err.text[0] != '\0');
	}
	close(fd);
	return 0;
}
