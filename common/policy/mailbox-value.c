/* SPDX-License-Identifier: MIT */
#include "policy/mailbox-value.h"

#include "base/date.h"

const struct tenure_value *
tenure_mailbox_bounded(const struct tenure_mailbox *mailbox,
		       unsigned int layer_index, enum tenure_setting setting,
		       const struct tenure_value *value, int64_t from)
{
	if (mailbox->bounds == NULL || layer_index + 1 == mailbox->layer_count)
		return value;
	return tenure_bounds_apply(mailbox->bounds, setting, value, from);
}

bool tenure_mailbox_masks(const struct tenure_mailbox *mailbox,
			  unsigned int layer_index, enum tenure_setting setting,
			  const struct tenure_class *class)
{
	const struct tenure_value *value;

	for (unsigned int i = 0; i < layer_index; i++) {
		value = tenure_layer_value(mailbox->layers[i], setting, class);
		/* Whether a value counts does not depend on the moment. */
		if (value != NULL && tenure_mailbox_bounded(mailbox, i, setting,
							    value, 0) != NULL)
			return true;
	}
	return false;
}

bool tenure_mailbox_says(const struct tenure_mailbox *mailbox,
			 enum tenure_setting setting)
{
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		if (layer->first[setting] < layer->first[setting + 1])
			return true;
	}
	return false;
}

/* A value that some message of the mailbox may get. */
struct candidate {
	const struct tenure_value *said;
	/* What bounds a duration of it; NULL: nothing. */
	const struct tenure_bound *bound;
	/* What it counts as where durations begin with 1970. */
	const struct tenure_value *value;
};

typedef void candidate_callback(const struct candidate *candidate,
				int64_t *result);

static bool candidate_fill(const struct tenure_mailbox *mailbox,
			   unsigned int layer_index,
			   enum tenure_setting setting,
			   const struct tenure_term *term,
			   struct candidate *candidate_r)
{
	candidate_r->said = &term->value;
	candidate_r->bound = NULL;
	candidate_r->value = tenure_mailbox_bounded(mailbox, layer_index,
						    setting, &term->value, 0);
	if (mailbox->bounds != NULL && layer_index + 1 < mailbox->layer_count)
		candidate_r->bound = &mailbox->bounds->settings[setting];
	return candidate_r->value != NULL &&
	       (term->class == NULL ||
		!tenure_mailbox_masks(mailbox, layer_index, setting,
				      term->class));
}

/* Called for each value that a setting may have for some message of the
   mailbox: those of the classes of a layer, then its own, which hides the
   layers below. */
static void for_each_value(const struct tenure_mailbox *mailbox,
			   enum tenure_setting setting,
			   candidate_callback *callback, int64_t *result)
{
	struct candidate candidate = {.bound = NULL};
	const struct tenure_layer *layer;

	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		layer = mailbox->layers[i];
		for (size_t j = layer->first[setting];
		     j < layer->first[setting + 1]; j++) {
			const struct tenure_term *term = &layer->terms[j];

			if (!candidate_fill(mailbox, i, setting, term,
					    &candidate))
				continue;
			callback(&candidate, result);
			if (term->class == NULL)
				return;
		}
	}
	candidate.said = candidate.value =
		&tenure_setting_info(setting)->default_value;
	candidate.bound = NULL;
	callback(&candidate, result);
}

/* The bound of a month cuts 30 days in some months only: what counts is the
   least of each. */
static void least_days(const struct candidate *candidate, int64_t *result)
{
	const struct tenure_bound *bound = candidate->bound;
	int64_t days = tenure_duration_min_days(&candidate->said->duration);
	int64_t limit;

	if (bound != NULL && bound->has_high) {
		limit = tenure_duration_min_days(&bound->high.duration);
		if (days > limit)
			days = limit;
	}
	if (bound != NULL && bound->has_low) {
		limit = tenure_duration_min_days(&bound->low.duration);
		if (days < limit)
			days = limit;
	}
	if (days < *result)
		*result = days;
}

static void least_days_after_download(const struct candidate *candidate,
				      int64_t *result)
{
	if (candidate->value->choice == TENURE_AFTER_DOWNLOAD_LATER)
		least_days(candidate, result);
	else if (candidate->value->choice == TENURE_AFTER_DOWNLOAD_DELETE)
		*result = 0;
}

static void any_honour(const struct candidate *candidate, int64_t *result)
{
	if (candidate->value->choice == TENURE_EXPIRES_HEADER_HONOUR)
		*result = 1;
}

bool tenure_mailbox_honours(const struct tenure_mailbox *mailbox)
{
	int64_t any = 0;

	for_each_value(mailbox, TENURE_SETTING_SMTP_EXPIRES_HEADER, any_honour,
		       &any);
	return any != 0;
}

int64_t tenure_mailbox_least_keep(const struct tenure_mailbox *mailbox)
{
	int64_t days = INT64_MAX;

	for_each_value(mailbox, TENURE_SETTING_KEEP, least_days, &days);
	return days;
}

int64_t tenure_mailbox_pop3_expire(const struct tenure_mailbox *mailbox)
{
	int64_t days = INT64_MAX;

	for_each_value(mailbox, TENURE_SETTING_EXPIRE, least_days, &days);
	for_each_value(mailbox, TENURE_SETTING_POP3_AFTER_DOWNLOAD,
		       least_days_after_download, &days);
	if (tenure_mailbox_honours(mailbox) &&
	    days > tenure_mailbox_least_keep(mailbox))
		days = tenure_mailbox_least_keep(mailbox);
	return days == INT64_MAX ? -1 : days;
}

static void none_if_honoured(const struct candidate *candidate, int64_t *result)
{
	if (candidate->value->choice == TENURE_EXPIRES_HEADER_HONOUR)
		*result = 0;
}

int64_t tenure_mailbox_least_expire(const struct tenure_mailbox *mailbox)
{
	int64_t days = INT64_MAX;

	for_each_value(mailbox, TENURE_SETTING_EXPIRE, least_days, &days);
	for_each_value(mailbox, TENURE_SETTING_SMTP_EXPIRES_HEADER,
		       none_if_honoured, &days);
	return days == INT64_MAX ? -1 : days;
}

static void any_time(const struct candidate *candidate, int64_t *result)
{
	if (!tenure_duration_is_zero(&candidate->value->duration))
		*result = 1;
}

bool tenure_mailbox_lets_go(const struct tenure_mailbox *mailbox)
{
	int64_t any = 0;

	for_each_value(mailbox, TENURE_SETTING_KEEP, any_time, &any);
	if (any == 0)
		for_each_value(mailbox, TENURE_SETTING_GRACE, any_time, &any);
	return any == 0;
}

bool tenure_mailbox_needs_no_seal(const struct tenure_mailbox *mailbox)
{
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		if (mailbox->layers[i]->class_count > 0)
			return false;
	}
	return tenure_mailbox_lets_go(mailbox) &&
	       tenure_mailbox_least_expire(mailbox) < 0;
}

static void any_after_download(const struct candidate *candidate,
			       int64_t *result)
{
	if (candidate->value->choice != TENURE_AFTER_DOWNLOAD_KEEP)
		*result = 1;
}

bool tenure_mailbox_pop3_after_download(const struct tenure_mailbox *mailbox)
{
	int64_t any = 0;

	for_each_value(mailbox, TENURE_SETTING_POP3_AFTER_DOWNLOAD,
		       any_after_download, &any);
	return any != 0;
}

static void several_devices(const struct candidate *candidate, int64_t *result)
{
	if (candidate->value->choice == TENURE_DEVICES_ALL ||
	    (candidate->value->choice == TENURE_DEVICES_NUMBER &&
	     candidate->value->number > 1))
		*result = 1;
}

bool tenure_mailbox_pop3_devices(const struct tenure_mailbox *mailbox)
{
	int64_t several = 0;

	if (!tenure_mailbox_pop3_after_download(mailbox))
		return false;
	for_each_value(mailbox, TENURE_SETTING_POP3_DEVICES, several_devices,
		       &several);
	return several != 0;
}

static void longest(const struct candidate *candidate, int64_t *result)
{
	int64_t seconds = tenure_duration_after(0, &candidate->value->duration);

	if (seconds > *result)
		*result = seconds;
}

int64_t tenure_mailbox_pop3_login_delay(const struct tenure_mailbox *mailbox)
{
	int64_t seconds = 0;

	for_each_value(mailbox, TENURE_SETTING_POP3_LOGIN_DELAY, longest,
		       &seconds);
	return seconds;
}
