/* SPDX-License-Identifier: MIT */
/* Reads lines "time months seconds" and writes what the library makes of each,
   for test-date-oracle.py to compare. A line "min months seconds" asks for the
   least number of days. */
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/zone.h"
#include "base/duration.h"

static void show_time(int64_t when, const struct tenure_duration *duration)
{
	char text[TENURE_DATE_SIZE], day[TENURE_DATE_SIZE];
	struct tenure_date date;
	int64_t parsed = 0;
	int ret;

	tenure_date_from_time(when, &date);
	tenure_date_format(when, text);
	tenure_date_format_day(when, day);
	ret = tenure_date_parse(text, &parsed);
	printf("%" PRId64 "-%d-%d %d:%d:%d %" PRId64 " %d %" PRId64
	       " %s %s %d %" PRId64 " %" PRId64 "\n",
	       date.year, date.month, date.day, date.hour, date.minute,
	       date.second, tenure_date_to_time(&date),
	       tenure_date_month_days(date.year, date.month),
	       tenure_zone_year_end(NULL, when), text, day, ret, parsed,
	       tenure_duration_after(when, duration));
}

int main(void)
{
	struct tenure_duration duration = {false, 0, 0};
	char line[128];
	int64_t when;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (sscanf(line, "min %" SCNd64 " %" SCNd64, &duration.months,
			   &duration.seconds) == 2)
			printf("%" PRId64 "\n",
			       tenure_duration_min_days(&duration));
		else if (sscanf(line, "%" SCNd64 " %" SCNd64 " %" SCNd64, &when,
				&duration.months, &duration.seconds) == 3)
			show_time(when, &duration);
		else
			return 1;
	}
	return ferror(stdin) != 0 || fflush(stdout) != 0;
}
