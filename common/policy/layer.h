/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LAYER_H
#define TENURE_LAYER_H

#include <stddef.h>
#include <stdint.h>

#include "policy/settings.h"

struct tenure_class;

/* One value of a layer: for every message, or for those of one class. */
struct tenure_term {
	/* NULL: for every message. */
	const struct tenure_class *class;
	struct tenure_value value;
};

/* What a plan, tenant or user says. Most say little, so only what is said
   takes place. */
struct tenure_layer {
	/* Those of setting s are terms[first[s]] to before
	   terms[first[s + 1]]: first the ones for classes, in the order of
	   their index, then the one for every message. */
	const struct tenure_term *terms;
	uint16_t first[TENURE_SETTING_COUNT + 1];
	/* The classes that have a block here, by index, each once. */
	const struct tenure_class *const *classes;
	size_t class_count;
};

/* A value before it has its place in a layer. */
struct tenure_given {
	enum tenure_setting setting;
	struct tenure_term term;
};
/* Make a layer of count values in any order, of which no two are for the same
   setting and class. given is sorted in place; terms has room for count,
   classes for class_room: what they need must live as long as the layer.
   classes are given by index, each once. */
void tenure_layer_init(struct tenure_layer *layer, struct tenure_given *given,
		       size_t count, struct tenure_term *terms,
		       const struct tenure_class *const *classes,
		       size_t class_count);
/* What the layer says about a setting for a class (NULL: for every message).
   NULL if nothing. */
const struct tenure_value *tenure_layer_value(const struct tenure_layer *layer,
					      enum tenure_setting setting,
					      const struct tenure_class *class);

#endif
