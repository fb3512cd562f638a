/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ZONE_RULE_H
#define TENURE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "attrs.h"

/* For zone.c: the TZ string of POSIX (XBD 8.3) with what RFC 8536 3.3.1 adds,
   "EST5EDT,M3.2.0,M11.1.0". Pure functions, any thread. */

/* The day and local time at which the clock is changed. */
struct tenure_zone_change {
	enum {
		/* Jn: day 1..365, 29 February is never counted */
		TENURE_ZONE_DAY_JULIAN,
		/* n: day 0..365, 29 February is counted */
		TENURE_ZONE_DAY_OF_YEAR,
		/* Mm.w.d: weekday d (0 is Sunday) of the week w of the month,
		   5 is its last */
		TENURE_ZONE_DAY_OF_MONTH,
	} type;
	int day, month, week;
	/* Seconds after 00:00:00, -167..167 hours. */
	int32_t time;
};

struct tenure_zone_rule {
	/* Seconds east of UTC. */
	int32_t standard, summer;
	/* Summer time from first to last, in each year. "Summer" may be the
	   winter, and may be the earlier clock. */
	bool has_summer;
	struct tenure_zone_change first, last;
};

/* Returns 0, or -1 if text is no such string; *rule_r is then undefined.
   Summer time without days to change the clock at is refused: POSIX leaves
   those to the system. */
int tenure_zone_rule_parse(const char *text,
			   struct tenure_zone_rule *rule_r) TENURE_CHECK;
/* The offset in force at a time. *start_r and *end_r are the first second of
   a span of time with this offset that when is in, and the first one behind
   it; INT64_MIN and INT64_MAX where it has no end. */
int32_t tenure_zone_rule_span(const struct tenure_zone_rule *rule, int64_t when,
			      int64_t *start_r, int64_t *end_r);

#endif
