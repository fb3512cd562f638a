/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/buffer.h"
#include "policy/value.h"
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

/* Thirty days from the middle of February are longer than a month; from the
   end of the year, the month is longer. */
static void test_resolve_keep_from_its_start(void **state TENURE_UNUSED)
{
	static const struct {
		const char *keep_from;
		const char *want;
	} cases[] = {{"received", "30d"}, {"year_end", "1mo"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[512];
		struct tenure_policy *policy;
		struct tenure_facts facts = facts_of(plain);
		struct tenure_buffer got = TENURE_BUFFER_INIT;
		struct tenure_decision decision;

		snprintf(text, sizeof(text),
			 "tenure_version = 1\n"
			 "class a { match { tls = no } }\n"
			 "class b { match { auth = no } }\n"
			 "plan p { keep_from = %s\n"
			 "  class a { keep = 30d }\n"
			 "  class b { keep = 1mo } }\n"
			 "unknown = p\n",
			 cases[i].keep_from);
		policy = test_policy(text);
		facts.tls = facts.auth = 0;
		assert_int_equal(
			tenure_date_parse("2026-02-14", &facts.received), 0);
		decision = decide(policy, "a@example.org", &facts,
				  TENURE_ACTION_DELETE, facts.received);
		tenure_value_format(TENURE_SETTING_KEEP,
				    decision.reasons[TENURE_SETTING_KEEP].value,
				    &got);
		assert_string_equal(tenure_buffer_str(&got), cases[i].want);
		tenure_buffer_free(&got);
		tenure_policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resolve_keep_from_its_start),
		cmocka_unit_test(test_resolve_layers),
		cmocka_unit_test(test_resolve_unsure),
		cmocka_unit_test(test_resolve_unsure_masked),
	};
	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
