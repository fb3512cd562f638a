/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "milter/recipients.h"
#include "world.h"

static const char policy_text[] =
	"tenure_version = 1\n"
	"class spam { match { header X-Spam = YES } }\n"
	"bounds { smtp { accept = yes discard defer reject } }\n"
	"plan open { class spam { smtp { accept = discard } } }\n"
	"plan closed { smtp { accept = reject \"5.7.1 closed\" } }\n"
	"plan later { smtp { accept = defer \"4.7.1 later\" } }\n"
	"plan hold { smtp { accept = quarantine } }\n"
	"plan drop { smtp { accept = discard } }\n"
	"plan picky { smtp { accept = reject \"5.7.1 picky\" }\n"
	"  class spam { smtp { accept = yes } } }\n"
	"tenant closed.example { plan = closed }\n"
	"tenant later.example { plan = later }\n"
	"tenant hold.example { plan = hold }\n"
	"tenant drop.example { plan = drop }\n"
	"tenant picky.example { plan = picky }\n"
	"tenant mixed.example { plan = picky smtp { accept = reject \"5.7.1 "
	"t\" } }\n"
	"tenant bounded.example { plan = picky smtp { accept = quarantine } }\n"
	"user vip@closed.example { smtp { accept = yes } }\n"
	"user bin@closed.example { class spam { smtp { accept = discard } } }\n"
	"unknown = open\n";

static struct tenure_policy *policy;
static struct world world;

static void test_refused_by_name(void **state)
{
	static const struct {
		const char *address;
		/* The reply, or NULL if it depends on the message. */
		const char *want;
	} cases[] = {
		{"<a@closed.example>", "550 5.7.1 closed"},
		{"A@CLOSED.example", "550 5.7.1 closed"},
		{"<a@later.example>", "451 4.7.1 later"},
		{"<a@hold.example>", NULL},
		{"<a@drop.example>", NULL},
		{"<a@open.example>", NULL},
		/* A class of the same layer could let it in ... */
		{"<a@picky.example>", NULL},
		/* ... one of a layer below not ... */
		{"<a@mixed.example>", "550 5.7.1 t"},
		/* ... unless what is above is out of bounds ... */
		{"<a@bounded.example>", NULL},
		/* ... a layer above does, or could. */
		{"<vip@closed.example>", NULL},
		{"<bin@closed.example>", NULL},
		{"<not an address>", NULL},
	};
	struct tenure_mailbox mailbox;
	struct tenure_decision decision;
	char reply[TENURE_REPLY_MAX + 8];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       NULL, &mailbox),
				 0);
		assert_int_equal(tm_mailbox_refuses(&mailbox, &decision),
				 cases[i].want != NULL);
		if (cases[i].want != NULL)
			assert_string_equal(
				tenure_decision_smtp_reply(&decision, reply,
							   sizeof(reply)),
				cases[i].want);
	}
}

static int header_of_spam(void *context, const char *name, unsigned int index,
			  const char **body_r)
{
	if (strcmp(name, "x-spam") != 0 || index > 0)
		return 0;
	*body_r = context;
	return 1;
}

static void test_decide(void **state)
{
	static const struct {
		const char *to[4];
		const char *spam;
		enum tenure_smtp_action want;
		size_t discarded;
		/* Place of the one that decides. */
		size_t decisive;
	} cases[] = {
		{{"a@x.example"}, "NO", TENURE_SMTP_ACCEPT, 0, 0},
		{{"a@x.example"}, "YES", TENURE_SMTP_DISCARD, 0, 0},
		{{"a@x.example", "b@x.example"},
		 "YES",
		 TENURE_SMTP_DISCARD,
		 0,
		 0},
		/* Discard is for that recipient only, accept for the rest. */
		{{"a@drop.example", "a@x.example"},
		 "NO",
		 TENURE_SMTP_ACCEPT,
		 1,
		 1},
		{{"a@x.example", "a@drop.example"},
		 "NO",
		 TENURE_SMTP_ACCEPT,
		 1,
		 0},
		{{"a@x.example", "a@hold.example", "a@drop.example"},
		 "NO",
		 TENURE_SMTP_QUARANTINE,
		 1,
		 1},
		{{"a@hold.example", "a@later.example"},
		 "NO",
		 TENURE_SMTP_DEFER,
		 0,
		 1},
		{{"a@later.example", "a@picky.example", "a@hold.example",
		  "a@drop.example"},
		 "NO",
		 TENURE_SMTP_REJECT,
		 1,
		 1},
		{{"a@later.example", "a@picky.example"},
		 "YES",
		 TENURE_SMTP_DEFER,
		 0,
		 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_recipients to = {.count = 0};
		struct tm_recipients_decision decision;
		struct tenure_facts facts = TENURE_FACTS_INIT;
		char spam[8];

		facts.header = header_of_spam;
		facts.header_context = strcpy(spam, cases[i].spam);
		for (size_t j = 0; j < 4 && cases[i].to[j] != NULL; j++)
			assert_int_equal(
				tm_recipients_add(&to, policy, cases[i].to[j]),
				0);
		tm_recipients_decide(&to, policy, &facts, 0, &decision);
		assert_int_equal(decision.action, cases[i].want);
		assert_int_equal(decision.discarded, cases[i].discarded);
		assert_ptr_equal(decision.decisive,
				 &to.items[cases[i].decisive]);
		tm_recipients_free(&to);
	}
}

static void test_no_memory(void **state)
{
	(void)state;
	for (unsigned long n = 1;; n++) {
		struct tm_recipients to = {.count = 0};
		int ret;

		tenure_alloc_fail_at(n, 0);
		ret = tm_recipients_add(&to, policy, "<a@x.example>");
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(to.count, ret == 0);
		tm_recipients_free(&to);
		if (ret == 0) {
			assert_true(n > 2);
			return;
		}
	}
}

static int set_up(void **state)
{
	struct tenure_source source;
	struct tenure_diagnostics diagnostics;

	(void)state;
	world_make(&world, policy_text, "");
	source = tenure_source_folder(world.folder);
	tenure_diagnostics_init(&diagnostics);
	if (tenure_policy_read(&source, "policy.conf", &policy, &diagnostics) <
	    0)
		return -1;
	tenure_diagnostics_free(&diagnostics);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tenure_policy_free(&policy);
	world_remove(&world);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused_by_name),
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
