/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/change-lines.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "policy/mailbox.h"
#include "policy/value.h"
#include "decide/ratchet.h"
#include "decide/resolve.h"

#define TOP                                                                    \
	"tenure_version = 1\n"                                                 \
	"class a { match { header A = x } }\n"                                 \
	"class b { match { header B = x } }\n"

static void test_ratchet_cases(void **state TENURE_UNUSED)
{
	static const struct {
		const char *old, *new, *want;
	} cases[] = {
		/* without compliance, everything goes */
		{"plan p { keep = 2y }", "plan p { keep = 1y }", ""},
		{"plan p { keep = 2y mode = compliance }",
		 "plan p { keep = 2y mode = compliance }", ""},
		{"plan p { keep = 2y mode = compliance }",
		 "plan p { keep = 3y mode = compliance keep_from = year_end }",
		 ""},
		{"plan p { keep = 2y mode = compliance }",
		 "plan p { keep = 1y mode = compliance }",
		 "keep: 2y 4 -> 1y 4 less\n"},
		{"plan p { keep = 1y mode = compliance }",
		 "plan p { keep = 365d mode = compliance }",
		 "keep: 1y 4 -> 365d 4 less\n"},
		{"plan p { keep = 30d mode = compliance }",
		 "plan p { keep = 1mo mode = compliance }",
		 "keep: 30d 4 -> 1mo 4 mixed\n"},
		{"plan p { keep = 2y mode = compliance }",
		 "plan p { keep = 2y }",
		 "mode: compliance 4 -> governance 0 less\n"},
		{"plan p { keep = 2y mode = compliance keep_from = year_end }",
		 "plan p { keep = 2y mode = compliance }",
		 "keep_from: year_end 4 -> received 0 less\n"},
		/* only a class is under compliance */
		{"plan p { keep = 5d class a { keep = 2y mode = compliance } }",
		 "plan p { keep = 4d class a { keep = 2y mode = compliance } }",
		 ""},
		{"plan p { keep = 5d class a { mode = compliance } }",
		 "plan p { keep = 4d class a { mode = compliance } }",
		 "keep a: 5d 4 -> 4d 4 less\n"},
		/* three classes: a keeps, b shortens, the plan complies */
		{"plan p { keep = 5d class a { keep = 9d mode = compliance } }",
		 "plan p { keep = 5d class a { keep = 9d mode = compliance }\n"
		 "class b { keep = 1d } }",
		 ""},
		{"plan p { keep = 5d class a { mode = compliance } }",
		 "plan p { keep = 5d class a { mode = compliance }\n"
		 "class b { keep = 1d } }",
		 "keep b+a: 5d 4 -> 1d 5 less\n"},
		{"plan p { keep = 5d class a { mode = compliance } }\n"
		 "tenant example.org { plan = p }",
		 "plan p { keep = 5d class a { mode = compliance } }\n"
		 "tenant example.org { plan = p class b { keep = 1d } }",
		 "keep b+a: 5d 4 -> 1d 5 less\n"},
		/* the class is no more */
		{"plan p { class a { keep = 1y mode = compliance } }",
		 "plan p { keep = 1y }",
		 "mode a: compliance 4 -> governance 0 less\n"},
		/* the tenant is no more */
		{"plan p { }\nplan q { keep = 1y mode = compliance }\n"
		 "tenant example.org { plan = q }",
		 "plan p { }\nplan q { keep = 1y mode = compliance }",
		 "keep: 1y 5 -> 0 0 less\n"
		 "mode: compliance 5 -> governance 0 less\n"},
		/* another time zone */
		{"plan p { keep = 1y mode = compliance keep_from = year_end }",
		 "time_zone = Europe/Berlin\n"
		 "plan p { keep = 1y mode = compliance keep_from = year_end }",
		 "keep_from: year_end 4 -> year_end 5 zone other\n"},
		{"plan p { keep = 1y mode = compliance }",
		 "time_zone = Europe/Berlin\n"
		 "plan p { keep = 1y mode = compliance }",
		 ""},
		{"plan p { keep = 1y mode = compliance keep_from = year_end }",
		 "time_zone = Etc/UTC\n"
		 "plan p { keep = 1y mode = compliance keep_from = year_end }",
		 ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const bodies[] = {cases[i].old, cases[i].new};
		struct tenure_policy *policies[2];
		char *got;

		for (int side = 0; side < 2; side++) {
			struct tenure_buffer text = TENURE_BUFFER_INIT;

			tenure_buffer_printf(&text, TOP "%s\nunknown = p\n",
					     bodies[side]);
			policies[side] = test_policy(text.data);
			tenure_buffer_free(&text);
		}
		got = change_lines(policies[0], policies[1], "joe@example.org",
				   tenure_ratchet_check);
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu: %s\n%s\ngot: %s", i, cases[i].old,
				 cases[i].new, got);
		tenure_free(got);
		tenure_policy_free(&policies[0]);
		tenure_policy_free(&policies[1]);
	}
}

/* A class that matches other mail than before is two classes. */
static void test_ratchet_redefined(void **state TENURE_UNUSED)
{
	static const struct {
		const char *terms, *want;
	} cases[] = {
		/* what was in it loses, what comes into it wins */
		{"keep = 1d class a { keep = 1y mode = compliance }",
		 "keep a`: 1y 3 -> 1d 3 less\n"
		 "mode a`: compliance 3 -> governance 0 less\n"},
		{"keep = 1y mode = compliance class a { keep = 1d }",
		 "keep a': 1y 3 -> 1d 3 less\n"},
		/* it says nothing that the ratchet looks at */
		{"keep = 1y mode = compliance class a { expire = 2y }", ""},
		{"keep = 1y class a { keep = 1d }", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policies[2];
		char *got, text[512];

		for (int side = 0; side < 2; side++) {
			(void)snprintf(text, sizeof(text),
				       "tenure_version = 1\n"
				       "class a { match { header A = %s } }\n"
				       "plan p { %s }\nunknown = p\n",
				       side == 0 ? "x" : "y", cases[i].terms);
			policies[side] = test_policy(text);
		}
		got = change_lines(policies[0], policies[1], "joe@example.org",
				   tenure_ratchet_check);
		assert_string_equal(got, cases[i].want);
		tenure_free(got);
		tenure_policy_free(&policies[0]);
		tenure_policy_free(&policies[1]);
	}
}

/* ------------------------------------------------ against every set at once */

#define CLASSES 5

static uint64_t random_state = 20261122;

/* xorshift64*: the same numbers everywhere. */
static unsigned int random_below(unsigned int n)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned int)((random_state * UINT64_C(2685821657736338717)) >>
			      33) %
	       n;
}

static void random_terms(struct tenure_buffer *out, unsigned int chance)
{
	static const char *const keeps[] = {"0",  "30d",  "1mo", "31d",
					    "1y", "365d", "2y",  "forever"};

	if (random_below(chance) == 0)
		tenure_buffer_printf(out, " keep = %s", keeps[random_below(8)]);
	if (random_below(chance) == 0)
		tenure_buffer_printf(out, " keep_from = %s",
				     random_below(2) ? "year_end" : "received");
	if (random_below(chance) == 0)
		tenure_buffer_printf(out, " mode = %s",
				     random_below(2) ? "compliance"
						     : "governance");
}

static void random_layer(struct tenure_buffer *out)
{
	random_terms(out, 2);
	for (int i = 0; i < CLASSES; i++) {
		if (random_below(3) > 0)
			continue;
		tenure_buffer_printf(out, " class c%d {", i);
		random_terms(out, 2);
		tenure_buffer_add_str(out, " }");
	}
}

/* redefined: a bit for each class that matches something else. */
static struct tenure_policy *random_policy(unsigned int redefined)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_policy *policy;

	tenure_buffer_add_str(&text, "tenure_version = 1\n");
	for (int i = 0; i < CLASSES; i++)
		tenure_buffer_printf(&text,
				     "class c%d { match { header C = %s%d } "
				     "}\n",
				     i, redefined & (1U << i) ? "x" : "", i);
	if (random_below(2))
		tenure_buffer_add_str(&text, "bounds { keep = 30d .. 365d }\n");
	tenure_buffer_add_str(&text, "plan p {");
	random_layer(&text);
	tenure_buffer_add_str(&text, "}\ntenant example.org { plan = p");
	random_layer(&text);
	tenure_buffer_add_str(&text, "}\nuser joe@example.org {");
	if (random_below(2))
		random_layer(&text);
	tenure_buffer_add_str(&text, "}\nunknown = p\n");
	policy = test_policy(text.data);
	tenure_buffer_free(&text);
	return policy;
}

/* The value of one setting for the classes whose bits are set. */
static const struct tenure_value *value_of(const struct tenure_mailbox *mailbox,
					   const struct tenure_policy *policy,
					   unsigned int bits,
					   enum tenure_setting setting,
					   int64_t from)
{
	struct tenure_classes set = {.yes = {0}};
	struct tenure_reason reason;

	for (size_t i = 0; i < tenure_policy_class_count(policy); i++) {
		const struct tenure_class *class =
			tenure_policy_class(policy, i);

		if (bits & (1U << (class->name[1] - '0')))
			set.yes[0] |= UINT64_C(1) << class->index;
	}
	tenure_resolve(mailbox, &set, setting, from, &reason);
	return reason.value;
}

/* Bits of the classes that the new policy sees in a message: what has not
   been redefined is the same, the rest is free. */
static bool brute_force(const struct tenure_policy *const *policies,
			const struct tenure_mailbox *mailboxes,
			unsigned int redefined, const int64_t *dates,
			size_t date_count)
{
	static const enum tenure_setting settings[] = {TENURE_SETTING_KEEP,
						       TENURE_SETTING_KEEP_FROM,
						       TENURE_SETTING_MODE};

	for (unsigned int old = 0; old < 1U << CLASSES; old++) {
		if (value_of(&mailboxes[0], policies[0], old,
			     TENURE_SETTING_MODE, 0)
			    ->choice != TENURE_KEEP_MODE_COMPLIANCE)
			continue;
		for (unsigned int new = 0; new < 1U << CLASSES; new ++) {
			if (((old ^ new) & ~redefined) != 0)
				continue;
			for (size_t i = 0; i < 3 * date_count; i++) {
				enum tenure_setting s = settings[i % 3];
				int64_t date = dates[i / 3];

				if (tenure_value_compare(
					    s,
					    value_of(&mailboxes[1], policies[1],
						     new, s, date),
					    value_of(&mailboxes[0], policies[0],
						     old, s, date),
					    date) < 0)
					return true;
			}
		}
	}
	return false;
}

static int stop(void *context TENURE_UNUSED,
		const struct tenure_change *change TENURE_UNUSED)
{
	return -1;
}

/* Sets of three are enough: on random policies the ratchet and every possible
   message agree. */
static void test_ratchet_brute_force(void **state TENURE_UNUSED)
{
	int64_t dates[14];
	int refused = 0, rounds = unit_count(1500);

	for (int i = 0; i < 14; i++) {
		/* from every month's first day, over a leap day, and the last
		   of January */
		struct tenure_date date = {.year = i < 13 ? 2027 : 2028,
					   .month = i < 12 ? i + 1 : 1,
					   .day = i < 12 ? 1 : 31};

		dates[i] = tenure_date_to_time(&date);
	}
	for (int i = 0; i < rounds; i++) {
		unsigned int redefined = 0;
		struct tenure_policy *policies[2];
		struct tenure_mailbox mailboxes[2];
		struct tenure_compare compare;
		bool got, want;

		if (random_below(2))
			redefined = 1U << random_below(CLASSES);
		policies[0] = random_policy(0);
		policies[1] = random_policy(redefined);
		for (int side = 0; side < 2; side++)
			(void)!tenure_policy_mailbox(policies[side],
						     "joe@example.org", NULL,
						     &mailboxes[side]);
		assert_int_equal(
			tenure_compare_init(&compare, policies[0], policies[1]),
			0);
		got = tenure_ratchet_check(&compare, &mailboxes[0],
					   &mailboxes[1], stop, NULL) < 0;
		want = brute_force(
			(const struct tenure_policy *const *)policies,
			mailboxes, redefined, dates, 14);
		if (got != want)
			fail_msg("round %d: got %d", i, got);
		refused += got;
		tenure_compare_free(&compare);
		for (int side = 0; side < 2; side++) {
			tenure_mailbox_clear(&mailboxes[side]);
			tenure_policy_free(&policies[side]);
		}
	}
	/* Both answers must have been put to the test. */
	assert_in_range(refused, rounds / 10, rounds * 9 / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ratchet_cases),
		cmocka_unit_test(test_ratchet_redefined),
		cmocka_unit_test(test_ratchet_brute_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
