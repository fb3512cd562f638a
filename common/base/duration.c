/* SPDX-License-Identifier: MIT */
#include "base/duration.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"

#define DAY_SECONDS INT64_C(86400)
#define MONTHS_MAX (INT64_C(12) * TENURE_DURATION_YEARS_MAX)
/* 400 years of the calendar are 146097 days. */
#define SECONDS_MAX (DAY_SECONDS * 146097 * (TENURE_DURATION_YEARS_MAX / 400))

#define UNITS "s min h d w mo y"

/* A unit is seconds or months, the other is 0. In the order in which
   tenure_duration_format() tries them: nobody reads weeks as easily as days. */
struct duration_unit {
	const char *name;
	int64_t seconds, months;
};
static const struct duration_unit units[] = {
	{"y", 0, 12},   {"mo", 0, 1}, {"d", DAY_SECONDS, 0},     {"h", 3600, 0},
	{"min", 60, 0}, {"s", 1, 0},  {"w", 7 * DAY_SECONDS, 0},
};
#define UNITS_COUNT (sizeof(units) / sizeof(units[0]))

static const struct duration_unit *unit_find(const char *name)
{
	for (size_t i = 0; i < UNITS_COUNT; i++) {
		if (strcmp(units[i].name, name) == 0)
			return &units[i];
	}
	return NULL;
}

/* What is wrong with a unit that is none. */
static const char *unit_error(const char *name)
{
	if (*name == '\0')
		return "a duration needs a unit, one of " UNITS;
	if (strcmp(name, "m") == 0 || strcmp(name, "M") == 0)
		return "\"m\" may be minutes or months, write min or mo";
	if (*name == '.' || *name == ',')
		return "a duration is a whole number and a unit";
	return "unknown unit, must be one of " UNITS;
}

/* Take all digits. Returns the rest; *number_r is more than every limit if
   the number is too large. */
static const char *take_number(const char *text, int64_t *number_r)
{
	int64_t number = 0;

	for (; *text >= '0' && *text <= '9'; text++) {
		if (number <= SECONDS_MAX)
			number = number * 10 + (*text - '0');
	}
	*number_r = number;
	return text;
}

int tenure_duration_parse(const char *text, struct tenure_duration *duration_r,
			  const char **error_r)
{
	struct tenure_duration duration = {false, 0, 0};
	const struct duration_unit *unit;
	const char *rest;
	int64_t number;

	if (strcmp(text, "forever") == 0 || strcmp(text, "never") == 0) {
		*duration_r = (struct tenure_duration){true, 0, 0};
		return 0;
	}
	rest = take_number(text, &number);
	if (rest == text) {
		*error_r = "a duration is a whole number and a unit, as in "
			   "90d, or forever or never";
		return -1;
	}
	unit = unit_find(rest);
	if (unit == NULL && (*rest != '\0' || number != 0)) {
		*error_r = unit_error(rest);
		return -1;
	}
	if (unit != NULL &&
	    number > (unit->months > 0 ? MONTHS_MAX / unit->months
				       : SECONDS_MAX / unit->seconds)) {
		*error_r = "longer than 10000 years, write forever";
		return -1;
	}
	if (unit != NULL) {
		duration.months = number * unit->months;
		duration.seconds = number * unit->seconds;
	}
	*duration_r = duration;
	return 0;
}

/* A span that is all months or all seconds, in the largest unit that leaves a
   whole number. */
static void format_span(int64_t months, int64_t seconds, char *buf)
{
	int64_t span = months > 0 ? months : seconds;

	for (size_t i = 0; i < UNITS_COUNT; i++) {
		int64_t size = months > 0 ? units[i].months : units[i].seconds;

		if (size == 0 || span % size != 0)
			continue;
		snprintf(buf, TENURE_DURATION_SIZE, "%" PRId64 "%s",
			 span / size, units[i].name);
		return;
	}
}

const char *tenure_duration_format(const struct tenure_duration *duration,
				   const char *forever_word, char *buf)
{
	char text[TENURE_DURATION_SIZE];
	size_t used;

	if (duration->forever) {
		snprintf(buf, TENURE_DURATION_SIZE, "%s", forever_word);
	} else if (tenure_duration_is_zero(duration)) {
		snprintf(buf, TENURE_DURATION_SIZE, "0");
	} else if (duration->months == 0 || duration->seconds == 0) {
		format_span(duration->months, duration->seconds, buf);
	} else {
		format_span(duration->months, 0, buf);
		format_span(0, duration->seconds, text);
		used = strlen(buf);
		snprintf(buf + used, TENURE_DURATION_SIZE - used, "+%s", text);
	}
	return buf;
}

/* Move a date by months; the day is cut to the last of the month. */
static void date_add_months(struct tenure_date *date, int64_t months)
{
	int64_t month = date->month - 1 + months;
	int last;

	date->year += month / 12;
	date->month = (int)(month % 12) + 1;
	last = tenure_date_month_days(date->year, date->month);
	if (date->day > last)
		date->day = last;
}

int64_t tenure_duration_after(int64_t from,
			      const struct tenure_duration *duration)
{
	struct tenure_date date;
	int64_t after = from;

	if (duration->forever || from == TENURE_TIME_FOREVER ||
	    from == TENURE_TIME_NONE)
		return TENURE_TIME_FOREVER;
	if (duration->months > 0) {
		tenure_date_from_time(from, &date);
		date_add_months(&date, duration->months);
		after = tenure_date_to_time(&date);
	}
	if (__builtin_add_overflow(after, duration->seconds, &after))
		return TENURE_TIME_FOREVER;
	return after;
}

bool tenure_duration_is_zero(const struct tenure_duration *duration)
{
	return !duration->forever && duration->months == 0 &&
	       duration->seconds == 0;
}

static void date_next_month(struct tenure_date *date)
{
	if (date->month++ == 12) {
		date->month = 1;
		date->year++;
	}
}

/* Fewest seconds that months take, over all 4800 months in which they can
   begin: the last day of the month, which is cut most, is the worst case. */
static int64_t months_min_seconds(int64_t months)
{
	struct tenure_date from = {2000, 1, 1, 0, 0, 0}, to = from;
	int64_t least = INT64_MAX, firsts, days;

	date_add_months(&to, months);
	/* Days between the first days of both months. */
	firsts = (tenure_date_to_time(&to) - tenure_date_to_time(&from)) /
		 DAY_SECONDS;
	for (int i = 0; i < 400 * 12; i++) {
		int from_last = tenure_date_month_days(from.year, from.month);
		int to_last = tenure_date_month_days(to.year, to.month);

		days = firsts - from_last +
		       (from_last < to_last ? from_last : to_last);
		if (days < least)
			least = days;
		firsts += to_last - from_last;
		date_next_month(&from);
		date_next_month(&to);
	}
	return least * DAY_SECONDS;
}

int64_t tenure_duration_min_days(const struct tenure_duration *duration)
{
	int64_t seconds = duration->seconds;

	if (duration->forever)
		return INT64_MAX;
	if (duration->months > 0)
		seconds += months_min_seconds(duration->months);
	return seconds / DAY_SECONDS;
}
