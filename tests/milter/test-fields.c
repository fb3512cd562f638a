/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/alloc.h"
#include "milter/fields.h"

static void add_all(struct tm_fields *fields)
{
	assert_int_equal(tm_fields_add(fields, "From", "a"), 0);
	assert_int_equal(tm_fields_add(fields, "X-Tag", "1"), 0);
	assert_int_equal(tm_fields_add(fields, "Subject", ""), 0);
	assert_int_equal(tm_fields_add(fields, "x-tag", "2\n 2"), 0);
	assert_int_equal(tm_fields_add(fields, "X-Tags", "no"), 0);
	assert_int_equal(tm_fields_add(fields, "X-TAG", "3"), 0);
}

static void test_get(void **state)
{
	static const struct {
		const char *name;
		unsigned int index;
		/* NULL: there is none. */
		const char *want;
	} cases[] = {
		{"from", 0, "a"},      {"from", 1, NULL},
		{"subject", 0, ""},    {"x-tag", 0, "1"},
		{"x-tag", 1, "2\n 2"}, {"x-tag", 2, "3"},
		{"x-tag", 3, NULL},    {"x-tag", 1, "2\n 2"},
		{"x-tag", 1, "2\n 2"}, {"x-tag", 0, "1"},
		{"x-tags", 0, "no"},   {"x-tag", 2, "3"},
		{"x-tags", 1, NULL},   {"from", 0, "a"},
		{"x", 0, NULL},
	};
	struct tm_fields fields = TM_FIELDS_INIT;
	const char *body;

	(void)state;
	add_all(&fields);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ret = tm_fields_get(&fields, cases[i].name, cases[i].index,
					&body);

		assert_int_equal(ret, cases[i].want != NULL);
		if (ret > 0)
			assert_string_equal(body, cases[i].want);
	}
	tm_fields_free(&fields);
	assert_int_equal(tm_fields_get(&fields, "from", 0, &body), 0);
}

/* Every instance is found once, also in a message made of fields alone: this
   would not end if each look-up began at the top. */
static void test_many(void **state)
{
	enum {
		COUNT = 200000
	};
	struct tm_fields fields = TM_FIELDS_INIT;
	const char *body;
	unsigned int found = 0;

	(void)state;
	for (unsigned int i = 0; i < COUNT; i++)
		assert_int_equal(tm_fields_add(&fields, "A", ""), 0);
	while (tm_fields_get(&fields, "a", found, &body) > 0)
		found++;
	assert_int_equal(found, COUNT);
	assert_true(tm_fields_size(&fields) >= COUNT * 3);
	tm_fields_free(&fields);
}

static void test_no_memory(void **state)
{
	(void)state;
	for (unsigned long n = 1; n < 100; n++) {
		struct tm_fields fields = TM_FIELDS_INIT;
		int ret;

		tenure_alloc_fail_at(n, 0);
		ret = tm_fields_add(&fields, "From", "a");
		tenure_alloc_fail_at(0, 0);
		if (ret == 0) {
			assert_true(n > 1);
			tm_fields_free(&fields);
			return;
		}
		assert_int_equal(fields.count, 0);
		tm_fields_free(&fields);
	}
	fail_msg("allocations never stopped failing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
