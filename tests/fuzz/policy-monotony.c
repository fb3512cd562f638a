/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/policy-monotony.h"

#include "policy/value.h"
#include "decide/decide.h"
#include "tests/fuzz/fuzz.h"

/* The middle of a month, so that no month is cut: 2027-06-15T12:00:00Z. */
#define RECEIVED INT64_C(1813060800)
#define NOW (RECEIVED + 40 * INT64_C(86400))

/* Some classes match, some do not, some cannot be told: known_r is one of the
   worlds that unsure_r could be. */
static void choose_classes(const struct tenure_policy *policy, uint32_t seed,
			   struct tenure_classes *unsure_r,
			   struct tenure_classes *known_r)
{
	memset(unsure_r, 0, sizeof(*unsure_r));
	memset(known_r, 0, sizeof(*known_r));
	for (size_t i = 0; i < tenure_policy_class_count(policy); i++) {
		uint64_t bit = UINT64_C(1) << (i % 64);
		unsigned int dice;

		seed = seed * UINT32_C(1103515245) + 12345;
		dice = seed >> 16 & 7;
		if (dice >= 4)
			unsure_r->unsure[i / 64] |= bit;
		else if (dice % 2 == 1)
			unsure_r->yes[i / 64] |= bit;
		if (dice % 2 == 1)
			known_r->yes[i / 64] |= bit;
	}
}

static const struct tenure_value *
value_of(const struct tenure_decision *decision, enum tenure_setting setting)
{
	const struct tenure_reason *reason = &decision->reasons[setting];

	FUZZ_REQUIRE(reason->value != NULL && reason->said != NULL);
	return reason->value;
}

static void check_one(const struct tenure_decision *decision)
{
	FUZZ_REQUIRE(decision->expire_at >= decision->keep_until);
	FUZZ_REQUIRE(decision->kept == (decision->keep_until > NOW));
	FUZZ_REQUIRE(!decision->kept || decision->verdict != TENURE_ALLOW);
}

/* a may know less than b. */
static void check_keeps_more(const struct tenure_decision *a,
			     const struct tenure_decision *b)
{
	FUZZ_REQUIRE(a->keep_until >= b->keep_until);
	FUZZ_REQUIRE(a->expire_at >= b->expire_at);
	FUZZ_REQUIRE(a->verdict >= b->verdict);
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;
		const struct tenure_value *value = value_of(a, setting);

		/* Keep is compared from where it begins, which differs. */
		if (setting != TENURE_SETTING_KEEP &&
		    tenure_setting_info(setting)->counts_unsure)
			FUZZ_REQUIRE(tenure_value_compare(setting, value,
							  value_of(b, setting),
							  RECEIVED) >= 0);
	}
}

void fuzz_check_monotony(const struct tenure_policy *policy,
			 const struct tenure_mailbox *mailbox, uint32_t seed)
{
	static const char *const holds[] = {"hold"};
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_decision unsure, known, held;
	struct tenure_classes unsure_classes, known_classes;

	facts.received = RECEIVED;
	choose_classes(policy, seed, &unsure_classes, &known_classes);
	tenure_decide(mailbox, &facts, &unsure_classes, TENURE_ACTION_DELETE,
		      NOW, &unsure);
	tenure_decide(mailbox, &facts, &known_classes, TENURE_ACTION_DELETE,
		      NOW, &known);
	check_one(&unsure);
	check_one(&known);
	check_keeps_more(&unsure, &known);
	facts.held_by = holds;
	facts.held_count = 1;
	tenure_decide(mailbox, &facts, &known_classes, TENURE_ACTION_DELETE,
		      NOW, &held);
	check_one(&held);
	FUZZ_REQUIRE(held.kept && held.keep_until == TENURE_TIME_FOREVER);
	facts.held_count = 0;
	facts.received = TENURE_TIME_NONE;
	tenure_decide(mailbox, &facts, &known_classes, TENURE_ACTION_DELETE,
		      NOW, &held);
	FUZZ_REQUIRE(held.keep_until >= known.keep_until &&
		     held.expire_at == TENURE_TIME_FOREVER);
}
