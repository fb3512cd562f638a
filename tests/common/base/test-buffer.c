/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"

static void test_add(void **state TENURE_UNUSED)
{
	struct tenure_buffer buf = TENURE_BUFFER_INIT;

	assert_string_equal(tenure_buffer_str(&buf), "");
	tenure_buffer_add_str(&buf, "abc");
	tenure_buffer_add_char(&buf, 'd');
	tenure_buffer_add(&buf, "e\0f", 3);
	tenure_buffer_add(&buf, NULL, 0);
	tenure_buffer_printf(&buf, "%s=%d", "g", 7);
	assert_int_equal(buf.used, 10);
	assert_memory_equal(buf.data, "abcde\0fg=7\0", 11);

	tenure_buffer_clear(&buf);
	assert_int_equal(buf.used, 0);
	assert_string_equal(tenure_buffer_str(&buf), "");
	tenure_buffer_printf(&buf, "%s", "");
	assert_string_equal(tenure_buffer_str(&buf), "");
	tenure_buffer_free(&buf);
	assert_null(buf.data);
	tenure_buffer_free(&buf);
	tenure_buffer_clear(&buf);
}

/* Every length about the sizes at which it grows. */
static void test_grow(void **state TENURE_UNUSED)
{
	char text[300];

	memset(text, 'x', sizeof(text));
	for (size_t size = 0; size < sizeof(text); size++) {
		struct tenure_buffer buf = TENURE_BUFFER_INIT;

		text[size] = '\0';
		tenure_buffer_add(&buf, text, size);
		assert_int_equal(strlen(tenure_buffer_str(&buf)), size);
		tenure_buffer_printf(&buf, "%s", text);
		assert_int_equal(strlen(tenure_buffer_str(&buf)), 2 * size);
		tenure_buffer_add_char(&buf, 'y');
		assert_int_equal(strlen(tenure_buffer_str(&buf)), 2 * size + 1);
		text[size] = 'x';
		tenure_buffer_free(&buf);
	}
}

static void test_take(void **state TENURE_UNUSED)
{
	struct tenure_buffer buf = TENURE_BUFFER_INIT;
	char *str;

	str = tenure_buffer_take(&buf);
	assert_string_equal(str, "");
	tenure_free(str);
	tenure_buffer_add_str(&buf, "abc");
	str = tenure_buffer_take(&buf);
	assert_string_equal(str, "abc");
	assert_null(buf.data);
	assert_int_equal(buf.used, 0);
	/* What was taken is not touched any more. */
	tenure_buffer_add_str(&buf, "def");
	assert_string_equal(str, "abc");
	tenure_free(str);
	tenure_buffer_free(&buf);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_buffer buf = TENURE_BUFFER_INIT;
	char text[100];

	memset(text, 'x', sizeof(text));
	tenure_buffer_add_str(&buf, "abc");
	tenure_alloc_fail_at(1, 0);
	tenure_buffer_add(&buf, text, sizeof(text));
	tenure_alloc_fail_at(0, 0);
	/* The failure is remembered, although there is memory now. */
	tenure_buffer_add_str(&buf, "d");
	tenure_buffer_add_char(&buf, 'e');
	tenure_buffer_printf(&buf, "%d", 7);
	assert_true(buf.failed);
	assert_null(tenure_buffer_str(&buf));
	assert_null(tenure_buffer_take(&buf));
	assert_int_equal(buf.used, 3);
	tenure_buffer_clear(&buf);
	tenure_buffer_add_str(&buf, "f");
	assert_string_equal(tenure_buffer_str(&buf), "f");
	tenure_buffer_free(&buf);

	tenure_alloc_fail_at(1, 0);
	assert_null(tenure_buffer_take(&buf));
	tenure_alloc_fail_at(0, 0);
	tenure_buffer_free(&buf);
}

/* No sum of sizes may come out small. */
static void test_overflow(void **state TENURE_UNUSED)
{
	volatile size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2};

	for (size_t i = 0; i < 3; i++) {
		struct tenure_buffer buf = TENURE_BUFFER_INIT;

		tenure_buffer_add_str(&buf, "abc");
		tenure_buffer_add(&buf, "", sizes[i]);
		assert_true(buf.failed);
		tenure_buffer_free(&buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
