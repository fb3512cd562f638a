/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "tests/common/policy/read-policy.h"

static void test_warning_unused_class(void **state TENURE_UNUSED)
{
	check_findings(BASE "class a { match { size > 1 } }\n"
			    "class b { match { size > 1 } }\n"
			    "user x@y.example { plan = p class b { } }\n",
		       "p:4:1: warning: nobody uses class \"a\"\n"
		       "    class a { match { size > 1 } }\n"
		       "    ^~~~~ no plan, tenant or user has a block for "
		       "it\n");
}

static void test_warning_unused_plan(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan q { }\nplan r { }\nplan s { }\n"
			    "tenant a.example { plan = q }\n"
			    "user x@b.example { plan = r }\n",
		       "p:6:1: warning: nobody uses plan \"s\"\n"
		       "    plan s { }\n"
		       "    ^~~~ no tenant or user has it\n");
}

static void test_warning_no_unknown(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1\nplan p { }\n"
		       "tenant a.example { plan = p }\n",
		       "p: warning: mail of mailboxes that no tenant or user "
		       "names is kept for ever\n"
		       "    write unknown = PLAN\n");
}

static void test_warning_allow_with_keep(void **state TENURE_UNUSED)
{
	check_findings(
		"tenure_version = 1\n"
		"class c { match { size > 1 } }\n"
		"plan p {\n"
		"  keep = 1d  on_delete = allow\n"
		"  class c { keep = 1y\n"
		"    on_delete = allow }\n"
		"}\n"
		"tenant a.example { plan = p  on_delete = allow }\n"
		"tenant b.example { plan = p  keep = 0  on_delete = allow }\n"
		"unknown = p\n",
		"p:4:14: warning: \"on_delete = allow\" contradicts \"keep\"\n"
		"    keep = 1d  on_delete = allow\n"
		"               ^~~~~~~~~ it acts as conceal\n"
		"p:6:5: warning: \"on_delete = allow\" contradicts \"keep\"\n"
		"    on_delete = allow }\n"
		"    ^~~~~~~~~ it acts as conceal\n"
		"p:8:30: warning: \"on_delete = allow\" contradicts \"keep\"\n"
		"    tenant a.example { plan = p  on_delete = allow }\n"
		"                                 ^~~~~~~~~ it acts as "
		"conceal\n");
}

static void test_warning_expire_shorter(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1\n"
		       "plan p { keep = 1y  expire = 11mo }\n"
		       "plan q { keep = 1y  expire = 1y }\n"
		       "plan r { keep = forever  expire = never }\n"
		       "plan s { keep = 0  expire = 0 }\n"
		       "tenant r.example { plan = r }\n"
		       "tenant s.example { plan = s }\n"
		       "user a@b.example { plan = q  expire = 1d }\n"
		       "unknown = p\n",
		       "p:2:21: warning: \"expire\" is shorter than \"keep\"\n"
		       "    plan p { keep = 1y  expire = 11mo }\n"
		       "                        ^~~~~~ the server removes at "
		       "the later of both\n"
		       "p:8:30: warning: \"expire\" is shorter than \"keep\"\n"
		       "    user a@b.example { plan = q  expire = 1d }\n"
		       "                                 ^~~~~~ the server "
		       "removes at the later of both\n");
}

static void test_warning_no_plan(void **state TENURE_UNUSED)
{
	check_findings(BASE "tenant a.example { keep = 1d }\n"
			    "user x@a.example { keep = 1d }\n"
			    "tenant b.example { plan = p }\n"
			    "user x@b.example { keep = 1d }\n",
		       "p:4:8: warning: no plan for \"a.example\": what is not "
		       "set here is kept for ever\n"
		       "    tenant a.example { keep = 1d }\n"
		       "           ^~~~~~~~~ write plan = NAME\n"
		       "p:5:6: warning: no plan for \"x@a.example\": what is "
		       "not set here is kept for ever\n"
		       "    user x@a.example { keep = 1d }\n"
		       "         ^~~~~~~~~~~ write plan = NAME\n");
}

/* A policy that is wrong has worse than these. */
static void test_only_without_errors(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1\n"
		       "plan p { keep = 1d  on_delete = allow  x = 1 }\n",
		       "p:2:40: error: unknown setting \"x\"\n"
		       "    plan p { keep = 1d  on_delete = allow  x = 1 }\n"
		       "                                           ^\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_warning_unused_class),
		cmocka_unit_test(test_warning_unused_plan),
		cmocka_unit_test(test_warning_no_unknown),
		cmocka_unit_test(test_warning_allow_with_keep),
		cmocka_unit_test(test_warning_expire_shorter),
		cmocka_unit_test(test_warning_no_plan),
		cmocka_unit_test(test_only_without_errors),
	};

	return cmocka_run_group_tests_name("build-check", tests, NULL, NULL);
}
