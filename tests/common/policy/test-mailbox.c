/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "policy/mailbox-value.h"
#include "policy/mailbox.h"
#include "tests/common/policy/read-policy.h"

static const char policy_text[] =
	"tenure_version = 1\n"
	"class a { match { size > 1 } }\n"
	"class b { match { size > 2 } }\n"
	"plan one { keep = 1d class a { keep = 2d } }\n"
	"plan two { expire = 30d class b { expire = 10d } }\n"
	"plan three { pop3 { after_download = delete } }\n"
	"tenant example.org { plan = one  keep = 3d }\n"
	"tenant m\xc3\xbcnchen.example { plan = two }\n"
	"user joe@example.org { keep = 4d }\n"
	"user lite@example.org { plan = three }\n"
	"user alone@example.net { plan = two  expire = 20d }\n"
	"unknown = two\n";

/* Which plan and layers apply, and from which line the plan comes. */
static void test_lookup(void **state TENURE_UNUSED)
{
	static const struct {
		const char *address, *plan_name;
		const char *key, *plan;
		unsigned int line;
		bool user, tenant;
		unsigned int layers;
	} cases[] = {
		{"joe@example.org", NULL, "joe@example.org", "one", 7, true,
		 true, 3},
		{"JOE@Example.Org", NULL, "joe@example.org", "one", 7, true,
		 true, 3},
		{"<joe@example.org>", NULL, "joe@example.org", "one", 7, true,
		 true, 3},
		{"jim@example.org", NULL, "jim@example.org", "one", 7, false,
		 true, 2},
		{"lite@example.org", NULL, "lite@example.org", "three", 10,
		 true, true, 3},
		{"alone@example.net", NULL, "alone@example.net", "two", 11,
		 true, false, 2},
		{"other@example.net", NULL, "other@example.net", "two", 12,
		 false, false, 1},
		{"x@sub.example.org", NULL, "x@sub.example.org", "two", 12,
		 false, false, 1},
		{"x@xn--mnchen-3ya.example", NULL, "x@xn--mnchen-3ya.example",
		 "two", 8, false, true, 2},
		{"x@M\xc3\x9cNCHEN.example", NULL, "x@xn--mnchen-3ya.example",
		 "two", 8, false, true, 2},
		{"no address", NULL, "", "two", 12, false, false, 1},
		{"", NULL, "", "two", 12, false, false, 1},
		/* userdb field tenure_plan */
		{"joe@example.org", "three", "joe@example.org", "three", 6,
		 true, true, 3},
		{"other@example.net", "one", "other@example.net", "one", 4,
		 false, false, 1},
	};
	struct tenure_policy *policy = good_policy(policy_text);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_mailbox mailbox;

		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       cases[i].plan_name,
						       &mailbox),
				 0);
		assert_string_equal(mailbox.address, cases[i].key);
		assert_string_equal(mailbox.plan->name, cases[i].plan);
		assert_int_equal(mailbox.plan_where.line, cases[i].line);
		assert_int_equal(mailbox.user != NULL, cases[i].user);
		assert_int_equal(mailbox.tenant != NULL, cases[i].tenant);
		assert_int_equal(mailbox.layer_count, cases[i].layers);
		assert_ptr_equal(mailbox.layers[mailbox.layer_count - 1],
				 &mailbox.plan->layer);
		if (cases[i].user)
			assert_ptr_equal(mailbox.layers[0],
					 &mailbox.user->layer);
		if (cases[i].tenant)
			assert_ptr_equal(mailbox.layers[cases[i].user],
					 &mailbox.tenant->layer);
	}
	tenure_policy_free(&policy);
}

/* Mail for an extension of an address is that of its mailbox. */
static void test_extension(void **state TENURE_UNUSED)
{
	static const struct {
		const char *setting, *address;
		const char *key;
		unsigned int line;
	} cases[] = {
		{"", "joe+x@example.org", "joe@example.org", 3},
		{"", "<JOE+X+Y@Example.org>", "joe@example.org", 3},
		{"", "\"joe+a b\"@example.org", "joe@example.org", 3},
		/* The whole address comes first. */
		{"", "joe+lists@example.org", "joe+lists@example.org", 4},
		{"", "joe+lists+x@example.org", "joe@example.org", 3},
		/* Only the local part has extensions, and not at its start. */
		{"", "+joe@example.org", "+joe@example.org", 0},
		{"", "joe-x@example.org", "joe-x@example.org", 0},
		{"", "jim+x@example.org", "jim@example.org", 0},
		{"recipient_delimiter = -", "joe-x@ex-am.example",
		 "joe@ex-am.example", 0},
		{"recipient_delimiter = +-", "joe-a+b@example.org",
		 "joe@example.org", 3},
		{"recipient_delimiter = -", "joe+x@example.org",
		 "joe+x@example.org", 0},
		{"recipient_delimiter = \"\"", "joe+x@example.org",
		 "joe+x@example.org", 0},
		{"recipient_delimiter = \"\"", "joe+lists@example.org",
		 "joe+lists@example.org", 4},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policy;
		struct tenure_mailbox mailbox;
		char text[512];

		snprintf(text, sizeof(text),
			 "tenure_version = 1\n"
			 "plan p { }\n"
			 "user joe@example.org { plan = p }\n"
			 "user joe+lists@example.org { plan = p }\n"
			 "unknown = p\n%s\n",
			 cases[i].setting);
		policy = good_policy(text);
		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       NULL, &mailbox),
				 0);
		assert_string_equal(mailbox.address, cases[i].key);
		assert_int_equal(
			mailbox.user == NULL ? 0 : mailbox.user->where.line,
			cases[i].line);
		tenure_policy_free(&policy);
	}
}

static void assert_keeps_everything(const struct tenure_mailbox *mailbox)
{
	const struct tenure_layer *layer =
		mailbox->layers[mailbox->layer_count - 1];

	assert_string_equal(mailbox->plan->name, "(none)");
	assert_int_equal(mailbox->plan_where.line, 0);
	assert_true(tenure_layer_value(layer, TENURE_SETTING_KEEP, NULL)
			    ->duration.forever);
	assert_true(tenure_layer_value(layer, TENURE_SETTING_EXPIRE, NULL)
			    ->duration.forever);
	assert_int_equal(
		tenure_layer_value(layer, TENURE_SETTING_ON_DELETE, NULL)
			->choice,
		TENURE_ON_DELETE_DENY);
	assert_null(tenure_layer_value(layer, TENURE_SETTING_GRACE, NULL));
}

/* A plan that is selected but not there: not even the user's own, shorter
   keep counts. */
static void test_unknown_plan_name(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = good_policy(policy_text);
	struct tenure_mailbox mailbox;

	assert_int_equal(tenure_policy_mailbox(policy, "joe@example.org",
					       "four", &mailbox),
			 -1);
	assert_keeps_everything(&mailbox);
	assert_int_equal(mailbox.layer_count, 1);
	assert_int_equal(
		tenure_policy_mailbox(policy, "joe@example.org", "", &mailbox),
		-1);
	tenure_policy_free(&policy);
}

/* Nothing says what happens with unknown mailboxes, or with one that has no
   plan: everything is kept. */
static void test_no_plan(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", "tenure_version = 1\n"
		      "user a@b.example { keep = 1d }\n"},
		{NULL, NULL}};
	struct tenure_policy *policy;
	struct tenure_mailbox mailbox;

	tenure_free(policy_findings(files, &policy));
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@y.example", NULL, &mailbox),
		0);
	assert_keeps_everything(&mailbox);
	assert_int_equal(mailbox.layer_count, 1);
	assert_int_equal(
		tenure_policy_mailbox(policy, "a@b.example", NULL, &mailbox),
		0);
	assert_keeps_everything(&mailbox);
	assert_int_equal(mailbox.layer_count, 2);
	tenure_policy_free(&policy);
}

static void test_says(void **state TENURE_UNUSED)
{
	static const struct {
		const char *address;
		enum tenure_setting setting;
		bool want;
	} cases[] = {
		/* in the plan; for a class of it only; of the user's own */
		{"lite@example.org", TENURE_SETTING_POP3_AFTER_DOWNLOAD, true},
		{"other@example.net", TENURE_SETTING_EXPIRE, true},
		{"lite@example.org", TENURE_SETTING_KEEP, true},
		{"alone@example.net", TENURE_SETTING_EXPIRE, true},
		{"joe@example.org", TENURE_SETTING_POP3_AFTER_DOWNLOAD, false},
		{"joe@example.org", TENURE_SETTING_EXPIRE, false},
		{"other@example.net", TENURE_SETTING_KEEP, false},
	};
	struct tenure_policy *policy = good_policy(policy_text);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_mailbox mailbox;

		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       NULL, &mailbox),
				 0);
		if (tenure_mailbox_says(&mailbox, cases[i].setting) !=
		    cases[i].want) {
			fail_msg("%s: %s", cases[i].address,
				 tenure_setting_info(cases[i].setting)->name);
		}
		tenure_mailbox_clear(&mailbox);
	}
	tenure_policy_free(&policy);
}

static void test_pop3_expire(void **state TENURE_UNUSED)
{
	static const struct {
		const char *address;
		int64_t want;
	} cases[] = {
		/* one: never */
		{"joe@example.org", -1},
		/* three: after_download */
		{"lite@example.org", 0},
		/* own 20d hides what the plan below says */
		{"alone@example.net", 20},
		/* two: class b */
		{"other@example.net", 10},
	};
	struct tenure_policy *policy = good_policy(policy_text);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_mailbox mailbox;

		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       NULL, &mailbox),
				 0);
		assert_int_equal(tenure_mailbox_pop3_expire(&mailbox),
				 cases[i].want);
	}
	tenure_policy_free(&policy);
}

/* "unknown" is for mailboxes that nobody names, not for those without plan. */
static void test_named_without_plan(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", BASE "user a@b.example { keep = 1d }\n"
			   "tenant c.example { keep = 1d }\n"},
		{NULL, NULL}};
	struct tenure_policy *policy;
	struct tenure_mailbox mailbox;

	tenure_free(policy_findings(files, &policy));
	assert_int_equal(
		tenure_policy_mailbox(policy, "a@b.example", NULL, &mailbox),
		0);
	assert_keeps_everything(&mailbox);
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@c.example", NULL, &mailbox),
		0);
	assert_keeps_everything(&mailbox);
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@b.example", NULL, &mailbox),
		0);
	assert_string_equal(mailbox.plan->name, "p");
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_extension),
		cmocka_unit_test(test_unknown_plan_name),
		cmocka_unit_test(test_no_plan),
		cmocka_unit_test(test_named_without_plan),
		cmocka_unit_test(test_pop3_expire),
		cmocka_unit_test(test_says),
	};

	return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
