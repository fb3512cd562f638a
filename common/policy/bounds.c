/* SPDX-License-Identifier: MIT */
#include "policy/policy.h"

static int64_t number_of(enum tenure_setting setting,
			 const struct tenure_value *value)
{
	/* A size of 0 is no limit. */
	if (tenure_setting_info(setting)->type == TENURE_TYPE_SIZE &&
	    value->number == 0)
		return INT64_MAX;
	return value->number;
}

/* Is a less than b, in the order of the bound's numbers? That is not the one
   of safety: there, the smaller size is the stricter. */
static bool value_is_less(enum tenure_setting setting,
			  const struct tenure_value *a,
			  const struct tenure_value *b, int64_t from)
{
	if (tenure_setting_info(setting)->type == TENURE_TYPE_DURATION ||
	    (a->choice == b->choice &&
	     tenure_setting_info(setting)->type == TENURE_TYPE_AFTER_DOWNLOAD))
		return tenure_duration_after(from, &a->duration) <
		       tenure_duration_after(from, &b->duration);
	return number_of(setting, a) < number_of(setting, b);
}

/* Is it a word, and not a number or a duration? */
static bool value_is_word(enum tenure_setting setting,
			  const struct tenure_value *value)
{
	switch (tenure_setting_info(setting)->type) {
	case TENURE_TYPE_DURATION:
	case TENURE_TYPE_SIZE:
		return false;
	case TENURE_TYPE_AFTER_DOWNLOAD:
		return value->choice != TENURE_AFTER_DOWNLOAD_LATER;
	case TENURE_TYPE_DEVICES:
		return value->choice != TENURE_DEVICES_NUMBER;
	case TENURE_TYPE_TOP:
		return value->choice != TENURE_TOP_LIMIT;
	default:
		return true;
	}
}

const struct tenure_value *
tenure_bounds_apply(const struct tenure_bounds *bounds,
		    enum tenure_setting setting,
		    const struct tenure_value *value, int64_t from)
{
	const struct tenure_bound *bound = &bounds->settings[setting];

	if (bound->forbidden)
		return NULL;
	if (bound->words != 0 && value_is_word(setting, value) &&
	    (bound->words & (UINT32_C(1) << value->choice)) == 0)
		return NULL;
	if (value_is_word(setting, value))
		return value;
	if (bound->has_low && value_is_less(setting, value, &bound->low, from))
		return &bound->low;
	if (bound->has_high &&
	    value_is_less(setting, &bound->high, value, from))
		return &bound->high;
	return value;
}
