/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/utf8.h"
#include "text.h"

static json_t *json_checked(json_t *value)
{
	if (value == NULL)
		tenure_die_nomem();
	return value;
}

json_t *tenure_json_text(const char *text)
{
	struct tenure_buffer buf = TENURE_BUFFER_INIT;
	size_t left;
	json_t *value;

	if (text == NULL)
		return json_null();
	for (left = strlen(text); left > 0;) {
		uint32_t c;
		size_t size = tenure_utf8_char(text, left, &c);

		if (size == 0) {
			size = 1;
			tenure_buffer_add_str(&buf, "\xef\xbf\xbd");
		} else {
			tenure_buffer_add(&buf, text, size);
		}
		text += size;
		left -= size;
	}
	text = tenure_buffer_str(&buf);
	if (text == NULL)
		tenure_die_nomem();
	value = json_checked(json_string(text));
	tenure_buffer_free(&buf);
	return value;
}

json_t *tenure_json_time(int64_t when)
{
	char text[TENURE_DATE_SIZE];

	if (when == TENURE_TIME_NONE)
		return json_null();
	return tenure_json_text(tenure_date_format(when, text));
}

json_t *tenure_json_object(void)
{
	return json_checked(json_object());
}

json_t *tenure_json_array(void)
{
	return json_checked(json_array());
}

void tenure_json_set(json_t *object, const char *name, json_t *value)
{
	if (json_object_set_new(object, name, json_checked(value)) < 0)
		tenure_die_nomem();
}

void tenure_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, json_checked(value)) < 0)
		tenure_die_nomem();
}

char *tenure_json_format(json_t *value, bool compact)
{
	char *text = json_dumps(
		value, JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII |
			       JSON_ENCODE_ANY |
			       (compact ? JSON_COMPACT : JSON_INDENT(2)));

	if (text == NULL)
		tenure_die_nomem();
	json_decref(value);
	return text;
}
