/* SPDX-License-Identifier: MIT */
#include "tests/common/base/zone-model.h"

#include "tests/lib/unit.h"

static void add_number(struct tenure_buffer *out, uint64_t number, int size)
{
	while (size-- > 0)
		tenure_buffer_add_char(out, (char)(number >> (8 * size)));
}

static void add_header(struct tenure_buffer *out, uint32_t change_count,
		       uint32_t type_count)
{
	tenure_buffer_add(out, "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
	add_number(out, 0, 4);
	add_number(out, 0, 4);
	add_number(out, 0, 4);
	add_number(out, change_count, 4);
	add_number(out, type_count, 4);
	add_number(out, 1, 4);
}

/* The data of version 1 say nothing, as RFC 8536 4 has it: one type, no
   changes. */
void zone_model_write(const struct zone_model *model, struct tenure_buffer *out)
{
	add_header(out, 0, 1);
	tenure_buffer_add(out, "\0\0\0\0\0\0\0", 7);
	add_header(out, model->change_count, model->type_count);
	for (uint32_t i = 0; i < model->change_count; i++)
		add_number(out, (uint64_t)model->changes[i].when, 8);
	for (uint32_t i = 0; i < model->change_count; i++)
		add_number(out, (uint64_t)model->changes[i].type, 1);
	for (uint32_t i = 0; i < model->type_count; i++) {
		add_number(out, (uint64_t)model->offsets[i], 4);
		add_number(out, 0, 2);
	}
	tenure_buffer_add(out, "\0", 1);
	tenure_buffer_printf(out, "\n%s\n", model->rule);
	if (model->damage.place > 0)
		out->data[model->damage.place - 1] = (char)model->damage.octet;
}

struct tenure_zone *zone_model_zone(const struct zone_model *model)
{
	struct tenure_buffer data = TENURE_BUFFER_INIT;
	struct tenure_zone *zone;
	struct tenure_error err;

	zone_model_write(model, &data);
	assert_int_equal(tenure_zone_read(data.data, data.used, &zone, &err),
			 0);
	tenure_buffer_free(&data);
	return zone;
}
