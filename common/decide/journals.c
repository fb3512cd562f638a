/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "decide/decide.h"

/* Does the layer's term count for the message? */
static bool term_counts(const struct tenure_classes *classes,
			const struct tenure_term *term)
{
	/* An archive that misses mail is what journals are there against, so
	   a class that cannot be told counts. */
	return tenure_classes_has(classes, term->class) != 0;
}

/* Did an earlier term that counts name the same address? */
static bool is_repeated(const struct tenure_layer *layer,
			const struct tenure_classes *classes, size_t index)
{
	const char *address = layer->terms[index].value.text;

	for (size_t i = layer->first[TENURE_SETTING_SMTP_JOURNAL]; i < index;
	     i++) {
		const struct tenure_term *term = &layer->terms[i];

		if (term->value.text != NULL && term_counts(classes, term) &&
		    strcmp(term->value.text, address) == 0)
			return true;
	}
	return false;
}

/* Returns whether the layer decides: a class surely matches, or it has a value
   for every message. */
static bool walk_layer(const struct tenure_layer *layer,
		       const struct tenure_classes *classes,
		       tenure_journal_callback *callback, void *context)
{
	size_t end = layer->first[TENURE_SETTING_SMTP_JOURNAL + 1];
	bool decided = false;

	for (size_t i = layer->first[TENURE_SETTING_SMTP_JOURNAL]; i < end;
	     i++) {
		const struct tenure_term *term = &layer->terms[i];

		if (term->class == NULL) {
			if (!decided && term->value.text != NULL)
				callback(context, &term->value, NULL);
			return true;
		}
		if (!term_counts(classes, term))
			continue;
		decided |= tenure_classes_has(classes, term->class) > 0;
		if (term->value.text != NULL && !is_repeated(layer, classes, i))
			callback(context, &term->value, term->class);
	}
	return decided;
}

void tenure_decide_journals(const struct tenure_mailbox *mailbox,
			    const struct tenure_classes *classes,
			    tenure_journal_callback *callback, void *context)
{
	const struct tenure_layer *layer;
	const struct tenure_bounds *bounds = mailbox->bounds;

	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		layer = mailbox->layers[i];
		if (bounds != NULL && i + 1 < mailbox->layer_count &&
		    bounds->settings[TENURE_SETTING_SMTP_JOURNAL].forbidden)
			continue;
		if (walk_layer(layer, classes, callback, context))
			return;
	}
}
