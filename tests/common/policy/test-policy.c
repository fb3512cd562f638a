/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/common/policy/read-policy.h"

static const char whole[] =
	"tenure_version = 1\n"
	"class invoice {\n"
	"  match { header Subject = \"*invoice*\" \"*rechnung*\" }\n"
	"  match { from = @billing.example }\n"
	"}\n"
	"class draft { match { sealed = no  mailbox = \\Drafts } }\n"
	"plan staff {\n"
	"  keep = 90d expire = 7y\n"
	"  on_delete = conceal\n"
	"  class invoice { keep = 10y  keep_from = year_end }\n"
	"  class draft { keep = 0 }\n"
	"}\n"
	"plan lite { keep = 0 pop3 { after_download = delete } }\n"
	"tenant Example.ORG { plan = staff }\n"
	"user Robot@example.org { plan = lite class invoice { keep = 1y } }\n"
	"unknown = lite\n";

static void test_whole(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = good_policy(whole);
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

static void test_needs(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		const char *headers;
		bool size, action, quarantine, discard;
	} cases[] = {
		{BASE, "", false, false, false, false},
		{BASE "class a { match { header X-B = a\nheader x-a = b\n"
		      "header X-b = c } }\n"
		      "user a@b.example { plan = p class a { } }",
		 "x-a x-b ", false, false, false, false},
		{BASE "class a { match { not { from = @a to = @b } } }\n"
		      "user a@b.example { plan = p class a { } }",
		 "cc from to ", false, false, false, false},
		{BASE "class a { match { size > 1 sender = <> } }\n"
		      "user a@b.example { plan = p class a { } }",
		 "", true, false, false, false},
		{BASE "plan q { smtp { accept = yes } } tenant a { plan = q }",
		 "", false, false, false, false},
		{BASE "plan q { smtp { accept = reject \"5.0.0 x\" } }\n"
		      "tenant a { plan = q }",
		 "", false, true, false, false},
		{BASE "user a@b.example { plan = p\n"
		      "smtp { accept = quarantine } }",
		 "", false, true, true, false},
		{BASE "class a { match { size > 1 } }\n"
		      "tenant b { plan = p\n"
		      "class a { smtp { accept = discard } } }",
		 "", true, true, false, true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policy = good_policy(cases[i].text);
		const struct tenure_needs *needs = tenure_policy_needs(policy);
		char headers[64] = "";

		for (size_t j = 0; j < needs->header_count; j++)
			strcat(strcat(headers, needs->headers[j]), " ");
		assert_null(needs->headers[needs->header_count]);
		assert_string_equal(headers, cases[i].headers);
		assert_int_equal(needs->size, cases[i].size);
		assert_int_equal(needs->smtp_action, cases[i].action);
		assert_int_equal(needs->smtp_quarantine, cases[i].quarantine);
		assert_int_equal(needs->smtp_discard, cases[i].discard);
		tenure_policy_free(&policy);
	}
}

/* Twenty errors are shown, in the order of the text, the rest is counted. */
static void test_thirty_mistakes(void **state TENURE_UNUSED)
{
	static const char text[] = "tenure_version = 1\n"
				   "plan a {\n"
				   "  kepp = 30d\n"
				   "  keep = 30\n"
				   "  expire = soon\n"
				   "  on_delete = concel\n"
				   "  keep_from = yearend\n"
				   "  pop3 { after_downlod = keep }\n"
				   "  pop3 { after_download = 30 }\n"
				   "  smtp { accept = reject }\n"
				   "  class nothing { keep = 1d }\n"
				   "}\n"
				   "plan a { expire = 30m }\n"
				   "plan \"a b\" { }\n"
				   "class c { }\n"
				   "class d { match { } }\n"
				   "class c { match { sealed = maybe } }\n"
				   "class e { match { size > big } }\n"
				   "class f { match { header X: = a } }\n"
				   "class g { match { from = \"a b\" } }\n"
				   "class h { match { tls >= 2.0 } }\n"
				   "class i { match { tls >= yes } }\n"
				   "tenant a..b { plan = a }\n"
				   "tenant ok.example { plan = b }\n"
				   "user nobody { plan = a }\n"
				   "user a@b.example { plan = a plan = a }\n"
				   "user a@B.example { plan = a }\n"
				   "unknown = none\n"
				   "keep = 1d\n"
				   "match { size > 1 }\n"
				   "bounds { keep = 10y }\n";
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy), *p;
	const char *first = "p:3:3: error: unknown setting \"kepp\"\n"
			    "    kepp = 30d\n"
			    "    ^~~~ did you mean \"keep\"?\n"
			    "p:4:10: error: bad duration \"30\": ";
	int errors = 0;

	assert_memory_equal(got, first, strlen(first));
	for (p = got; (p = strstr(p, ": error: ")) != NULL; p++)
		errors++;
	assert_int_equal(errors, TENURE_DIAGNOSTICS_MAX);
	p = strstr(got, "\nand ");
	assert_non_null(p);
	assert_string_equal(p, "\nand 10 more errors\n");
	assert_null(policy);
	tenure_free(got);
}

/* Errors of form do not hide those of meaning. */
static void test_form_and_meaning(void **state TENURE_UNUSED)
{
	check_findings(BASE "keep 90d\n"
			    "plan x { expire = \"1d\n"
			    "  kep = 1d }\n",
		       "p:4:1: error: \"=\" or \"{\" is missing after "
		       "\"keep\"\n"
		       "    keep 90d\n"
		       "    ^~~~\n"
		       "p:5:19: error: the string has no closing quote\n"
		       "    plan x { expire = \"1d\n"
		       "                      ^~~ it must end in the same "
		       "line\n"
		       "p:6:3: error: unknown setting \"kep\"\n"
		       "    kep = 1d }\n"
		       "    ^~~ did you mean \"keep\"?\n");
}

/* Findings of an earlier reading in the same list are no errors of this. */
static void test_second_reading(void **state TENURE_UNUSED)
{
	const struct memory_file bad[] = {{"b", "x = 1"}, {NULL, NULL}};
	const struct memory_file good[] = {{"p", BASE}, {NULL, NULL}};
	struct tenure_source source = memory_source(bad);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;

	assert_int_equal(
		tenure_policy_read(&source, "b", &policy, &diagnostics), -1);
	source = memory_source(good);
	assert_int_equal(
		tenure_policy_read(&source, "p", &policy, &diagnostics), 0);
	assert_true(tenure_policy_needs(policy)->headers != NULL);
	tenure_policy_free(&policy);
	tenure_diagnostics_free(&diagnostics);
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {{"p", whole}, {NULL, NULL}};
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;
	unsigned long n, allocations;
	int ret;

	tenure_alloc_fail_at(~0UL, 0);
	assert_int_equal(
		tenure_policy_read(&source, "p", &policy, &diagnostics), 0);
	allocations = tenure_alloc_count();
	tenure_policy_free(&policy);
	/* Each alone, and with all that follow. */
	for (n = 2; n < 2 * allocations + 2; n++) {
		tenure_alloc_fail_at(n / 2, n % 2);
		ret = tenure_policy_read(&source, "p", &policy, &diagnostics);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, -1);
		assert_null(policy);
		assert_true(diagnostics.error_count > 0);
		tenure_diagnostics_free(&diagnostics);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_thirty_mistakes),
		cmocka_unit_test(test_form_and_meaning),
		cmocka_unit_test(test_second_reading),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
