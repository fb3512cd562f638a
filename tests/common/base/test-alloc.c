/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"

static void test_sizes(void **state TENURE_UNUSED)
{
	char *str;
	void *ptr;

	/* NULL always means that there is no memory. */
	ptr = tenure_calloc(0, 1);
	assert_non_null(ptr);
	ptr = tenure_realloc(ptr, 0, 8);
	assert_non_null(ptr);
	tenure_free(ptr);
	ptr = tenure_calloc(3, 4);
	assert_memory_equal(ptr, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
	errno = 0;
	assert_null(tenure_realloc(ptr, SIZE_MAX / 2, 3));
	assert_int_equal(errno, ENOMEM);
	tenure_free(ptr);
	/* The compiler must not see that this cannot be. */
	volatile size_t many = SIZE_MAX;
	assert_null(tenure_calloc(many, 2));
	assert_null(tenure_memdup("x", many));
	tenure_free(NULL);

	str = tenure_strdup("abc");
	assert_string_equal(str, "abc");
	tenure_free(str);
	str = tenure_memdup("a\0c", 3);
	assert_memory_equal(str, "a\0c\0", 4);
	tenure_free(str);
	str = tenure_memdup(NULL, 0);
	assert_string_equal(str, "");
	tenure_free(str);
}

static void test_fail_at(void **state TENURE_UNUSED)
{
	static const struct {
		unsigned long at;
		int persistent;
		/* Of five allocations, '1' for one that works. */
		const char *want;
	} cases[] = {
		{1, 0, "01111"}, {2, 0, "10111"}, {5, 0, "11110"},
		{6, 0, "11111"}, {1, 1, "00000"}, {3, 1, "11000"},
		{0, 0, "11111"}, {0, 1, "11111"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		void *ptrs[5];

		tenure_alloc_fail_at(cases[i].at, cases[i].persistent);
		ptrs[0] = tenure_calloc(1, 1);
		ptrs[1] = tenure_realloc(NULL, 1, 1);
		ptrs[2] = tenure_strdup("x");
		ptrs[3] = tenure_memdup("x", 1);
		ptrs[4] = tenure_calloc(1, 1);
		assert_int_equal(tenure_alloc_count(),
				 cases[i].at == 0 ? 0 : 5);
		tenure_alloc_fail_at(0, 0);
		for (size_t j = 0; j < 5; j++) {
			assert_int_equal(ptrs[j] != NULL,
					 cases[i].want[j] == '1');
			tenure_free(ptrs[j]);
		}
	}
}

static void test_array_grow(void **state TENURE_UNUSED)
{
	size_t allocated = 0;
	int *array = NULL;

	for (size_t count = 0; count < 1000; count++) {
		assert_int_equal(tenure_array_grow(&array, count, &allocated,
						   sizeof(*array)),
				 0);
		assert_true(allocated > count);
		array[count] = (int)count;
	}
	assert_int_equal(allocated, 1024);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(array[i], i);

	/* Without memory everything is as it was. */
	tenure_alloc_fail_at(1, 0);
	assert_int_equal(
		tenure_array_grow(&array, 1023, &allocated, sizeof(*array)), 0);
	assert_int_equal(
		tenure_array_grow(&array, 1024, &allocated, sizeof(*array)),
		-1);
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(allocated, 1024);
	assert_int_equal(array[999], 999);
	tenure_free(array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_fail_at),
		cmocka_unit_test(test_array_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
