/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "fields.h"

void tm_fields_free(struct tm_fields *fields)
{
	tenure_free(fields->items);
	tenure_buffer_free(&fields->text);
	*fields = (struct tm_fields)TM_FIELDS_INIT;
}

int tm_fields_add(struct tm_fields *fields, const char *name, const char *body)
{
	struct tm_field field;

	if (tenure_array_grow(&fields->items, fields->count, &fields->allocated,
			      sizeof(*fields->items)) < 0)
		return -1;
	field.name = fields->text.used;
	tenure_buffer_add(&fields->text, name, strlen(name) + 1);
	field.body = fields->text.used;
	tenure_buffer_add(&fields->text, body, strlen(body) + 1);
	if (fields->text.failed)
		return -1;
	fields->items[fields->count++] = field;
	return 0;
}

size_t tm_fields_size(const struct tm_fields *fields)
{
	return fields->text.used + fields->count * sizeof(*fields->items);
}

static const char *field_name(const struct tm_fields *fields, size_t item)
{
	return fields->text.data + fields->items[item].name;
}

int tm_fields_get(void *context, const char *name, unsigned int index,
		  const char **body_r)
{
	struct tm_fields *fields = context;
	size_t item = 0;
	unsigned int instance = 0;

	if (fields->text.failed)
		return -1;
	/* The next instance after the one that was asked for last? */
	if (fields->cursor.item < fields->count && index > 0 &&
	    index == fields->cursor.instance + 1 &&
	    strcasecmp(field_name(fields, fields->cursor.item), name) == 0) {
		item = fields->cursor.item + 1;
		instance = index;
	}
	for (; item < fields->count; item++) {
		if (strcasecmp(field_name(fields, item), name) != 0)
			continue;
		if (instance++ < index)
			continue;
		fields->cursor.item = item;
		fields->cursor.instance = index;
		*body_r = fields->text.data + fields->items[item].body;
		return 1;
	}
	return 0;
}
