/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

#include <string.h>

#include "base/buffer.h"
#include "policy/condition-text.h"
#include "policy/mailbox.h"
#include "decide/why.h"

static void add_condition(void *context,
			  const struct tenure_condition *condition, int answer)
{
	struct tenure_buffer *out = context;

	tenure_condition_format(condition, out);
	tenure_buffer_printf(out, " %d\n", answer);
}

/* The conditions that an answer rests on. */
static void test_class_why(void **state TENURE_UNUSED)
{
	static const struct {
		const char *matches;
		int want_answer;
		const char *want;
	} cases[] = {
		{"match { size > 10  auth = yes }", 1,
		 "size > 10 1\nauth = yes 1\n"},
		/* the first block that holds */
		{"match { size > 9k }\nmatch { auth = yes }\n"
		 "match { tls = yes }",
		 1, "auth = yes 1\n"},
		/* the first condition of each block that is not met */
		{"match { size > 10  auth = no  tls = no }\n"
		 "match { size > 9k }",
		 0, "auth = no 0\nsize > 9k 0\n"},
		/* what cannot be told, in blocks that could hold */
		{"match { size > 10  client = n }\n"
		 "match { auth = no  client = n }",
		 -1, "client = n -1\n"},
		{"match { not { client = n  auth = yes } }", -1,
		 "not { client = n  auth = yes } -1\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(plain);
		struct tenure_buffer text = TENURE_BUFFER_INIT;
		struct tenure_policy *policy;
		int answer;

		tenure_buffer_printf(&text,
				     "tenure_version = 1\n"
				     "network n { addresses = 192.0.2.0/24 }\n"
				     "class c { %s }\n"
				     "plan p { class c { keep = 1d } }\n"
				     "unknown = p\n",
				     cases[i].matches);
		policy = test_policy(text.data);
		tenure_buffer_clear(&text);
		tenure_buffer_add_str(&text, "");
		facts.network_count = -1;
		answer = tenure_class_why(tenure_policy_class(policy, 0),
					  &facts, add_condition, &text);
		assert_int_equal(answer, cases[i].want_answer);
		assert_string_equal(text.data, cases[i].want);
		tenure_buffer_free(&text);
		tenure_policy_free(&policy);
	}
}

/* What is missing, for each condition. */
static void check_missing(const char *text, const struct tenure_facts *facts,
			  const char *want)
{
	struct tenure_buffer policy_text = TENURE_BUFFER_INIT;
	const struct tenure_condition *condition;
	struct tenure_policy *policy;

	tenure_buffer_printf(&policy_text,
			     "tenure_version = 1\n"
			     "network n { addresses = 192.0.2.0/24 }\n"
			     "class c { match { %s } }\n"
			     "plan p { class c { keep = 1d } }\n"
			     "unknown = p\n",
			     text);
	policy = test_policy(policy_text.data);
	condition = &tenure_policy_class(policy, 0)->matches[0].conditions[0];
	assert_string_equal(tenure_condition_missing(condition, facts), want);
	tenure_buffer_free(&policy_text);
	tenure_policy_free(&policy);
}

static void test_condition_missing(void **state TENURE_UNUSED)
{
	static const struct {
		const char *condition, *want;
	} cases[] = {
		{"header A = x", "the header is not known"},
		{"from = a@b.c", "the header is not known"},
		{"to = a@b.c", "the header is not known"},
		{"sender = <>", "the envelope sender is not known"},
		{"size > 1", "the size is not known"},
		{"auth = yes", "whether the client logged in is not known"},
		{"tls = yes", "whether the client used TLS is not known"},
		{"client = n", "the client is not known"},
		{"sealed = yes", "whether it came in by SMTP is not known"},
		{"mailbox = A", "the folder it is in is not known"},
		{"attachment = A",
		 "the parts of the message are not known, or cannot be read"},
		{"not { tls = yes }",
		 "whether the client used TLS is not known"},
	};
	const struct tenure_facts facts = TENURE_FACTS_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_missing(cases[i].condition, &facts, cases[i].want);
}

/* Beside a seal that cannot be believed, whatever else is known. */
static void test_condition_missing_seal(void **state TENURE_UNUSED)
{
	static const char *const conditions[] = {
		"header A = x",   "from = a@b.c",     "to = a@b.c",
		"sender = <>",    "size > 1",         "auth = yes",
		"tls = yes",      "client = n",       "sealed = yes",
		"attachment = A", "not { tls = yes }"};
	struct tenure_facts facts = facts_of(plain);

	facts.seal = TENURE_SEAL_UNKNOWN;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		check_missing(conditions[i], &facts, "the seal is not known");
	facts.mailbox = facts.special_use = NULL;
	check_missing("mailbox = A", &facts,
		      "the folder it is in is not known");
}

/* Layer and rule of a value. */
static void test_reason_why(void **state)
{
	static const struct {
		const char *address;
		const char *const *fields;
		enum tenure_setting setting;
		enum tenure_layer_kind layer;
		bool several;
	} cases[] = {
		{"a@example.org", plain, TENURE_SETTING_KEEP, TENURE_LAYER_PLAN,
		 false},
		{"a@example.org", invoice, TENURE_SETTING_KEEP,
		 TENURE_LAYER_PLAN, false},
		{"a@example.org", several, TENURE_SETTING_KEEP,
		 TENURE_LAYER_PLAN, true},
		{"a@example.com", several, TENURE_SETTING_KEEP,
		 TENURE_LAYER_TENANT, false},
		{"joe@example.com", bulk, TENURE_SETTING_KEEP,
		 TENURE_LAYER_USER, false},
		{"joe@example.com", plain, TENURE_SETTING_SMTP_ACCEPT,
		 TENURE_LAYER_DEFAULT, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = facts_of(cases[i].fields);
		struct tenure_mailbox mailbox;
		struct tenure_decision decision;
		struct tenure_classes classes;
		struct tenure_why got;

		assert_int_equal(tenure_policy_mailbox(*state, cases[i].address,
						       NULL, &mailbox),
				 0);
		tenure_classify(*state, &mailbox, &facts, &classes);
		tenure_decide(&mailbox, &facts, &classes, TENURE_ACTION_DELETE,
			      RECEIVED, &decision);
		tenure_reason_why(&mailbox, &classes, cases[i].setting,
				  &decision.reasons[cases[i].setting], &got);
		assert_int_equal(got.layer, cases[i].layer);
		assert_int_equal(got.several, cases[i].several);
		assert_false(got.bounded || got.implied);
		tenure_mailbox_clear(&mailbox);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_class_why),
		cmocka_unit_test(test_condition_missing),
		cmocka_unit_test(test_condition_missing_seal),
		cmocka_unit_test(test_reason_why),
	};

	return cmocka_run_group_tests(tests, house_setup, house_teardown);
}
