/* SPDX-License-Identifier: MIT */
#include "decide/resolve.h"

#include "base/date.h"
#include "policy/mailbox-value.h"
#include "policy/value.h"

struct resolve {
	const struct tenure_mailbox *mailbox;
	const struct tenure_classes *classes;
	enum tenure_setting setting;
	/* Where durations are compared from. */
	int64_t from;
};

static const struct tenure_value *
bounded_value(const struct resolve *resolve, unsigned int layer_index,
	      const struct tenure_value *value)
{
	return tenure_mailbox_bounded(resolve->mailbox, layer_index,
				      resolve->setting, value, resolve->from);
}

static bool value_exceeds(const struct resolve *resolve,
			  const struct tenure_value *a,
			  const struct tenure_value *b)
{
	return tenure_value_compare(resolve->setting, a, b, resolve->from) > 0;
}

/* Of several classes that match: the safest value. For expire that is the
   shortest, as what expires has not to be kept. */
static bool value_is_safer(const struct resolve *resolve,
			   const struct tenure_value *a,
			   const struct tenure_value *b)
{
	if (resolve->setting == TENURE_SETTING_EXPIRE)
		return value_exceeds(resolve, b, a);
	return value_exceeds(resolve, a, b);
}

/* What a layer says for sure: of its classes that match, else of itself. */
static void layer_definite(const struct resolve *resolve,
			   unsigned int layer_index,
			   struct tenure_reason *reason)
{
	const struct tenure_layer *layer =
		resolve->mailbox->layers[layer_index];
	const struct tenure_term *term =
		layer->terms + layer->first[resolve->setting];
	const struct tenure_term *end =
		layer->terms + layer->first[resolve->setting + 1];
	const struct tenure_value *value;

	for (; term < end; term++) {
		if (term->class == NULL ? reason->value != NULL
					: tenure_classes_has(resolve->classes,
							     term->class) <= 0)
			continue;
		value = bounded_value(resolve, layer_index, &term->value);
		if (value == NULL ||
		    (reason->value != NULL &&
		     !value_is_safer(resolve, value, reason->value)))
			continue;
		reason->value = value;
		reason->said = &term->value;
		reason->class = term->class;
	}
}

/* The value that keeps most of the classes that cannot be told. If such a
   class is true, its most specific value is in force. */
static void layer_unsure(const struct resolve *resolve,
			 unsigned int layer_index, struct tenure_reason *unsure)
{
	const struct tenure_layer *layer =
		resolve->mailbox->layers[layer_index];
	const struct tenure_term *term =
		layer->terms + layer->first[resolve->setting];
	const struct tenure_term *end =
		layer->terms + layer->first[resolve->setting + 1];
	const struct tenure_value *value;

	for (; term < end; term++) {
		if (term->class == NULL ||
		    tenure_classes_has(resolve->classes, term->class) >= 0 ||
		    tenure_mailbox_masks(resolve->mailbox, layer_index,
					 resolve->setting, term->class))
			continue;
		value = bounded_value(resolve, layer_index, &term->value);
		if (value == NULL ||
		    (unsure->value != NULL &&
		     !value_exceeds(resolve, value, unsure->value)))
			continue;
		unsure->value = value;
		unsure->said = &term->value;
		unsure->class = term->class;
		unsure->unsure = true;
	}
}

void tenure_resolve(const struct tenure_mailbox *mailbox,
		    const struct tenure_classes *classes,
		    enum tenure_setting setting, int64_t from,
		    struct tenure_reason *reason_r)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	struct resolve resolve = {
		.mailbox = mailbox,
		.classes = classes,
		.setting = setting,
		.from = from == TENURE_TIME_NONE ? 0 : from,
	};
	struct tenure_reason definite = {.value = NULL};
	struct tenure_reason unsure = {.value = NULL};

	for (unsigned int i = 0;
	     i < mailbox->layer_count && definite.value == NULL; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		if (layer->first[setting] == layer->first[setting + 1])
			continue;
		layer_definite(&resolve, i, &definite);
		/* One class that surely shortens expire bounds what a doubtful
		   one beside it could lengthen: the shortest wins. */
		if (setting == TENURE_SETTING_EXPIRE && definite.class != NULL)
			continue;
		if (info->counts_unsure)
			layer_unsure(&resolve, i, &unsure);
	}
	if (definite.value == NULL)
		definite.value = definite.said = &info->default_value;
	if (unsure.value != NULL &&
	    value_exceeds(&resolve, unsure.value, definite.value))
		*reason_r = unsure;
	else
		*reason_r = definite;
}
