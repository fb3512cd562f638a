/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/date.h"

static void test_fields(void **state TENURE_UNUSED)
{
	static const struct {
		int64_t when;
		struct tenure_date want;
	} cases[] = {
		{0, {1970, 1, 1, 0, 0, 0}},
		{-1, {1969, 12, 31, 23, 59, 59}},
		{86399, {1970, 1, 1, 23, 59, 59}},
		{951782400, {2000, 2, 29, 0, 0, 0}},
		{951868799, {2000, 2, 29, 23, 59, 59}},
		{951868800, {2000, 3, 1, 0, 0, 0}},
		{INT64_C(2147483648), {2038, 1, 19, 3, 14, 8}},
		{INT64_C(4294967296), {2106, 2, 7, 6, 28, 16}},
		{INT64_C(4107542399), {2100, 2, 28, 23, 59, 59}},
		{INT64_C(4107542400), {2100, 3, 1, 0, 0, 0}},
		{INT64_C(253402300799), {9999, 12, 31, 23, 59, 59}},
		{INT64_C(-62135596800), {1, 1, 1, 0, 0, 0}},
		{INT64_C(-62167219200), {0, 1, 1, 0, 0, 0}},
		{INT64_C(-62167219201), {-1, 12, 31, 23, 59, 59}},
		{INT64_MAX, {INT64_C(292277026596), 12, 4, 15, 30, 7}},
		{INT64_MIN, {INT64_C(-292277022657), 1, 27, 8, 29, 52}},
		{INT64_MIN + 1, {INT64_C(-292277022657), 1, 27, 8, 29, 53}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tenure_date *want = &cases[i].want;
		struct tenure_date got;

		tenure_date_from_time(cases[i].when, &got);
		assert_int_equal(got.year, want->year);
		assert_int_equal(got.month, want->month);
		assert_int_equal(got.day, want->day);
		assert_int_equal(got.hour, want->hour);
		assert_int_equal(got.minute, want->minute);
		assert_int_equal(got.second, want->second);
		assert_true(tenure_date_to_time(want) == cases[i].when);
	}
}

static void test_beyond_range(void **state TENURE_UNUSED)
{
	static const struct tenure_date after = {
		INT64_C(292277026596), 12, 4, 15, 30, 8};
	static const struct tenure_date before = {
		INT64_C(-292277022657), 1, 27, 8, 29, 51};
	static const struct tenure_date last = {INT64_MAX, 12, 31, 23, 59, 59};
	static const struct tenure_date first = {INT64_MIN, 1, 1, 0, 0, 0};

	assert_true(tenure_date_to_time(&after) == TENURE_TIME_FOREVER);
	assert_true(tenure_date_to_time(&last) == TENURE_TIME_FOREVER);
	assert_true(tenure_date_to_time(&before) == TENURE_TIME_NONE);
	assert_true(tenure_date_to_time(&first) == TENURE_TIME_NONE);
}

static void test_month_days(void **state TENURE_UNUSED)
{
	static const int want[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};

	for (int month = 1; month <= 12; month++)
		assert_int_equal(tenure_date_month_days(2026, month),
				 want[month - 1]);
	assert_int_equal(tenure_date_month_days(2024, 2), 29);
	assert_int_equal(tenure_date_month_days(1900, 2), 28);
	assert_int_equal(tenure_date_month_days(2000, 2), 29);
	assert_int_equal(tenure_date_month_days(2100, 2), 28);
	assert_int_equal(tenure_date_month_days(-4, 2), 29);
	assert_int_equal(tenure_date_month_days(-100, 2), 28);
}

static void test_format(void **state TENURE_UNUSED)
{
	static const struct {
		int64_t when;
		const char *want, *want_day;
	} cases[] = {
		{0, "1970-01-01T00:00:00Z", "1970-01-01"},
		{1795316400, "2026-11-22T03:00:00Z", "2026-11-22"},
		{-1, "1969-12-31T23:59:59Z", "1969-12-31"},
		{INT64_C(-62135596800), "0001-01-01T00:00:00Z", "0001-01-01"},
		{INT64_C(253402300799), "9999-12-31T23:59:59Z", "9999-12-31"},
		{INT64_C(-62135596801), "@-62135596801", "@-62135596801"},
		{INT64_C(253402300800), "@253402300800", "@253402300800"},
		{TENURE_TIME_FOREVER, "forever", "forever"},
		{TENURE_TIME_FOREVER - 1, "@9223372036854775806",
		 "@9223372036854775806"},
		{TENURE_TIME_NONE, "none", "none"},
		{TENURE_TIME_NONE + 1, "@-9223372036854775807",
		 "@-9223372036854775807"},
	};
	char buf[TENURE_DATE_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(tenure_date_format(cases[i].when, buf),
				    cases[i].want);
		assert_string_equal(tenure_date_format_day(cases[i].when, buf),
				    cases[i].want_day);
	}
}

static void test_parse(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		int64_t want;
	} cases[] = {
		{"2026-11-22T03:00:00Z", 1795316400},
		{"2026-11-22t03:00:00z", 1795316400},
		{"2026-11-22 03:00:00Z", 1795316400},
		{"2026-11-22T03:00:00.25Z", 1795316400},
		{"2026-11-22T03:00:00.999999999999999999999+00:00", 1795316400},
		{"2026-11-22T04:30:00+01:30", 1795316400},
		{"2026-11-21T22:00:00-05:00", 1795316400},
		{"2026-11-22T03:00:00-00:00", 1795316400},
		{"2026-11-22", 1795305600},
		{"2024-02-29", 1709164800},
		{"1969-12-31T23:59:59Z", -1},
		{"0001-01-01", INT64_C(-62135596800)},
		{"9999-12-31T23:59:59Z", INT64_C(253402300799)},
		{"@0", 0},
		{"@1795316400", 1795316400},
		{"@-1", -1},
		{"@-62135596800", INT64_C(-62135596800)},
		{"@253402300799", INT64_C(253402300799)},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = 4711;

		assert_int_equal(tenure_date_parse(cases[i].text, &got), 0);
		assert_true(got == cases[i].want);
	}
}

static void test_parse_bad(void **state TENURE_UNUSED)
{
	static const char *const cases[] = {
		"",
		" 2026-11-22",
		"2026-11-22 ",
		"2026",
		"2026-11",
		"2026-11-2",
		"26-11-22",
		"20260-11-22",
		"2026-00-22",
		"2026-13-22",
		"2026-11-00",
		"2026-11-31",
		"2023-02-29",
		"2100-02-29",
		"0000-12-31",
		"-001-12-31",
		"2026/11/22",
		"2026-11-22T",
		"2026-11-22T03",
		"2026-11-22T03:00",
		"2026-11-22T03:00Z",
		"2026-11-22T03:00:00",
		"2026-11-22T24:00:00Z",
		"2026-11-22T03:60:00Z",
		"2016-12-31T23:59:60Z",
		"2026-11-22T03:00:00.Z",
		"2026-11-22T03:00:00ZZ",
		"2026-11-22T03:00:00+0100",
		"2026-11-22T03:00:00+24:00",
		"2026-11-22T03:00:00+01:60",
		"2026-11-22T03:00:00 +01:00",
		"2026-11-22T3:00:00Z",
		"0001-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01",
		"9999-12-31T23:59:00-00:01",
		"@",
		"@-",
		"@+1",
		"@ 1",
		"@1 ",
		"@1.5",
		"@--1",
		"@253402300800",
		"@-62135596801",
		"@99999999999999999999999999",
		"forever",
		"now",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = 4711;

		if (tenure_date_parse(cases[i], &got) != -1)
			fail_msg("\"%s\" was taken as a date", cases[i]);
		assert_int_equal(got, 4711);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_beyond_range),
		cmocka_unit_test(test_month_days),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
