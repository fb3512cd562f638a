/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "base/alloc.h"
#include "cmd/row-index.h"

#define KEYS 20000

static const char *key_of(char *buf, size_t size, unsigned int i)
{
	snprintf(buf, size, "user%u@example.org", i);
	return buf;
}

/* All are found, with what they say; others are not. */
static void test_row_index(void **state TENURE_UNUSED)
{
	struct tenure_row_index index;
	char key[64];

	tenure_row_index_init(&index, 42);
	assert_null(tenure_row_index_find(&index, "user1@example.org"));
	for (unsigned int i = 0; i < KEYS; i++)
		assert_int_equal(
			tenure_row_index_put(
				&index, key_of(key, sizeof(key), i),
				tenure_row_says(&index, &i, sizeof(i))),
			0);
	assert_int_equal(index.count, KEYS);
	for (unsigned int i = 0; i < 2 * KEYS; i++) {
		const struct tenure_row_entry *entry = tenure_row_index_find(
			&index, key_of(key, sizeof(key), i));

		assert_int_equal(entry != NULL, i < KEYS);
		if (entry != NULL)
			assert_true(entry->says ==
				    tenure_row_says(&index, &i, sizeof(i)));
	}
	tenure_row_index_free(&index);
}

static void test_row_index_memory(void **state TENURE_UNUSED)
{
	struct tenure_row_index index;

	tenure_row_index_init(&index, 1);
	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_row_index_put(&index, "a", 1), -1);
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(tenure_row_index_put(&index, "a", 1), 0);
	tenure_row_index_free(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_row_index),
		cmocka_unit_test(test_row_index_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
