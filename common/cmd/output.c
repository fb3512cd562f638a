/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/alloc.h"
#include "base/date.h"
#include "command.h"
#include "output.h"

_Noreturn void tenure_die_nomem(void)
{
	fputs("tenure: out of memory\n", stderr);
	exit(TENURE_EXIT_ENVIRONMENT);
}

/* Characters that a terminal acts on, or that reorder what is shown. */
static bool is_unsafe(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static void escape_unsafe(ucs4_t c, struct tenure_buffer *out)
{
	if (c == '\n')
		tenure_buffer_add_str(out, "\\n");
	else if (c == '\t')
		tenure_buffer_add_str(out, "\\t");
	else if (c == '\r')
		tenure_buffer_add_str(out, "\\r");
	else if (c < 0x80)
		tenure_buffer_printf(out, "\\x%02x", (unsigned int)c);
	else
		tenure_buffer_printf(out, "\\u{%04x}", (unsigned int)c);
}

void tenure_escape(const char *text, bool keep_newlines,
		   struct tenure_buffer *out)
{
	size_t left = strlen(text);

	while (left > 0) {
		ucs4_t c;
		int size = u8_mbtoucr(&c, (const uint8_t *)text, left);

		if (size <= 0) {
			size = 1;
			tenure_buffer_printf(out, "\\x%02x",
					     (unsigned char)*text);
		} else if (is_unsafe(c) && !(c == '\n' && keep_newlines)) {
			escape_unsafe(c, out);
		} else {
			tenure_buffer_add(out, text, (size_t)size);
		}
		text += size;
		left -= (size_t)size;
	}
}

static void print_escaped(FILE *to, const char *text, bool keep_newlines)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	const char *escaped;

	tenure_escape(text, keep_newlines, &out);
	escaped = tenure_buffer_str(&out);
	if (escaped == NULL)
		tenure_die_nomem();
	fputs(escaped, to);
	tenure_buffer_free(&out);
}

static char *TENURE_FORMAT(1, 0) format_text(const char *fmt, va_list args)
{
	char *text;

	if (vasprintf(&text, fmt, args) < 0)
		tenure_die_nomem();
	return text;
}

void tenure_print(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = format_text(fmt, args);
	va_end(args);
	print_escaped(stdout, text, true);
	free(text);
}

void tenure_complain(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = format_text(fmt, args);
	va_end(args);
	fputs("tenure: ", stderr);
	print_escaped(stderr, text, false);
	fputc('\n', stderr);
	free(text);
}

int tenure_complain_error(const struct tenure_error *err)
{
	char text[sizeof(err->file) + sizeof(err->text) + 32];

	tenure_complain("%s", tenure_error_format(err, text, sizeof(text)));
	switch (err->code) {
	case TENURE_ERROR_USAGE:
		return TENURE_EXIT_USAGE;
	case TENURE_ERROR_INPUT:
		return TENURE_EXIT_INPUT;
	case TENURE_ERROR_NONE:
	case TENURE_ERROR_ENVIRONMENT:
		break;
	}
	return TENURE_EXIT_ENVIRONMENT;
}

void tenure_complain_diagnostics(const struct tenure_diagnostics *list)
{
	struct tenure_buffer buf = TENURE_BUFFER_INIT;
	const char *text;

	tenure_diagnostics_format(list, &buf);
	text = tenure_buffer_str(&buf);
	if (text == NULL)
		tenure_die_nomem();
	print_escaped(stderr, text, true);
	tenure_buffer_free(&buf);
}

/* -------------------------------------------------------------------- JSON */

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
		ucs4_t c;
		int size = u8_mbtoucr(&c, (const uint8_t *)text, left);

		if (size <= 0) {
			size = 1;
			tenure_buffer_add_str(&buf, "\xef\xbf\xbd");
		} else {
			tenure_buffer_add(&buf, text, (size_t)size);
		}
		text += size;
		left -= (size_t)size;
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

static json_t *json_diagnostic(const struct tenure_diagnostic *finding)
{
	json_t *object = tenure_json_object();

	tenure_json_set(
		object, "severity",
		tenure_json_text(finding->severity == TENURE_SEVERITY_ERROR
					 ? "error"
					 : "warning"));
	tenure_json_set(object, "file", tenure_json_text(finding->file));
	tenure_json_set(object, "line", json_integer(finding->line));
	tenure_json_set(object, "column", json_integer(finding->column));
	tenure_json_set(object, "length", json_integer(finding->length));
	tenure_json_set(object, "text", tenure_json_text(finding->source_line));
	tenure_json_set(object, "message", tenure_json_text(finding->message));
	tenure_json_set(object, "hint", tenure_json_text(finding->hint));
	return object;
}

json_t *tenure_json_diagnostics(const struct tenure_diagnostics *list)
{
	json_t *array = tenure_json_array();

	for (size_t i = 0; i < list->count; i++)
		tenure_json_append(array, json_diagnostic(&list->items[i]));
	return array;
}

void tenure_json_print(json_t *value)
{
	/* ASCII only: what steers a terminal stays an escape. */
	char *text =
		json_dumps(value, JSON_PRESERVE_ORDER | JSON_INDENT(2) |
					  JSON_ENSURE_ASCII | JSON_ENCODE_ANY);

	if (text == NULL)
		tenure_die_nomem();
	puts(text);
	free(text);
	json_decref(value);
}

int tenure_output_finish(void)
{
	struct tenure_error err;
	bool failed = ferror(stdout) != 0;

	errno = 0;
	if (fflush(stdout) != 0 || failed) {
		(void)tenure_error_errno(&err, errno == 0 ? EIO : errno,
					 "cannot write to standard output");
		(void)tenure_complain_error(&err);
		return -1;
	}
	return 0;
}
