/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "policy/mailbox.h"
#include "milter/foresight.h"
#include "tests/lib/policy-text.h"

static const char policy_words[] =
	"tenure_version = 1\n"
	"network office { addresses = 192.0.2.0/24 }\n"
	"bounds { smtp { accept = yes discard defer reject } }\n"
	"class spam { match { header X-Spam = YES } }\n"
	"class stranger { match { auth = no  not { client = office } } }\n"
	"class big { match { size > 1000 } }\n"
	"plan open { class spam { smtp { accept = discard } } }\n"
	"plan closed { smtp { accept = reject \"5.7.1 closed\" } }\n"
	"plan later { smtp { accept = defer \"4.7.1 later\" } }\n"
	"plan hold { smtp { accept = quarantine } }\n"
	"plan drop { smtp { accept = discard  mixed = defer_others } }\n"
	"plan picky { smtp { accept = reject \"5.7.1 picky\" }\n"
	"  class spam { smtp { accept = yes } } }\n"
	"plan known { class stranger { smtp { accept = reject \"5.7.1 "
	"who\" } } }\n"
	"plan tls { smtp { require_tls = yes } }\n"
	"plan auth { smtp { require_auth = yes } }\n"
	"plan small { smtp { max_size = 1000 } }\n"
	"plan bigger { class big { smtp { accept = reject \"5.3.4 no\" } } }\n"
	"tenant closed.example { plan = closed }\n"
	"tenant later.example { plan = later }\n"
	"tenant hold.example { plan = hold }\n"
	"tenant drop.example { plan = drop }\n"
	"tenant picky.example { plan = picky }\n"
	"tenant known.example { plan = known }\n"
	"tenant tls.example { plan = tls }\n"
	"tenant auth.example { plan = auth }\n"
	"tenant small.example { plan = small }\n"
	"tenant bigger.example { plan = bigger }\n"
	"tenant mixed.example { plan = picky smtp { accept = reject \"5.7.1 "
	"t\" } }\n"
	"tenant bounded.example { plan = picky smtp { accept = quarantine } }\n"
	"user vip@closed.example { smtp { accept = yes } }\n"
	"user bin@closed.example { class spam { smtp { accept = discard } } }\n"
	"unknown = open\n";

static struct tenure_policy *policy;

static void foresee(const char *address, const struct tenure_facts *facts,
		    int64_t size, struct tm_foresight *foresight_r)
{
	struct tenure_mailbox mailbox;

	assert_int_equal(tenure_policy_mailbox(policy, address, NULL, &mailbox),
			 0);
	tm_foresee(policy, &mailbox, facts, size, foresight_r);
	tenure_mailbox_clear(&mailbox);
}

static const char *const office[] = {"office"};

/* What is known of the connection. */
static const struct tenure_facts nothing = TENURE_FACTS_INIT;
static const struct tenure_facts stranger = {.auth = 0,
					     .tls = 0,
					     .size = -1,
					     .received = INT64_MIN,
					     .sender = "x@y.example"};
static const struct tenure_facts colleague = {.auth = 0,
					      .tls = 13,
					      .size = -1,
					      .received = INT64_MIN,
					      .networks = office,
					      .network_count = 1};
static const struct tenure_facts user = {
	.auth = 1, .tls = 13, .size = -1, .received = INT64_MIN};

static void test_refused(void **state)
{
	static const struct {
		const char *address;
		const struct tenure_facts *facts;
		int64_t size;
		/* The reply, or NULL if it depends on the message. */
		const char *want;
	} cases[] = {
		{"<a@closed.example>", &nothing, -1, "550 5.7.1 closed"},
		{"A@CLOSED.example", &nothing, -1, "550 5.7.1 closed"},
		{"<a@later.example>", &nothing, -1, "451 4.7.1 later"},
		{"<a@hold.example>", &nothing, -1, NULL},
		{"<a@drop.example>", &nothing, -1, NULL},
		{"<a@open.example>", &nothing, -1, NULL},
		/* A class of the same layer could let it in ... */
		{"<a@picky.example>", &nothing, -1, NULL},
		/* ... one of a layer below not ... */
		{"<a@mixed.example>", &nothing, -1, "550 5.7.1 t"},
		/* ... unless what is above is out of bounds ... */
		{"<a@bounded.example>", &nothing, -1, NULL},
		/* ... a layer above does, or could. */
		{"<vip@closed.example>", &nothing, -1, NULL},
		{"<bin@closed.example>", &nothing, -1, NULL},
		{"<not an address>", &nothing, -1, NULL},
		/* A class that is about the connection alone. */
		{"<a@known.example>", &stranger, -1, "550 5.7.1 who"},
		{"<a@known.example>", &colleague, -1, NULL},
		{"<a@known.example>", &user, -1, NULL},
		{"<a@known.example>", &nothing, -1, NULL},
		{"<a@tls.example>", &stranger, -1,
		 "550 5.7.10 Encryption is required"},
		{"<a@tls.example>", &user, -1, NULL},
		{"<a@tls.example>", &nothing, -1, NULL},
		{"<a@auth.example>", &colleague, -1,
		 "550 5.7.0 Authentication is required"},
		{"<a@auth.example>", &user, -1, NULL},
		{"<a@auth.example>", &nothing, -1, NULL},
		{"<a@small.example>", &user, 1001,
		 "552 5.3.4 Message is too large"},
		{"<a@small.example>", &user, 1000, NULL},
		{"<a@small.example>", &user, -1, NULL},
		/* What is declared may be too much, but is no size. */
		{"<a@bigger.example>", &user, 1001, NULL},
	};
	char reply[TENURE_REPLY_MAX + 8];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_foresight foresight;

		foresee(cases[i].address, cases[i].facts, cases[i].size,
			&foresight);
		if (foresight.refuses != (cases[i].want != NULL))
			fail_msg("case %zu: %s", i, cases[i].address);
		if (cases[i].want != NULL)
			assert_string_equal(tenure_decision_smtp_reply(
						    &foresight.decision, reply,
						    sizeof(reply)),
					    cases[i].want);
	}
}

static void test_known(void **state)
{
	static const struct {
		const char *address;
		const struct tenure_facts *facts;
		bool known;
		enum tenure_smtp_action action;
		bool defer_others;
	} cases[] = {
		{"<a@drop.example>", &nothing, true, TENURE_SMTP_DISCARD, true},
		{"<a@hold.example>", &nothing, true, TENURE_SMTP_QUARANTINE,
		 false},
		{"<a@small.example>", &user, true, TENURE_SMTP_ACCEPT, false},
		{"<a@tls.example>", &user, true, TENURE_SMTP_ACCEPT, false},
		{"<a@open.example>", &user, false, TENURE_SMTP_ACCEPT, false},
		{"<a@known.example>", &nothing, false, TENURE_SMTP_ACCEPT,
		 false},
		{"<a@known.example>", &user, true, TENURE_SMTP_ACCEPT, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_foresight foresight;

		foresee(cases[i].address, cases[i].facts, -1, &foresight);
		assert_int_equal(foresight.known, cases[i].known);
		assert_int_equal(foresight.action, cases[i].action);
		assert_int_equal(foresight.defer_others, cases[i].defer_others);
	}
}

/* Who has to be asked at RCPT? */
static void test_needs(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} cases[] = {
		{"plan p { keep = 0 }", false},
		{"plan p { smtp { accept = discard } }", false},
		{"plan p { smtp { accept = defer \"4.7.1 x\" } }", true},
		{"plan p { smtp { require_tls = yes } }", true},
		{"plan p { smtp { require_auth = no } }", false},
		{"plan p { smtp { max_size = 1M } }", true},
		{"plan p { smtp { mixed = defer_others } }", true},
		{"plan p { smtp { mixed = strictest } }", false},
		{"class c { match { header A = b } }\n"
		 "plan p { class c { smtp { require_auth = yes } } }",
		 false},
		{"class c { match { sender = <>  not { auth = yes } } }\n"
		 "plan p { class c { smtp { accept = reject \"5.7.1 x\" } } }",
		 true},
		{"class c { match { sender = <>  size > 1 } }\n"
		 "plan p { class c { smtp { accept = reject \"5.7.1 x\" } } }",
		 false},
		{"class c { match { size > 1 } match { tls = no } }\n"
		 "plan p { class c { smtp { accept = reject \"5.7.1 x\" } } }",
		 true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *one;
		char text[512];

		snprintf(text, sizeof(text),
			 "tenure_version = 1\n%s\nunknown = p\n",
			 cases[i].text);
		one = test_policy(text);
		if (tenure_policy_needs(one)->smtp_by_name != cases[i].want)
			fail_msg("%s", cases[i].text);
		tenure_policy_free(&one);
	}
}

static int set_up(void **state)
{
	(void)state;
	policy = test_policy(policy_words);
	return policy == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	tenure_policy_free(&policy);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_needs),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
