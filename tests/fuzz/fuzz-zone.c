/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/date.h"
#include "base/zone.h"

/* A time is in its span, and not behind the end of its year. */
static void check_time(const struct tenure_zone *zone, int64_t when)
{
	int64_t start, end, year_end = tenure_zone_year_end(zone, when);
	int32_t offset = tenure_zone_span(zone, when, &start, &end);
	struct tenure_date date, next;

	FUZZ_REQUIRE(start <= when && (when < end || end == INT64_MAX));
	FUZZ_REQUIRE(offset > -TENURE_ZONE_OFFSET_LIMIT &&
		     offset < TENURE_ZONE_OFFSET_LIMIT);
	FUZZ_REQUIRE(tenure_zone_offset(zone, start) == offset);
	FUZZ_REQUIRE(year_end >= when);
	if (year_end == TENURE_TIME_FOREVER || when < INT64_MIN / 2)
		return;
	tenure_date_from_time(when + offset, &date);
	tenure_date_from_time(year_end + tenure_zone_offset(zone, year_end),
			      &next);
	FUZZ_REQUIRE(date.year == next.year);
	year_end++;
	tenure_date_from_time(year_end + tenure_zone_offset(zone, year_end),
			      &next);
	FUZZ_REQUIRE(next.year > date.year);
}

/* Eight octets of a time, then the data of a zone. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_zone *zone;
	struct tenure_error err;
	int64_t when;

	if (size < sizeof(when))
		return 0;
	memcpy(&when, data, sizeof(when));
	data += sizeof(when);
	size -= sizeof(when);
	if (tenure_zone_read(data, size, &zone, &err) < 0) {
		FUZZ_REQUIRE(zone == NULL && err.text[0] != '\0');
		return 0;
	}
	check_time(zone, when);
	check_time(zone, 0);
	check_time(zone, when % 100000000000);
	tenure_zone_free(&zone);
	return 0;
}
