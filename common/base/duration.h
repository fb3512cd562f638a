/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DURATION_H
#define TENURE_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attrs.h"

/* A span of time as a policy writes it: a number with one unit out of
   s min h d w mo y. Months and years stay calendar units: seven years from
   29 February 2028 end on 28 February 2035. Pure functions, any thread. */
struct tenure_duration {
	/* Without end ("forever", "never"); the other fields are 0. */
	bool forever;
	/* Calendar months; years count as 12. 0 or more. */
	int64_t months;
	/* Seconds beside the months. 0 or more. */
	int64_t seconds;
};

/* Octets that tenure_duration_format() needs at most, with the NUL. */
#define TENURE_DURATION_SIZE 32

/* Read "90d", "7y", "0", "forever" or "never". Returns 0; or -1 with *error_r
   a constant text that says what is wrong: no unit, unknown unit, too long.
   *duration_r is set only on success. */
int tenure_duration_parse(const char *text, struct tenure_duration *duration_r,
			  const char **error_r) TENURE_CHECK;
/* A text that reads back as the same duration, in the largest unit of y, mo,
   d, h, min, s that leaves a whole number: "7y", "18mo", "90d", "10min", "0";
   and the given word for one without end. Months and seconds
   together, which no text gives, are shown as "1mo+30s". buf has
   TENURE_DURATION_SIZE octets. Returns buf. */
const char *tenure_duration_format(const struct tenure_duration *duration,
				   const char *forever_word, char *buf);
/* The moment that is one duration after from: months first, the day cut to
   the last of the month, then the seconds. TENURE_TIME_FOREVER if either has
   no end, if from is TENURE_TIME_NONE (an unknown start must not end early),
   or if the sum is over the range. */
int64_t tenure_duration_after(int64_t from,
			      const struct tenure_duration *duration);
bool tenure_duration_is_zero(const struct tenure_duration *duration);
/* Whole days that the duration lasts at least, whenever it begins: a month is
   28 days, a year 365, four years 1460 (2097 to 2101). INT64_MAX without end.
   Looks at every month of 400 years, some 20 us. */
int64_t tenure_duration_min_days(const struct tenure_duration *duration);

#endif
