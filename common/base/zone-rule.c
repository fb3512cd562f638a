/* SPDX-License-Identifier: MIT */
#include "base/zone-rule.h"

#include <string.h>

#include "base/date.h"

#define HOUR 3600
#define DAY 86400
/* The calendar repeats after 400 years, weekdays too. */
#define ERA_SECONDS (INT64_C(146097) * DAY)
/* Changes may be up to eight days off their year: only those of the years
   around can be next to a time. */
#define YEARS_AROUND 2
#define CHANGES_MAX (2 * (2 * YEARS_AROUND + 1))

/* ---------------------------------------------------------------- reading */

static bool take_char(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of one to three digits. */
static bool take_number(const char **text, int min, int max, int *number_r)
{
	int digits = 0;

	*number_r = 0;
	while (is_digit(**text) && digits++ < 3)
		*number_r = *number_r * 10 + (*(*text)++ - '0');
	return digits > 0 && !is_digit(**text) && *number_r >= min &&
	       *number_r <= max;
}

/* "[+-]hh[:mm[:ss]]" */
static bool take_time(const char **text, int hours_max, int32_t *seconds_r)
{
	int hours, minutes = 0, seconds = 0, sign = **text == '-' ? -1 : 1;

	if (!take_char(text, '-'))
		(void)take_char(text, '+');
	if (!take_number(text, 0, hours_max, &hours))
		return false;
	if (take_char(text, ':')) {
		if (!take_number(text, 0, 59, &minutes))
			return false;
		if (take_char(text, ':') && !take_number(text, 0, 59, &seconds))
			return false;
	}
	*seconds_r = sign * (hours * HOUR + minutes * 60 + seconds);
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The abbreviation, which nobody asks for: three letters or more, or "<+03>".
 */
static bool take_name(const char **text)
{
	const char *start = *text;
	bool quoted = take_char(text, '<');

	while (is_letter(**text) ||
	       (quoted && (is_digit(**text) || **text == '+' || **text == '-')))
		(*text)++;
	if (*text - start < 3 + quoted)
		return false;
	return !quoted || take_char(text, '>');
}

static bool take_change(const char **text, struct tenure_zone_change *change)
{
	bool good;

	if (take_char(text, 'J')) {
		change->type = TENURE_ZONE_DAY_JULIAN;
		good = take_number(text, 1, 365, &change->day);
	} else if (take_char(text, 'M')) {
		change->type = TENURE_ZONE_DAY_OF_MONTH;
		good = take_number(text, 1, 12, &change->month) &&
		       take_char(text, '.') &&
		       take_number(text, 1, 5, &change->week) &&
		       take_char(text, '.') &&
		       take_number(text, 0, 6, &change->day);
	} else {
		change->type = TENURE_ZONE_DAY_OF_YEAR;
		good = take_number(text, 0, 365, &change->day);
	}
	change->time = 2 * HOUR;
	if (good && take_char(text, '/'))
		good = take_time(text, 167, &change->time);
	return good;
}

int tenure_zone_rule_parse(const char *text, struct tenure_zone_rule *rule_r)
{
	memset(rule_r, 0, sizeof(*rule_r));
	if (!take_name(&text) || !take_time(&text, 24, &rule_r->standard))
		return -1;
	/* POSIX counts to the west. */
	rule_r->standard = -rule_r->standard;
	if (*text == '\0')
		return 0;
	rule_r->has_summer = true;
	if (!take_name(&text))
		return -1;
	rule_r->summer = rule_r->standard + HOUR;
	if (*text != ',') {
		if (!take_time(&text, 24, &rule_r->summer))
			return -1;
		rule_r->summer = -rule_r->summer;
	}
	if (!take_char(&text, ',') || !take_change(&text, &rule_r->first) ||
	    !take_char(&text, ',') || !take_change(&text, &rule_r->last))
		return -1;
	return *text == '\0' ? 0 : -1;
}

/* -------------------------------------------------------------- reckoning */

static int64_t day_start(int64_t year, int month, int day)
{
	const struct tenure_date date = {
		.year = year, .month = month, .day = day};

	return tenure_date_to_time(&date);
}

static int64_t weekday_start(int64_t year,
			     const struct tenure_zone_change *change)
{
	int64_t first = day_start(year, change->month, 1) / DAY;
	/* 1970-01-01 was a Thursday, and the years are 1568 or later. */
	int weekday = (int)((first + 4 + 7 * 146097) % 7);
	int day = (change->day - weekday + 7) % 7 + (change->week - 1) * 7;

	if (day >= tenure_date_month_days(year, change->month))
		day -= 7;
	return (first + day) * DAY;
}

/* When the clock is changed in a year; offset is the one in force before. */
static int64_t change_time(const struct tenure_zone_change *change,
			   int64_t year, int32_t offset)
{
	int64_t when = day_start(year, 1, 1);
	int day = change->day;

	switch (change->type) {
	case TENURE_ZONE_DAY_JULIAN:
		/* 60 is 1 March in every year. */
		if (day < 60 || tenure_date_month_days(year, 2) == 28)
			day--;
		when += (int64_t)day * DAY;
		break;
	case TENURE_ZONE_DAY_OF_YEAR:
		when += (int64_t)day * DAY;
		break;
	case TENURE_ZONE_DAY_OF_MONTH:
		when = weekday_start(year, change);
		break;
	}
	return when + change->time - offset;
}

/* A moment, and the offset from then on. */
struct moment {
	int64_t when;
	int32_t offset;
};

/* Put a moment where it belongs, behind others of the same time: where summer
   time lasts all year, its end is also its next beginning. */
static void moments_add(struct moment *moments, size_t count, int64_t when,
			int32_t offset)
{
	while (count > 0 && moments[count - 1].when > when) {
		moments[count] = moments[count - 1];
		count--;
	}
	moments[count].when = when;
	moments[count].offset = offset;
}

static void moments_around(const struct tenure_zone_rule *rule, int64_t when,
			   struct moment *moments)
{
	struct tenure_date date;
	size_t count = 0;

	tenure_date_from_time(when, &date);
	for (int64_t year = date.year - YEARS_AROUND;
	     year <= date.year + YEARS_AROUND; year++) {
		moments_add(moments, count++,
			    change_time(&rule->first, year, rule->standard),
			    rule->summer);
		moments_add(moments, count++,
			    change_time(&rule->last, year, rule->summer),
			    rule->standard);
	}
}

/* a + b, where a sum that does not fit is the end of time. */
static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return b < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

int32_t tenure_zone_rule_span(const struct tenure_zone_rule *rule, int64_t when,
			      int64_t *start_r, int64_t *end_r)
{
	struct moment moments[CHANGES_MAX];
	int64_t shift = when / ERA_SECONDS * ERA_SECONDS;
	size_t i = 0;

	*start_r = INT64_MIN;
	*end_r = INT64_MAX;
	if (!rule->has_summer)
		return rule->standard;
	moments_around(rule, when - shift, moments);
	/* The first is before it, the last behind it. */
	while (moments[i + 1].when <= when - shift)
		i++;
	*start_r = add(moments[i].when, shift);
	*end_r = add(moments[i + 1].when, shift);
	return moments[i].offset;
}
