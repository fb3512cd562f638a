/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "policy/policy.h"

static const struct tenure_class a = {.name = "a", .index = 0};
static const struct tenure_class b = {.name = "b", .index = 1};
static const struct tenure_class c = {.name = "c", .index = 2};

static struct tenure_given give(enum tenure_setting setting,
				const struct tenure_class *class, int number)
{
	return (struct tenure_given){
		.setting = setting,
		.term = {.class = class, .value = {.number = number}}};
}

/* Sorted by setting, then class; what is for every message comes last. */
static void test_order(void **state TENURE_UNUSED)
{
	static const struct tenure_class *const classes[] = {&a, &b};
	struct tenure_given given[] = {
		give(TENURE_SETTING_EXPIRE, NULL, 5),
		give(TENURE_SETTING_KEEP, NULL, 3),
		give(TENURE_SETTING_SMTP_EXPIRES_HEADER, &b, 7),
		give(TENURE_SETTING_KEEP, &b, 2),
		give(TENURE_SETTING_EXPIRE, &b, 4),
		give(TENURE_SETTING_KEEP, &a, 1),
		give(TENURE_SETTING_ON_DELETE, NULL, 6),
	};
	struct tenure_term terms[7];
	struct tenure_layer layer;
	int setting, number = 0;

	tenure_layer_init(&layer, given, 7, terms, classes, 2);
	assert_int_equal(layer.class_count, 2);
	assert_ptr_equal(layer.classes[1], &b);
	assert_int_equal(layer.first[TENURE_SETTING_COUNT], 7);
	for (setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		assert_true(layer.first[setting] <= layer.first[setting + 1]);
		for (size_t i = layer.first[setting];
		     i < layer.first[setting + 1]; i++)
			assert_int_equal(layer.terms[i].value.number, ++number);
	}
	assert_int_equal(number, 7);
	assert_null(terms[2].class);
}

static void test_value(void **state TENURE_UNUSED)
{
	struct tenure_given given[] = {
		give(TENURE_SETTING_KEEP, &b, 2),
		give(TENURE_SETTING_KEEP, NULL, 3),
		give(TENURE_SETTING_GRACE, &a, 4),
	};
	static const struct {
		enum tenure_setting setting;
		const struct tenure_class *class;
		int want;
	} cases[] = {
		{TENURE_SETTING_KEEP, &b, 2},
		{TENURE_SETTING_KEEP, NULL, 3},
		{TENURE_SETTING_KEEP, &a, 0},
		{TENURE_SETTING_KEEP, &c, 0},
		{TENURE_SETTING_GRACE, &a, 4},
		{TENURE_SETTING_GRACE, NULL, 0},
		{TENURE_SETTING_EXPIRE, NULL, 0},
		{TENURE_SETTING_SMTP_EXPIRES_HEADER, NULL, 0},
	};
	struct tenure_term terms[3];
	struct tenure_layer layer;

	tenure_layer_init(&layer, given, 3, terms, NULL, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tenure_value *got = tenure_layer_value(
			&layer, cases[i].setting, cases[i].class);

		assert_int_equal(got == NULL ? 0 : got->number, cases[i].want);
	}
}

static void test_empty(void **state TENURE_UNUSED)
{
	struct tenure_layer layer;

	tenure_layer_init(&layer, NULL, 0, NULL, NULL, 0);
	for (int i = 0; i < TENURE_SETTING_COUNT; i++)
		assert_null(tenure_layer_value(&layer, (enum tenure_setting)i,
					       NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests_name("layer", tests, NULL, NULL);
}
