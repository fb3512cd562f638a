/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "policy/index.h"

static void test_find(void **state TENURE_UNUSED)
{
	static char names[1000][8];
	struct tenure_arena arena = {.limit = 1024U * 1024};
	struct tenure_index index;
	const struct tenure_index_entry *entry;

	for (size_t count = 0; count < 1000; count += 111) {
		assert_int_equal(tenure_index_init(&index, &arena, count), 0);
		for (size_t i = 0; i < count; i++) {
			snprintf(names[i], sizeof(names[i]), "%zu",
				 (i * 7919) % 1000);
			tenure_index_add(&index, names[i], i);
		}
		tenure_index_sort(&index);
		for (size_t i = 0; i < count; i++) {
			entry = tenure_index_find(&index, names[i]);
			assert_non_null(entry);
			assert_int_equal(entry->position, i);
		}
		assert_null(tenure_index_find(&index, "1000"));
		assert_null(tenure_index_find(&index, ""));
	}
	tenure_arena_free(&arena);
}

/* Of equal names, the first that was added is found. */
static void test_equal(void **state TENURE_UNUSED)
{
	struct tenure_arena arena = {.limit = 1024U * 1024};
	struct tenure_index index;

	assert_int_equal(tenure_index_init(&index, &arena, 4), 0);
	tenure_index_add(&index, "b", 0);
	tenure_index_add(&index, "a", 1);
	tenure_index_add(&index, "a", 2);
	tenure_index_add(&index, "a", 3);
	tenure_index_sort(&index);
	assert_int_equal(tenure_index_find(&index, "a")->position, 1);
	assert_int_equal(index.entries[2].position, 3);
	tenure_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_equal),
	};

	return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
