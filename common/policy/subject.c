/* SPDX-License-Identifier: MIT */
#include "policy/subject.h"

#include <string.h>

#include "base/alloc.h"

/* Where the parts of a copy are, after the subject itself. */
struct parts {
	struct tenure_term *terms;
	const struct tenure_class **classes;
	char *text;
};

static size_t text_size(const char *text)
{
	return text == NULL ? 0 : strlen(text) + 1;
}

static const char *put_text(struct parts *parts, const char *text)
{
	size_t size = text_size(text);
	char *copy = parts->text;

	if (text == NULL)
		return NULL;
	memcpy(copy, text, size);
	parts->text += size;
	return copy;
}

struct tenure_subject *tenure_subject_dup(const struct tenure_subject *subject)
{
	const struct tenure_layer *layer = &subject->layer;
	size_t i, count = layer->first[TENURE_SETTING_COUNT];
	size_t size = sizeof(*subject) + count * sizeof(*layer->terms) +
		      layer->class_count * sizeof(*layer->classes) +
		      text_size(subject->key);
	struct tenure_subject *copy;
	struct parts parts;

	for (i = 0; i < count; i++)
		size += text_size(layer->terms[i].value.text);
	copy = tenure_calloc(1, size);
	if (copy == NULL)
		return NULL;
	*copy = *subject;
	parts.terms = (struct tenure_term *)(copy + 1);
	parts.classes = (const struct tenure_class **)(parts.terms + count);
	parts.text = (char *)(parts.classes + layer->class_count);
	copy->key = put_text(&parts, subject->key);
	for (i = 0; i < count; i++) {
		parts.terms[i] = layer->terms[i];
		parts.terms[i].value.text =
			put_text(&parts, layer->terms[i].value.text);
	}
	for (i = 0; i < layer->class_count; i++)
		parts.classes[i] = layer->classes[i];
	copy->layer.terms = parts.terms;
	copy->layer.classes = parts.classes;
	return copy;
}
