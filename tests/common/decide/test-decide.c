/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tests/lib/unit.h"

#include "decide/decide.h"
#include "tests/lib/policy-text.h"

static const char policy_text[] =
	"tenure_version = 1\n"
	"class invoice { match { header Subject = \"*invoice*\" } }\n"
	"class bulk { match { header List-Id = \"*\" } }\n"
	"class secret { match { header X-Classification = secret } }\n"
	"class draft { match { sealed = no  mailbox = \\Drafts } }\n"
	"class away { match { auth = no } }\n"
	"plan staff {\n"
	"  keep = 90d  expire = 7y  on_delete = deny\n"
	"  class invoice { keep = 10y  keep_from = year_end }\n"
	"  class bulk { keep = 0  expire = 30d }\n"
	"  class secret { keep = 3y  expire = 1y  on_delete = conceal }\n"
	"  class draft { keep = 0 }\n"
	"}\n"
	"plan lite {\n"
	"  keep = 0  expire = 30d  on_delete = allow\n"
	"  pop3 { after_download = delete }\n"
	"  class secret { pop3 { after_download = keep } }\n"
	"  class away { expire = 1y smtp { accept = reject \"5.7.1 no\" } }\n"
	"}\n"
	"plan closed { keep = 0 smtp { accept = reject \"5.7.1 Closed\" }\n"
	"  class bulk { smtp { accept = defer \"4.7.1 Later\" } }\n"
	"  class secret { smtp { accept = quarantine } }\n"
	"  class invoice { smtp { accept = yes } } }\n"
	"plan odd { keep = 1d  on_delete = allow  pop3 { after_download = "
	"delete } }\n"
	"plan default { keep = 0 }\n"
	"tenant example.org { plan = staff }\n"
	"tenant example.com { plan = staff  keep = 2y }\n"
	"user joe@example.com { keep = 1d  class bulk { keep = 5d } }\n"
	"user lite@example.org { plan = lite }\n"
	"user closed@example.org { plan = closed }\n"
	"user odd@example.net { plan = odd }\n"
	"unknown = default\n";

/* 2026-11-22T03:00:00Z */
#define RECEIVED INT64_C(1795316400)
#define DAY INT64_C(86400)
/* 2036-12-31T23:59:59Z */
#define INVOICE_END INT64_C(2114380799)
/* 2028-12-31T23:59:59Z: two years after the year's end */
#define TENANT_END INT64_C(1861919999)

static const char *const plain[] = {"Subject: hello", NULL};
static const char *const invoice[] = {"Subject: invoice 7", NULL};
static const char *const bulk[] = {"List-Id: <l.example>", NULL};
static const char *const secret[] = {"X-Classification: secret", NULL};
static const char *const several[] = {"Subject: invoice",
				      "List-Id: <l.example>",
				      "X-Classification: secret", NULL};

static struct tenure_facts facts_of(const char *const *fields)
{
	struct tenure_facts facts = {
		.seal = TENURE_SEAL_SEALED,
		.sender = "a@b.example",
		.size = 1000,
		.auth = 1,
		.tls = 13,
		.mailbox = "INBOX",
		.special_use = "",
		.received = RECEIVED,
		.header = test_header,
		.header_context = (void *)(uintptr_t)fields,
	};
	return facts;
}

static int setup(void **state)
{
	*state = test_policy(policy_text);
	return 0;
}

static int teardown(void **state)
{
	struct tenure_policy *policy = *state;

	tenure_policy_free(&policy);
	return 0;
}

static struct tenure_decision decide(const struct tenure_policy *policy,
				     const char *address,
				     const struct tenure_facts *facts,
				     enum tenure_action action, int64_t now)
{
	struct tenure_mailbox mailbox;
	struct tenure_classes classes, all;
	struct tenure_decision decision, again;

	assert_int_equal(tenure_policy_mailbox(policy, address, NULL, &mailbox),
			 0);
	tenure_classify(policy, &mailbox, facts, &classes);
	tenure_decide(&mailbox, facts, &classes, action, now, &decision);
	/* Looking at all classes must not change the answer. */
	tenure_classify(policy, NULL, facts, &all);
	tenure_decide(&mailbox, facts, &all, action, now, &again);
	assert_int_equal(decision.verdict, again.verdict);
	for (int i = 0; i < TENURE_SETTING_COUNT; i++)
		assert_ptr_equal(decision.reasons[i].value,
				 again.reasons[i].value);
	return decision;
}

static void test_decide_delete(void **state)
{
	static const struct {
		const char *address;
		const char *const *fields;
		int64_t age;
		enum tenure_verdict want;
		int64_t keep_until;
	} cases[] = {
		{"a@example.org", plain, 0, TENURE_DENY, RECEIVED + 90 * DAY},
		{"a@example.org", plain, 90 * DAY - 1, TENURE_DENY,
		 RECEIVED + 90 * DAY},
		{"a@example.org", plain, 90 * DAY, TENURE_ALLOW,
		 TENURE_TIME_NONE},
		/* a clock that was set back keeps */
		{"a@example.org", plain, -400 * DAY, TENURE_DENY,
		 RECEIVED + 90 * DAY},
		{"a@example.org", invoice, 90 * DAY, TENURE_DENY, INVOICE_END},
		{"a@example.org", invoice, INVOICE_END - RECEIVED, TENURE_ALLOW,
		 TENURE_TIME_NONE},
		{"a@example.org", bulk, 0, TENURE_ALLOW, TENURE_TIME_NONE},
		/* the longest keep of all classes, conceal over the plan's
		   deny because a class beats the plan's own value */
		{"a@example.org", several, 0, TENURE_CONCEAL, INVOICE_END},
		/* the tenant's keep beats the plan's classes (their keep_from
		   stays), the user's beats the tenant's */
		{"a@example.com", invoice, 0, TENURE_DENY, TENANT_END},
		{"joe@example.com", plain, 0, TENURE_DENY, RECEIVED + DAY},
		{"joe@example.com", bulk, 0, TENURE_DENY, RECEIVED + 5 * DAY},
		{"lite@example.org", plain, 0, TENURE_ALLOW, TENURE_TIME_NONE},
		/* allow with a keep acts as conceal */
		{"odd@example.net", plain, 0, TENURE_CONCEAL, RECEIVED + DAY},
		/* nobody names it: the plan of "unknown" */
		{"x@nowhere.example", plain, 0, TENURE_ALLOW, TENURE_TIME_NONE},
		{"not an address", plain, 0, TENURE_ALLOW, TENURE_TIME_NONE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_decision got =
			decide(*state, cases[i].address, &facts,
			       TENURE_ACTION_DELETE, RECEIVED + cases[i].age);

		if (got.verdict != cases[i].want ||
		    got.keep_until != cases[i].keep_until)
			fail_msg("case %zu: got %s until %lld", i,
				 tenure_verdict_name(got.verdict),
				 (long long)got.keep_until);
		assert_int_equal(got.kept, got.keep_until != TENURE_TIME_NONE);
	}
}

static void test_decide_expire(void **state)
{
	static const struct {
		const char *address;
		const char *const *fields;
		int64_t want;
	} cases[] = {
		{"lite@example.org", plain, RECEIVED + 30 * DAY},
		{"a@example.org", bulk, RECEIVED + 30 * DAY},
		/* 7 years in calendar time: 2028 and 2032 are leap years */
		{"a@example.org", plain, RECEIVED + (7 * 365 + 2) * DAY},
		/* never before keep-until */
		{"a@example.org", invoice, INVOICE_END},
		/* the shortest of two classes, and keep still holds it */
		{"a@example.org", secret, RECEIVED + (3 * 365 + 1) * DAY},
		{"x@nowhere.example", plain, TENURE_TIME_FOREVER},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_decision got =
			decide(*state, cases[i].address, &facts,
			       TENURE_ACTION_EXPIRE, RECEIVED);

		if (got.expire_at != cases[i].want)
			fail_msg("case %zu: got %lld", i,
				 (long long)got.expire_at);
		assert_int_equal(got.verdict, TENURE_DENY);
		if (cases[i].want == TENURE_TIME_FOREVER)
			continue;
		got = decide(*state, cases[i].address, &facts,
			     TENURE_ACTION_EXPIRE, cases[i].want - 1);
		assert_int_equal(got.verdict, TENURE_DENY);
		got = decide(*state, cases[i].address, &facts,
			     TENURE_ACTION_EXPIRE, cases[i].want);
		assert_int_equal(got.verdict, TENURE_ALLOW);
	}
}

static void test_decide_after_download(void **state)
{
	static const struct {
		const char *address;
		const char *const *fields;
		enum tenure_verdict want;
		enum tenure_setting decisive;
	} cases[] = {
		{"lite@example.org", plain, TENURE_ALLOW, TENURE_SETTING_KEEP},
		{"lite@example.org", secret, TENURE_DENY,
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD},
		{"a@example.org", plain, TENURE_DENY,
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD},
		/* kept, so that it is concealed */
		{"odd@example.net", plain, TENURE_CONCEAL, TENURE_SETTING_KEEP},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_decision got =
			decide(*state, cases[i].address, &facts,
			       TENURE_ACTION_AFTER_DOWNLOAD, RECEIVED);

		assert_int_equal(got.verdict, cases[i].want);
		assert_int_equal(got.decisive, cases[i].decisive);
	}
}

static void test_decide_smtp(void **state)
{
	static const struct {
		const char *const *fields;
		enum tenure_smtp_action want;
		const char *reply;
	} cases[] = {
		{plain, TENURE_SMTP_REJECT, "550 5.7.1 Closed"},
		{invoice, TENURE_SMTP_ACCEPT, ""},
		{bulk, TENURE_SMTP_DEFER, "451 4.7.1 Later"},
		{secret, TENURE_SMTP_QUARANTINE, ""},
		/* defer over quarantine over yes */
		{several, TENURE_SMTP_DEFER, "451 4.7.1 Later"},
	};
	char reply[TENURE_REPLY_MAX + 8];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_decision got =
			decide(*state, "closed@example.org", &facts,
			       TENURE_ACTION_ACCEPT, RECEIVED);

		assert_int_equal(got.smtp, cases[i].want);
		assert_string_equal(
			tenure_decision_smtp_reply(&got, reply, sizeof(reply)),
			cases[i].reply);
		assert_int_equal(got.verdict, got.smtp >= TENURE_SMTP_DEFER
						      ? TENURE_DENY
						      : TENURE_ALLOW);
	}
}

/* A class that cannot be told counts where it keeps, not where it frees, and
   never refuses mail. */
static void test_decide_unsure(void **state)
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

static void test_decide_no_plan(void **state)
{
	struct tenure_facts facts = facts_of(plain);
	struct tenure_mailbox mailbox;
	struct tenure_classes classes;
	struct tenure_decision got;

	/* A plan that the user database names and the policy does not have:
	   keep everything. */
	assert_int_equal(tenure_policy_mailbox(*state, "lite@example.org",
					       "typo", &mailbox),
			 -1);
	tenure_classify(*state, &mailbox, &facts, &classes);
	tenure_decide(&mailbox, &facts, &classes, TENURE_ACTION_DELETE,
		      RECEIVED, &got);
	assert_int_equal(got.verdict, TENURE_DENY);
	assert_int_equal(got.keep_until, TENURE_TIME_FOREVER);
	assert_int_equal(got.expire_at, TENURE_TIME_FOREVER);
}

static void test_decide_reason(void **state)
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
		cmocka_unit_test(test_decide_delete),
		cmocka_unit_test(test_decide_expire),
		cmocka_unit_test(test_decide_after_download),
		cmocka_unit_test(test_decide_smtp),
		cmocka_unit_test(test_decide_unsure),
		cmocka_unit_test(test_decide_no_plan),
		cmocka_unit_test(test_decide_reason),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
