/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "policy/build.h"
#include "policy/value.h"
#include "tests/common/policy/read-policy.h"

/* Good values, as they are written again. */
static void test_good(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		enum tenure_setting setting;
		const char *want;
	} cases[] = {
		{"keep = 90d", TENURE_SETTING_KEEP, "90d"},
		{"keep = 0", TENURE_SETTING_KEEP, "0"},
		{"keep = forever", TENURE_SETTING_KEEP, "forever"},
		{"keep = 12mo", TENURE_SETTING_KEEP, "1y"},
		{"keep = \"7y\"", TENURE_SETTING_KEEP, "7y"},
		{"expire = never", TENURE_SETTING_EXPIRE, "never"},
		{"expire = 0", TENURE_SETTING_EXPIRE, "0"},
		{"keep_from = received", TENURE_SETTING_KEEP_FROM, "received"},
		{"keep_from = year_end", TENURE_SETTING_KEEP_FROM, "year_end"},
		{"on_delete = allow", TENURE_SETTING_ON_DELETE, "allow"},
		{"on_delete = conceal", TENURE_SETTING_ON_DELETE, "conceal"},
		{"on_delete = deny", TENURE_SETTING_ON_DELETE, "deny"},
		{"pop3 { after_download = keep }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "keep"},
		{"pop3 { after_download = delete }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "delete"},
		{"smtp { accept = yes }", TENURE_SETTING_SMTP_ACCEPT, "yes"},
		{"smtp { accept = quarantine }", TENURE_SETTING_SMTP_ACCEPT,
		 "quarantine"},
		{"smtp { accept = discard }", TENURE_SETTING_SMTP_ACCEPT,
		 "discard"},
		{"smtp { accept = reject \"5.7.1 No, \\\"you\\\" \\\\\" }",
		 TENURE_SETTING_SMTP_ACCEPT,
		 "reject \"5.7.1 No, \\\"you\\\" \\\\\""},
		{"smtp { accept = defer \"4.0.999 100%\" }",
		 TENURE_SETTING_SMTP_ACCEPT, "defer \"4.0.999 100%\""},
		{"mode = compliance", TENURE_SETTING_MODE, "compliance"},
		{"grace = 14d", TENURE_SETTING_GRACE, "14d"},
		{"record = event", TENURE_SETTING_RECORD, "event"},
		{"body_hash = yes", TENURE_SETTING_BODY_HASH, "yes"},
		{"pop3 { after_download = 30d }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "30d"},
		{"pop3 { after_download = delete }",
		 TENURE_SETTING_POP3_AFTER_DOWNLOAD, "delete"},
		{"pop3 { devices = 3 }", TENURE_SETTING_POP3_DEVICES, "3"},
		{"pop3 { devices = all }", TENURE_SETTING_POP3_DEVICES, "all"},
		{"pop3 { login_delay = 5min }", TENURE_SETTING_POP3_LOGIN_DELAY,
		 "5min"},
		{"pop3 { top = limit 20 }", TENURE_SETTING_POP3_TOP,
		 "limit 20"},
		{"pop3 { top = deny }", TENURE_SETTING_POP3_TOP, "deny"},
		{"pop3 { access = tls }", TENURE_SETTING_POP3_ACCESS, "tls"},
		{"smtp { require_tls = yes }", TENURE_SETTING_SMTP_REQUIRE_TLS,
		 "yes"},
		{"smtp { require_auth = no }", TENURE_SETTING_SMTP_REQUIRE_AUTH,
		 "no"},
		{"smtp { max_size = 10240k }", TENURE_SETTING_SMTP_MAX_SIZE,
		 "10M"},
		{"smtp { max_size = 0 }", TENURE_SETTING_SMTP_MAX_SIZE, "0"},
		{"smtp { journal = A@Example.ORG }",
		 TENURE_SETTING_SMTP_JOURNAL, "A@Example.ORG"},
		{"smtp { journal = \"\\\"a b\\\"@x.example\" }",
		 TENURE_SETTING_SMTP_JOURNAL, "\"\\\"a b\\\"@x.example\""},
		{"smtp { journal = none }", TENURE_SETTING_SMTP_JOURNAL,
		 "none"},
		{"smtp { mixed = defer_others }", TENURE_SETTING_SMTP_MIXED,
		 "defer_others"},
		{"smtp { expires_header = honour }",
		 TENURE_SETTING_SMTP_EXPIRES_HEADER, "honour"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256];
		struct tenure_buffer out = TENURE_BUFFER_INIT;
		struct memory_file files[] = {{"p", NULL}, {NULL, NULL}};
		const struct tenure_value *value;
		struct tenure_policy *policy;

		snprintf(text, sizeof(text), BASE "plan q {\n %s }\n",
			 cases[i].text);
		/* There may be warnings that it is not enforced. */
		files[0].text = text;
		tenure_free(policy_findings(files, &policy));
		assert_non_null(policy);
		value = tenure_layer_value(
			&tenure_policy_plan(policy, 1)->layer, cases[i].setting,
			NULL);
		assert_non_null(value);
		assert_int_equal(value->where.line, 5);
		tenure_value_format(cases[i].setting, value, &out);
		assert_string_equal(tenure_buffer_str(&out), cases[i].want);
		tenure_buffer_free(&out);
		tenure_policy_free(&policy);
	}
}

static void test_error_bad_duration(void **state TENURE_UNUSED)
{
	check_findings(
		BASE "plan q { keep = 90m\n"
		     "expire = soon }\n"
		     "plan r { keep = never\n"
		     "expire = forever }\n"
		     "plan s { keep = 10001y }\n",
		"p:4:17: error: bad duration \"90m\": \"m\" may be minutes or "
		"months, write min or mo\n"
		"    plan q { keep = 90m\n"
		"                    ^~~\n"
		"p:5:10: error: bad duration \"soon\": a duration is a whole "
		"number and a unit, as in 90d, or forever or never\n"
		"    expire = soon }\n"
		"             ^~~~\n"
		"p:6:17: error: bad duration \"never\": without end is "
		"\"keep = forever\"\n"
		"    plan r { keep = never\n"
		"                    ^~~~~\n"
		"p:7:10: error: bad duration \"forever\": without end is "
		"\"expire = never\"\n"
		"    expire = forever }\n"
		"             ^~~~~~~\n"
		"p:8:17: error: bad duration \"10001y\": longer than 10000 "
		"years, write forever\n"
		"    plan s { keep = 10001y }\n"
		"                    ^~~~~~\n");
}

static void test_error_missing_unit(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan q { keep = 90 }\n",
		       "p:4:17: error: bad duration \"90\": a duration needs a "
		       "unit, one of s min h d w mo y\n"
		       "    plan q { keep = 90 }\n"
		       "                    ^~\n");
}

static void test_error_unknown_value(void **state TENURE_UNUSED)
{
	check_findings(
		BASE "plan q { keep_from = yearend\n"
		     "on_delete = maybe\n"
		     "pop3 { after_download = soon }\n"
		     "smtp { accept = no } }\n",
		"p:4:22: error: unknown value of \"keep_from\" \"yearend\"\n"
		"    plan q { keep_from = yearend\n"
		"                         ^~~~~~~ did you mean \"year_end\"?\n"
		"p:5:13: error: unknown value of \"on_delete\" \"maybe\"\n"
		"    on_delete = maybe\n"
		"                ^~~~~ one of allow, conceal, deny\n"
		"p:6:25: error: unknown value of \"after_download\" "
		"\"soon\"\n"
		"    pop3 { after_download = soon }\n"
		"                            ^~~~ one of delete, DURATION, "
		"keep\n"
		"p:7:17: error: unknown value of \"accept\" \"no\"\n"
		"    smtp { accept = no } }\n"
		"                    ^~ one of yes, discard, quarantine, "
		"defer, reject\n");
}

static void test_error_too_many_values(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan q { keep = 1d 2d\n"
			    "smtp { accept = yes \"5.7.1 no\" } }\n",
		       "p:4:20: error: \"keep\" takes one value\n"
		       "    plan q { keep = 1d 2d\n"
		       "                       ^~\n"
		       "p:5:21: error: \"accept\" takes one value\n"
		       "    smtp { accept = yes \"5.7.1 no\" } }\n"
		       "                        ^~~~~~~~~~\n");
}

static void test_error_bad_reply(void **state TENURE_UNUSED)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{"reject", "\"reject\" takes one quoted reply"},
		{"reject 5.7.1 no", "\"reject\" takes one quoted reply"},
		{"defer", "\"defer\" takes one quoted reply"},
		{"reject \"\"", "bad reply: it must begin"},
		{"reject \"no\"", "bad reply: it must begin"},
		{"reject \"4.7.1 no\"", "bad reply: it must begin"},
		{"reject \"550 5.7.1 no\"", "bad reply: it must begin"},
		{"reject \"5.7 no\"", "bad reply: it must begin"},
		{"reject \"5.7. no\"", "bad reply: it must begin"},
		{"reject \"5.07.1 no\"", "bad reply: it must begin"},
		{"reject \"5.7.1234 no\"", "bad reply: it must begin"},
		{"reject \"5.7.1no\"", "bad reply: it must begin"},
		{"reject \"5.7.1\"", "bad reply: it has no text"},
		{"reject \"5.7.1  \"", "bad reply: it has no text"},
		{"reject \"5.7.1 n\xc3\xb6\"", "bad reply: only printable"},
		{"defer \"5.7.1 no\"", "bad reply: it must begin"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[256], want[128];
		const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
		struct tenure_policy *policy;
		char *got;

		snprintf(text, sizeof(text),
			 BASE "plan q { smtp { accept = %s } }\n",
			 cases[i].value);
		snprintf(want, sizeof(want), ": error: %s", cases[i].want);
		got = policy_findings(files, &policy);
		assert_null(policy);
		if (strstr(got, want) == NULL)
			fail_msg("%s: %s", cases[i].value, got);
		tenure_free(got);
	}
}

static void test_error_long_reply(void **state TENURE_UNUSED)
{
	for (size_t extra = 0; extra <= 1; extra++) {
		char reply[TENURE_REPLY_MAX + 2], text[TENURE_REPLY_MAX + 256];
		const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
		struct tenure_policy *policy;
		char *got;

		memset(reply, 'x', sizeof(reply));
		memcpy(reply, "5.7.1 ", 6);
		reply[TENURE_REPLY_MAX + extra] = '\0';
		snprintf(text, sizeof(text),
			 BASE "plan q { smtp { accept = reject \"%s\" } }\n",
			 reply);
		got = policy_findings(files, &policy);
		assert_int_equal(strstr(got, "too long for an SMTP reply") !=
					 NULL,
				 extra);
		tenure_free(got);
		tenure_policy_free(&policy);
	}
}

static void test_size(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{"0", 0},
		{"1", 1},
		{"10k", 10240},
		{"10M", 10485760},
		{"2G", INT64_C(2147483648)},
		{"9223372036854775807", INT64_MAX},
		{"9223372036854775808", -1},
		{"8589934591G", INT64_C(8589934591) << 30},
		{"8589934592G", -1},
		{"99999999999999999999999", -1},
		{"", -1},
		{"k", -1},
		{"-1", -1},
		{"1.5M", -1},
		{"10MB", -1},
		{"10K", -1},
		{"10 k", -1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = -1;
		int ret = tenure_build_size(cases[i].text, &got);

		assert_int_equal(ret, cases[i].want < 0 ? -1 : 0);
		assert_true(got == cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_error_bad_duration),
		cmocka_unit_test(test_error_missing_unit),
		cmocka_unit_test(test_error_unknown_value),
		cmocka_unit_test(test_error_too_many_values),
		cmocka_unit_test(test_error_bad_reply),
		cmocka_unit_test(test_error_long_reply),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("build-value", tests, NULL, NULL);
}
