/* SPDX-License-Identifier: MIT */
#include "decide/resolve.h"

#include "base/date.h"

struct resolve {
	enum tenure_setting setting;
	/* Where durations are compared from. */
	int64_t from;
	const struct tenure_classes *classes;
};

/* Is a more than b? Durations by where they end, choices by their order,
   which rises with what is kept or refused. */
static bool value_exceeds(const struct resolve *resolve,
			  const struct tenure_value *a,
			  const struct tenure_value *b)
{
	if (tenure_setting_info(resolve->setting)->type ==
	    TENURE_TYPE_DURATION) {
		return tenure_duration_after(resolve->from, &a->u.duration) >
		       tenure_duration_after(resolve->from, &b->u.duration);
	}
	return a->u.choice > b->u.choice;
}

/* Of several classes that match: the safest. */
static bool value_is_safer(const struct resolve *resolve,
			   const struct tenure_value *a,
			   const struct tenure_value *b)
{
	if (resolve->setting == TENURE_SETTING_EXPIRE)
		return value_exceeds(resolve, b, a);
	return value_exceeds(resolve, a, b);
}

static void layer_definite(const struct resolve *resolve,
			   const struct tenure_layer *layer,
			   struct tenure_reason *reason)
{
	for (size_t i = 0; i < layer->class_count; i++) {
		const struct tenure_class_terms *terms = &layer->classes[i];
		const struct tenure_value *value =
			&terms->terms.values[resolve->setting];

		if (!value->set ||
		    tenure_classes_has(resolve->classes, terms->class) <= 0)
			continue;
		if (reason->value == NULL ||
		    value_is_safer(resolve, value, reason->value)) {
			reason->value = value;
			reason->class = terms->class;
		}
	}
	if (reason->value == NULL && layer->terms.values[resolve->setting].set)
		reason->value = &layer->terms.values[resolve->setting];
}

/* Do more specific layers than the given one set it for this class too? */
static bool class_is_masked(const struct resolve *resolve,
			    const struct tenure_mailbox *mailbox,
			    unsigned int layer_index,
			    const struct tenure_class *class)
{
	for (unsigned int i = 0; i < layer_index; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = 0; j < layer->class_count; j++) {
			if (layer->classes[j].class == class &&
			    layer->classes[j]
				    .terms.values[resolve->setting]
				    .set)
				return true;
		}
	}
	return false;
}

/* The value that keeps most of the classes that cannot be told. If such a
   class is true, its most specific value is in force. */
static void layer_unsure(const struct resolve *resolve,
			 const struct tenure_mailbox *mailbox,
			 unsigned int layer_index, struct tenure_reason *unsure)
{
	const struct tenure_layer *layer = mailbox->layers[layer_index];

	for (size_t i = 0; i < layer->class_count; i++) {
		const struct tenure_class_terms *terms = &layer->classes[i];
		const struct tenure_value *value =
			&terms->terms.values[resolve->setting];

		if (!value->set ||
		    tenure_classes_has(resolve->classes, terms->class) >= 0 ||
		    class_is_masked(resolve, mailbox, layer_index,
				    terms->class))
			continue;
		if (unsure->value == NULL ||
		    value_exceeds(resolve, value, unsure->value)) {
			unsure->value = value;
			unsure->class = terms->class;
			unsure->unsure = true;
		}
	}
}

void tenure_resolve(const struct tenure_mailbox *mailbox,
		    const struct tenure_classes *classes,
		    enum tenure_setting setting, int64_t received,
		    struct tenure_reason *reason_r)
{
	struct resolve resolve = {
		.setting = setting,
		.from = received == TENURE_TIME_NONE ? 0 : received,
		.classes = classes,
	};
	struct tenure_reason definite = {.value = NULL};
	struct tenure_reason unsure = {.value = NULL};

	for (unsigned int i = 0;
	     i < mailbox->layer_count && definite.value == NULL; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		layer_definite(&resolve, layer, &definite);
		/* One class that surely shortens expire bounds what a doubtful
		   one beside it could lengthen: the shortest wins. */
		if (setting == TENURE_SETTING_EXPIRE && definite.class != NULL)
			continue;
		if (setting != TENURE_SETTING_SMTP_ACCEPT)
			layer_unsure(&resolve, mailbox, i, &unsure);
	}
	if (definite.value == NULL)
		definite.value = &tenure_setting_info(setting)->default_value;
	if (unsure.value != NULL &&
	    value_exceeds(&resolve, unsure.value, definite.value))
		*reason_r = unsure;
	else
		*reason_r = definite;
}
