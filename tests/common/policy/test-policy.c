/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/common/policy/read-policy.h"

static void test_whole(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = good_policy(WHOLE);
	const struct tenure_class *class;
	const struct tenure_plan *plan;
	const struct tenure_subject *user;
	char buf[64];

	assert_int_equal(tenure_policy_class_count(policy), 2);
	class = tenure_policy_class(policy, 0);
	assert_string_equal(class->name, "invoice");
	assert_int_equal(class->index, 0);
	assert_int_equal(class->match_count, 2);
	assert_int_equal(tenure_policy_class(policy, 1)->index, 1);

	assert_int_equal(tenure_policy_plan_count(policy), 2);
	plan = tenure_policy_plan(policy, 0);
	assert_string_equal(plan->name, "staff");
	assert_ptr_equal(tenure_policy_find_plan(policy, "staff"), plan);
	assert_null(tenure_policy_find_plan(policy, "stafff"));
	assert_null(tenure_policy_find_plan(policy, "(none)"));
	assert_int_equal(plan->layer.class_count, 2);
	assert_ptr_equal(plan->layer.classes[0], class);
	assert_non_null(
		tenure_layer_value(&plan->layer, TENURE_SETTING_KEEP, NULL));
	assert_null(tenure_layer_value(&plan->layer, TENURE_SETTING_KEEP_FROM,
				       NULL));

	assert_int_equal(tenure_policy_tenant_count(policy), 1);
	assert_string_equal(tenure_policy_tenant(policy, 0)->key,
			    "example.org");
	assert_int_equal(tenure_policy_user_count(policy), 1);
	user = tenure_policy_user(policy, 0);
	assert_string_equal(user->key, "robot@example.org");
	assert_ptr_equal(user->plan, tenure_policy_plan(policy, 1));
	assert_int_equal(user->layer.class_count, 1);

	assert_string_equal(tenure_policy_file(policy, 0), "p");
	assert_string_equal(
		tenure_policy_where(policy, plan->where, buf, sizeof(buf)),
		"p:7");
	assert_string_equal(tenure_policy_where(policy,
						(struct tenure_where){0}, buf,
						sizeof(buf)),
			    "default");
	assert_int_equal(tenure_tree_file_count(tenure_policy_tree(policy)), 1);
	tenure_policy_free(&policy);
	assert_null(policy);
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
