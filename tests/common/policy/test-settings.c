/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/buffer.h"
#include "policy/policy.h"
#include "policy/value.h"

/* Each row of the table is whole, and its default is what the language's
   description says. */
static void test_table(void **state TENURE_UNUSED)
{
	static const struct {
		const char *name, *default_value;
	} cases[TENURE_SETTING_COUNT] = {
		[TENURE_SETTING_KEEP] = {"keep", "0"},
		[TENURE_SETTING_KEEP_FROM] = {"keep_from", "received"},
		[TENURE_SETTING_MODE] = {"mode", "governance"},
		[TENURE_SETTING_EXPIRE] = {"expire", "never"},
		[TENURE_SETTING_GRACE] = {"grace", "0"},
		[TENURE_SETTING_RECORD] = {"record", "event"},
		[TENURE_SETTING_BODY_HASH] = {"body_hash", "no"},
		[TENURE_SETTING_POP3_DEVICES] = {"pop3.devices", "any"},
		[TENURE_SETTING_POP3_LOGIN_DELAY] = {"pop3.login_delay", "0"},
		[TENURE_SETTING_POP3_TOP] = {"pop3.top", "allow"},
		[TENURE_SETTING_POP3_ACCESS] = {"pop3.access", "yes"},
		[TENURE_SETTING_SMTP_REQUIRE_TLS] = {"smtp.require_tls", "no"},
		[TENURE_SETTING_SMTP_REQUIRE_AUTH] = {"smtp.require_auth",
						      "no"},
		[TENURE_SETTING_SMTP_MAX_SIZE] = {"smtp.max_size", "0"},
		[TENURE_SETTING_SMTP_JOURNAL] = {"smtp.journal", "none"},
		[TENURE_SETTING_SMTP_MIXED] = {"smtp.mixed", "strictest"},
		[TENURE_SETTING_SMTP_EXPIRES_HEADER] = {"smtp.expires_header",
							"ignore"},
		[TENURE_SETTING_ON_DELETE] = {"on_delete", "conceal"},
		[TENURE_SETTING_POP3_AFTER_DOWNLOAD] = {"pop3.after_download",
							"keep"},
		[TENURE_SETTING_SMTP_ACCEPT] = {"smtp.accept", "yes"},
	};

	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		const struct tenure_setting_info *info =
			tenure_setting_info((enum tenure_setting)i);
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		assert_string_equal(info->name, cases[i].name);
		if (info->block[0] != '\0')
			tenure_buffer_printf(&text, "%s.", info->block);
		tenure_buffer_add_str(&text, info->bare_name);
		assert_string_equal(tenure_buffer_str(&text), info->name);
		assert_memory_equal(info->usage, info->bare_name,
				    strlen(info->bare_name));
		assert_non_null(info->meaning);
		assert_int_equal(info->default_value.where.line, 0);
		assert_int_equal(info->type == TENURE_TYPE_DURATION ||
					 info->type == TENURE_TYPE_SIZE ||
					 info->type == TENURE_TYPE_ADDRESS,
				 info->choices == NULL);
		tenure_buffer_clear(&text);
		tenure_value_format((enum tenure_setting)i,
				    &info->default_value, &text);
		assert_string_equal(tenure_buffer_str(&text),
				    cases[i].default_value);
		tenure_buffer_free(&text);
	}
}

/* The words stand in the order of their enums. */
static void test_choices(void **state TENURE_UNUSED)
{
	static const struct {
		enum tenure_setting setting;
		int choice;
		const char *word;
	} cases[] = {
		{TENURE_SETTING_KEEP_FROM, TENURE_KEEP_FROM_RECEIVED,
		 "received"},
		{TENURE_SETTING_KEEP_FROM, TENURE_KEEP_FROM_YEAR_END,
		 "year_end"},
		{TENURE_SETTING_ON_DELETE, TENURE_ON_DELETE_ALLOW, "allow"},
		{TENURE_SETTING_ON_DELETE, TENURE_ON_DELETE_CONCEAL, "conceal"},
		{TENURE_SETTING_ON_DELETE, TENURE_ON_DELETE_DENY, "deny"},
		{TENURE_SETTING_POP3_AFTER_DOWNLOAD,
		 TENURE_AFTER_DOWNLOAD_DELETE, "delete"},
		{TENURE_SETTING_POP3_AFTER_DOWNLOAD, TENURE_AFTER_DOWNLOAD_KEEP,
		 "keep"},
		{TENURE_SETTING_SMTP_ACCEPT, TENURE_SMTP_ACCEPT, "yes"},
		{TENURE_SETTING_SMTP_ACCEPT, TENURE_SMTP_DISCARD, "discard"},
		{TENURE_SETTING_SMTP_ACCEPT, TENURE_SMTP_QUARANTINE,
		 "quarantine"},
		{TENURE_SETTING_SMTP_ACCEPT, TENURE_SMTP_DEFER, "defer"},
		{TENURE_SETTING_SMTP_ACCEPT, TENURE_SMTP_REJECT, "reject"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(tenure_setting_info(cases[i].setting)
					    ->choices[cases[i].choice],
				    cases[i].word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_choices),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
