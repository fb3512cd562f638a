/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "command.h"
#include "output.h"

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
	char *text = tenure_json_format(value, false);

	puts(text);
	free(text);
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
