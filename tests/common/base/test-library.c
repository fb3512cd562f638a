/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <pthread.h>
#include <string.h>

#include "base/library.h"
#include "base/unicode.h"

struct table {
	double (*cos)(double);
	__typeof__(idn2_check_version) *idn2_check_version;
};

static const struct tenure_library_symbol both[] = {
	{"cos", offsetof(struct table, cos)},
	{"idn2_check_version", offsetof(struct table, idn2_check_version)},
	{NULL, 0},
};

/* Two libraries, and what is in the one and in the other. */
static void test_load(void **state)
{
	static const char *const names[] = {"libm.so.6", LIBIDN2_SONAME, NULL};
	static struct table table;
	static struct tenure_library library =
		TENURE_LIBRARY_INIT(names, both, &table);

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(tenure_library_need(&library, NULL), 0);
		assert_true(table.cos(0.0) > 0.99);
		assert_non_null(table.idn2_check_version(NULL));
	}
}

/* What is missing is named, and looked for again the next time. */
static void test_missing(void **state)
{
	static const struct tenure_library_symbol unknown[] = {
		{"tenure_no_such_function", 0}, {NULL, 0}};
	static const struct {
		const char *names[2];
		const struct tenure_library_symbol *symbols;
		const char *text;
	} cases[] = {
		{{"libtenure-none.so.7", NULL}, both, "libtenure-none.so.7"},
		{{"libm.so.6", NULL}, unknown, "tenure_no_such_function"},
		{{"libm.so.6", NULL}, both, "idn2_check_version"},
	};
	struct tenure_error err;
	struct table table;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_library library = TENURE_LIBRARY_INIT(
			cases[i].names, cases[i].symbols, &table);

		for (int times = 0; times < 2; times++) {
			assert_int_equal(tenure_library_need(&library, &err),
					 -1);
			assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
			if (strstr(err.text, cases[i].text) == NULL)
				fail_msg("case %zu: %s", i, err.text);
		}
		assert_int_equal(tenure_library_need(&library, NULL), -1);
	}
}

static void *need(void *right)
{
	const struct tenure_unicode *unicode = tenure_unicode_need(NULL);

	return unicode == NULL || unicode->uc_width('x', "UTF-8") != 1 ? NULL
								       : right;
}

/* Threads that need it at the same time all get it. */
static void test_threads(void **state)
{
	pthread_t threads[8];
	void *result;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, need, threads), 0);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, threads);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
