/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DATE_H
#define TENURE_DATE_H

#include <stddef.h>
#include <stdint.h>

#include "attrs.h"

/* Times are seconds since 1970-01-01 00:00:00 UTC, without leap seconds, in
   an int64_t. Pure functions, any thread. */

/* "For ever": later than every time. */
#define TENURE_TIME_FOREVER INT64_MAX
/* No such time, or it is not known. */
#define TENURE_TIME_NONE INT64_MIN

/* A date in the proleptic Gregorian calendar, UTC. */
struct tenure_date {
	int64_t year;
	int month;  /* 1..12 */
	int day;    /* 1..31 */
	int hour;   /* 0..23 */
	int minute; /* 0..59 */
	int second; /* 0..59 */
};

/* Octets that tenure_date_format() needs at most, with the NUL. */
#define TENURE_DATE_SIZE 32

void tenure_date_from_time(int64_t when, struct tenure_date *date_r);
/* All fields must be in their ranges. A year that an int64_t of seconds does
   not reach gives TENURE_TIME_FOREVER, or before it TENURE_TIME_NONE. */
int64_t tenure_date_to_time(const struct tenure_date *date);
/* Days of a month, 28..31. */
int tenure_date_month_days(int64_t year, int month);
/* RFC 3339 in UTC, "2026-11-22T03:00:00Z"; "forever" and "none" for the two
   special values, "@seconds" outside of the years 1..9999, which RFC 3339
   cannot say. buf has TENURE_DATE_SIZE octets. Returns buf. */
const char *tenure_date_format(int64_t when, char *buf);
/* Only the day, "2026-11-22". Same buffer, same exceptions. */
const char *tenure_date_format_day(int64_t when, char *buf);
/* Read RFC 3339 5.6 "2026-11-22T03:00:00Z" (also with a numeric offset, and
   with a space for the T; a fraction of a second is dropped; second 60 is
   refused, as there are no leap seconds), "2026-11-22" (its first second) or
   "@seconds". Returns 0, or -1 if the text is none of these or out of range
   (years 1..9999, UTC); *when_r is set only on success. */
int tenure_date_parse(const char *text, int64_t *when_r) TENURE_CHECK;
/* Read the date of a header field, RFC 5322 3.3 ("Sun, 22 Nov 2026 03:00:00
   +0000"), also folded, with comments, and in the old forms of 4.3 but for its
   one-letter zones, which mean nothing. Returns 0, or -1 if it cannot be read;
   *when_r is set only on success. */
int tenure_date_parse_header(const char *text, int64_t *when_r) TENURE_CHECK;

#endif
