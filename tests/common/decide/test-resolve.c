/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

/* Three layers: who wins, and why. */
static void test_resolve_layers(void **state)
{
	static const struct {
		const char *address;
		const char *const *fields;
		enum tenure_setting setting;
		unsigned int want_line;
		const char *want_class;
	} cases[] = {
		/* the plan's own value */
		{"a@example.org", plain, TENURE_SETTING_KEEP, 8, NULL},
		/* a class beats it */
		{"a@example.org", invoice, TENURE_SETTING_KEEP, 9, "invoice"},
		/* the longest keep of three classes, the shortest expire */
		{"a@example.org", several, TENURE_SETTING_KEEP, 9, "invoice"},
		{"a@example.org", several, TENURE_SETTING_EXPIRE, 10, "bulk"},
		/* tenant over plan and its classes; user over tenant */
		{"a@example.com", invoice, TENURE_SETTING_KEEP, 27, NULL},
		{"joe@example.com", plain, TENURE_SETTING_KEEP, 28, NULL},
		{"joe@example.com", bulk, TENURE_SETTING_KEEP, 28, "bulk"},
		/* nobody sets it: the default */
		{"a@example.org", plain, TENURE_SETTING_SMTP_ACCEPT, 0, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_decision got =
			decide(*state, cases[i].address, &facts,
			       TENURE_ACTION_DELETE, RECEIVED);
		const struct tenure_reason *reason =
			&got.reasons[cases[i].setting];

		if (reason->value->where.line != cases[i].want_line)
			fail_msg("case %zu: got line %u", i,
				 reason->value->where.line);
		if (cases[i].want_class == NULL)
			assert_null(reason->class);
		else
			assert_string_equal(reason->class->name,
					    cases[i].want_class);
		assert_false(reason->unsure);
	}
}

/* If a class that cannot be told were true, its most specific value would be
   in force: the tenant's 5 days, not the plan's 10 years. */
static void test_resolve_unsure_masked(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy =
		test_policy("tenure_version = 1\n"
			    "class c { match { auth = yes } }\n"
			    "plan p { keep = 1d  class c { keep = 10y } }\n"
			    "tenant example.org { plan = p\n"
			    "  class c { keep = 5d } }\n"
			    "unknown = p\n");
	struct tenure_facts facts = facts_of(plain);
	struct tenure_decision got;

	facts.auth = -1;
	got = decide(policy, "a@example.org", &facts, TENURE_ACTION_DELETE,
		     RECEIVED);
	assert_int_equal(got.keep_until, RECEIVED + 5 * DAY);
	assert_true(got.reasons[TENURE_SETTING_KEEP].unsure);
	tenure_policy_free(&policy);
}

/* A class that cannot be told counts where it keeps, not where it frees, and
   never refuses mail. */
static void test_resolve_unsure(void **state)
{
	struct tenure_facts facts = facts_of(plain);
	struct tenure_decision got;

	facts.header = test_header_unknown;
	got = decide(*state, "a@example.org", &facts, TENURE_ACTION_DELETE,
		     RECEIVED + 91 * DAY);
	assert_int_equal(got.keep_until, INVOICE_END);
	assert_true(got.reasons[TENURE_SETTING_KEEP].unsure);
	/* not bulk's 30d, not secret's 1y */
	assert_int_equal(got.expire_at, INVOICE_END);
	assert_false(got.reasons[TENURE_SETTING_EXPIRE].unsure);
	assert_int_equal(got.on_delete, TENURE_ON_DELETE_DENY);
	/* secret's after_download = keep counts */
	got = decide(*state, "lite@example.org", &facts,
		     TENURE_ACTION_AFTER_DOWNLOAD, RECEIVED);
	assert_int_equal(got.verdict, TENURE_DENY);
	/* "away" cannot be told: expire is lengthened, nothing is refused */
	facts.auth = -1;
	got = decide(*state, "lite@example.org", &facts, TENURE_ACTION_EXPIRE,
		     RECEIVED + 31 * DAY);
	assert_int_equal(got.expire_at, RECEIVED + 365 * DAY);
	assert_int_equal(got.smtp, TENURE_SMTP_ACCEPT);
	/* at the SMTP door a folder is not known */
	facts = facts_of(plain);
	facts.seal = TENURE_SEAL_NONE;
	facts.mailbox = facts.special_use = NULL;
	got = decide(*state, "a@example.org", &facts, TENURE_ACTION_DELETE,
		     RECEIVED);
	assert_int_equal(got.keep_until, RECEIVED + 90 * DAY);
	/* a clock that is not known keeps what has a keep, for ever */
	facts.received = TENURE_TIME_NONE;
	got = decide(*state, "a@example.org", &facts, TENURE_ACTION_DELETE,
		     RECEIVED);
	assert_int_equal(got.keep_until, TENURE_TIME_FOREVER);
	assert_int_equal(got.verdict, TENURE_DENY);
	got = decide(*state, "lite@example.org", &facts, TENURE_ACTION_EXPIRE,
		     RECEIVED + 4000 * DAY);
	assert_int_equal(got.verdict, TENURE_DENY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resolve_layers),
		cmocka_unit_test(test_resolve_unsure),
		cmocka_unit_test(test_resolve_unsure_masked),
	};
	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
