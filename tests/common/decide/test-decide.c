/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "policy/mailbox.h"
#include "decide/decide.h"
#include "tests/common/decide/house.h"

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

/* Long after a download, and before it. */
static void test_decide_after_download_later(void **state)
{
	static const struct {
		const char *address;
		/* seconds after it was received */
		int64_t downloaded, now;
		enum tenure_verdict want;
		enum tenure_setting decisive;
	} cases[] = {
		{"later@example.net", 100, 100 + 7 * 86400, TENURE_ALLOW,
		 TENURE_SETTING_KEEP},
		{"later@example.net", 100, 99 + 7 * 86400, TENURE_DENY,
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD},
		{"later@example.net", 100, 0, TENURE_DENY,
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD},
		/* not downloaded */
		{"later@example.net", -1, 1000 * 86400, TENURE_DENY,
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD},
		/* kept until then, and not after it */
		{"kept@example.net", 100, 8 * 86400, TENURE_DENY,
		 TENURE_SETTING_KEEP},
		{"kept@example.net", 100, 800 * 86400, TENURE_ALLOW,
		 TENURE_SETTING_KEEP},
		/* delete and keep do not ask when */
		{"lite@example.org", -1, 0, TENURE_ALLOW, TENURE_SETTING_KEEP},
		{"a@example.org", 100, 800 * 86400, TENURE_DENY,
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(plain);
		struct tenure_decision got;

		if (cases[i].downloaded >= 0)
			facts.downloaded = RECEIVED + cases[i].downloaded;
		got = decide(*state, cases[i].address, &facts,
			     TENURE_ACTION_AFTER_DOWNLOAD,
			     RECEIVED + cases[i].now);
		if (got.verdict != cases[i].want ||
		    got.decisive != cases[i].decisive)
			fail_msg("case %zu: %s", i,
				 tenure_verdict_name(got.verdict));
	}
}

/* Who has it, of how many, and from when on it may go. */
static void test_decide_devices(void **state)
{
	static const struct {
		const char *address;
		/* seconds after it was received */
		int64_t downloads[3];
		size_t download_count, devices;
		int64_t want;
	} cases[] = {
		{"two@example.net", {1, 2}, 2, 0, 2 + 7 * DAY},
		{"two@example.net", {9, 2, 5}, 3, 3, 5 + 7 * DAY},
		{"two@example.net", {3, 3}, 2, 9, 3 + 7 * DAY},
		{"two@example.net", {1}, 1, 1, -1},
		{"two@example.net", {0}, 0, 2, -1},
		{"all@example.net", {9, 2, 5}, 3, 3, 9},
		{"all@example.net", {9}, 1, 1, 9},
		{"all@example.net", {9, 2, 5}, 3, 4, -1},
		/* nobody knows how many there are */
		{"all@example.net", {9, 2, 5}, 3, 0, -1},
		{"all@example.net", {0}, 0, 0, -1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(plain);
		int64_t downloads[3], want = TENURE_TIME_FOREVER;
		struct tenure_decision got;

		for (size_t j = 0; j < 3; j++)
			downloads[j] = RECEIVED + cases[i].downloads[j];
		/* That one has it is no answer. */
		facts.downloaded = RECEIVED;
		facts.downloads = downloads;
		facts.download_count = cases[i].download_count;
		facts.devices = cases[i].devices;
		if (cases[i].want >= 0)
			want = RECEIVED + cases[i].want;
		got = decide(*state, cases[i].address, &facts,
			     TENURE_ACTION_AFTER_DOWNLOAD, want - 1);
		if (got.verdict != TENURE_DENY || got.download_due != want)
			fail_msg("case %zu: %lld", i,
				 (long long)(got.download_due - RECEIVED));
		got = decide(*state, cases[i].address, &facts,
			     TENURE_ACTION_AFTER_DOWNLOAD, want);
		assert_int_equal(got.verdict == TENURE_ALLOW,
				 cases[i].want >= 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide_delete),
		cmocka_unit_test(test_decide_expire),
		cmocka_unit_test(test_decide_after_download),
		cmocka_unit_test(test_decide_after_download_later),
		cmocka_unit_test(test_decide_devices),
		cmocka_unit_test(test_decide_smtp),
		cmocka_unit_test(test_decide_no_plan),
	};
	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
