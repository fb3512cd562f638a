/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "policy/mailbox-value.h"
#include "decide/decide.h"

struct journals {
	const struct tenure_mailbox *mailbox;
	const struct tenure_classes *classes;
};

/* Does a term of a layer count for the message in something that could be
   true? */
static bool term_counts(const struct journals *journals, unsigned int layer,
			const struct tenure_term *term)
{
	const enum tenure_setting setting = TENURE_SETTING_SMTP_JOURNAL;

	if (tenure_mailbox_bounded(journals->mailbox, layer, setting,
				   &term->value, 0) == NULL)
		return false;
	/* An archive that misses mail is what journals are there against, so
	   a class that cannot be told counts. */
	return term->class == NULL ||
	       (tenure_classes_has(journals->classes, term->class) != 0 &&
		!tenure_mailbox_masks(journals->mailbox, layer, setting,
				      term->class));
}

/* Did a term that counts name the same address before? Layers are walked one
   after the other, so all terms of those before have been seen. */
static bool is_repeated(const struct journals *journals, unsigned int layer,
			const struct tenure_term *term)
{
	const enum tenure_setting setting = TENURE_SETTING_SMTP_JOURNAL;
	const struct tenure_layer *other;
	const struct tenure_term *before;

	for (unsigned int i = 0; i <= layer; i++) {
		other = journals->mailbox->layers[i];
		for (size_t j = other->first[setting];
		     j < other->first[setting + 1]; j++) {
			before = &other->terms[j];
			if (before == term)
				return false;
			if (before->value.text != NULL &&
			    strcmp(before->value.text, term->value.text) == 0 &&
			    term_counts(journals, i, before))
				return true;
		}
	}
	return false;
}

/* Returns whether the layer decides: a class surely matches, or it has a value
   for every message. That one counts only where no class surely matches. */
static bool walk_layer(const struct journals *journals, unsigned int index,
		       tenure_journal_callback *callback, void *context)
{
	const struct tenure_layer *layer = journals->mailbox->layers[index];
	size_t end = layer->first[TENURE_SETTING_SMTP_JOURNAL + 1];
	bool decided = false;

	for (size_t i = layer->first[TENURE_SETTING_SMTP_JOURNAL]; i < end;
	     i++) {
		const struct tenure_term *term = &layer->terms[i];

		if (!term_counts(journals, index, term))
			continue;
		if (term->class == NULL && decided)
			return true;
		decided |=
			term->class == NULL ||
			tenure_classes_has(journals->classes, term->class) > 0;
		if (term->value.text != NULL &&
		    !is_repeated(journals, index, term))
			callback(context, &term->value, term->class);
	}
	return decided;
}

void tenure_decide_journals(const struct tenure_mailbox *mailbox,
			    const struct tenure_classes *classes,
			    tenure_journal_callback *callback, void *context)
{
	const struct journals journals = {mailbox, classes};

	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		if (walk_layer(&journals, i, callback, context))
			return;
	}
}
