/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

#include "policy/mailbox.h"

static void test_classify_all(void **state)
{
	static const struct {
		const char *class;
		int want_several, want_unreadable;
	} cases[] = {
		{"invoice", 1, -1}, {"bulk", 1, -1}, {"secret", 1, -1},
		{"draft", 0, 0},    {"away", 0, 0},
	};
	struct tenure_facts facts = facts_of(several);
	struct tenure_classes known, unreadable;

	tenure_classify(*state, NULL, &facts, &known);
	facts.header = test_header_unknown;
	tenure_classify(*state, NULL, &facts, &unreadable);
	assert_int_equal(tenure_policy_class_count(*state), 5);
	for (size_t i = 0; i < 5; i++) {
		const struct tenure_class *class =
			tenure_policy_class(*state, i);

		assert_string_equal(class->name, cases[i].class);
		assert_int_equal(tenure_classes_has(&known, class),
				 cases[i].want_several);
		assert_int_equal(tenure_classes_has(&unreadable, class),
				 cases[i].want_unreadable);
	}
}

/* With a mailbox, only the classes its layers mention are looked at. */
static void test_classify_mailbox(void **state)
{
	struct tenure_facts facts = facts_of(several);
	struct tenure_mailbox mailbox;
	struct tenure_classes classes;

	assert_int_equal(tenure_policy_mailbox(*state, "lite@example.net",
					       "lite", &mailbox),
			 0);
	tenure_classify(*state, &mailbox, &facts, &classes);
	/* plan lite mentions secret and away */
	assert_int_equal(
		tenure_classes_has(&classes, tenure_policy_class(*state, 0)),
		0);
	assert_int_equal(
		tenure_classes_has(&classes, tenure_policy_class(*state, 2)),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classify_all),
		cmocka_unit_test(test_classify_mailbox),
	};
	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
