/* SPDX-License-Identifier: MIT */
#include "base/date.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400
/* The calendar repeats after 400 years, an era. */
#define ERA_YEARS 400
#define ERA_DAYS 146097
/* From 0000-03-01, where an era is made to begin, to 1970-01-01. */
#define EPOCH_DAY 719468
/* No time of an int64_t falls in a year outside of these. */
#define YEAR_MAX INT64_C(292277026596)
#define YEAR_MIN INT64_C(-292277022657)

/* The first and last second of the years 1..9999. */
#define PARSE_MIN INT64_C(-62135596800)
#define PARSE_MAX INT64_C(253402300799)

static int64_t floor_div(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

static int64_t floor_mod(int64_t value, int64_t by)
{
	int64_t rest = value % by;

	return rest < 0 ? rest + by : rest;
}

static bool year_is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days before a month in a year that begins on 1 March, so that the leap day
   is the last one: month 0 is March, 11 is February. Five months are 153
   days. */
static int64_t days_before_month(int64_t month)
{
	return (153 * month + 2) / 5;
}

void tenure_date_from_time(int64_t when, struct tenure_date *date_r)
{
	int64_t days = floor_div(when, DAY_SECONDS);
	int second = (int)floor_mod(when, DAY_SECONDS);
	int64_t era, era_day, year, year_day, month;

	days += EPOCH_DAY;
	era = floor_div(days, ERA_DAYS);
	era_day = floor_mod(days, ERA_DAYS);
	/* 1460 days are four years without the leap day, 36524 a century,
	   146096 an era without its last leap day. */
	year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) /
	       365;
	year_day = era_day - (365 * year + year / 4 - year / 100);
	month = (5 * year_day + 2) / 153;

	date_r->day = (int)(year_day - days_before_month(month) + 1);
	date_r->month = (int)(month < 10 ? month + 3 : month - 9);
	date_r->year = era * ERA_YEARS + year + (date_r->month <= 2);
	date_r->hour = second / 3600;
	date_r->minute = second / 60 % 60;
	date_r->second = second % 60;
}

/* Days from 1970-01-01. */
static int64_t date_to_days(const struct tenure_date *date)
{
	int64_t year = date->year - (date->month <= 2);
	int64_t month = (date->month + 9) % 12;
	int64_t era = floor_div(year, ERA_YEARS);
	int64_t era_year = floor_mod(year, ERA_YEARS);

	return era * ERA_DAYS + 365 * era_year + era_year / 4 - era_year / 100 +
	       days_before_month(month) + date->day - 1 - EPOCH_DAY;
}

int64_t tenure_date_to_time(const struct tenure_date *date)
{
	int64_t days, seconds, when;

	if (date->year > YEAR_MAX)
		return TENURE_TIME_FOREVER;
	if (date->year < YEAR_MIN)
		return TENURE_TIME_NONE;
	days = date_to_days(date);
	seconds = date->hour * 3600 + date->minute * 60 + date->second;
	/* Both of one sign: a sum that fits has a product that fits. */
	if (days < 0) {
		days++;
		seconds -= DAY_SECONDS;
	}
	if (__builtin_mul_overflow(days, DAY_SECONDS, &when) ||
	    __builtin_add_overflow(when, seconds, &when))
		return days > 0 ? TENURE_TIME_FOREVER : TENURE_TIME_NONE;
	return when;
}

int tenure_date_month_days(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};

	return month == 2 && year_is_leap(year) ? 29 : days[month - 1];
}

/* The texts that are no date. Returns false if when is one. */
static bool format_special(int64_t when, char *buf)
{
	if (when == TENURE_TIME_FOREVER)
		snprintf(buf, TENURE_DATE_SIZE, "forever");
	else if (when == TENURE_TIME_NONE)
		snprintf(buf, TENURE_DATE_SIZE, "none");
	else if (when < PARSE_MIN || when > PARSE_MAX)
		snprintf(buf, TENURE_DATE_SIZE, "@%" PRId64, when);
	else
		return false;
	return true;
}

/* Write count digits of a number. Not snprintf(): a line in the log or an event
   for each message has one. Returns what follows them. */
static char *put_digits(char *at, int count, int number)
{
	for (int i = count - 1; i >= 0; i--) {
		at[i] = (char)('0' + number % 10);
		number /= 10;
	}
	return at + count;
}

static char *put_pair(char *at, char before, int number)
{
	*at = before;
	return put_digits(at + 1, 2, number);
}

/* Returns the end of what it wrote, without a NUL. */
static char *put_day(char *at, const struct tenure_date *date)
{
	at = put_digits(at, 4, (int)date->year);
	at = put_pair(at, '-', date->month);
	return put_pair(at, '-', date->day);
}

const char *tenure_date_format_day(int64_t when, char *buf)
{
	struct tenure_date date;

	if (format_special(when, buf))
		return buf;
	tenure_date_from_time(when, &date);
	*put_day(buf, &date) = '\0';
	return buf;
}

const char *tenure_date_format(int64_t when, char *buf)
{
	struct tenure_date date;
	char *at;

	if (format_special(when, buf))
		return buf;
	tenure_date_from_time(when, &date);
	at = put_day(buf, &date);
	at = put_pair(at, 'T', date.hour);
	at = put_pair(at, ':', date.minute);
	at = put_pair(at, ':', date.second);
	*at++ = 'Z';
	*at = '\0';
	return buf;
}

/* Take exactly count digits. */
static bool take_number(const char **text, int count, int *value_r)
{
	int value = 0;

	for (; count > 0; count--, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		value = value * 10 + (**text - '0');
	}
	*value_r = value;
	return true;
}

static bool take_char(const char **text, const char *accepted)
{
	if (**text == '\0' || strchr(accepted, **text) == NULL)
		return false;
	(*text)++;
	return true;
}

static bool take_day(const char **text, struct tenure_date *date)
{
	int year;

	if (!take_number(text, 4, &year) || !take_char(text, "-") ||
	    !take_number(text, 2, &date->month) || !take_char(text, "-") ||
	    !take_number(text, 2, &date->day))
		return false;
	date->year = year;
	return year >= 1 && date->month >= 1 && date->month <= 12 &&
	       date->day >= 1 &&
	       date->day <= tenure_date_month_days(year, date->month);
}

static bool take_clock(const char **text, struct tenure_date *date)
{
	if (!take_number(text, 2, &date->hour) || !take_char(text, ":") ||
	    !take_number(text, 2, &date->minute) || !take_char(text, ":") ||
	    !take_number(text, 2, &date->second))
		return false;
	if (take_char(text, ".")) {
		if (!take_char(text, "0123456789"))
			return false;
		while (take_char(text, "0123456789"))
			;
	}
	return date->hour <= 23 && date->minute <= 59 && date->second <= 59;
}

/* "Z" or "+01:00". *offset_r is in seconds east of UTC. */
static bool take_offset(const char **text, int *offset_r)
{
	int hours, minutes, sign;

	*offset_r = 0;
	if (take_char(text, "Zz"))
		return true;
	sign = **text == '-' ? -1 : 1;
	if (!take_char(text, "+-") || !take_number(text, 2, &hours) ||
	    !take_char(text, ":") || !take_number(text, 2, &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*offset_r = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* "@seconds", with a sign or without. */
static bool parse_seconds(const char *text, int64_t *when_r)
{
	bool negative = *text == '-';
	int64_t value = 0;

	text += negative;
	if (*text == '\0')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		value = value * 10 + (*text - '0');
		if (value > PARSE_MAX)
			return false;
	}
	*when_r = negative ? -value : value;
	return *text == '\0';
}

static bool parse_date(const char *text, int64_t *when_r)
{
	struct tenure_date date = {0, 0, 0, 0, 0, 0};
	int offset = 0;

	if (!take_day(&text, &date))
		return false;
	if (*text != '\0' &&
	    (!take_char(&text, "Tt ") || !take_clock(&text, &date) ||
	     !take_offset(&text, &offset)))
		return false;
	*when_r = tenure_date_to_time(&date) - offset;
	return *text == '\0';
}

int tenure_date_parse(const char *text, int64_t *when_r)
{
	int64_t when;

	if (!(*text == '@' ? parse_seconds(text + 1, &when)
			   : parse_date(text, &when)))
		return -1;
	if (when < PARSE_MIN || when > PARSE_MAX)
		return -1;
	*when_r = when;
	return 0;
}
