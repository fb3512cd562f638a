/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "policy/value.h"
#include "tests/common/policy/read-policy.h"

/* The only value of the user's setting within the bounds, as text; "-" where
   it does not count. */
static void check_applied(const char *bounds, const char *setting_text,
			  enum tenure_setting setting, const char *want,
			  int64_t from)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	const struct memory_file files[2] = {{"p", NULL}, {NULL, NULL}};
	struct memory_file policy_files[2] = {files[0], files[1]};
	const struct tenure_value *value;
	struct tenure_policy *policy;
	char *findings;

	tenure_buffer_printf(&text,
			     "%sbounds { %s }\n"
			     "user a@b.example { plan = p  %s }\n",
			     BASE, bounds, setting_text);
	policy_files[0].text = text.data;
	findings = policy_findings(policy_files, &policy);
	assert_non_null(policy);
	tenure_free(findings);
	value = tenure_layer_value(&tenure_policy_user(policy, 0)->layer,
				   setting, NULL);
	assert_non_null(value);
	value = tenure_bounds_apply(tenure_policy_bounds(policy), setting,
				    value, from);
	tenure_buffer_clear(&text);
	if (value == NULL)
		tenure_buffer_add_str(&text, "-");
	else
		tenure_value_format(setting, value, &text);
	assert_string_equal(tenure_buffer_str(&text), want);
	tenure_buffer_free(&text);
	tenure_policy_free(&policy);
}

static void test_apply(void **state TENURE_UNUSED)
{
	static const struct {
		const char *bounds, *text;
		enum tenure_setting setting;
		const char *want;
	} cases[] = {
		{"keep = 1d .. 10y", "keep = 1h", TENURE_SETTING_KEEP, "1d"},
		{"keep = 1d .. 10y", "keep = 1d", TENURE_SETTING_KEEP, "1d"},
		{"keep = 1d .. 10y", "keep = 1y", TENURE_SETTING_KEEP, "1y"},
		{"keep = 1d .. 10y", "keep = 11y", TENURE_SETTING_KEEP, "10y"},
		{"keep = 1d .. 10y", "keep = forever", TENURE_SETTING_KEEP,
		 "10y"},
		{"keep >= 1d", "keep = forever", TENURE_SETTING_KEEP,
		 "forever"},
		{"keep <= 1d", "keep = 0", TENURE_SETTING_KEEP, "0"},
		{"expire <= 1y", "expire = never", TENURE_SETTING_EXPIRE, "1y"},
		{"expire = never .. never", "expire = 1y",
		 TENURE_SETTING_EXPIRE, "never"},
		{"on_delete = conceal deny", "on_delete = allow",
		 TENURE_SETTING_ON_DELETE, "-"},
		{"on_delete = conceal deny", "on_delete = deny",
		 TENURE_SETTING_ON_DELETE, "deny"},
		{"may = expire", "keep = 1d", TENURE_SETTING_KEEP, "-"},
		{"may = keep", "keep = 1d", TENURE_SETTING_KEEP, "1d"},
		{"may = expire  keep <= 1h", "keep = 1d", TENURE_SETTING_KEEP,
		 "-"},
		{"pop3 { after_download = keep }",
		 "pop3 { after_download = 7d }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "-"},
		{"pop3 { after_download = keep 7d .. 9d }",
		 "pop3 { after_download = 1d }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "7d"},
		{"pop3 { after_download >= 7d }",
		 "pop3 { after_download = delete }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "-"},
		{"pop3 { after_download >= 7d }",
		 "pop3 { after_download = keep }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "keep"},
		{"pop3 { after_download <= 7d }",
		 "pop3 { after_download = delete }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "delete"},
		{"pop3 { after_download <= 7d }",
		 "pop3 { after_download = keep }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "-"},
		{"pop3 { after_download = 7d .. 9d }",
		 "pop3 { after_download = delete }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "-"},
		{"pop3 { after_download <= 7d }",
		 "pop3 { after_download = 8d }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "7d"},
		{"pop3 { devices >= 2 }", "pop3 { devices = 1 }",
		 TENURE_SETTING_POP3_DEVICES, "2"},
		{"pop3 { devices >= 2 }", "pop3 { devices = any }",
		 TENURE_SETTING_POP3_DEVICES, "-"},
		{"pop3 { devices >= 2 }", "pop3 { devices = all }",
		 TENURE_SETTING_POP3_DEVICES, "all"},
		{"pop3 { devices <= 2 }", "pop3 { devices = any }",
		 TENURE_SETTING_POP3_DEVICES, "any"},
		{"pop3 { devices <= 2 }", "pop3 { devices = all }",
		 TENURE_SETTING_POP3_DEVICES, "-"},
		{"pop3 { top <= 20 }", "pop3 { top = limit 30 }",
		 TENURE_SETTING_POP3_TOP, "limit 20"},
		{"pop3 { top <= 20 }", "pop3 { top = deny }",
		 TENURE_SETTING_POP3_TOP, "deny"},
		{"pop3 { top <= 20 }", "pop3 { top = allow }",
		 TENURE_SETTING_POP3_TOP, "-"},
		{"pop3 { top >= 20 }", "pop3 { top = deny }",
		 TENURE_SETTING_POP3_TOP, "-"},
		{"pop3 { top >= 20 }", "pop3 { top = count }",
		 TENURE_SETTING_POP3_TOP, "count"},
		{"pop3 { top = deny limit }", "pop3 { top = allow }",
		 TENURE_SETTING_POP3_TOP, "-"},
		{"pop3 { top = deny limit }", "pop3 { top = limit 5 }",
		 TENURE_SETTING_POP3_TOP, "limit 5"},
		{"smtp { max_size <= 50M }", "smtp { max_size = 0 }",
		 TENURE_SETTING_SMTP_MAX_SIZE, "50M"},
		{"smtp { max_size >= 1M }", "smtp { max_size = 1k }",
		 TENURE_SETTING_SMTP_MAX_SIZE, "1M"},
		{"smtp { max_size >= 1M }", "smtp { max_size = 0 }",
		 TENURE_SETTING_SMTP_MAX_SIZE, "0"},
		{"smtp { require_tls = yes }", "smtp { require_tls = no }",
		 TENURE_SETTING_SMTP_REQUIRE_TLS, "-"},
		{"may = smtp.journal", "smtp { journal = a@b.example }",
		 TENURE_SETTING_SMTP_JOURNAL, "a@b.example"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_applied(cases[i].bounds, cases[i].text, cases[i].setting,
			      cases[i].want, 1795316400);
}

/* A month is shorter than 30 days in February, and longer in March. */
static void test_calendar(void **state TENURE_UNUSED)
{
	/* 2027-02-01, 2027-03-01 */
	check_applied("expire >= 30d", "expire = 1mo", TENURE_SETTING_EXPIRE,
		      "30d", 1801440000);
	check_applied("expire >= 30d", "expire = 1mo", TENURE_SETTING_EXPIRE,
		      "1mo", 1803859200);
	/* Where the ends are the other way round, the low one counts. */
	check_applied("expire = 30d .. 1mo", "expire = 1y",
		      TENURE_SETTING_EXPIRE, "30d", 1801440000);
	check_applied("expire = 30d .. 1mo", "expire = 1y",
		      TENURE_SETTING_EXPIRE, "1mo", 1803859200);
}

/* A value of the bound has the bound's place. */
static void test_place(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy =
		good_policy(BASE "bounds { keep >= 1d }\n"
				 "tenant a.example { plan = p  keep = 1d }\n");
	const struct tenure_value none = {.where = {.line = 7}};

	assert_int_equal(tenure_bounds_apply(tenure_policy_bounds(policy),
					     TENURE_SETTING_KEEP, &none, 0)
				 ->where.line,
			 4);
	assert_ptr_equal(tenure_bounds_apply(tenure_policy_bounds(policy),
					     TENURE_SETTING_EXPIRE, &none, 0),
			 &none);
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_place),
	};

	return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
