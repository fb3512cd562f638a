/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ZONE_H
#define TENURE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attrs.h"
#include "error.h"

/* A time zone out of the tz database: TZif (RFC 8536) version 2 or later, the
   past by its list of changes, the future by the rule at its end. Nothing of
   the C library's time zones is used: the data come with the policy, so that
   both doors and all hosts count the same years. Immutable once it is read;
   any thread. */
struct tenure_zone;

/* Every offset is less than this many seconds, to either side. (RFC 8536 3.2
   has 25 hours west, 26 hours east.) */
#define TENURE_ZONE_OFFSET_LIMIT (26 * 3600)

/* Read TZif out of memory; data may be anything. Data of version 1 alone, with
   leap seconds (folder "right" of the database) or over TENURE_ZONE_DATA_MAX
   are refused. Returns 0 with *zone_r; -1 with err, and *zone_r is NULL. */
int tenure_zone_read(const void *data, size_t size, struct tenure_zone **zone_r,
		     struct tenure_error *err) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. */
void tenure_zone_free(struct tenure_zone **zone);
/* What a clock of the zone is ahead of UTC at a time (base/date.h), in
   seconds; negative where it is behind. zone may be NULL: UTC. */
int32_t tenure_zone_offset(const struct tenure_zone *zone, int64_t when);
/* The same, with a span of time around when in which the offset does not
   change: from *start_r until the second before *end_r. INT64_MIN and
   INT64_MAX where the span has no end. */
int32_t tenure_zone_span(const struct tenure_zone *zone, int64_t when,
			 int64_t *start_r, int64_t *end_r);
/* The last second of the calendar year that when falls in, by the clocks of a
   zone; NULL is UTC. If clocks are put back over the end of the year, so that
   it ends twice, it is the later one. A year without its end, because clocks
   were put on over it, ends where they were. TENURE_TIME_FOREVER and
   TENURE_TIME_NONE (base/date.h) stay what they are. */
int64_t tenure_zone_year_end(const struct tenure_zone *zone, int64_t when);
/* May it be the name of a zone, "Europe/Berlin"? Parts of A-Z a-z 0-9 _ + -
   with single slashes between them, TENURE_NAME_MAX octets at most: such a
   name stays in the folder that it is looked up in. */
bool tenure_zone_name_valid(const char *name);

#endif
