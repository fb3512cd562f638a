/* SPDX-License-Identifier: MIT */
#include "policy/diagnostics.h"

#include <string.h>

#include "base/alloc.h"
#include "base/unicode.h"
#include "policy/text.h"

/* Columns of a source line that are shown, and how many before the marker
   when the line is longer. */
#define SHOWN_COLUMNS 72U
#define SHOWN_BEFORE 40U

void tenure_diagnostics_init(struct tenure_diagnostics *list)
{
	memset(list, 0, sizeof(*list));
}

static void diagnostic_free(struct tenure_diagnostic *item)
{
	tenure_free((void *)item->file);
	tenure_free((void *)item->source_line);
	tenure_free((void *)item->message);
	tenure_free((void *)item->hint);
	memset(item, 0, sizeof(*item));
}

void tenure_diagnostics_free(struct tenure_diagnostics *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		diagnostic_free(&list->items[i]);
	memset(list, 0, sizeof(*list));
}

/* A copy that is safe to show on a terminal and valid UTF-8: it may quote
   text of somebody who means no good. */
static char *display_dup(const char *text)
{
	size_t left = strlen(text), len;
	struct tenure_buffer copy = TENURE_BUFFER_INIT;
	char *result;
	ucs4_t c;

	while (left > 0) {
		len = tenure_text_char(text, left, &c);
		if (c == '\t')
			tenure_buffer_add_char(&copy, ' ');
		else if (c == TENURE_TEXT_BAD || tenure_text_is_control(c))
			tenure_buffer_add_char(&copy, '?');
		else
			tenure_buffer_add(&copy, text, len);
		text += len;
		left -= len;
	}
	result = tenure_buffer_take(&copy);
	tenure_buffer_free(&copy);
	return result;
}

/* Returns 0, or -1 if one of the copies could not be made. */
static int diagnostic_copy(struct tenure_diagnostic *copy,
			   const struct tenure_diagnostic *finding)
{
	*copy = *finding;
	copy->source_line = NULL;
	copy->hint = NULL;
	copy->file = display_dup(finding->file == NULL ? "" : finding->file);
	copy->message = display_dup(finding->message);
	if (finding->source_line != NULL)
		copy->source_line = display_dup(finding->source_line);
	if (finding->hint != NULL)
		copy->hint = display_dup(finding->hint);
	if (copy->file == NULL || copy->message == NULL ||
	    (finding->source_line != NULL && copy->source_line == NULL) ||
	    (finding->hint != NULL && copy->hint == NULL)) {
		diagnostic_free(copy);
		return -1;
	}
	if (copy->length == 0)
		copy->length = 1;
	return 0;
}

static int compare(unsigned int a, unsigned int b)
{
	return (a > b) - (a < b);
}

static int place_compare(const struct tenure_diagnostic *a,
			 const struct tenure_diagnostic *b)
{
	int ret = compare(a->file_number, b->file_number);

	if (ret == 0)
		ret = compare(a->line, b->line);
	return ret == 0 ? compare(a->column, b->column) : ret;
}

/* The last finding of a severity in the text; of several at one place, the
   last that was found. Returns the number of items if there is none. */
static size_t last_of(const struct tenure_diagnostics *list,
		      enum tenure_severity severity)
{
	size_t i, last = list->count;

	for (i = 0; i < list->count; i++) {
		if (list->items[i].severity == severity &&
		    (last == list->count ||
		     place_compare(&list->items[i], &list->items[last]) >= 0))
			last = i;
	}
	return last;
}

/* The item that makes room for another one in a full list. Returns the number
   of items if the other one comes behind all of them. */
static size_t find_victim(const struct tenure_diagnostics *list,
			  const struct tenure_diagnostic *finding)
{
	size_t last = last_of(list, TENURE_SEVERITY_WARNING);

	if (finding->severity == TENURE_SEVERITY_ERROR) {
		if (last < list->count)
			return last;
		last = last_of(list, TENURE_SEVERITY_ERROR);
	}
	if (last < list->count &&
	    place_compare(finding, &list->items[last]) < 0)
		return last;
	return list->count;
}

bool tenure_diagnostics_wants(const struct tenure_diagnostics *list,
			      enum tenure_severity severity,
			      struct tenure_where where)
{
	const struct tenure_diagnostic finding = {
		.severity = severity,
		.file_number = where.file,
		.line = where.line,
		.column = where.column,
	};

	return list->count < TENURE_DIAGNOSTICS_MAX ||
	       find_victim(list, &finding) < list->count;
}

void tenure_diagnostics_add(struct tenure_diagnostics *list,
			    const struct tenure_diagnostic *finding)
{
	struct tenure_diagnostic copy;
	size_t victim = list->count;

	tenure_diagnostics_count(list, finding->severity);
	if (list->count == TENURE_DIAGNOSTICS_MAX) {
		victim = find_victim(list, finding);
		if (victim == list->count)
			return;
	}
	if (diagnostic_copy(&copy, finding) < 0) {
		list->lost_memory = true;
		return;
	}
	if (victim < list->count) {
		diagnostic_free(&list->items[victim]);
		list->count--;
		memmove(&list->items[victim], &list->items[victim + 1],
			(list->count - victim) * sizeof(list->items[0]));
	}
	list->items[list->count++] = copy;
}

void tenure_diagnostics_count(struct tenure_diagnostics *list,
			      enum tenure_severity severity)
{
	if (severity == TENURE_SEVERITY_ERROR)
		list->error_count++;
	else
		list->warning_count++;
}

void tenure_diagnostics_nomem(struct tenure_diagnostics *list)
{
	list->error_count++;
	list->lost_memory = true;
}

/* By insertion: it is short, and what was found first at one place stays
   first. */
void tenure_diagnostics_sort(struct tenure_diagnostics *list)
{
	struct tenure_diagnostic item;
	size_t i, to;

	for (i = 1; i < list->count; i++) {
		item = list->items[i];
		for (to = i;
		     to > 0 && place_compare(&item, &list->items[to - 1]) < 0;
		     to--)
			list->items[to] = list->items[to - 1];
		list->items[to] = item;
	}
}

void tenure_diagnostics_show_line(struct tenure_diagnostic *item,
				  const char *line)
{
	/* Without memory, it is shown without its line. */
	item->source_line = display_dup(line);
}

/* The columns that a terminal gives a character: one, if that cannot be
   told. */
static unsigned int char_width(ucs4_t c)
{
	const struct tenure_unicode *unicode;
	int width = 1;

	if (c >= 0x80 && (unicode = tenure_unicode_need(NULL)) != NULL)
		width = unicode->uc_width(c, "UTF-8");
	return width < 0 ? 1 : (unsigned int)width;
}

/* One character of a source line. */
static size_t next_char(const char *text, size_t left, unsigned int *width_r)
{
	ucs4_t c;
	size_t len = tenure_text_char(text, left, &c);

	*width_r = char_width(c);
	return len;
}

/* The octet where a character of a line begins; column counts from 0. */
static size_t char_offset(const char *line, unsigned int column)
{
	size_t pos = 0, left = strlen(line);
	unsigned int width;

	while (column-- > 0 && pos < left)
		pos += next_char(line + pos, left - pos, &width);
	return pos;
}

static unsigned int text_width(const char *text, size_t size)
{
	unsigned int width, total = 0;
	size_t pos;

	for (pos = 0; pos < size; total += width)
		pos += next_char(text + pos, size - pos, &width);
	return total;
}

/* The part of text that fits into so many columns. */
static size_t fitting(const char *text, unsigned int columns)
{
	size_t pos = 0, size = strlen(text), len;
	unsigned int width, total = 0;

	while (pos < size) {
		len = next_char(text + pos, size - pos, &width);
		if (total + width > columns)
			break;
		total += width;
		pos += len;
	}
	return pos;
}

static void add_times(struct tenure_buffer *out, char c, unsigned int times)
{
	while (times-- > 0)
		tenure_buffer_add_char(out, c);
}

/* The line with its marker. White space at its beginning is not shown, nor
   is what is far away from the marker in a long line. */
static void format_source(const struct tenure_diagnostic *item,
			  struct tenure_buffer *out)
{
	const char *line = item->source_line, *dots = "";
	size_t indent = strspn(line, " "), start, size, marker, marker_end;
	unsigned int before, covered;

	marker = char_offset(line, item->column - 1);
	start = indent < marker ? indent : marker;
	before = text_width(line + start, marker - start);
	if (before > SHOWN_BEFORE &&
	    before + item->length > SHOWN_COLUMNS - SHOWN_BEFORE / 2) {
		start = char_offset(line, item->column - 1 - SHOWN_BEFORE);
		before = text_width(line + start, marker - start) + 3;
		dots = "...";
	}
	size = fitting(line + start, SHOWN_COLUMNS);
	marker_end = marker + char_offset(line + marker, item->length);
	if (marker_end > start + size)
		marker_end = start + size;
	covered = marker_end > marker
			  ? text_width(line + marker, marker_end - marker)
			  : 1;
	tenure_buffer_printf(out, "    %s%.*s%s\n    ", dots, (int)size,
			     line + start,
			     line[start + size] == '\0' ? "" : "...");
	add_times(out, ' ', before);
	tenure_buffer_add_char(out, '^');
	add_times(out, '~', covered == 0 ? 0 : covered - 1);
	if (item->hint != NULL)
		tenure_buffer_printf(out, " %s", item->hint);
	tenure_buffer_add_char(out, '\n');
}

static void format_item(const struct tenure_diagnostic *item,
			struct tenure_buffer *out)
{
	if (item->file[0] != '\0')
		tenure_buffer_printf(out, "%s:", item->file);
	if (item->line > 0)
		tenure_buffer_printf(out, "%u:", item->line);
	if (item->line > 0 && item->column > 0)
		tenure_buffer_printf(out, "%u:", item->column);
	tenure_buffer_printf(
		out, "%s%s: %s\n", item->file[0] == '\0' ? "" : " ",
		item->severity == TENURE_SEVERITY_ERROR ? "error" : "warning",
		item->message);
	if (item->source_line != NULL && item->column > 0)
		format_source(item, out);
	else if (item->hint != NULL)
		tenure_buffer_printf(out, "    %s\n", item->hint);
}

void tenure_diagnostics_format(const struct tenure_diagnostics *list,
			       struct tenure_buffer *out)
{
	size_t i, errors = 0, more;

	for (i = 0; i < list->count; i++) {
		format_item(&list->items[i], out);
		errors += list->items[i].severity == TENURE_SEVERITY_ERROR;
	}
	if (list->lost_memory) {
		tenure_buffer_add_str(out, "error: out of memory\n");
		return;
	}
	more = list->error_count - errors;
	if (more > 0)
		tenure_buffer_printf(out, "and %zu more error%s\n", more,
				     more == 1 ? "" : "s");
	more = list->warning_count - (list->count - errors);
	if (more > 0)
		tenure_buffer_printf(out, "and %zu more warning%s\n", more,
				     more == 1 ? "" : "s");
}
