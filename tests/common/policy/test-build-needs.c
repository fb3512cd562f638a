/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "tests/common/policy/read-policy.h"

static void test_needs(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		const char *headers;
		bool size, action, quarantine, discard;
	} cases[] = {
		{BASE, "", false, false, false, false},
		{BASE "class a { match { header X-B = a\nheader x-a = b\n"
		      "header X-b = c } }\n"
		      "user a@b.example { plan = p class a { } }",
		 "x-a x-b ", false, false, false, false},
		{BASE "class a { match { not { from = @a to = @b } } }\n"
		      "user a@b.example { plan = p class a { } }",
		 "cc from to ", false, false, false, false},
		{BASE "class a { match { size > 1 sender = <> } }\n"
		      "user a@b.example { plan = p class a { } }",
		 "", true, false, false, false},
		{BASE "plan q { smtp { accept = yes } } tenant a { plan = q }",
		 "", false, false, false, false},
		{BASE "plan q { smtp { accept = reject \"5.0.0 x\" } }\n"
		      "tenant a { plan = q }",
		 "", false, true, false, false},
		{BASE "user a@b.example { plan = p\n"
		      "smtp { accept = quarantine } }",
		 "", false, true, true, false},
		{BASE "class a { match { size > 1 } }\n"
		      "tenant b { plan = p\n"
		      "class a { smtp { accept = discard } } }",
		 "", true, true, false, true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policy = good_policy(cases[i].text);
		const struct tenure_needs *needs = tenure_policy_needs(policy);
		char headers[64] = "";

		for (size_t j = 0; j < needs->header_count; j++)
			strcat(strcat(headers, needs->headers[j]), " ");
		assert_null(needs->headers[needs->header_count]);
		assert_string_equal(headers, cases[i].headers);
		assert_int_equal(needs->size, cases[i].size);
		assert_int_equal(needs->smtp_action, cases[i].action);
		assert_int_equal(needs->smtp_quarantine, cases[i].quarantine);
		assert_int_equal(needs->smtp_discard, cases[i].discard);
		tenure_policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs),
	};

	return cmocka_run_group_tests_name("build-needs", tests, NULL, NULL);
}
