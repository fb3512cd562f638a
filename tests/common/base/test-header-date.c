/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/date.h"

static void test_read(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		/* RFC 5322 A.1.1, A.5, A.6.2 */
		{"Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z"},
		{"Thu,\r\n      13\r\n        Feb\r\n          1969\r\n"
		 "      23:32\r\n               -0330 (Newfoundland Time)",
		 "1969-02-14T03:02:00Z"},
		{"21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z"},
		{"Sun, 22 Nov 2026 03:00:00 +0000", "2026-11-22T03:00:00Z"},
		{" Sun, 22 Nov 2026 03:00:00 +0000\r\n",
		 "2026-11-22T03:00:00Z"},
		{"22 Nov 2026 03:00 +0100", "2026-11-22T02:00:00Z"},
		{"22 nov 2026 03:00:00 UTC", "2026-11-22T03:00:00Z"},
		{"22 Nov 2026 03:00:00 UT", "2026-11-22T03:00:00Z"},
		{"22 Nov 2026 03:00:00 EST", "2026-11-22T08:00:00Z"},
		{"22 Nov 2026 03:00:00 pdt", "2026-11-22T10:00:00Z"},
		/* The day of the week is not looked at. */
		{"Mon, 22 Nov 2026 03:00:00 +0000", "2026-11-22T03:00:00Z"},
		{"(a (b \\) c)) 22 (d) Nov 2026 03 : 00 : 00 (e) -0000 (f",
		 "2026-11-22T03:00:00Z"},
		{"1 Jan 49 00:00:00 +0000", "2049-01-01T00:00:00Z"},
		{"1 Jan 50 00:00:00 +0000", "1950-01-01T00:00:00Z"},
		{"1 Jan 126 00:00:00 +0000", "2026-01-01T00:00:00Z"},
		{"29 Feb 2028 00:00:00 +0000", "2028-02-29T00:00:00Z"},
		/* A leap second counts as the one before. */
		{"31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59Z"},
		{"19 Jan 2038 03:14:08 +0000", "2038-01-19T03:14:08Z"},
		{"31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59Z"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char got[TENURE_DATE_SIZE];
		int64_t when;

		if (tenure_date_parse_header(cases[i].text, &when) < 0)
			fail_msg("not read: %s", cases[i].text);
		assert_string_equal(tenure_date_format(when, got),
				    cases[i].want);
	}
}

static void test_refuse(void **state TENURE_UNUSED)
{
	static const char *const cases[] = {
		"",
		"never",
		"2026-11-22T03:00:00Z",
		"22 Nov 2026",
		"22 Nov 2026 03:00:00",
		"Sun 22 Nov 2026 03:00:00 +0000",
		"Sun, 222 Nov 2026 03:00:00 +0000",
		"0 Nov 2026 03:00:00 +0000",
		"31 Nov 2026 03:00:00 +0000",
		"29 Feb 2027 03:00:00 +0000",
		"22 Nox 2026 03:00:00 +0000",
		"22 Nov 2 03:00:00 +0000",
		"22 Nov 12026 03:00:00 +0000",
		"22 Nov 0000 03:00:00 +0000",
		"22 Nov 2026 24:00:00 +0000",
		"22 Nov 2026 03:60:00 +0000",
		"22 Nov 2026 03:00:61 +0000",
		"22 Nov 2026 3:00:00 +0000",
		"22 Nov 2026 03:00:00 +000",
		"22 Nov 2026 03:00:00 +0060",
		"22 Nov 2026 03:00:00 0000",
		"22 Nov 2026 03:00:00 Z",
		"22 Nov 2026 03:00:00 A",
		"22 Nov 2026 03:00:00 GMTX",
		"22 Nov 2026 03:00:00 +0000 x",
		"-1 Nov 2026 03:00:00 +0000",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t when = 7;

		if (tenure_date_parse_header(cases[i], &when) == 0)
			fail_msg("read: %s", cases[i]);
		assert_int_equal(when, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
