/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "tests/common/policy/read-policy.h"

#define CLASS "class c { match { size > 1 } }\n"

static void test_duplicate_setting(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan q {\n"
			    "  keep = 1d  keep = 2d\n"
			    "  pop3 { after_download = keep }\n"
			    "  pop3 { after_download = keep }\n"
			    "}\n",
		       "p:5:14: error: duplicate setting \"keep\"\n"
		       "    keep = 1d  keep = 2d\n"
		       "               ^~~~ the first is in p:5\n"
		       "p:7:10: error: duplicate setting \"after_download\"\n"
		       "    pop3 { after_download = keep }\n"
		       "           ^~~~~~~~~~~~~~ the first is in p:6\n");
}

static void test_duplicate_subject_plan(void **state TENURE_UNUSED)
{
	check_findings(BASE "tenant a.example {\nplan = p\nplan = p\n}\n",
		       "p:6:1: error: duplicate setting \"plan\"\n"
		       "    plan = p\n"
		       "    ^~~~ the first is in p:5\n");
}

static void test_duplicate_class_block(void **state TENURE_UNUSED)
{
	check_findings(BASE CLASS "plan q {\n"
				  "  class c { keep = 1d }\n"
				  "  class c { expire = 1d }\n"
				  "}\n"
				  "plan r { class c { keep = 0 } }\n",
		       "p:7:9: error: duplicate class \"c\"\n"
		       "    class c { expire = 1d }\n"
		       "          ^ the first is in p:6\n");
}

static void test_unknown_class(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1\n"
		       "class invoice { match { size > 1 } }\n"
		       "plan p { class invoce { kep = 1d } }\n"
		       "unknown = p\n",
		       "p:3:16: error: unknown class \"invoce\"\n"
		       "    plan p { class invoce { kep = 1d } }\n"
		       "                   ^~~~~~ did you mean \"invoice\"?\n"
		       "p:3:25: error: unknown setting \"kep\"\n"
		       "    plan p { class invoce { kep = 1d } }\n"
		       "                            ^~~ did you mean "
		       "\"keep\"?\n");
}

/* Each of the settings that come later, so that nobody relies on one. */
static void test_later_settings(void **state TENURE_UNUSED)
{
	static const char *const settings[] = {
		"mode = compliance",
		"grace = 1d",
		"record = durable",
		"body_hash = yes",
		"pop3 { login_delay = 5min }",
		"pop3 { top = deny }",
		"pop3 { devices = all }",
		"pop3 { access = tls }",
		"smtp { require_tls = yes }",
		"smtp { require_auth = yes }",
		"smtp { max_size = 10M }",
		"smtp { journal = a@b.example }",
		"smtp { mixed = strictest }",
		"smtp { expires_header = honour }",
		"may { keep = 1d }",
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		char text[256] = BASE "plan q { ";
		const struct memory_file files[] = {
			{"p", strcat(strcat(text, settings[i]), " }\n")},
			{NULL, NULL}};
		struct tenure_policy *policy;
		char *got = policy_findings(files, &policy);

		assert_null(policy);
		if (strstr(got, "error: unknown ") == NULL)
			fail_msg("%s: %s", settings[i], got);
		tenure_free(got);
	}
}

static void test_outside_of_its_block(void **state TENURE_UNUSED)
{
	check_findings(
		BASE CLASS "plan q {\n"
			   "  accept = yes\n"
			   "  plan = p\n"
			   "  tenant x.example { }\n"
			   "  pop3 { accept = yes }\n"
			   "  class c { class c { } }\n"
			   "  size > 1\n"
			   "}\n",
		"p:6:3: error: \"accept\" does not belong here\n"
		"    accept = yes\n"
		"    ^~~~~~ it belongs into an smtp block\n"
		"p:7:3: error: \"plan\" does not belong here\n"
		"    plan = p\n"
		"    ^~~~ it belongs outside of all blocks, or into a tenant "
		"or user block\n"
		"p:8:3: error: \"tenant\" does not belong here\n"
		"    tenant x.example { }\n"
		"    ^~~~~~ it belongs outside of all blocks\n"
		"p:9:10: error: \"accept\" does not belong here\n"
		"    pop3 { accept = yes }\n"
		"           ^~~~~~ it belongs into an smtp block\n"
		"p:10:13: error: \"class\" does not belong here\n"
		"    class c { class c { } }\n"
		"              ^~~~~ it belongs outside of all blocks, or "
		"into a plan, tenant or user block\n"
		"p:11:3: error: \"size\" does not belong here\n"
		"    size > 1\n"
		"    ^~~~ it belongs into a match block of a class\n");
}

static void test_wrong_form(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan q {\n"
			    "  keep { }\n"
			    "  pop3 = 1\n"
			    "  expire me = 1d\n"
			    "  keep > 1d\n"
			    "}\n",
		       "p:5:3: error: \"keep\" is a setting, not a block\n"
		       "    keep { }\n"
		       "    ^~~~ write keep = DURATION, or keep = forever\n"
		       "p:6:3: error: \"pop3\" is a block\n"
		       "    pop3 = 1\n"
		       "    ^~~~ write pop3 { SETTING ... }\n"
		       "p:7:3: error: \"expire\" takes no name\n"
		       "    expire me = 1d\n"
		       "    ^~~~~~ write expire = DURATION, or expire = "
		       "never\n"
		       "p:8:3: error: \"keep\" takes only \"=\"\n"
		       "    keep > 1d\n"
		       "    ^~~~ write keep = DURATION, or keep = forever\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_duplicate_setting),
		cmocka_unit_test(test_duplicate_subject_plan),
		cmocka_unit_test(test_duplicate_class_block),
		cmocka_unit_test(test_unknown_class),
		cmocka_unit_test(test_later_settings),
		cmocka_unit_test(test_outside_of_its_block),
		cmocka_unit_test(test_wrong_form),
	};

	return cmocka_run_group_tests_name("build-layer", tests, NULL, NULL);
}
