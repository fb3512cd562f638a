/* SPDX-License-Identifier: MIT */
#include "policy/row-code.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/row-parts.h"
#include "policy/tree.h"

/* More than a duration can have, and none of their sums is over. */
#define SPAN_MAX (INT64_MAX / 4)

struct reader {
	const struct tenure_policy *policy;
	const unsigned char *data, *end;
	/* Something was wrong; all numbers after it are 0. */
	bool bad;
	/* What is read, before there is memory for it. */
	struct tenure_subject row;
	const struct tenure_class *classes[TENURE_ROW_VALUES_MAX];
	struct tenure_given given[TENURE_ROW_VALUES_MAX];
	size_t class_count, given_count;
	/* Lengths of the texts, in the order of the values; what values point
	   to is not terminated yet. */
	size_t text_sizes[TENURE_ROW_VALUES_MAX];
	size_t text_size;
};

/* A number of at most max, as it would have been written. */
static uint64_t get_number(struct reader *reader, uint64_t max)
{
	uint64_t number = 0;
	unsigned int shift = 0;
	unsigned char octet;

	do {
		if (reader->bad || reader->data == reader->end || shift > 63)
			break;
		octet = *reader->data++;
		number |= (uint64_t)(octet & 0x7f) << shift;
		if (octet < 0x80) {
			/* The last one is not 0, unless it is the only one;
			   and nothing was shifted out. */
			if ((octet == 0 && shift > 0) ||
			    (shift == 63 && octet > 1) || number > max)
				break;
			return number;
		}
		shift += 7;
	} while (true);
	reader->bad = true;
	return 0;
}

static struct tenure_where get_place(struct reader *reader)
{
	struct tenure_where where = {.file = reader->row.where.file};

	where.line = reader->row.where.line +
		     (uint32_t)get_number(reader,
					  UINT32_MAX - reader->row.where.line);
	where.column = (uint16_t)get_number(reader, UINT16_MAX);
	return where;
}

static void get_row(struct reader *reader)
{
	struct tenure_subject *row = &reader->row;
	size_t files =
		tenure_tree_file_count(tenure_policy_tree(reader->policy));
	uint64_t plan;

	row->where.file = (uint16_t)get_number(reader, files - 1);
	row->where.line = (uint32_t)get_number(reader, UINT32_MAX);
	row->where.column = (uint16_t)get_number(reader, UINT16_MAX);
	plan = get_number(reader, tenure_policy_plan_count(reader->policy));
	if (plan > 0) {
		row->plan = tenure_policy_plan(reader->policy, plan - 1);
		row->plan_where = get_place(reader);
	}
}

static void get_classes(struct reader *reader)
{
	size_t count = tenure_policy_class_count(reader->policy);
	uint64_t index = 0, step;
	size_t i;

	reader->class_count = get_number(reader, TENURE_ROW_VALUES_MAX);
	for (i = 0; i < reader->class_count && !reader->bad; i++) {
		step = get_number(reader, TENURE_CLASSES_MAX);
		index += step;
		if ((i > 0 && step == 0) || index >= count) {
			reader->bad = true;
			return;
		}
		reader->classes[i] = tenure_policy_class(reader->policy, index);
	}
}

static void get_text(struct reader *reader, size_t index,
		     struct tenure_value *value)
{
	size_t size = get_number(reader, TENURE_POLICY_LINE_MAX);

	if (reader->bad || size > (size_t)(reader->end - reader->data) ||
	    memchr(reader->data, '\0', size) != NULL) {
		reader->bad = true;
		return;
	}
	value->text = (const char *)reader->data;
	reader->text_sizes[index] = size;
	reader->text_size += size + 1;
	reader->data += size;
}

/* A part that is there is not 0. */
static int64_t get_part(struct reader *reader, uint64_t max)
{
	uint64_t number = get_number(reader, max);

	if (number == 0)
		reader->bad = true;
	return (int64_t)number;
}

/* Does the setting have values with these parts? */
static bool parts_fit(const struct tenure_setting_info *info,
		      const struct tenure_value *value, unsigned int parts)
{
	const unsigned int duration = TENURE_ROW_MONTHS | TENURE_ROW_SECONDS;
	unsigned int may = 0;
	int choices = 0;

	while (info->choices != NULL && info->choices[choices] != NULL)
		choices++;
	if (value->choice != 0 && value->choice >= choices)
		return false;
	if (choices > 0)
		may = TENURE_ROW_CHOICE;
	switch (info->type) {
	case TENURE_TYPE_DURATION:
		may |= duration;
		if (info->forever_word != NULL &&
		    (parts & TENURE_ROW_FOREVER) != 0)
			may = TENURE_ROW_FOREVER;
		break;
	case TENURE_TYPE_CHOICE:
		break;
	case TENURE_TYPE_AFTER_DOWNLOAD:
		if (value->choice == TENURE_AFTER_DOWNLOAD_LATER)
			may |= duration;
		break;
	case TENURE_TYPE_DEVICES:
		if (value->choice == TENURE_DEVICES_NUMBER)
			may |= TENURE_ROW_NUMBER;
		break;
	case TENURE_TYPE_TOP:
		if (value->choice == TENURE_TOP_LIMIT)
			may |= TENURE_ROW_NUMBER;
		break;
	case TENURE_TYPE_SMTP_ACCEPT:
		if (value->choice >= TENURE_SMTP_DEFER)
			may |= TENURE_ROW_TEXT;
		break;
	case TENURE_TYPE_SIZE:
		may |= TENURE_ROW_NUMBER;
		break;
	case TENURE_TYPE_ADDRESS:
		may |= TENURE_ROW_TEXT;
		break;
	}
	return (parts & ~may) == 0;
}

static bool is_reply(const char *text, size_t size, char class)
{
	if (size < 2 || size > TENURE_REPLY_MAX || text[0] != class ||
	    text[1] != '.')
		return false;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	}
	return true;
}

/* Are the parts there that there must be, and may the text be that? */
static bool value_fits(const struct tenure_setting_info *info,
		       const struct tenure_value *value, size_t text_size)
{
	char class = value->choice == TENURE_SMTP_REJECT ? '5' : '4';

	switch (info->type) {
	case TENURE_TYPE_DEVICES:
		return value->choice != TENURE_DEVICES_NUMBER ||
		       value->number > 0;
	case TENURE_TYPE_SMTP_ACCEPT:
		return value->choice < TENURE_SMTP_DEFER ||
		       (value->text != NULL &&
			is_reply(value->text, text_size, class));
	case TENURE_TYPE_ADDRESS:
		/* As it was written, which may be longer than its key. */
		return value->text == NULL || text_size > 0;
	default:
		return true;
	}
}

static void get_value(struct reader *reader, size_t index)
{
	const struct tenure_setting_info *info;
	struct tenure_given *given = &reader->given[index];
	struct tenure_value *value = &given->term.value;
	unsigned int parts;

	value->where = get_place(reader);
	parts = (unsigned int)get_number(reader, TENURE_ROW_PARTS);
	if (parts & TENURE_ROW_CHOICE)
		value->choice = (int)get_number(reader, INT32_MAX);
	if (parts & TENURE_ROW_NUMBER)
		value->number = get_part(reader, INT64_MAX);
	value->duration.forever = (parts & TENURE_ROW_FOREVER) != 0;
	if (parts & TENURE_ROW_MONTHS)
		value->duration.months = get_part(reader, SPAN_MAX);
	if (parts & TENURE_ROW_SECONDS)
		value->duration.seconds = get_part(reader, SPAN_MAX);
	if (parts & TENURE_ROW_TEXT)
		get_text(reader, index, value);
	info = tenure_setting_info(given->setting);
	if (((parts & TENURE_ROW_CHOICE) != 0 && value->choice == 0) ||
	    !parts_fit(info, value, parts) ||
	    !value_fits(info, value, reader->text_sizes[index]))
		reader->bad = true;
}

/* Is a class among those of the row? */
static const struct tenure_class *row_class(const struct reader *reader,
					    uint64_t index)
{
	for (size_t i = 0; i < reader->class_count; i++) {
		if (reader->classes[i]->index == index)
			return reader->classes[i];
	}
	return NULL;
}

static void get_values(struct reader *reader)
{
	uint64_t class, rank, before = 0;
	size_t i, count = get_number(reader, TENURE_ROW_VALUES_MAX);

	for (i = 0; i < count && !reader->bad; i++) {
		struct tenure_given *given = &reader->given[i];

		memset(given, 0, sizeof(*given));
		reader->text_sizes[i] = 0;
		given->setting = (enum tenure_setting)get_number(
			reader, TENURE_SETTING_COUNT - 1);
		class = get_number(reader, TENURE_CLASSES_MAX);
		if (class > 0)
			given->term.class = row_class(reader, class - 1);
		/* In their order, and each once. */
		rank = ((uint64_t)given->setting << 32) +
		       (class == 0 ? UINT32_MAX : class);
		if (reader->bad || rank <= before ||
		    (class > 0 && given->term.class == NULL)) {
			reader->bad = true;
			return;
		}
		before = rank;
		get_value(reader, i);
	}
	reader->given_count = count;
}

/* Put everything into one block. */
static struct tenure_subject *make_row(struct reader *reader, const char *key)
{
	size_t terms = reader->given_count * sizeof(struct tenure_term);
	size_t classes = reader->class_count * sizeof(reader->classes[0]);
	size_t key_size = strlen(key) + 1;
	struct tenure_subject *row;
	const struct tenure_class **class_list;
	struct tenure_term *term_list;
	char *text;
	size_t i;

	row = tenure_calloc(1, sizeof(*row) + terms + classes + key_size +
				       reader->text_size);
	if (row == NULL)
		return NULL;
	*row = reader->row;
	/* All of them are as aligned as a pointer or a 64-bit number. */
	term_list = (void *)(row + 1);
	class_list = (void *)(term_list + reader->given_count);
	text = (void *)(class_list + reader->class_count);
	row->key = memcpy(text, key, key_size);
	text += key_size;
	for (i = 0; i < reader->given_count; i++) {
		struct tenure_value *value = &reader->given[i].term.value;

		if (value->text == NULL)
			continue;
		value->text = memcpy(text, value->text, reader->text_sizes[i]);
		text += reader->text_sizes[i] + 1;
	}
	if (classes > 0)
		memcpy(class_list, reader->classes, classes);
	tenure_layer_init(&row->layer, reader->given, reader->given_count,
			  term_list, class_list, reader->class_count);
	return row;
}

int tenure_row_decode(const struct tenure_policy *policy, const char *key,
		      const void *code, size_t size,
		      struct tenure_subject **row_r, struct tenure_error *err)
{
	struct reader reader;

	reader.policy = policy;
	reader.data = code;
	reader.end = reader.data + size;
	reader.bad = false;
	memset(&reader.row, 0, sizeof(reader.row));
	reader.class_count = reader.given_count = reader.text_size = 0;
	if (get_number(&reader, UINT8_MAX) != TENURE_ROW_VERSION)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"the row of \"%.320s\" is of a version "
					"that this program does not understand",
					key);
	get_row(&reader);
	get_classes(&reader);
	get_values(&reader);
	if (reader.bad || reader.data != reader.end)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"the row of \"%.320s\" is not one of "
					"this policy",
					key);
	*row_r = make_row(&reader, key);
	return *row_r == NULL ? tenure_error_nomem(err) : 0;
}

size_t tenure_row_content(const void *code, size_t size, const void **content_r)
{
	const unsigned char *data = code, *end = data + size;

	/* The version; then file, line and column. */
	if (size == 0 || *data++ != TENURE_ROW_VERSION)
		return 0;
	for (int i = 0; i < 3; i++) {
		while (data < end && (*data & 0x80) != 0)
			data++;
		if (data == end)
			return 0;
		data++;
	}
	*content_r = data;
	return (size_t)(end - data);
}
