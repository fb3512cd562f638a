/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/date.h"
#include "base/duration.h"

#define DAY INT64_C(86400)

static void test_parse(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		struct tenure_duration want;
		/* What it is written as afterwards. */
		const char *format;
	} cases[] = {
		{"0", {false, 0, 0}, "0"},
		{"00", {false, 0, 0}, "0"},
		{"0d", {false, 0, 0}, "0"},
		{"0y", {false, 0, 0}, "0"},
		{"1s", {false, 0, 1}, "1s"},
		{"90s", {false, 0, 90}, "90s"},
		{"120s", {false, 0, 120}, "2min"},
		{"10min", {false, 0, 600}, "10min"},
		{"5min", {false, 0, 300}, "5min"},
		{"36h", {false, 0, 129600}, "36h"},
		{"24h", {false, 0, DAY}, "1d"},
		{"90d", {false, 0, 90 * DAY}, "90d"},
		{"7d", {false, 0, 7 * DAY}, "7d"},
		{"1w", {false, 0, 7 * DAY}, "7d"},
		{"14d", {false, 0, 14 * DAY}, "14d"},
		{"30d", {false, 0, 30 * DAY}, "30d"},
		{"1mo", {false, 1, 0}, "1mo"},
		{"18mo", {false, 18, 0}, "18mo"},
		{"12mo", {false, 12, 0}, "1y"},
		{"7y", {false, 84, 0}, "7y"},
		{"007y", {false, 84, 0}, "7y"},
		{"10000y", {false, 120000, 0}, "10000y"},
		{"120000mo", {false, 120000, 0}, "10000y"},
		{"315569520000s",
		 {false, 0, INT64_C(315569520000)},
		 "3652425d"},
		{"forever", {true, 0, 0}, "always"},
		{"never", {true, 0, 0}, "always"},
	};
	char buf[TENURE_DURATION_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_duration got = {false, 47, 11};
		const char *error = NULL;

		assert_int_equal(
			tenure_duration_parse(cases[i].text, &got, &error), 0);
		assert_int_equal(got.forever, cases[i].want.forever);
		assert_int_equal(got.months, cases[i].want.months);
		assert_int_equal(got.seconds, cases[i].want.seconds);
		assert_string_equal(tenure_duration_format(&got, "always", buf),
				    cases[i].format);
		assert_null(error);
	}
}

static void test_parse_bad(void **state TENURE_UNUSED)
{
	static const char number[] = "a duration is a whole number and a "
				     "unit, as in 90d, or forever or never";
	static const char whole[] = "a duration is a whole number and a unit";
	static const char no_unit[] =
		"a duration needs a unit, one of s min h d w mo y";
	static const char unknown[] =
		"unknown unit, must be one of s min h d w mo y";
	static const char ambiguous[] =
		"\"m\" may be minutes or months, write min or mo";
	static const char too_long[] = "longer than 10000 years, write forever";
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", number},
		{"d", number},
		{"-1d", number},
		{"+1d", number},
		{" 1d", number},
		{"Forever", number},
		{"90", no_unit},
		{"1", no_unit},
		{"90 d", unknown},
		{"90D", unknown},
		{"90dd", unknown},
		{"90days", unknown},
		{"1d12h", unknown},
		{"1.5y", whole},
		{"1,5y", whole},
		{"0.5", whole},
		{"30m", ambiguous},
		{"30M", ambiguous},
		{"10001y", too_long},
		{"120001mo", too_long},
		{"315569520001s", too_long},
		{"521776w", too_long},
		{"9223372036854775807s", too_long},
		{"18446744073709551617d", too_long},
		{"99999999999999999999999999999999999999999y", too_long},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_duration got = {false, 47, 11};
		const char *error = NULL;

		if (tenure_duration_parse(cases[i].text, &got, &error) != -1)
			fail_msg("\"%s\" was taken", cases[i].text);
		assert_string_equal(error, cases[i].want);
		assert_int_equal(got.months, 47);
		assert_int_equal(got.seconds, 11);
	}
}

static void test_format_both(void **state TENURE_UNUSED)
{
	static const struct tenure_duration both = {false, 119999,
						    INT64_C(315569519999)};
	char buf[TENURE_DURATION_SIZE];

	assert_string_equal(tenure_duration_format(&both, "", buf),
			    "119999mo+315569519999s");
}

static void test_after(void **state TENURE_UNUSED)
{
	static const struct {
		const char *from, *duration, *want;
	} cases[] = {
		{"2028-02-29", "7y", "2035-02-28T00:00:00Z"},
		{"2028-02-29T12:00:00Z", "4y", "2032-02-29T12:00:00Z"},
		{"2096-02-29", "4y", "2100-02-28T00:00:00Z"},
		{"2026-01-31", "1mo", "2026-02-28T00:00:00Z"},
		{"2024-01-31", "1mo", "2024-02-29T00:00:00Z"},
		{"2026-12-31T23:59:59Z", "1mo", "2027-01-31T23:59:59Z"},
		{"2026-12-31T23:59:59Z", "1s", "2027-01-01T00:00:00Z"},
		{"2026-10-31", "4mo", "2027-02-28T00:00:00Z"},
		{"2026-11-22", "90d", "2027-02-20T00:00:00Z"},
		{"2026-11-22", "0", "2026-11-22T00:00:00Z"},
		{"2026-11-22", "never", "forever"},
		{"1969-12-31", "2mo", "1970-02-28T00:00:00Z"},
		{"2038-01-19T03:14:07Z", "1s", "2038-01-19T03:14:08Z"},
		{"9999-12-31", "1d", "@253402300800"},
	};
	char buf[TENURE_DATE_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_duration duration;
		const char *error;
		int64_t from;

		assert_int_equal(tenure_date_parse(cases[i].from, &from), 0);
		assert_int_equal(tenure_duration_parse(cases[i].duration,
						       &duration, &error),
				 0);
		tenure_date_format(tenure_duration_after(from, &duration), buf);
		assert_string_equal(buf, cases[i].want);
	}
}

static void test_after_extremes(void **state TENURE_UNUSED)
{
	static const struct tenure_duration zero = {false, 0, 0};
	static const struct tenure_duration second = {false, 0, 1};
	static const struct tenure_duration month = {false, 1, 0};
	static const struct tenure_duration both = {false, 1, DAY};
	static const struct tenure_duration endless = {true, 0, 0};
	static const struct {
		int64_t from;
		const struct tenure_duration *duration;
		int64_t want;
	} cases[] = {
		{TENURE_TIME_NONE, &zero, TENURE_TIME_FOREVER},
		{TENURE_TIME_NONE, &endless, TENURE_TIME_FOREVER},
		{TENURE_TIME_FOREVER, &zero, TENURE_TIME_FOREVER},
		{TENURE_TIME_FOREVER - 1, &zero, TENURE_TIME_FOREVER - 1},
		{TENURE_TIME_FOREVER - 1, &second, TENURE_TIME_FOREVER},
		{TENURE_TIME_FOREVER - 1, &month, TENURE_TIME_FOREVER},
		{TENURE_TIME_FOREVER - DAY, &both, TENURE_TIME_FOREVER},
		{TENURE_TIME_NONE + 1, &second, TENURE_TIME_NONE + 2},
		{TENURE_TIME_NONE + 1, &month, TENURE_TIME_NONE + 1 + 31 * DAY},
		/* 30 January: the 28 February, then a day more. */
		{29 * DAY, &both, 59 * DAY},
		{0, &endless, TENURE_TIME_FOREVER},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(tenure_duration_after(cases[i].from,
						  cases[i].duration) ==
			    cases[i].want);
}

static void test_is_zero(void **state TENURE_UNUSED)
{
	static const struct tenure_duration zero = {false, 0, 0};
	static const struct tenure_duration second = {false, 0, 1};
	static const struct tenure_duration month = {false, 1, 0};
	static const struct tenure_duration endless = {true, 0, 0};

	assert_true(tenure_duration_is_zero(&zero));
	assert_false(tenure_duration_is_zero(&second));
	assert_false(tenure_duration_is_zero(&month));
	assert_false(tenure_duration_is_zero(&endless));
}

static void test_min_days(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{"0", 0},         {"23h", 0},           {"24h", 1},
		{"47h", 1},       {"90d", 90},          {"2w", 14},
		{"1mo", 28},      {"2mo", 59},          {"3mo", 89},
		{"6mo", 181},     {"1y", 365},          {"4y", 1460},
		{"7y", 2555},     {"8y", 2921},         {"10y", 3651},
		{"400y", 146097}, {"never", INT64_MAX},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_duration duration;
		const char *error;

		assert_int_equal(
			tenure_duration_parse(cases[i].text, &duration, &error),
			0);
		assert_int_equal(tenure_duration_min_days(&duration),
				 cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_bad),
		cmocka_unit_test(test_format_both),
		cmocka_unit_test(test_after),
		cmocka_unit_test(test_after_extremes),
		cmocka_unit_test(test_is_zero),
		cmocka_unit_test(test_min_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
