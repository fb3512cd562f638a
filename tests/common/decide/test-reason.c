/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

#include "base/alloc.h"

static void test_reason(void **state)
{
	struct tenure_facts facts = facts_of(invoice);
	struct tenure_decision got = decide(*state, "a@example.org", &facts,
					    TENURE_ACTION_DELETE, RECEIVED);
	char text[256];

	assert_string_equal(
		tenure_decision_reason(*state, &got, text, sizeof(text)),
		"deny: keep = 10y (policy.conf:9, class invoice) until "
		"2036-12-31T23:59:59Z, on_delete = deny (policy.conf:8)");
	got = decide(*state, "closed@example.org", &facts, TENURE_ACTION_ACCEPT,
		     RECEIVED);
	assert_string_equal(
		tenure_decision_reason(*state, &got, text, sizeof(text)),
		"accept: smtp.accept = yes (policy.conf:23, class invoice)");
}

static void test_rule(void **state)
{
	struct tenure_facts facts = facts_of(invoice);
	struct tenure_decision got = decide(*state, "a@example.org", &facts,
					    TENURE_ACTION_DELETE, RECEIVED);
	char text[256];

	assert_string_equal(tenure_decision_rule(*state, &got,
						 TENURE_SETTING_KEEP, text,
						 sizeof(text)),
			    "keep = 10y (policy.conf:9, class invoice)");
	assert_string_equal(tenure_decision_rule(*state, &got,
						 TENURE_SETTING_POP3_TOP, text,
						 sizeof(text)),
			    "pop3.top = allow (default)");
	assert_string_equal(tenure_decision_rule(*state, &got,
						 TENURE_SETTING_KEEP, text, 7),
			    "keep =");
	tenure_alloc_fail_at(1, 1);
	assert_string_equal(tenure_decision_rule(*state, &got,
						 TENURE_SETTING_KEEP, text,
						 sizeof(text)),
			    "out of memory");
	tenure_alloc_fail_at(0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_rule),
	};
	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
