/* SPDX-License-Identifier: MIT */
#include "date.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* A date as header fields write it, RFC 5322 3.3 with the old forms of 4.3
   that still occur. */

/* White space, line ends and comments (RFC 5322 3.2.2). Returns what follows;
   of a comment without end, the end of the text. */
static const char *skip_space(const char *p)
{
	unsigned int depth = 0;

	for (; *p != '\0'; p++) {
		if (*p == '(')
			depth++;
		else if (*p == ')' && depth > 0)
			depth--;
		else if (*p == '\\' && depth > 0 && p[1] != '\0')
			p++;
		else if (depth == 0 && strchr(" \t\r\n", *p) == NULL)
			break;
	}
	return p;
}

/* A number of min to max digits. Returns what follows and space, or NULL. */
static const char *read_number(const char *p, size_t min, size_t max,
			       int64_t *number_r)
{
	size_t digits = strspn(p, "0123456789");

	if (digits < min || digits > max)
		return NULL;
	*number_r = 0;
	for (; digits > 0; digits--, p++)
		*number_r = *number_r * 10 + (*p - '0');
	return skip_space(p);
}

static const char *read_month(const char *p, int *month_r)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12; i++) {
		if (strncasecmp(p, names + i * 3, 3) == 0) {
			*month_r = i + 1;
			return skip_space(p + 3);
		}
	}
	return NULL;
}

/* RFC 5322 4.3: what two and three digits mean. */
static int64_t full_year(int64_t year, size_t digits)
{
	if (digits == 2)
		return year < 50 ? year + 2000 : year + 1900;
	return digits == 3 ? year + 1900 : year;
}

static const char *read_day(const char *p, struct tenure_date *date)
{
	int64_t day, year;
	size_t digits;

	/* The day of the week says nothing. */
	if (strspn(p, "0123456789") == 0) {
		p = strchr(p, ',');
		if (p == NULL)
			return NULL;
		p = skip_space(p + 1);
	}
	p = read_number(p, 1, 2, &day);
	if (p != NULL)
		p = read_month(p, &date->month);
	if (p == NULL)
		return NULL;
	digits = strspn(p, "0123456789");
	p = read_number(p, 2, 4, &year);
	if (p == NULL)
		return NULL;
	date->year = full_year(year, digits);
	date->day = (int)day;
	return p;
}

static const char *read_time(const char *p, struct tenure_date *date)
{
	int64_t hour, minute, second = 0;

	p = read_number(p, 2, 2, &hour);
	if (p == NULL || *p != ':')
		return NULL;
	p = read_number(skip_space(p + 1), 2, 2, &minute);
	if (p != NULL && *p == ':')
		p = read_number(skip_space(p + 1), 2, 2, &second);
	if (p == NULL)
		return NULL;
	date->hour = (int)hour;
	date->minute = (int)minute;
	date->second = (int)second;
	return p;
}

/* Seconds east of UTC. The military letters of RFC 822 were so often wrong
   that nobody can believe them (RFC 5322 4.3): the date cannot be told. */
static const char *read_zone(const char *p, int64_t *offset_r)
{
	static const struct {
		const char *name;
		int hours;
	} names[] = {{"gmt", 0},  {"utc", 0},  {"ut", 0},   {"est", -5},
		     {"edt", -4}, {"cst", -6}, {"cdt", -5}, {"mst", -7},
		     {"mdt", -6}, {"pst", -8}, {"pdt", -7}};
	int sign = *p == '-' ? -1 : 1;
	int64_t number;

	if (*p == '+' || *p == '-') {
		p = read_number(p + 1, 4, 4, &number);
		if (p == NULL || number % 100 > 59)
			return NULL;
		*offset_r = sign * (number / 100 * 3600 + number % 100 * 60);
		return p;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t size = strlen(names[i].name);

		if (strncasecmp(p, names[i].name, size) != 0)
			continue;
		*offset_r = names[i].hours * INT64_C(3600);
		return skip_space(p + size);
	}
	return NULL;
}

static bool is_in_range(const struct tenure_date *date)
{
	return date->year >= 1 && date->day >= 1 &&
	       date->day <= tenure_date_month_days(date->year, date->month) &&
	       date->hour <= 23 && date->minute <= 59 && date->second <= 59;
}

int tenure_date_parse_header(const char *text, int64_t *when_r)
{
	struct tenure_date date;
	int64_t offset;
	const char *p;

	p = read_day(skip_space(text), &date);
	if (p != NULL)
		p = read_time(p, &date);
	if (p != NULL)
		p = read_zone(p, &offset);
	if (p == NULL || *p != '\0')
		return -1;
	/* A leap second counts as the one before. */
	if (date.second == 60)
		date.second = 59;
	if (!is_in_range(&date))
		return -1;
	*when_r = tenure_date_to_time(&date) - offset;
	return 0;
}
