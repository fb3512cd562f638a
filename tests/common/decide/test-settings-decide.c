/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

#include <stdio.h>

/* The settings that stand apart from keep, expire and on_delete: each case has
   a policy of its own. */

static struct tenure_decision decide_with(const char *plan,
					  const struct tenure_facts *facts,
					  enum tenure_action action,
					  int64_t now, char *reply)
{
	struct tenure_policy *policy;
	struct tenure_decision decision;
	char text[1024];

	(void)snprintf(text, sizeof(text),
		       "tenure_version = 1\n"
		       "class c { match { header X = c } }\n"
		       "class d { match { header X = d } }\n"
		       "plan p { %s\n }\n"
		       "plan q { class c { keep = 0 } class d { keep = 0 } }\n"
		       "tenant b.example { plan = q }\n"
		       "unknown = p\n",
		       plan);
	policy = test_policy(text);
	decision = decide(policy, "x@a.example", facts, action, now);
	if (reply != NULL)
		(void)tenure_decision_smtp_reply(&decision, reply,
						 TENURE_REPLY_MAX + 8);
	tenure_policy_free(&policy);
	return decision;
}

static void test_grace(void **state TENURE_UNUSED)
{
	static const struct {
		const char *plan;
		enum tenure_action action;
		int64_t age;
		enum tenure_verdict want;
		enum tenure_on_delete on_delete;
	} cases[] = {
		{"keep = 0", TENURE_ACTION_DELETE, 0, TENURE_ALLOW,
		 TENURE_ON_DELETE_ALLOW},
		{"keep = 0  grace = 7d", TENURE_ACTION_DELETE, 0,
		 TENURE_CONCEAL, TENURE_ON_DELETE_CONCEAL},
		/* It is about deletes that are allowed. */
		{"keep = 30d  on_delete = deny  grace = 7d",
		 TENURE_ACTION_DELETE, DAY, TENURE_DENY, TENURE_ON_DELETE_DENY},
		{"keep = 30d  on_delete = deny  grace = 7d",
		 TENURE_ACTION_DELETE, 31 * DAY, TENURE_CONCEAL,
		 TENURE_ON_DELETE_CONCEAL},
		{"grace = 7d  pop3 { after_download = delete }",
		 TENURE_ACTION_AFTER_DOWNLOAD, 0, TENURE_CONCEAL,
		 TENURE_ON_DELETE_CONCEAL},
		/* The server's own removal waits for nobody. */
		{"grace = 7d  expire = 1d", TENURE_ACTION_EXPIRE, 2 * DAY,
		 TENURE_ALLOW, TENURE_ON_DELETE_CONCEAL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(plain);
		struct tenure_decision got =
			decide_with(cases[i].plan, &facts, cases[i].action,
				    RECEIVED + cases[i].age, NULL);

		assert_int_equal(got.verdict, cases[i].want);
		assert_int_equal(got.on_delete, cases[i].on_delete);
	}
}

static void test_held(void **state TENURE_UNUSED)
{
	static const char *const holds[] = {"litigation", "audit"};
	static const char plan[] = "keep = 1d  expire = 2d  on_delete = allow\n"
				   "pop3 { after_download = delete }";
	struct tenure_facts facts = facts_of(plain);
	struct tenure_decision got = decide_with(
		plan, &facts, TENURE_ACTION_DELETE, RECEIVED + 3 * DAY, NULL);

	assert_false(got.held || got.kept);
	assert_int_equal(got.verdict, TENURE_ALLOW);
	assert_int_equal(got.expire_at, RECEIVED + 2 * DAY);
	facts.held_by = holds;
	for (facts.held_count = 1; facts.held_count <= 2; facts.held_count++) {
		got = decide_with(plan, &facts, TENURE_ACTION_DELETE,
				  RECEIVED + 3 * DAY, NULL);
		assert_true(got.held && got.kept);
		assert_int_equal(got.keep_until, TENURE_TIME_FOREVER);
		assert_int_equal(got.expire_at, TENURE_TIME_FOREVER);
		/* "allow" acts as conceal while it is kept. */
		assert_int_equal(got.verdict, TENURE_CONCEAL);
		got = decide_with(plan, &facts, TENURE_ACTION_EXPIRE,
				  RECEIVED + 3 * DAY, NULL);
		assert_int_equal(got.verdict, TENURE_DENY);
		got = decide_with(plan, &facts, TENURE_ACTION_AFTER_DOWNLOAD,
				  RECEIVED + 3 * DAY, NULL);
		assert_int_equal(got.verdict, TENURE_CONCEAL);
	}
}

static void test_expires_header(void **state TENURE_UNUSED)
{
	/* received is 2026-11-22T03:00:00Z */
	static const struct {
		const char *plan;
		const char *const fields[3];
		int64_t want;
	} cases[] = {
		{"expire = 30d smtp { expires_header = honour }",
		 {"Expires: Mon, 23 Nov 2026 03:00:00 +0000"},
		 RECEIVED + DAY},
		{"expire = 30d smtp { expires_header = ignore }",
		 {"Expires: Mon, 23 Nov 2026 03:00:00 +0000"},
		 RECEIVED + 30 * DAY},
		{"expire = 30d",
		 {"Expires: Mon, 23 Nov 2026 03:00:00 +0000"},
		 RECEIVED + 30 * DAY},
		{"expire = never smtp { expires_header = honour }",
		 {"Expires: Mon, 23 Nov 2026 03:00:00 +0000"},
		 RECEIVED + DAY},
		/* Never longer, never before it is not kept any more, never
		   before it came. */
		{"expire = 30d smtp { expires_header = honour }",
		 {"Expires: Tue, 23 Nov 2027 03:00:00 +0000"},
		 RECEIVED + 30 * DAY},
		{"keep = 5d expire = 30d smtp { expires_header = honour }",
		 {"Expires: Mon, 23 Nov 2026 03:00:00 +0000"},
		 RECEIVED + 5 * DAY},
		{"expire = 30d smtp { expires_header = honour }",
		 {"Expires: Mon, 23 Nov 1998 03:00:00 +0000"},
		 RECEIVED},
		/* None, several, none that can be read. */
		{"expire = 30d smtp { expires_header = honour }",
		 {"Subject: x"},
		 RECEIVED + 30 * DAY},
		{"expire = 30d smtp { expires_header = honour }",
		 {"Expires: Mon, 23 Nov 2026 03:00:00 +0000",
		  "Expires: Mon, 23 Nov 2026 03:00:00 +0000"},
		 RECEIVED + 30 * DAY},
		{"expire = 30d smtp { expires_header = honour }",
		 {"Expires: tomorrow"},
		 RECEIVED + 30 * DAY},
		{"expire = 30d smtp { expires_header = honour }",
		 {"Expires: 0"},
		 RECEIVED + 30 * DAY},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_decision got =
			decide_with(cases[i].plan, &facts, TENURE_ACTION_EXPIRE,
				    RECEIVED, NULL);

		if (got.expire_at != cases[i].want)
			fail_msg("case %zu: got %lld", i,
				 (long long)(got.expire_at - RECEIVED));
	}
}

static void test_expires_header_unknown(void **state TENURE_UNUSED)
{
	static const char plan[] =
		"expire = 30d smtp { expires_header = honour }";
	struct tenure_facts facts = facts_of(plain);

	facts.header = test_header_unknown;
	assert_int_equal(
		decide_with(plan, &facts, TENURE_ACTION_EXPIRE, RECEIVED, NULL)
			.expire_at,
		RECEIVED + 30 * DAY);
	facts.header = NULL;
	assert_int_equal(
		decide_with(plan, &facts, TENURE_ACTION_EXPIRE, RECEIVED, NULL)
			.expire_at,
		RECEIVED + 30 * DAY);
}

/* The field may be of somebody who wants the message gone. */
static void test_expires_header_unknown_seal(void **state TENURE_UNUSED)
{
	static const char plan[] =
		"expire = 30d smtp { expires_header = honour }";
	static const char *const fields[] = {
		"Expires: Fri, 02 Jan 1970 00:00:00 +0000", NULL};
	struct tenure_facts facts = facts_of(fields);

	for (int seal = TENURE_SEAL_NONE; seal <= TENURE_SEAL_UNKNOWN; seal++) {
		facts.seal = (enum tenure_seal_state)seal;
		assert_int_equal(decide_with(plan, &facts, TENURE_ACTION_EXPIRE,
					     RECEIVED, NULL)
					 .expire_at,
				 seal == TENURE_SEAL_UNKNOWN
					 ? RECEIVED + 30 * DAY
					 : RECEIVED);
	}
}

static void test_smtp_requirements(void **state TENURE_UNUSED)
{
	static const struct {
		const char *plan;
		int tls, auth;
		int64_t size;
		enum tenure_smtp_action want;
		const char *reply;
	} cases[] = {
		{"smtp { require_tls = yes }", 0, 1, 10, TENURE_SMTP_REJECT,
		 "550 5.7.10 Encryption is required"},
		{"smtp { require_tls = yes }", 10, 1, 10, TENURE_SMTP_ACCEPT,
		 ""},
		{"smtp { require_tls = yes }", -1, 1, 10, TENURE_SMTP_ACCEPT,
		 ""},
		{"smtp { require_tls = no }", 0, 1, 10, TENURE_SMTP_ACCEPT, ""},
		{"smtp { require_auth = yes }", 12, 0, 10, TENURE_SMTP_REJECT,
		 "550 5.7.0 Authentication is required"},
		{"smtp { require_auth = yes }", 12, 1, 10, TENURE_SMTP_ACCEPT,
		 ""},
		{"smtp { require_auth = yes }", 12, -1, 10, TENURE_SMTP_ACCEPT,
		 ""},
		{"smtp { max_size = 1k }", 12, 1, 1025, TENURE_SMTP_REJECT,
		 "552 5.3.4 Message is too large"},
		{"smtp { max_size = 1k }", 12, 1, 1024, TENURE_SMTP_ACCEPT, ""},
		{"smtp { max_size = 1k }", 12, 1, -1, TENURE_SMTP_ACCEPT, ""},
		{"smtp { max_size = 0 }", 12, 1, INT64_MAX, TENURE_SMTP_ACCEPT,
		 ""},
		/* What must be rejected wins over everything milder. */
		{"smtp { accept = defer \"4.7.1 x\" max_size = 1 }", 12, 1, 2,
		 TENURE_SMTP_REJECT, "552 5.3.4 Message is too large"},
		{"smtp { accept = discard require_tls = yes }", 0, 1, 2,
		 TENURE_SMTP_REJECT, "550 5.7.10 Encryption is required"},
		{"smtp { accept = reject \"5.7.1 x\" require_tls = yes }", 0, 1,
		 2, TENURE_SMTP_REJECT, "550 5.7.1 x"},
	};
	char reply[TENURE_REPLY_MAX + 8];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(plain);
		struct tenure_decision got;

		facts.tls = cases[i].tls;
		facts.auth = cases[i].auth;
		facts.size = cases[i].size;
		got = decide_with(cases[i].plan, &facts, TENURE_ACTION_ACCEPT,
				  RECEIVED, reply);
		assert_int_equal(got.smtp, cases[i].want);
		assert_string_equal(reply, cases[i].reply);
	}
}

static void test_record_implied(void **state TENURE_UNUSED)
{
	static const struct {
		const char *plan;
		const char *const fields[2];
		enum tenure_record want;
	} cases[] = {
		{"keep = 1d", {NULL}, TENURE_RECORD_EVENT},
		{"keep = 1d mode = compliance", {NULL}, TENURE_RECORD_DURABLE},
		{"keep = 1d mode = compliance record = event",
		 {NULL},
		 TENURE_RECORD_EVENT},
		{"keep = 1d record = durable", {NULL}, TENURE_RECORD_DURABLE},
		{"keep = 1d class c { mode = compliance }",
		 {"X: c"},
		 TENURE_RECORD_DURABLE},
		{"keep = 1d class c { mode = compliance }",
		 {"X: e"},
		 TENURE_RECORD_EVENT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_policy *policy;
		struct tenure_decision got;
		char text[512];

		(void)snprintf(text, sizeof(text),
			       "tenure_version = 1\n"
			       "class c { match { header X = c } }\n"
			       "plan p { %s }\nunknown = p\n",
			       cases[i].plan);
		policy = test_policy(text);
		got = decide(policy, "x@a.example", &facts,
			     TENURE_ACTION_DELETE, RECEIVED);
		assert_int_equal(
			got.reasons[TENURE_SETTING_RECORD].value->choice,
			cases[i].want);
		tenure_policy_free(&policy);
	}
}

/* The end of the year by the clocks of the policy's zone. */
static void test_year_end_zone(void **state TENURE_UNUSED)
{
	static const struct {
		const char *zone;
		int64_t want;
	} cases[] = {
		/* 2027-12-31T23:59:59Z */
		{"", 1830297599},
		{"time_zone = UTC\n", 1830297599},
		/* The year ends an hour earlier there. */
		{"time_zone = Europe/Berlin\n", 1830293999},
		{"time_zone = America/New_York\n", 1830315599},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(plain);
		struct tenure_policy *policy;
		char text[256];

		(void)snprintf(text, sizeof(text),
			       "tenure_version = 1\n%s"
			       "plan p { keep = 1y keep_from = year_end }\n"
			       "unknown = p\n",
			       cases[i].zone);
		policy = test_policy(text);
		assert_int_equal(decide(policy, "x@a.example", &facts,
					TENURE_ACTION_DELETE, RECEIVED)
					 .keep_until,
				 cases[i].want);
		tenure_policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grace),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_expires_header),
		cmocka_unit_test(test_expires_header_unknown),
		cmocka_unit_test(test_expires_header_unknown_seal),
		cmocka_unit_test(test_smtp_requirements),
		cmocka_unit_test(test_record_implied),
		cmocka_unit_test(test_year_end_zone),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
