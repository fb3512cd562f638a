/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "tests/common/policy/read-policy.h"

static void test_error_version_missing(void **state TENURE_UNUSED)
{
	check_findings("plan p { }\nunknown = p\n",
		       "p: error: the first setting must be "
		       "\"tenure_version = 1\"\n");
	check_findings("", "p: error: the first setting must be "
			   "\"tenure_version = 1\"\n");
}

static void test_error_version_not_first(void **state TENURE_UNUSED)
{
	const struct memory_file included[] = {
		{"p", "include v\nplan p { }\nunknown = p\n"},
		{"v", "tenure_version = 1\n"},
		{NULL, NULL}};
	struct tenure_policy *policy;
	char *got;

	check_findings("plan p { }\ntenure_version = 1\nunknown = p\n",
		       "p:2:1: error: the first setting must be "
		       "\"tenure_version = 1\"\n"
		       "    tenure_version = 1\n"
		       "    ^~~~~~~~~~~~~~\n");
	got = policy_findings(included, &policy);
	assert_string_equal(got, "v:1:1: error: the first setting must be "
				 "\"tenure_version = 1\"\n"
				 "    tenure_version = 1\n"
				 "    ^~~~~~~~~~~~~~\n");
	tenure_free(got);
}

/* Nothing else is read: it may mean something else there. */
static void test_error_version_unknown(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 2\nnew_thing = 1\n",
		       "p:1:18: error: tenure_version \"2\" is not known, "
		       "only 1 is\n"
		       "    tenure_version = 2\n"
		       "                     ^\n");
}

static void test_error_version_form(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1 2\nplan p { }\nunknown = p\n",
		       "p:1:20: error: \"tenure_version\" takes one value\n"
		       "    tenure_version = 1 2\n"
		       "                       ^\n");
	check_findings("tenure_version > 1\nplan p { }\nunknown = p\n",
		       "p:1:1: error: \"tenure_version\" takes only \"=\"\n"
		       "    tenure_version > 1\n"
		       "    ^~~~~~~~~~~~~~ write tenure_version = 1\n");
}

static void test_error_duplicate_version(void **state TENURE_UNUSED)
{
	check_findings(BASE "tenure_version = 1\n",
		       "p:4:1: error: duplicate setting \"tenure_version\"\n"
		       "    tenure_version = 1\n"
		       "    ^~~~~~~~~~~~~~ the first is in p:1\n");
}

static void test_error_duplicate_unknown(void **state TENURE_UNUSED)
{
	check_findings(BASE "unknown = p\n",
		       "p:4:1: error: duplicate setting \"unknown\"\n"
		       "    unknown = p\n"
		       "    ^~~~~~~ the first is in p:3\n");
}

static void test_recipient_delimiter(void **state TENURE_UNUSED)
{
	check_findings(BASE "recipient_delimiter = +x\n"
			    "recipient_delimiter = -\n",
		       "p:4:23: error: bad \"recipient_delimiter\" \"+x\"\n"
		       "    recipient_delimiter = +x\n"
		       "                          ^~ use characters like "
		       "\"+\" or \"-\"\n"
		       "p:5:1: error: duplicate setting "
		       "\"recipient_delimiter\"\n"
		       "    recipient_delimiter = -\n"
		       "    ^~~~~~~~~~~~~~~~~~~ the first is in p:4\n");
	check_findings(BASE "recipient_delimiter = +-+-+-+-+\n",
		       "p:4:23: error: more than 8 characters in "
		       "\"recipient_delimiter\"\n"
		       "    recipient_delimiter = +-+-+-+-+\n"
		       "                          ^~~~~~~~~\n");
	check_findings(BASE "recipient_delimiter = +-+-+-+-\n", "");
	check_findings(BASE "recipient_delimiter = + -\n",
		       "p:4:25: error: \"recipient_delimiter\" takes one "
		       "value\n"
		       "    recipient_delimiter = + -\n"
		       "                            ^\n");
}

static void test_error_unknown_setting(void **state TENURE_UNUSED)
{
	check_findings(BASE "unknwon = p\n"
			    "netwrk office { addresses = 192.0.2.0/24 }\n"
			    "tennant a.example { }\n",
		       "p:4:1: error: unknown setting \"unknwon\"\n"
		       "    unknwon = p\n"
		       "    ^~~~~~~ did you mean \"unknown\"?\n"
		       "p:5:1: error: unknown block \"netwrk\"\n"
		       "    netwrk office { addresses = 192.0.2.0/24 }\n"
		       "    ^~~~~~ did you mean \"network\"?\n"
		       "p:6:1: error: unknown block \"tennant\"\n"
		       "    tennant a.example { }\n"
		       "    ^~~~~~~ did you mean \"tenant\"?\n");
}

static void test_error_outside_of_its_block(void **state TENURE_UNUSED)
{
	check_findings(BASE "keep = 1d\n"
			    "after_download = keep\n"
			    "match { size > 1 }\n",
		       "p:4:1: error: \"keep\" does not belong here\n"
		       "    keep = 1d\n"
		       "    ^~~~ it belongs into a plan, tenant or user block\n"
		       "p:5:1: error: \"after_download\" does not belong here\n"
		       "    after_download = keep\n"
		       "    ^~~~~~~~~~~~~~ it belongs into a pop3 block\n"
		       "p:6:1: error: \"match\" does not belong here\n"
		       "    match { size > 1 }\n"
		       "    ^~~~~ it belongs into a class block outside of all "
		       "others\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error_version_missing),
		cmocka_unit_test(test_error_version_not_first),
		cmocka_unit_test(test_error_version_unknown),
		cmocka_unit_test(test_error_version_form),
		cmocka_unit_test(test_error_duplicate_version),
		cmocka_unit_test(test_error_duplicate_unknown),
		cmocka_unit_test(test_recipient_delimiter),
		cmocka_unit_test(test_error_unknown_setting),
		cmocka_unit_test(test_error_outside_of_its_block),
	};

	return cmocka_run_group_tests_name("build-policy", tests, NULL, NULL);
}
