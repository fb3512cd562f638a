/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/date.h"
#include "base/zone.h"

/* Each time has a date, and the date the time; the year ends after it. */
static void check_time(int64_t when)
{
	struct tenure_date date, end_date;
	char buf[TENURE_DATE_SIZE];
	int64_t end = tenure_zone_year_end(NULL, when);

	tenure_date_from_time(when, &date);
	FUZZ_REQUIRE(date.month >= 1 && date.month <= 12 && date.day >= 1 &&
		     date.day <= tenure_date_month_days(date.year, date.month));
	FUZZ_REQUIRE(tenure_date_to_time(&date) == when);
	FUZZ_REQUIRE(strlen(tenure_date_format(when, buf)) < sizeof(buf));
	FUZZ_REQUIRE(end >= when);
	if (end != TENURE_TIME_FOREVER && when != TENURE_TIME_NONE) {
		tenure_date_from_time(end, &end_date);
		FUZZ_REQUIRE(end_date.year == date.year);
		tenure_date_from_time(end + 1, &end_date);
		FUZZ_REQUIRE(end_date.year == date.year + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *str = fuzz_string(data, size);
	char buf[TENURE_DATE_SIZE];
	int64_t when = 0, again = 0;

	if (tenure_date_parse(str, &when) == 0) {
		check_time(when);
		tenure_date_format(when, buf);
		FUZZ_REQUIRE(tenure_date_parse(buf, &again) == 0);
		FUZZ_REQUIRE(again == when);
	} else {
		FUZZ_REQUIRE(when == 0);
	}
	if (size == sizeof(when)) {
		memcpy(&when, data, sizeof(when));
		check_time(when);
	}
	free(str);
	return 0;
}
