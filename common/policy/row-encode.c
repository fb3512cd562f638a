/* SPDX-License-Identifier: MIT */
#include "policy/row-code.h"

#include <string.h>

#include "policy/row-parts.h"

static void put_number(struct tenure_buffer *out, uint64_t number)
{
	for (; number >= 0x80; number >>= 7)
		tenure_buffer_add_char(out, (char)(number | 0x80));
	tenure_buffer_add_char(out, (char)number);
}

/* Everything in a row is at its first line or behind it. */
static void put_place(struct tenure_buffer *out,
		      const struct tenure_subject *row,
		      struct tenure_where where)
{
	put_number(out, where.line - row->where.line);
	put_number(out, where.column);
}

static unsigned int value_parts(const struct tenure_value *value)
{
	unsigned int parts = 0;

	if (value->choice != 0)
		parts |= TENURE_ROW_CHOICE;
	if (value->number != 0)
		parts |= TENURE_ROW_NUMBER;
	if (value->duration.forever)
		parts |= TENURE_ROW_FOREVER;
	if (value->duration.months != 0)
		parts |= TENURE_ROW_MONTHS;
	if (value->duration.seconds != 0)
		parts |= TENURE_ROW_SECONDS;
	if (value->text != NULL)
		parts |= TENURE_ROW_TEXT;
	return parts;
}

static void put_value(struct tenure_buffer *out,
		      const struct tenure_value *value)
{
	unsigned int parts = value_parts(value);

	put_number(out, parts);
	if (parts & TENURE_ROW_CHOICE)
		put_number(out, (uint64_t)value->choice);
	if (parts & TENURE_ROW_NUMBER)
		put_number(out, (uint64_t)value->number);
	if (parts & TENURE_ROW_MONTHS)
		put_number(out, (uint64_t)value->duration.months);
	if (parts & TENURE_ROW_SECONDS)
		put_number(out, (uint64_t)value->duration.seconds);
	if (parts & TENURE_ROW_TEXT) {
		put_number(out, strlen(value->text));
		tenure_buffer_add_str(out, value->text);
	}
}

static void put_classes(struct tenure_buffer *out,
			const struct tenure_layer *layer)
{
	unsigned int before = 0;
	size_t i;

	put_number(out, layer->class_count);
	for (i = 0; i < layer->class_count; i++) {
		put_number(out, layer->classes[i]->index - before);
		before = layer->classes[i]->index;
	}
}

static void put_values(struct tenure_buffer *out,
		       const struct tenure_subject *row)
{
	const struct tenure_layer *layer = &row->layer;
	const struct tenure_term *term;
	unsigned int setting;
	size_t i;

	put_number(out, layer->first[TENURE_SETTING_COUNT]);
	for (setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		for (i = layer->first[setting]; i < layer->first[setting + 1];
		     i++) {
			term = &layer->terms[i];
			put_number(out, setting);
			put_number(out, term->class == NULL
						? 0
						: term->class->index + 1);
			put_place(out, row, term->value.where);
			put_value(out, &term->value);
		}
	}
}

void tenure_row_encode(const struct tenure_policy *policy,
		       const struct tenure_subject *row,
		       struct tenure_buffer *out)
{
	tenure_buffer_add_char(out, TENURE_ROW_VERSION);
	put_number(out, row->where.file);
	put_number(out, row->where.line);
	put_number(out, row->where.column);
	if (row->plan == NULL) {
		put_number(out, 0);
	} else {
		put_number(out, (uint64_t)(row->plan -
					   tenure_policy_plan(policy, 0)) +
					1);
		put_place(out, row, row->plan_where);
	}
	put_classes(out, &row->layer);
	put_values(out, row);
}
