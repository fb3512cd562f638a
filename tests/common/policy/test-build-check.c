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

/* In a policy "p" of one plan, in line 2, which all have. */
static void check_warning(const char *text, const char *place_message,
			  const char *line_marker)
{
	struct tenure_buffer policy = TENURE_BUFFER_INIT;
	struct tenure_buffer want = TENURE_BUFFER_INIT;

	tenure_buffer_printf(&policy, "tenure_version = 1\n%s\nunknown = p\n",
			     text);
	if (place_message != NULL)
		tenure_buffer_printf(&want, "p:%s\n%s\n", place_message,
				     line_marker);
	check_findings(tenure_buffer_str(&policy), tenure_buffer_str(&want));
	tenure_buffer_free(&policy);
	tenure_buffer_free(&want);
}

#define CLASS "class c { match { size > 1 } }\n"

static void test_warning_class_expire_shorter(void **state TENURE_UNUSED)
{
	check_warning(CLASS "plan p { keep = 1y\n  class c { expire = 1d } }",
		      "4:13: warning: \"expire\" is shorter than \"keep\"",
		      "    class c { expire = 1d } }\n"
		      "              ^~~~~~ the server removes at the later "
		      "of both");
	check_warning(CLASS "plan p { keep = 1y\n  class c { keep = 0  "
			    "expire = 1d } }",
		      NULL, NULL);
	/* As it is in many policies. */
	check_warning(CLASS "plan p { keep = 1y  expire = 7y\n"
			    "  class c { keep = 10y } }",
		      NULL, NULL);
}

static void test_warning_expire_of_the_plan(void **state TENURE_UNUSED)
{
	check_warning(
		"plan p { expire = 30d }\n"
		"tenant a.example { plan = p  keep = 1y }",
		"3:30: warning: \"keep\" is longer than \"expire\" of "
		"the plan",
		"    tenant a.example { plan = p  keep = 1y }\n"
		"                                 ^~~~ the server removes "
		"at the later of both");
	/* A user's, with the keep and the plan of the tenant. */
	check_warning("plan p { }\n"
		      "tenant a.example { plan = p  keep = 1y }\n"
		      "user x@a.example { expire = 1d }",
		      "4:20: warning: \"expire\" is shorter than \"keep\"",
		      "    user x@a.example { expire = 1d }\n"
		      "                       ^~~~~~ the server removes at the "
		      "later of both");
}

static void test_warning_compliance_without_keep(void **state TENURE_UNUSED)
{
	check_warning(CLASS "plan p { record = event mode = compliance\n"
			    " class c { keep = 1d } }",
		      "3:10: warning: \"record\" is not enforced",
		      "    plan p { record = event mode = compliance\n"
		      "             ^~~~~~ this version only reads and "
		      "explains it");
	check_findings("tenure_version = 1\n" CLASS
		       "plan p { mode = compliance  keep = 0\n"
		       "  class c { mode = compliance } }\n"
		       "unknown = p\n",
		       "p:3:10: warning: \"mode = compliance\" without a "
		       "\"keep\"\n"
		       "    plan p { mode = compliance  keep = 0\n"
		       "             ^~~~ it promises nothing, write keep = "
		       "DURATION\n"
		       "p:4:13: warning: \"mode = compliance\" without a "
		       "\"keep\"\n"
		       "    class c { mode = compliance } }\n"
		       "              ^~~~ it promises nothing, write keep = "
		       "DURATION\n"
		       "p:4:13: warning: \"mode = compliance\" implies "
		       "\"record = durable\", which is not enforced\n"
		       "    class c { mode = compliance } }\n"
		       "              ^~~~ this version only reads and "
		       "explains it\n");
}

static void test_warning_keep_from_without_keep(void **state TENURE_UNUSED)
{
	check_warning("plan p { keep_from = year_end }",
		      "2:10: warning: \"keep_from = year_end\" without a "
		      "\"keep\"",
		      "    plan p { keep_from = year_end }\n"
		      "             ^~~~~~~~~ it counts nothing, write keep = "
		      "DURATION");
	check_warning("plan p { keep_from = received }", NULL, NULL);
	check_warning(CLASS "plan p { keep_from = year_end class c { keep = 1y "
			    "} }",
		      NULL, NULL);
	check_warning(CLASS "plan p { keep = 1y class c { keep_from = year_end "
			    "} }",
		      NULL, NULL);
}

static void test_warning_devices_alone(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1\n"
		       "plan p { pop3 { devices = all } }\n"
		       "tenant a.example { plan = p\n"
		       "  pop3 { devices = 2 after_download = delete } }\n"
		       "unknown = p\n",
		       "p:2:17: warning: \"devices\" without "
		       "\"after_download\"\n"
		       "    plan p { pop3 { devices = all } }\n"
		       "                    ^~~~~~~ nothing is deleted after a "
		       "download\n");
}

static void test_warning_after_download_shorter(void **state TENURE_UNUSED)
{
	check_warning(
		"plan p { keep = 30d  pop3 { after_download = delete } }",
		"2:29: warning: \"after_download\" is shorter than "
		"\"keep\"",
		"    plan p { keep = 30d  pop3 { after_download = delete } "
		"}\n"
		"                                ^~~~~~~~~~~~~~ while the "
		"message is kept, it is as a delete by the user");
	check_warning("plan p { keep = 30d  pop3 { after_download = keep } }",
		      NULL, NULL);
}

static void test_warning_journal_to_itself(void **state TENURE_UNUSED)
{
	check_findings(
		"tenure_version = 1\n"
		"plan p { smtp { journal = x@a.example } }\n"
		"user X@a.example { plan = p\n"
		"  smtp { journal = x@A.example } }\n"
		"unknown = p\n",
		"p:2:17: warning: \"smtp.journal\" is not enforced\n"
		"    plan p { smtp { journal = x@a.example } }\n"
		"                    ^~~~~~~ this version only reads and "
		"explains it\n"
		"p:4:10: warning: the journal of \"x@a.example\" is "
		"itself\n"
		"    smtp { journal = x@A.example } }\n"
		"           ^~~~~~~ name another mailbox\n");
}

static void test_warning_unused_network(void **state TENURE_UNUSED)
{
	check_warning("plan p { }\n"
		      "network n { addresses = 192.0.2.0/24 }",
		      "3:1: warning: nobody uses network \"n\"",
		      "    network n { addresses = 192.0.2.0/24 }\n"
		      "    ^~~~~~~ no condition \"client\" names it");
}

static void test_warning_outside_bounds(void **state TENURE_UNUSED)
{
	check_warning("plan p { keep = 30y }\n"
		      "bounds { keep <= 10y }\n"
		      "tenant a.example { plan = p  keep = 30y }",
		      "4:30: warning: this \"keep\" is outside of the bounds",
		      "    tenant a.example { plan = p  keep = 30y }\n"
		      "                                 ^~~~ it counts as 10y");
	check_warning("plan p { }\n"
		      "bounds { on_delete = deny }\n"
		      "user x@a.example { plan = p  on_delete = conceal }",
		      "4:30: warning: this \"on_delete\" is not among those "
		      "that the bounds allow",
		      "    user x@a.example { plan = p  on_delete = conceal }\n"
		      "                                 ^~~~~~~~~ it does not "
		      "count");
	check_warning(CLASS "plan p { }\n"
			    "bounds { may = expire plan }\n"
			    "user x@a.example { plan = p\n"
			    "  class c { keep = 1d } }",
		      "6:13: warning: \"keep\" is not what tenants and users "
		      "may set",
		      "    class c { keep = 1d } }\n"
		      "              ^~~~ it does not count");
	check_warning("plan p { }\n"
		      "bounds { may = keep }\n"
		      "tenant a.example { plan = p }",
		      "4:20: warning: \"plan\" is not what tenants and users "
		      "may set",
		      "    tenant a.example { plan = p }\n"
		      "                       ^~~~ it does not count, and "
		      "everything is kept for ever");
}

static void test_warning_bounds_for_nobody(void **state TENURE_UNUSED)
{
	check_warning("plan p { }\nbounds { keep <= 10y }",
		      "3:1: warning: no tenant or user has these bounds",
		      "    bounds { keep <= 10y }\n"
		      "    ^~~~~~ they do not count for plans");
	check_warning("plan p { }\nbounds { keep <= 10y  may = plan }\n"
		      "tenant a.example { plan = p }",
		      "3:10: warning: \"keep\" has bounds, but is not in "
		      "\"may\"",
		      "    bounds { keep <= 10y  may = plan }\n"
		      "             ^~~~ nobody may set it");
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
		cmocka_unit_test(test_warning_class_expire_shorter),
		cmocka_unit_test(test_warning_expire_of_the_plan),
		cmocka_unit_test(test_warning_compliance_without_keep),
		cmocka_unit_test(test_warning_keep_from_without_keep),
		cmocka_unit_test(test_warning_devices_alone),
		cmocka_unit_test(test_warning_after_download_shorter),
		cmocka_unit_test(test_warning_journal_to_itself),
		cmocka_unit_test(test_warning_unused_network),
		cmocka_unit_test(test_warning_outside_bounds),
		cmocka_unit_test(test_warning_bounds_for_nobody),
		cmocka_unit_test(test_only_without_errors),
	};

	return cmocka_run_group_tests_name("build-check", tests, NULL, NULL);
}
