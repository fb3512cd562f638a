/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "decide/change-list.h"
#include "tests/lib/policy-text.h"

static const char old_text[] =
	"tenure_version = 1\n"
	"plan p { keep = 1y }\nplan q { keep = 2y }\n"
	"tenant a.example { plan = p }\ntenant b.example { plan = p }\n"
	"tenant c.example { plan = q }\n"
	"user x@a.example { keep = 5d }\nuser y@a.example { keep = 5d }\n"
	"user z@a.example { keep = 6d }\n"
	"unknown = p\n";
static const char new_text[] =
	"tenure_version = 1\n"
	"plan p { keep = 3y }\n"
	"tenant a.example { plan = p }\ntenant b.example { plan = p }\n"
	"user x@a.example { keep = 5d }\nuser y@a.example { keep = 4d }\n"
	"unknown = p\n";

struct seen {
	struct tenure_compare compare;
	struct tenure_change_list list;
	const struct tenure_members *members;
	size_t groups, members_seen;
};

static int add_change(void *context, const struct tenure_change *change)
{
	struct seen *seen = context;

	return tenure_change_list_add(&seen->list, change, seen->members);
}

static int see_group(void *context, const struct tenure_members *members,
		     const struct tenure_mailbox *old,
		     const struct tenure_mailbox *new)
{
	struct seen *seen = context;

	seen->groups++;
	for (int i = 0; i < TENURE_MEMBER_KINDS; i++)
		seen->members_seen += members->counts[i];
	seen->members = members;
	return tenure_compare_mailboxes(&seen->compare, old, new, add_change,
					seen);
}

static const struct {
	enum tenure_member_kind kind;
	const char *name;
} everybody[] = {
	{TENURE_MEMBER_UNKNOWN, ""},
	{TENURE_MEMBER_PLAN, "p"},
	{TENURE_MEMBER_PLAN, "q"},
	{TENURE_MEMBER_TENANT, "a.example"},
	{TENURE_MEMBER_TENANT, "b.example"},
	{TENURE_MEMBER_TENANT, "c.example"},
	{TENURE_MEMBER_USER, "x@a.example"},
	{TENURE_MEMBER_USER, "y@a.example"},
	{TENURE_MEMBER_USER, "z@a.example"},
};
#define EVERYBODY (sizeof(everybody) / sizeof(everybody[0]))

/* Compare everybody. Returns 0, or -1. */
static int compare_all(const struct tenure_policy *old,
		       const struct tenure_policy *new, struct seen *seen)
{
	struct tenure_population population;
	struct tenure_error err;
	int ret;

	memset(seen, 0, sizeof(*seen));
	tenure_change_list_init(&seen->list, old, new);
	ret = tenure_compare_init(&seen->compare, old, new);
	if (ret == 0)
		ret = tenure_population_init(&population, old, new, see_group,
					     seen);
	else
		memset(&population, 0, sizeof(population));
	for (size_t i = 0; i < EVERYBODY && ret == 0; i++)
		ret = tenure_population_add(&population, everybody[i].kind,
					    everybody[i].name, &err);
	if (ret == 0)
		ret = tenure_population_finish(&population, &err);
	tenure_population_free(&population);
	tenure_compare_free(&seen->compare);
	return ret;
}

/* Who is alike is compared once, and all are counted. */
static void test_population_groups(void **state TENURE_UNUSED)
{
	struct tenure_policy *old = test_policy(old_text);
	struct tenure_policy *new = test_policy(new_text);
	struct tenure_buffer got = TENURE_BUFFER_INIT;
	struct seen seen;

	assert_int_equal(compare_all(old, new, &seen), 0);
	/* p and unknown; q; a and b; c; x; y; z */
	assert_int_equal(seen.groups, 7);
	assert_int_equal(seen.members_seen, EVERYBODY);
	tenure_change_list_sort(&seen.list);
	for (size_t i = 0; i < seen.list.count; i++) {
		const struct tenure_listed_change *change =
			&seen.list.changes[i];

		tenure_buffer_printf(&got, "%s %s (%s) -> %s (%s):",
				     tenure_setting_info(change->setting)->name,
				     change->values[0], change->wheres[0],
				     change->values[1], change->wheres[1]);
		for (unsigned int j = 0; j < change->members.name_count; j++)
			tenure_buffer_printf(&got, " %s",
					     change->members.names[j].name);
		tenure_buffer_add_char(&got, '\n');
	}
	assert_string_equal(
		got.data,
		"keep 5d (policy.conf:8) -> 4d (policy.conf:6): y@a.example\n"
		"keep 1y (policy.conf:2) -> 3y (policy.conf:2):  p a.example\n"
		"keep 2y (policy.conf:3) -> 3y (policy.conf:2): c.example\n"
		"keep 2y (policy.conf:3) -> forever (default): q\n"
		"keep 6d (policy.conf:9) -> 3y (policy.conf:2): z@a.example\n"
		"on_delete conceal (default) -> deny (default): q\n");
	tenure_buffer_free(&got);
	tenure_change_list_free(&seen.list);
	tenure_policy_free(&old);
	tenure_policy_free(&new);
}

static int count_group(void *context, const struct tenure_members *members,
		       const struct tenure_mailbox *old TENURE_UNUSED,
		       const struct tenure_mailbox *new TENURE_UNUSED)
{
	struct seen *seen = context;

	seen->groups++;
	seen->members_seen += members->counts[TENURE_MEMBER_USER];
	return 0;
}

/* More groups than there is room for: all are counted, none is lost. */
static void test_population_many(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = test_policy(old_text);
	struct seen seen = {.groups = 0};
	struct tenure_population population;
	const size_t rounds = 2 * TENURE_GROUPS_MAX + 10;

	assert_int_equal(tenure_population_init(&population, policy, policy,
						count_group, &seen),
			 0);
	for (size_t i = 0; i < 2 * rounds; i++) {
		char name[64];
		/* Each twice. */
		size_t says = i / 2 + 1;

		snprintf(name, sizeof(name), "u%zu@a.example", i);
		assert_int_equal(tenure_population_add_alike(
					 &population, TENURE_MEMBER_USER, name,
					 &says, sizeof(says), NULL),
				 0);
	}
	assert_int_equal(tenure_population_finish(&population, NULL), 0);
	tenure_population_free(&population);
	assert_int_equal(seen.members_seen, 2 * rounds);
	/* One that is met again after the others went comes again. */
	assert_in_range(seen.groups, rounds, rounds + 2);
	tenure_policy_free(&policy);
}

/* Without memory it says so, at every allocation. */
static void test_population_memory(void **state TENURE_UNUSED)
{
	struct tenure_policy *old = test_policy(old_text);
	struct tenure_policy *new = test_policy(new_text);
	int ret = -1;

	for (unsigned long n = 1; ret < 0; n++) {
		struct seen seen;

		assert_true(n < 2000);
		tenure_alloc_fail_at(n, 0);
		ret = compare_all(old, new, &seen);
		tenure_alloc_fail_at(0, 0);
		tenure_change_list_free(&seen.list);
	}
	tenure_policy_free(&old);
	tenure_policy_free(&new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_population_groups),
		cmocka_unit_test(test_population_many),
		cmocka_unit_test(test_population_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
