/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "policy/condition-text.h"
#include "tests/common/policy/read-policy.h"

/* The only condition of the only class. */
static const struct tenure_condition *
condition_of(const struct tenure_policy *policy)
{
	return &tenure_policy_class(policy, 0)->matches[0].conditions[0];
}

static void format(const char *condition, struct tenure_buffer *out)
{
	struct tenure_policy *policy;
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	tenure_buffer_printf(&text,
			     "tenure_version = 1\n"
			     "network office { addresses = 192.0.2.0/24 }\n"
			     "network home { addresses = 2001:db8::/32 }\n"
			     "class c { match { %s }\n"
			     "  match { client = office home } }\n"
			     "plan p { class c { keep = 1d } }\n"
			     "unknown = p\n",
			     condition);
	policy = good_policy(tenure_buffer_str(&text));
	tenure_condition_format(condition_of(policy), out);
	tenure_policy_free(&policy);
	tenure_buffer_free(&text);
}

/* What is written is what it was read from, and is read as the same. */
static void test_format(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		/* NULL: the same */
		const char *want;
	} cases[] = {
		{"header subject = *invoice* straße", NULL},
		{"header Subject = \"two words\" \"\" a\\b",
		 "header subject = \"two words\" \"\" a\\b"},
		{"header \"x{\\\"\" = \"<>\"", NULL},
		{"from = joe@example.org @example.org @.example.org", NULL},
		{"to = Joe@Example.ORG", "to = joe@example.org"},
		{"sender = <> \"\\\"a b\\\"@example.org\"", NULL},
		{"size > 10M", NULL},
		{"size <= 1000", NULL},
		{"size = 0", NULL},
		{"auth = no", NULL},
		{"tls = yes", NULL},
		{"tls = no", NULL},
		{"tls >= 1.2", NULL},
		{"tls = 1.0", NULL},
		{"client = office home", NULL},
		{"attachment = *.exe application/zip", NULL},
		{"sealed = yes", NULL},
		{"mailbox = Archive/* \\Drafts", NULL},
		{"not { tls = no; not { auth = yes }; sealed = no }",
		 "not { tls = no  not { auth = yes }  sealed = no }"},
		{"not { header x = a; header y = b; from = @c.example }",
		 "not { header x = a  header y = b  from = @c.example }"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *want =
			cases[i].want == NULL ? cases[i].text : cases[i].want;
		struct tenure_buffer got = TENURE_BUFFER_INIT;
		struct tenure_buffer again = TENURE_BUFFER_INIT;

		format(cases[i].text, &got);
		assert_string_equal(tenure_buffer_str(&got), want);
		format(got.data, &again);
		assert_string_equal(tenure_buffer_str(&again), want);
		tenure_buffer_free(&got);
		tenure_buffer_free(&again);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
