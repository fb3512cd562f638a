/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/arena.h"

static void test_alloc(void **state TENURE_UNUSED)
{
	struct tenure_arena arena = {.limit = 64U * 1024 * 1024};

	for (size_t i = 0; i < 100000; i++) {
		char *memory = tenure_arena_alloc(&arena, i % 7, i % 50);

		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % sizeof(void *), 0);
		for (size_t j = 0; j < (i % 7) * (i % 50); j++) {
			assert_int_equal(memory[j], 0);
			memory[j] = 'x';
		}
	}
	assert_string_equal(tenure_arena_strndup(&arena, "abc", 2), "ab");
	assert_string_equal(tenure_arena_strdup(&arena, "abc"), "abc");
	tenure_arena_free(&arena);
	assert_null(arena.chunks);
	assert_int_equal(arena.total, 0);
}

static void test_limit(void **state TENURE_UNUSED)
{
	struct tenure_arena arena = {.limit = 8192};

	assert_null(tenure_arena_alloc(&arena, 1, 8193));
	assert_true(arena.full);
	assert_null(tenure_arena_alloc(&arena, SIZE_MAX, SIZE_MAX));
	assert_null(tenure_arena_alloc(&arena, SIZE_MAX / 16, 16));
	assert_non_null(tenure_arena_alloc(&arena, 1, 4096));
	assert_non_null(tenure_arena_alloc(&arena, 1, 4096));
	assert_null(tenure_arena_alloc(&arena, 1, 1));
	assert_true(arena.full);
	tenure_arena_free(&arena);
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	struct tenure_arena arena = {.limit = 8192};

	tenure_alloc_fail_at(1, 0);
	assert_null(tenure_arena_alloc(&arena, 1, 1));
	tenure_alloc_fail_at(0, 0);
	assert_false(arena.full);
	assert_non_null(tenure_arena_alloc(&arena, 1, 1));
	tenure_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
