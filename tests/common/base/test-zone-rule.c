/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/date.h"
#include "base/zone-rule.h"

#define HOUR 3600

static void test_syntax(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		/* -1 is a refusal. */
		int want;
	} cases[] = {
		{"EST5", 0},
		{"EST+5", 0},
		{"<+0330>-3:30", 0},
		{"<-00>0", 0},
		{"LMT-24:59:59", 0},
		{"EST5EDT,M3.2.0,M11.1.0", 0},
		{"EST5EDT4,M3.2.0/2,M11.1.0/2:30:15", 0},
		{"IST-1GMT0,M10.5.0,M3.5.0/1", 0},
		{"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 0},
		{"XXX0YYY,0/-167,365/167", 0},
		{"XXX0YYY,J1,J365", 0},
		{"", -1},
		{"5", -1},
		{"ES5", -1},
		{"EST", -1},
		{"EST5 ", -1},
		{"EST25", -1},
		{"EST5:60", -1},
		{"EST5:00:60", -1},
		{"EST0005", -1},
		{"EST5:", -1},
		{"EST--5", -1},
		{"<EST5", -1},
		{"<A>5", -1},
		{"<E T>5", -1},
		{"E5T5", -1},
		{"EST5EDT", -1},
		{"EST5EDT4", -1},
		{"EST5ED,M3.2.0,M11.1.0", -1},
		{"EST5EDT,M3.2.0", -1},
		{"EST5EDT,M3.2.0,", -1},
		{"EST5EDT,M3.2.0,M11.1.0,", -1},
		{"EST5EDT,M0.2.0,M11.1.0", -1},
		{"EST5EDT,M13.2.0,M11.1.0", -1},
		{"EST5EDT,M3.0.0,M11.1.0", -1},
		{"EST5EDT,M3.6.0,M11.1.0", -1},
		{"EST5EDT,M3.2.7,M11.1.0", -1},
		{"EST5EDT,M3.2,M11.1.0", -1},
		{"EST5EDT,M3.2.0/168,M11.1.0", -1},
		{"EST5EDT,J0,J365", -1},
		{"EST5EDT,J1,J366", -1},
		{"EST5EDT,0,366", -1},
		{"EST5EDT,-1,365", -1},
	};
	struct tenure_zone_rule rule;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_zone_rule_parse(cases[i].text, &rule) !=
		    cases[i].want)
			fail_msg("%s", cases[i].text);
	}
}

/* The offset at a time, and how long it has been and will be in force. */
static void test_spans(void **state TENURE_UNUSED)
{
	static const struct {
		const char *rule, *when;
		int32_t want;
		const char *start, *end;
	} cases[] = {
		{"EST5EDT,M3.2.0,M11.1.0", "2026-07-01", -4 * HOUR,
		 "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"},
		{"EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -5 * HOUR,
		 "2025-11-02T06:00:00Z", "2026-03-08T07:00:00Z"},
		{"EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -4 * HOUR,
		 "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"},
		/* In the south, summer begins in one year and ends in the
		   next. */
		{"AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-12-31T23:00:00Z",
		 11 * HOUR, "2026-10-03T16:00:00Z", "2027-04-03T16:00:00Z"},
		/* The Irish have their summer time in the winter. */
		{"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-31", 0,
		 "2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z"},
		{"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01", HOUR,
		 "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"},
		/* On the evening before, and the day after. */
		{"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z",
		 -2 * HOUR, "2025-10-26T01:00:00Z", "2026-03-29T01:00:00Z"},
		{"IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 3 * HOUR,
		 "2026-03-27T00:00:00Z", "2026-10-24T23:00:00Z"},
		/* 29 February is day 59, and no Julian day. */
		{"XXX0YYY,J60,J300", "2028-03-01T02:00:00Z", HOUR,
		 "2028-03-01T02:00:00Z", "2028-10-27T01:00:00Z"},
		{"XXX0YYY,J59,J300", "2028-02-29", HOUR, "2028-02-28T02:00:00Z",
		 "2028-10-27T01:00:00Z"},
		{"XXX0YYY,59,300", "2028-02-29T02:00:00Z", HOUR,
		 "2028-02-29T02:00:00Z", "2028-10-27T01:00:00Z"},
		{"XXX0YYY,59,300", "2027-03-01T02:00:00Z", HOUR,
		 "2027-03-01T02:00:00Z", "2027-10-28T01:00:00Z"},
		/* The last Sunday may be the fourth. */
		{"XXX0YYY,M2.5.0,M9.5.0", "2026-03-01", HOUR,
		 "2026-02-22T02:00:00Z", "2026-09-27T01:00:00Z"},
		{"XXX0YYY,M2.5.2,M9.5.0", "2028-03-01", HOUR,
		 "2028-02-29T02:00:00Z", "2028-09-24T01:00:00Z"},
		/* RFC 8536 3.3.1: all the year. */
		{"XXX3EDT4,0/0,J365/23", "2026-12-31T23:30:00Z", -4 * HOUR,
		 "2026-01-01T03:00:00Z", "2027-01-01T03:00:00Z"},
		{"XXX3EDT4,0/0,J365/23", "2027-01-01T03:00:00Z", -4 * HOUR,
		 "2027-01-01T03:00:00Z", "2028-01-01T03:00:00Z"},
		/* A week before its year. */
		{"XXX0YYY,J1/-167,J200", "2026-12-30", HOUR,
		 "2026-12-25T01:00:00Z", "2027-07-19T01:00:00Z"},
		/* Before 1970, and in the next era of the calendar. */
		{"EST5EDT,M3.2.0,M11.1.0", "1901-07-01", -4 * HOUR,
		 "1901-03-10T07:00:00Z", "1901-11-03T06:00:00Z"},
		{"EST5EDT,M3.2.0,M11.1.0", "2826-07-01", -4 * HOUR,
		 "2826-03-08T07:00:00Z", "2826-11-01T06:00:00Z"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_zone_rule rule;
		char buf[TENURE_DATE_SIZE];
		int64_t when, start, end;

		assert_int_equal(tenure_date_parse(cases[i].when, &when), 0);
		assert_int_equal(tenure_zone_rule_parse(cases[i].rule, &rule),
				 0);
		assert_int_equal(
			tenure_zone_rule_span(&rule, when, &start, &end),
			cases[i].want);
		assert_string_equal(tenure_date_format(start, buf),
				    cases[i].start);
		assert_string_equal(tenure_date_format(end, buf), cases[i].end);
	}
}

static void test_ends_of_time(void **state TENURE_UNUSED)
{
	static const int64_t times[] = {INT64_MIN, INT64_MIN + 1, -1,
					0,         INT64_MAX - 1, INT64_MAX};
	static const char *const texts[] = {"UTC0", "EST5EDT,M3.2.0,M11.1.0",
					    "XXX0YYY,J1/-167,J1/-167"};
	struct tenure_zone_rule rule;
	int64_t start, end;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(tenure_zone_rule_parse(texts[i], &rule), 0);
		for (size_t j = 0; j < sizeof(times) / sizeof(times[0]); j++) {
			tenure_zone_rule_span(&rule, times[j], &start, &end);
			assert_true(start <= times[j]);
			assert_true(end > times[j] || end == INT64_MAX);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_ends_of_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
