/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "milter/recipients.h"
#include "world.h"

static const char policy_text[] =
	"tenure_version = 1\n"
	"class spam { match { header X-Spam = YES } }\n"
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
	"user vip@closed.example { smtp { accept = yes } }\n"
	"user bin@closed.example { class spam { smtp { accept = discard } } }\n"
	"users = text:rows\n"
	"unknown = open\n";

static struct tenure_policy *policy;
static struct world world;

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
		struct tenure_error err;
		struct tm_recipients_decision decision;
		struct tenure_facts facts = TENURE_FACTS_INIT;
		char spam[8];

		facts.header = header_of_spam;
		facts.header_context = strcpy(spam, cases[i].spam);
		for (size_t j = 0; j < 4 && cases[i].to[j] != NULL; j++)
			assert_int_equal(tm_recipients_add(&to, cases[i].to[j],
							   NULL, &err),
					 0);
		assert_int_equal(tm_recipients_decide(&to, policy, &facts, 0,
						      &decision, &err),
				 0);
		assert_int_equal(decision.action, cases[i].want);
		assert_int_equal(decision.discarded, cases[i].discarded);
		assert_ptr_equal(decision.decisive,
				 &to.items[cases[i].decisive]);
		tm_recipients_decision_free(&decision);
		tm_recipients_free(&to);
	}
}

/* Who must get the message on its own? */
static void test_differ(void **state)
{
	static const struct {
		struct tm_recipient first, last;
		bool want;
	} cases[] = {
#define WHO(action, known, others) {NULL, NULL, action, known, others}
		{WHO(TENURE_SMTP_ACCEPT, true, true),
		 WHO(TENURE_SMTP_DISCARD, true, true), true},
		{WHO(TENURE_SMTP_ACCEPT, true, false),
		 WHO(TENURE_SMTP_DISCARD, true, true), true},
		{WHO(TENURE_SMTP_QUARANTINE, true, true),
		 WHO(TENURE_SMTP_ACCEPT, true, false), true},
		{WHO(TENURE_SMTP_ACCEPT, true, false),
		 WHO(TENURE_SMTP_DISCARD, true, false), false},
		{WHO(TENURE_SMTP_DISCARD, true, true),
		 WHO(TENURE_SMTP_DISCARD, true, true), false},
		{WHO(TENURE_SMTP_ACCEPT, false, true),
		 WHO(TENURE_SMTP_DISCARD, true, true), false},
		{WHO(TENURE_SMTP_ACCEPT, true, true),
		 WHO(TENURE_SMTP_DISCARD, false, true), false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tm_recipient items[] = {cases[i].first, cases[i].last};
		const struct tm_recipients two = {items, 2, 2};
		const struct tm_recipients one = {items, 1, 2};

		assert_int_equal(tm_recipients_differ(&two), cases[i].want);
		assert_false(tm_recipients_differ(&one));
	}
}

static void test_no_memory(void **state)
{
	(void)state;
	for (unsigned long n = 1;; n++) {
		struct tm_recipients to = {.count = 0};
		struct tenure_error err;
		int ret;

		tenure_alloc_fail_at(n, 0);
		ret = tm_recipients_add(&to, "<a@x.example.>", "a@x.example",
					&err);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(to.count, ret == 0);
		tm_recipients_free(&to);
		if (ret == 0) {
			assert_int_equal(n, 4);
			return;
		}
	}
}

/* What decides may rest on a row that only the mailbox owns. Without memory for
   one of the rows nobody can tell. */
static void test_rows(void **state)
{
	static const char *const to[] = {"a@rows.example", "b@rows.example",
					 "c@rows.example"};
	struct tm_recipients all = {.count = 0};
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tm_recipients_decision decision;
	struct tenure_error err;
	unsigned long n;
	int ret = -1;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(tm_recipients_add(&all, to[i], NULL, &err), 0);
	for (n = 1; n < 100 && ret < 0; n++) {
		err.code = TENURE_ERROR_NONE;
		tenure_alloc_fail_at(n, 0);
		ret = tm_recipients_decide(&all, policy, &facts, 0, &decision,
					   &err);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(err.code, ret < 0 ? TENURE_ERROR_ENVIRONMENT
						   : TENURE_ERROR_NONE);
	}
	/* One row at least for each of them. */
	assert_true(n > 3);
	assert_int_equal(ret, 0);
	assert_ptr_equal(decision.decisive, &all.items[1]);
	assert_ptr_equal(decision.mailbox.user, decision.mailbox.rows[1]);
	assert_string_equal(decision.mailbox.user->plan->name, "closed");
	assert_int_equal(decision.decision.smtp, TENURE_SMTP_REJECT);
	tm_recipients_decision_free(&decision);
	tm_recipients_free(&all);
}

static int set_up(void **state)
{
	struct tenure_source source;
	struct tenure_diagnostics diagnostics;
	char path[sizeof(world.folder) + 8];
	int ret;

	(void)state;
	world_make(&world, "tenure_version = 1\n", "");
	world_write(world.policy, policy_text);
	snprintf(path, sizeof(path), "%s/rows", world.folder);
	world_write(path, "a@rows.example plan=open\n"
			  "b@rows.example plan=closed\n"
			  "c@rows.example plan=later\n");
	source = tenure_source_folder(world.folder);
	tenure_diagnostics_init(&diagnostics);
	ret = tenure_policy_read(&source, "policy.conf", &policy, &diagnostics);
	tenure_diagnostics_free(&diagnostics);
	return ret;
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
		cmocka_unit_test(test_differ),
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
