/* SPDX-License-Identifier: MIT */
#ifndef TENURE_BOUNDS_H
#define TENURE_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/settings.h"
#include "policy/where.h"

/* What tenants and users may do about one setting. */
struct tenure_bound {
	/* Line 0: nothing is said about it. */
	struct tenure_where where;
	/* Of durations, sizes and numbers: what is less than low counts as
	   low, what is more than high as high. */
	bool has_low, has_high;
	struct tenure_value low, high;
	/* Where there are words: a bit for each choice that is allowed, also
	   for that of a number; another one is as if it were not said. 0: all
	   are. */
	uint32_t words;
	/* Not in a list "may": as if it were not said. */
	bool forbidden;
};

struct tenure_bounds {
	struct tenure_bound settings[TENURE_SETTING_COUNT];
	/* They may not choose a plan. */
	bool plan_forbidden;
	/* Of the block, and of "may"; line 0 without. */
	struct tenure_where where, may_where;
};

/* Is a less than b, in the order of the bound's numbers or durations? That is
   not the one of safety: there, the smaller size is the stricter. */
bool tenure_bounds_less(enum tenure_setting setting,
			const struct tenure_value *a,
			const struct tenure_value *b, int64_t from);
/* What a tenant's or user's value counts as: itself, a value of the bound, or
   NULL: as if it were not said. Durations are compared by where they end, from
   the moment given (base/date.h). */
const struct tenure_value *
tenure_bounds_apply(const struct tenure_bounds *bounds,
		    enum tenure_setting setting,
		    const struct tenure_value *value, int64_t from);

#endif
