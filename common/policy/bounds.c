/* SPDX-License-Identifier: MIT */
#include "policy/bounds.h"

static int64_t number_of(enum tenure_setting setting,
			 const struct tenure_value *value)
{
	/* A size of 0 is no limit. */
	if (tenure_setting_info(setting)->type == TENURE_TYPE_SIZE &&
	    value->number == 0)
		return INT64_MAX;
	return value->number;
}

bool tenure_bounds_less(enum tenure_setting setting,
			const struct tenure_value *a,
			const struct tenure_value *b, int64_t from)
{
	if (tenure_setting_info(setting)->type == TENURE_TYPE_DURATION ||
	    tenure_setting_info(setting)->type == TENURE_TYPE_AFTER_DOWNLOAD)
		return tenure_duration_after(from, &a->duration) <
		       tenure_duration_after(from, &b->duration);
	return number_of(setting, a) < number_of(setting, b);
}

const struct tenure_value *
tenure_bounds_apply(const struct tenure_bounds *bounds,
		    enum tenure_setting setting,
		    const struct tenure_value *value, int64_t from)
{
	const struct tenure_bound *bound = &bounds->settings[setting];

	if (bound->forbidden ||
	    (bound->words != 0 &&
	     (bound->words & (UINT32_C(1) << value->choice)) == 0))
		return NULL;
	if (value->choice != tenure_setting_number_choice(setting))
		return value;
	if (bound->has_high &&
	    tenure_bounds_less(setting, &bound->high, value, from))
		value = &bound->high;
	/* Last, as 30d .. 1mo has its ends the other way round in February: it
	   is the low one that keeps. */
	if (bound->has_low &&
	    tenure_bounds_less(setting, value, &bound->low, from))
		value = &bound->low;
	return value;
}
