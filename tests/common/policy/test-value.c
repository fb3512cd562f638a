/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/buffer.h"
#include "policy/policy.h"
#include "policy/value.h"

/* Values of one setting in rising order of safety, as they are written; those
   that are the same stand in one row. */

#define D(m, s)                                                                \
	{                                                                      \
		.duration = {.months = (m), .seconds = (s) }                   \
	}
#define FOREVER                                                                \
	{                                                                      \
		.duration = {.forever = true }                                 \
	}
#define C(c)                                                                   \
	{                                                                      \
		.choice = (c)                                                  \
	}
#define N(c, n)                                                                \
	{                                                                      \
		.choice = (c), .number = (n)                                   \
	}
#define ROOM 8

static const struct {
	enum tenure_setting setting;
	struct {
		struct tenure_value value;
		const char *text;
	} values[ROOM];
} orders[] = {
	{TENURE_SETTING_KEEP,
	 {{D(0, 0), "0"},
	  {D(0, 86400), "1d"},
	  {D(1, 0), "1mo"},
	  {D(0, 31622400), "366d"},
	  {D(120, 0), "10y"},
	  {FOREVER, "forever"}}},
	{TENURE_SETTING_KEEP_FROM,
	 {{C(TENURE_KEEP_FROM_RECEIVED), "received"},
	  {C(TENURE_KEEP_FROM_YEAR_END), "year_end"}}},
	{TENURE_SETTING_MODE,
	 {{C(TENURE_KEEP_MODE_GOVERNANCE), "governance"},
	  {C(TENURE_KEEP_MODE_COMPLIANCE), "compliance"}}},
	{TENURE_SETTING_EXPIRE,
	 {{D(0, 0), "0"},
	  {D(0, 2592000), "30d"},
	  {D(84, 0), "7y"},
	  {FOREVER, "never"}}},
	{TENURE_SETTING_ON_DELETE,
	 {{C(TENURE_ON_DELETE_ALLOW), "allow"},
	  {C(TENURE_ON_DELETE_CONCEAL), "conceal"},
	  {C(TENURE_ON_DELETE_DENY), "deny"}}},
	{TENURE_SETTING_GRACE,
	 {{D(0, 0), "0"}, {D(0, 3600), "1h"}, {D(1, 0), "1mo"}}},
	{TENURE_SETTING_RECORD,
	 {{C(TENURE_RECORD_EVENT), "event"},
	  {C(TENURE_RECORD_DURABLE), "durable"}}},
	{TENURE_SETTING_BODY_HASH, {{C(0), "no"}, {C(1), "yes"}}},
	{TENURE_SETTING_POP3_AFTER_DOWNLOAD,
	 {{C(TENURE_AFTER_DOWNLOAD_DELETE), "delete"},
	  {{.choice = TENURE_AFTER_DOWNLOAD_LATER, .duration = {.seconds = 1}},
	   "1s"},
	  {{.choice = TENURE_AFTER_DOWNLOAD_LATER, .duration = {.months = 1}},
	   "1mo"},
	  {C(TENURE_AFTER_DOWNLOAD_KEEP), "keep"}}},
	{TENURE_SETTING_POP3_DEVICES,
	 {{C(TENURE_DEVICES_ANY), "any"},
	  {N(TENURE_DEVICES_NUMBER, 1), "1"},
	  {N(TENURE_DEVICES_NUMBER, 3), "3"},
	  {C(TENURE_DEVICES_ALL), "all"}}},
	{TENURE_SETTING_POP3_LOGIN_DELAY,
	 {{D(0, 0), "0"}, {D(0, 300), "5min"}, {D(0, 3600), "1h"}}},
	{TENURE_SETTING_POP3_TOP,
	 {{C(TENURE_TOP_ALLOW), "allow"},
	  {C(TENURE_TOP_COUNT), "count"},
	  {N(TENURE_TOP_LIMIT, 20), "limit 20"},
	  {N(TENURE_TOP_LIMIT, 0), "limit 0"},
	  {C(TENURE_TOP_DENY), "deny"}}},
	{TENURE_SETTING_POP3_ACCESS,
	 {{C(TENURE_ACCESS_YES), "yes"},
	  {C(TENURE_ACCESS_TLS), "tls"},
	  {C(TENURE_ACCESS_NO), "no"}}},
	{TENURE_SETTING_SMTP_ACCEPT,
	 {{C(TENURE_SMTP_ACCEPT), "yes"},
	  {C(TENURE_SMTP_DISCARD), "discard"},
	  {C(TENURE_SMTP_QUARANTINE), "quarantine"},
	  {{.choice = TENURE_SMTP_DEFER, .text = "4.7.1 a \"b\""},
	   "defer \"4.7.1 a \\\"b\\\"\""},
	  {{.choice = TENURE_SMTP_REJECT, .text = "5.7.1 no"},
	   "reject \"5.7.1 no\""}}},
	{TENURE_SETTING_SMTP_REQUIRE_TLS, {{C(0), "no"}, {C(1), "yes"}}},
	{TENURE_SETTING_SMTP_REQUIRE_AUTH, {{C(0), "no"}, {C(1), "yes"}}},
	{TENURE_SETTING_SMTP_MAX_SIZE,
	 {{N(0, 0), "0"},
	  {N(0, INT64_C(5) << 30), "5G"},
	  {N(0, 10 << 20), "10M"},
	  {N(0, 1500), "1500"},
	  {N(0, 1024), "1k"},
	  {N(0, 1), "1"}}},
	{TENURE_SETTING_SMTP_JOURNAL,
	 {{C(0), "none"}, {{.text = "a@b.example"}, "a@b.example"}}},
	{TENURE_SETTING_SMTP_MIXED,
	 {{C(TENURE_MIXED_DEFER_OTHERS), "defer_others"},
	  {C(TENURE_MIXED_STRICTEST), "strictest"}}},
	{TENURE_SETTING_SMTP_EXPIRES_HEADER,
	 {{C(TENURE_EXPIRES_HEADER_HONOUR), "honour"},
	  {C(TENURE_EXPIRES_HEADER_IGNORE), "ignore"}}},
};
#define ORDERS (sizeof(orders) / sizeof(orders[0]))

_Static_assert(ORDERS == TENURE_SETTING_COUNT, "every setting has its order");

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

/* Each pair, both ways, and each with itself. */
static void test_compare(void **state TENURE_UNUSED)
{
	for (size_t i = 0; i < ORDERS; i++) {
		for (size_t a = 0; a < ROOM; a++) {
			for (size_t b = 0; b < ROOM; b++) {
				if (orders[i].values[a].text == NULL ||
				    orders[i].values[b].text == NULL)
					continue;
				int got = tenure_value_compare(
					orders[i].setting,
					&orders[i].values[a].value,
					&orders[i].values[b].value, 0);

				if (sign(got) != (a > b) - (a < b))
					fail_msg("%s: %s against %s: %d",
						 tenure_setting_info(
							 orders[i].setting)
							 ->name,
						 orders[i].values[a].text,
						 orders[i].values[b].text, got);
			}
		}
	}
}

/* What spans the same time is the same, whatever its units; months are as long
   as they are from where they begin. */
static void test_compare_calendar(void **state TENURE_UNUSED)
{
	const struct tenure_value week = D(0, 604800), days = D(0, 7 * 86400);
	const struct tenure_value month = D(1, 0), thirty = D(0, 30 * 86400);

	assert_int_equal(
		tenure_value_compare(TENURE_SETTING_KEEP, &week, &days, 0), 0);
	/* 2027-02-01, 2027-03-01 */
	assert_true(tenure_value_compare(TENURE_SETTING_KEEP, &month, &thirty,
					 1801440000) < 0);
	assert_true(tenure_value_compare(TENURE_SETTING_KEEP, &month, &thirty,
					 1803859200) > 0);
}

/* Which address, or which reply, makes nothing safer. */
static void test_compare_texts(void **state TENURE_UNUSED)
{
	const struct tenure_value a = {.choice = TENURE_SMTP_REJECT,
				       .text = "5.7.1 a"};
	const struct tenure_value b = {.choice = TENURE_SMTP_REJECT,
				       .text = "5.7.1 b"};

	assert_int_equal(
		tenure_value_compare(TENURE_SETTING_SMTP_ACCEPT, &a, &b, 0), 0);
	assert_int_equal(
		tenure_value_compare(TENURE_SETTING_SMTP_JOURNAL, &a, &b, 0),
		0);
}

static void test_format(void **state TENURE_UNUSED)
{
	for (size_t i = 0; i < ORDERS; i++) {
		for (size_t a = 0; a < ROOM; a++) {
			struct tenure_buffer out = TENURE_BUFFER_INIT;

			if (orders[i].values[a].text == NULL)
				continue;
			tenure_value_format(orders[i].setting,
					    &orders[i].values[a].value, &out);
			assert_string_equal(tenure_buffer_str(&out),
					    orders[i].values[a].text);
			tenure_buffer_free(&out);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_compare_calendar),
		cmocka_unit_test(test_compare_texts),
		cmocka_unit_test(test_format),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
