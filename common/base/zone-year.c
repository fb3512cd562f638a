/* SPDX-License-Identifier: MIT */
#include "base/zone.h"

#include "base/date.h"

/* a + b, where a sum that does not fit is the end of time. */
static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return b < 0 ? TENURE_TIME_NONE : TENURE_TIME_FOREVER;
	return sum;
}

/* The last second at which clocks of the zone show less than local, a time as
   if it were UTC. */
static int64_t last_before(const struct tenure_zone *zone, int64_t local)
{
	int64_t when = add(local, TENURE_ZONE_OFFSET_LIMIT);
	int64_t start, end, last;
	int32_t offset;

	/* From where no clock can be behind, span by span into the past. */
	for (;; when = start - 1) {
		offset = tenure_zone_span(zone, when, &start, &end);
		last = add(local, -1 - (int64_t)offset);
		if (last >= end)
			last = end - 1;
		if (last >= start)
			return last;
	}
}

int64_t tenure_zone_year_end(const struct tenure_zone *zone, int64_t when)
{
	struct tenure_date date = {.month = 1, .day = 1};
	struct tenure_date local;
	int64_t next;

	if (when == TENURE_TIME_FOREVER || when == TENURE_TIME_NONE)
		return when;
	tenure_date_from_time(add(when, tenure_zone_offset(zone, when)),
			      &local);
	date.year = local.year + 1;
	next = tenure_date_to_time(&date);
	if (next == TENURE_TIME_FOREVER)
		return next;
	return last_before(zone, next);
}
