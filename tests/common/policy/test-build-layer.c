/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "tests/common/policy/read-policy.h"

#define CLASS "class c { match { size > 1 } }\n"

static void test_error_duplicate_setting(void **state TENURE_UNUSED)
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

static void test_error_duplicate_subject_plan(void **state TENURE_UNUSED)
{
	check_findings(BASE "tenant a.example {\nplan = p\nplan = p\n}\n",
		       "p:6:1: error: duplicate setting \"plan\"\n"
		       "    plan = p\n"
		       "    ^~~~ the first is in p:5\n");
}

static void test_error_duplicate_class_block(void **state TENURE_UNUSED)
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

static void test_error_unknown_class(void **state TENURE_UNUSED)
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

/* Each setting that no door of this version acts upon is told, once. */
static void test_warning_not_enforced(void **state TENURE_UNUSED)
{
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		const struct tenure_setting_info *info =
			tenure_setting_info((enum tenure_setting)i);
		char name[64];
		static const char *const values[] = {"7d", "all", "deny", "yes",
						     "durable"};
		bool told = false;

		if (info->not_enforced == NULL ||
		    info->type == TENURE_TYPE_ADDRESS)
			continue;
		snprintf(name, sizeof(name), "\"%s\" is not enforced",
			 info->name);
		for (size_t j = 0; j < sizeof(values) / sizeof(values[0]);
		     j++) {
			char text[256];
			struct tenure_policy *policy;
			char *got;

			snprintf(text, sizeof(text),
				 BASE "plan q { %s%s%s = %s %s}\n"
				      "tenant a.example { plan = q }\n",
				 info->block, info->block[0] ? " { " : "",
				 info->bare_name, values[j],
				 info->block[0] ? "} " : "");
			const struct memory_file files[] = {{"p", text},
							    {NULL, NULL}};

			got = policy_findings(files, &policy);
			if (policy != NULL)
				told |= strstr(got, name) != NULL;
			tenure_policy_free(&policy);
			tenure_free(got);
		}
		if (!told)
			fail_msg("nobody tells that %s", name);
	}
}

static void test_error_outside_of_its_block(void **state TENURE_UNUSED)
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

static void test_error_wrong_form(void **state TENURE_UNUSED)
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
		cmocka_unit_test(test_error_duplicate_setting),
		cmocka_unit_test(test_error_duplicate_subject_plan),
		cmocka_unit_test(test_error_duplicate_class_block),
		cmocka_unit_test(test_error_unknown_class),
		cmocka_unit_test(test_warning_not_enforced),
		cmocka_unit_test(test_error_outside_of_its_block),
		cmocka_unit_test(test_error_wrong_form),
	};

	return cmocka_run_group_tests_name("build-layer", tests, NULL, NULL);
}
