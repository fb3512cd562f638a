/* SPDX-License-Identifier: MIT */
#include "policy/layer.h"

#include <stdlib.h>

#include "policy/class.h"

/* Where a value stands in its layer: the one for every message is last. */
static unsigned int term_rank(const struct tenure_term *term)
{
	return term->class == NULL ? UINT32_MAX : term->class->index;
}

static int given_compare(const void *_a, const void *_b)
{
	const struct tenure_given *a = _a, *b = _b;

	if (a->setting != b->setting)
		return a->setting < b->setting ? -1 : 1;
	return term_rank(&a->term) < term_rank(&b->term) ? -1 : 1;
}

void tenure_layer_init(struct tenure_layer *layer, struct tenure_given *given,
		       size_t count, struct tenure_term *terms,
		       const struct tenure_class *const *classes,
		       size_t class_count)
{
	size_t i = 0;

	if (count > 1)
		qsort(given, count, sizeof(*given), given_compare);
	for (int setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		layer->first[setting] = (uint16_t)i;
		for (; i < count && (int)given[i].setting == setting; i++)
			terms[i] = given[i].term;
	}
	layer->first[TENURE_SETTING_COUNT] = (uint16_t)i;
	layer->terms = terms;
	layer->classes = classes;
	layer->class_count = class_count;
}

const struct tenure_value *tenure_layer_value(const struct tenure_layer *layer,
					      enum tenure_setting setting,
					      const struct tenure_class *class)
{
	for (size_t i = layer->first[setting]; i < layer->first[setting + 1];
	     i++) {
		if (layer->terms[i].class == class)
			return &layer->terms[i].value;
	}
	return NULL;
}
