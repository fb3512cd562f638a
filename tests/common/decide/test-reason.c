/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reason),
	};
	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
