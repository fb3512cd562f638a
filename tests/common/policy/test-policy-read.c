/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "tests/common/policy/read-policy.h"

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
	const struct memory_file files[] = {{"p", WHOLE}, {NULL, NULL}};
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
		cmocka_unit_test(test_thirty_mistakes),
		cmocka_unit_test(test_form_and_meaning),
		cmocka_unit_test(test_second_reading),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("policy-read", tests, NULL, NULL);
}
