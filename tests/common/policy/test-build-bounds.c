/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <inttypes.h>

#include "policy/value.h"
#include "tests/common/policy/read-policy.h"

/* A bound as text: "1d..10y", "..50M", words as their bits in hex. */
static void format_bound(const struct tenure_policy *policy,
			 enum tenure_setting setting, struct tenure_buffer *out)
{
	const struct tenure_bound *bound =
		&tenure_policy_bounds(policy)->settings[setting];

	if (bound->words != 0)
		tenure_buffer_printf(out, "%" PRIx32 " ", bound->words);
	if (bound->has_low)
		tenure_value_format(setting, &bound->low, out);
	if (bound->has_low || bound->has_high)
		tenure_buffer_add_str(out, "..");
	if (bound->has_high)
		tenure_value_format(setting, &bound->high, out);
	if (bound->forbidden)
		tenure_buffer_add_str(out, "!");
}

static void test_bounds(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		enum tenure_setting setting;
		const char *want;
	} cases[] = {
		{"keep = 0 .. 10y", TENURE_SETTING_KEEP, "0..10y"},
		{"keep = 1y .. forever", TENURE_SETTING_KEEP, "1y..forever"},
		{"expire >= 30d", TENURE_SETTING_EXPIRE, "30d.."},
		{"grace <= 30d", TENURE_SETTING_GRACE, "..30d"},
		{"grace = 1d .. 1d", TENURE_SETTING_GRACE, "1d..1d"},
		{"on_delete = conceal deny", TENURE_SETTING_ON_DELETE, "6 "},
		{"mode = governance", TENURE_SETTING_MODE, "1 "},
		{"body_hash = yes", TENURE_SETTING_BODY_HASH, "2 "},
		{"pop3 { login_delay <= 1h }", TENURE_SETTING_POP3_LOGIN_DELAY,
		 "..1h"},
		{"pop3 { after_download = keep }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "4 "},
		{"pop3 { after_download = keep 7d .. 30d }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "6 7d..30d"},
		{"pop3 { after_download >= 7d }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "6 7d.."},
		{"pop3 { devices <= 2 }", TENURE_SETTING_POP3_DEVICES, "3 ..2"},
		{"pop3 { top <= 20 }", TENURE_SETTING_POP3_TOP, "c ..limit 20"},
		{"pop3 { devices = all 2 .. 3 }", TENURE_SETTING_POP3_DEVICES,
		 "6 2..3"},
		{"pop3 { top = deny limit }", TENURE_SETTING_POP3_TOP, "c "},
		{"pop3 { top = 0 .. 20 }", TENURE_SETTING_POP3_TOP,
		 "4 limit 0..limit 20"},
		{"smtp { max_size <= 50M }", TENURE_SETTING_SMTP_MAX_SIZE,
		 "..50M"},
		{"smtp { max_size = 1M .. 50M }", TENURE_SETTING_SMTP_MAX_SIZE,
		 "1M..50M"},
		{"smtp { accept = yes reject }", TENURE_SETTING_SMTP_ACCEPT,
		 "11 "},
		{"may = keep plan pop3.login_delay", TENURE_SETTING_KEEP, ""},
		{"may = keep plan pop3.login_delay", TENURE_SETTING_EXPIRE,
		 "!"},
		{"keep = 0 .. 10y", TENURE_SETTING_EXPIRE, ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer text = TENURE_BUFFER_INIT;
		struct tenure_policy *policy;

		tenure_buffer_printf(&text,
				     "%sbounds { %s }\n"
				     "tenant a.example { plan = p }\n",
				     BASE, cases[i].text);
		policy = good_policy(text.data);
		tenure_buffer_clear(&text);
		format_bound(policy, cases[i].setting, &text);
		assert_string_equal(tenure_buffer_str(&text), cases[i].want);
		tenure_buffer_free(&text);
		tenure_policy_free(&policy);
	}
}

static void test_places(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", BASE "bounds { keep = 1d .. 2d\n  may = keep }\n"},
		{NULL, NULL}};
	const struct tenure_bounds *bounds;
	struct tenure_policy *policy;
	char *warnings = policy_findings(files, &policy);

	tenure_free(warnings);
	bounds = tenure_policy_bounds(policy);

	assert_int_equal(bounds->where.line, 4);
	assert_int_equal(bounds->where.column, 1);
	assert_int_equal(bounds->may_where.line, 5);
	assert_int_equal(bounds->settings[TENURE_SETTING_KEEP].where.column,
			 10);
	assert_int_equal(bounds->settings[TENURE_SETTING_KEEP].low.where.line,
			 4);
	assert_true(bounds->plan_forbidden);
	tenure_policy_free(&policy);
	policy = good_policy(BASE);
	assert_null(tenure_policy_bounds(policy));
	tenure_policy_free(&policy);
}

/* In a policy whose fourth line is "bounds { TEXT }". */
static void check_error(const char *text, const char *column_message,
			unsigned int before, unsigned int length,
			const char *hint)
{
	struct tenure_buffer policy = TENURE_BUFFER_INIT;
	struct tenure_buffer want = TENURE_BUFFER_INIT;

	tenure_buffer_printf(&policy, "%sbounds { %s }\n", BASE, text);
	tenure_buffer_printf(&want,
			     "p:4:%s\n    bounds { %s }\n    %*s^%.*s%s%s\n",
			     column_message, text, (int)before, "",
			     (int)length - 1, "~~~~~~~~~~~~~~~~~~~~",
			     hint == NULL ? "" : " ", hint == NULL ? "" : hint);
	check_findings(policy.data, want.data);
	tenure_buffer_free(&policy);
	tenure_buffer_free(&want);
}

#define KEEP_RANGE "write keep = LOW .. HIGH, keep >= LOW or keep <= HIGH"

static void test_error_bounds_low_over_high(void **state TENURE_UNUSED)
{
	check_error("keep = 10y .. 1y",
		    "17: error: \"10y\" is more than \"1y\"", 16, 3, NULL);
	check_error("expire = never .. 1y",
		    "19: error: \"never\" is more than \"1y\"", 18, 5, NULL);
	check_error("smtp { max_size = 0 .. 1M }",
		    "28: error: \"0\" is more than \"1M\"", 27, 1, NULL);
}

static void test_error_bounds_no_range(void **state TENURE_UNUSED)
{
	check_error("keep = 90d", "17: error: \"90d\" is no range of values",
		    16, 3, KEEP_RANGE);
	check_error("keep = 0..10y",
		    "17: error: \"0..10y\" is no range of values", 16, 6,
		    KEEP_RANGE);
	check_error("keep = 0 ..", "17: error: \"0\" is no range of values", 16,
		    1, KEEP_RANGE);
	check_error("keep = 0 10y", "17: error: \"0\" is no range of values",
		    16, 1, KEEP_RANGE);
	check_error("keep = 0 .. 10y 20y",
		    "17: error: \"0\" is no range of values", 16, 1,
		    KEEP_RANGE);
}

static void test_error_bounds_word_for_a_number(void **state TENURE_UNUSED)
{
	check_error("keep >= conceal",
		    "18: error: bad duration \"conceal\": a duration is a "
		    "whole number and a unit, as in 90d, or forever or never",
		    17, 7, NULL);
	check_error("keep <= never",
		    "18: error: bad duration \"never\": without end is "
		    "\"keep = forever\"",
		    17, 5, NULL);
	check_error("grace <= forever",
		    "19: error: bad duration \"forever\": \"grace\" must have "
		    "an end",
		    18, 7, NULL);
	check_error("keep = 0 .. 7m",
		    "22: error: bad duration \"7m\": \"m\" may be minutes or "
		    "months, write min or mo",
		    21, 2, NULL);
}

static void test_error_bounds_number_for_a_word(void **state TENURE_UNUSED)
{
	check_error("on_delete = 3d",
		    "22: error: unknown value of \"on_delete\" \"3d\"", 21, 2,
		    "one of allow, conceal, deny");
}

static void test_error_bounds_unknown_word(void **state TENURE_UNUSED)
{
	check_error("on_delete = concael deny",
		    "22: error: unknown value of \"on_delete\" \"concael\"", 21,
		    7, "did you mean \"conceal\"?");
}

static void test_error_bounds_operator(void **state TENURE_UNUSED)
{
	check_error("keep > 1d",
		    "10: error: \"keep\" in bounds takes \"=\", \">=\" or "
		    "\"<=\"",
		    9, 4, KEEP_RANGE);
	check_error("on_delete >= conceal",
		    "10: error: \"on_delete\" in bounds takes only \"=\"", 9, 9,
		    "write the words that are allowed");
	check_error("may >= keep", "10: error: \"may\" takes only \"=\"", 9, 3,
		    "write may = SETTING ...");
}

static void test_error_bounds_two_limits(void **state TENURE_UNUSED)
{
	check_error("keep >= 1d 2d", "21: error: \"keep\" takes one value", 20,
		    2, NULL);
}

static void test_error_bounds_word_twice(void **state TENURE_UNUSED)
{
	check_error("on_delete = deny deny",
		    "27: error: \"deny\" is in the list twice", 26, 4, NULL);
	check_error("may = keep keep",
		    "21: error: \"keep\" is in the list twice", 20, 4, NULL);
}

static void test_error_bounds_may_unknown(void **state TENURE_UNUSED)
{
	check_error("may = keep exprie",
		    "21: error: unknown setting \"exprie\"", 20, 6,
		    "did you mean \"expire\"?");
	check_error("may = login_delay",
		    "16: error: unknown setting \"login_delay\"", 15, 11, NULL);
}

static void test_error_bounds_of_an_address(void **state TENURE_UNUSED)
{
	check_error("smtp { journal = none }",
		    "17: error: \"journal\" has no bounds", 16, 7,
		    "leave it out of \"may\"");
}

static void test_error_bounds_setting_twice(void **state TENURE_UNUSED)
{
	check_error("keep >= 1d; keep <= 1y",
		    "22: error: duplicate setting \"keep\"", 21, 4,
		    "the first is in p:4");
	check_error("may = keep; may = plan",
		    "22: error: duplicate setting \"may\"", 21, 3,
		    "the first is in p:4");
}

static void test_error_bounds_twice(void **state TENURE_UNUSED)
{
	check_findings(BASE "bounds { keep >= 1d }\nbounds { }\n",
		       "p:5:1: error: duplicate block \"bounds\"\n"
		       "    bounds { }\n"
		       "    ^~~~~~ the first is in p:4\n");
}

static void test_error_bounds_foreign(void **state TENURE_UNUSED)
{
	check_error("plan = p", "10: error: \"plan\" does not belong here", 9,
		    4,
		    "it belongs outside of all blocks, or into a tenant or "
		    "user block");
	check_error("class p { }", "10: error: \"class\" does not belong here",
		    9, 5,
		    "it belongs outside of all blocks, or into a plan, tenant "
		    "or user block");
	check_error("kepp = 0 .. 1d", "10: error: unknown setting \"kepp\"", 9,
		    4, "did you mean \"keep\"?");
	check_error("login_delay <= 1h",
		    "10: error: \"login_delay\" does not belong here", 9, 11,
		    "it belongs into a pop3 block");
	check_findings("tenure_version = 1\n"
		       "plan p { may = keep }\n"
		       "unknown = p\n",
		       "p:2:10: error: \"may\" does not belong here\n"
		       "    plan p { may = keep }\n"
		       "             ^~~ it belongs into a bounds block\n");
	check_findings("tenure_version = 1\n"
		       "plan p { keep >= 1d }\n"
		       "unknown = p\n",
		       "p:2:10: error: \"keep\" takes only \"=\"\n"
		       "    plan p { keep >= 1d }\n"
		       "             ^~~~ write keep = DURATION, or keep = "
		       "forever\n");
}

/* Every failing allocation is reported, and nothing is lost. */
static void test_out_of_memory(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", BASE "bounds { keep = 0 .. 10y  may = keep plan }\n"
			   "user a@b.example { plan = p }\n"},
		{NULL, NULL}};
	struct tenure_policy *policy = NULL;
	unsigned int n = 0;
	char *got;

	while (policy == NULL) {
		struct tenure_source source = memory_source(files);
		struct tenure_diagnostics diagnostics = {.count = 0};
		int ret;

		tenure_alloc_fail_at(++n, 0);
		ret = tenure_policy_read(&source, "p", &policy, &diagnostics);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, policy == NULL ? -1 : 0);
		tenure_diagnostics_free(&diagnostics);
		assert_true(n < 1000);
	}
	assert_true(n > 5);
	tenure_policy_free(&policy);
	got = policy_findings(files, &policy);
	assert_string_equal(got, "");
	tenure_free(got);
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_error_bounds_low_over_high),
		cmocka_unit_test(test_error_bounds_no_range),
		cmocka_unit_test(test_error_bounds_word_for_a_number),
		cmocka_unit_test(test_error_bounds_number_for_a_word),
		cmocka_unit_test(test_error_bounds_unknown_word),
		cmocka_unit_test(test_error_bounds_operator),
		cmocka_unit_test(test_error_bounds_two_limits),
		cmocka_unit_test(test_error_bounds_word_twice),
		cmocka_unit_test(test_error_bounds_may_unknown),
		cmocka_unit_test(test_error_bounds_of_an_address),
		cmocka_unit_test(test_error_bounds_setting_twice),
		cmocka_unit_test(test_error_bounds_twice),
		cmocka_unit_test(test_error_bounds_foreign),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("build-bounds", tests, NULL, NULL);
}
