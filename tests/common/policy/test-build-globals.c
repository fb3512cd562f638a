/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/zone.h"
#include "policy/mailbox.h"
#include "tests/common/policy/read-policy.h"

/* What is found in a policy whose time zones are the system's. */
static void check_zone(const char *text, const char *want_name,
		       const char *want)
{
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_buffer found = TENURE_BUFFER_INIT;
	struct tenure_mailbox mailbox;
	struct tenure_policy *policy;
	int ret;

	source.zone = tenure_source_folder(".").zone;
	ret = tenure_policy_read(&source, "p", &policy, &diagnostics);
	tenure_diagnostics_format(&diagnostics, &found);
	tenure_diagnostics_free(&diagnostics);
	assert_string_equal(tenure_buffer_str(&found), want);
	tenure_buffer_free(&found);
	assert_int_equal(ret, want_name == NULL ? -1 : 0);
	if (ret < 0)
		return;
	assert_string_equal(tenure_policy_time_zone(policy), want_name);
	assert_int_equal(
		tenure_policy_mailbox(policy, "a@b.example", NULL, &mailbox),
		0);
	/* In summer. */
	assert_int_equal(tenure_zone_offset(mailbox.zone, 1783000000),
			 strcmp(want_name, "UTC") == 0 ? 0 : 7200);
	tenure_mailbox_clear(&mailbox);
	tenure_policy_free(&policy);
}

static void test_time_zone(void **state TENURE_UNUSED)
{
	check_zone(BASE "time_zone = Europe/Berlin\n", "Europe/Berlin", "");
	check_zone(BASE "time_zone = UTC\n", "UTC", "");
	check_zone(BASE, "UTC", "");
}

static void test_error_time_zone_unknown(void **state TENURE_UNUSED)
{
	check_zone(BASE "time_zone = Europe/Berlni\n", NULL,
		   "p:4:13: error: bad \"time_zone\" \"Europe/Berlni\": time "
		   "zone \"Europe/Berlni\": cannot open: No such file or "
		   "directory\n"
		   "    time_zone = Europe/Berlni\n"
		   "                ^~~~~~~~~~~~~ write a name like "
		   "Europe/Berlin\n");
}

static void test_error_time_zone_name(void **state TENURE_UNUSED)
{
	check_zone(BASE "time_zone = ../../etc/passwd\n", NULL,
		   "p:4:13: error: bad \"time_zone\" \"../../etc/passwd\": not "
		   "the name of a time zone\n"
		   "    time_zone = ../../etc/passwd\n"
		   "                ^~~~~~~~~~~~~~~~ write a name like "
		   "Europe/Berlin\n");
}

static void test_error_time_zone_twice(void **state TENURE_UNUSED)
{
	check_zone(BASE "time_zone = UTC\ntime_zone = UTC\n", NULL,
		   "p:5:1: error: duplicate setting \"time_zone\"\n"
		   "    time_zone = UTC\n"
		   "    ^~~~~~~~~ the first is in p:4\n");
}

static void test_error_time_zone_two_values(void **state TENURE_UNUSED)
{
	check_zone(BASE "time_zone = UTC UTC\n", NULL,
		   "p:4:17: error: \"time_zone\" takes one value\n"
		   "    time_zone = UTC UTC\n"
		   "                    ^~~\n");
}

static void test_error_unknown_twice(void **state TENURE_UNUSED)
{
	check_findings(BASE "unknown = p\n",
		       "p:4:1: error: duplicate setting \"unknown\"\n"
		       "    unknown = p\n"
		       "    ^~~~~~~ the first is in p:3\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_zone),
		cmocka_unit_test(test_error_time_zone_unknown),
		cmocka_unit_test(test_error_time_zone_name),
		cmocka_unit_test(test_error_time_zone_twice),
		cmocka_unit_test(test_error_time_zone_two_values),
		cmocka_unit_test(test_error_unknown_twice),
	};

	return cmocka_run_group_tests_name("build-globals", tests, NULL, NULL);
}
