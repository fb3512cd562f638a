/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "policy/policy.h"

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

/* Called for each value that a setting may have for some message of the
   mailbox: those of the classes of a layer, then its own, which hides the
   layers below. */
static void for_each_value(const struct tenure_mailbox *mailbox,
			   enum tenure_setting setting,
			   void (*callback)(const struct tenure_value *value,
					    int64_t *result),
			   int64_t *result)
{
	const struct tenure_value *value;
	const struct tenure_layer *layer;
	unsigned int i;
	size_t j;

	for (i = 0; i < mailbox->layer_count; i++) {
		layer = mailbox->layers[i];
		for (j = layer->first[setting]; j < layer->first[setting + 1];
		     j++) {
			const struct tenure_term *term = &layer->terms[j];

			value = tenure_mailbox_bounded(mailbox, i, setting,
						       &term->value, 0);
			if (value == NULL ||
			    (term->class != NULL &&
			     tenure_mailbox_masks(mailbox, i, setting,
						  term->class)))
				continue;
			callback(value, result);
			if (term->class == NULL)
				return;
		}
	}
	callback(&tenure_setting_info(setting)->default_value, result);
}

static void least_days(const struct tenure_value *value, int64_t *result)
{
	int64_t days = tenure_duration_min_days(&value->duration);

	if (days < *result)
		*result = days;
}

static void least_days_after_download(const struct tenure_value *value,
				      int64_t *result)
{
	/* The duration of delete is 0. */
	if (value->choice != TENURE_AFTER_DOWNLOAD_KEEP)
		least_days(value, result);
}

int64_t tenure_mailbox_pop3_expire(const struct tenure_mailbox *mailbox)
{
	int64_t days = INT64_MAX;

	for_each_value(mailbox, TENURE_SETTING_EXPIRE, least_days, &days);
	for_each_value(mailbox, TENURE_SETTING_POP3_AFTER_DOWNLOAD,
		       least_days_after_download, &days);
	return days == INT64_MAX ? -1 : days;
}

static void longest(const struct tenure_value *value, int64_t *result)
{
	int64_t seconds = tenure_duration_after(0, &value->duration);

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
