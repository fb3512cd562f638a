/* SPDX-License-Identifier: MIT */
#include "policy/table-lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"

/* Room for a row of the greatest size behind the rest of another. */
#define DATA_SIZE (4 * TENURE_TABLE_ROW_MAX)

int tenure_table_lines_init(struct tenure_table_lines *lines, int fd,
			    uint64_t offset, uint32_t number)
{
	memset(lines, 0, sizeof(*lines));
	lines->fd = fd;
	lines->offset = offset;
	lines->lines = number - 1;
	lines->data = tenure_calloc(1, DATA_SIZE);
	return lines->data == NULL ? -1 : 0;
}

void tenure_table_lines_free(struct tenure_table_lines *lines)
{
	tenure_free(lines->data);
	lines->data = NULL;
}

/* Read more behind what is there. Returns 0, or -1 with err. */
static int lines_fill(struct tenure_table_lines *lines,
		      struct tenure_error *err)
{
	ssize_t size;

	if (lines->start > 0) {
		memmove(lines->data, lines->data + lines->start,
			lines->end - lines->start);
		lines->offset += lines->start;
		lines->end -= lines->start;
		lines->start = 0;
	}
	do {
		size = pread(lines->fd, lines->data + lines->end,
			     DATA_SIZE - lines->end,
			     (off_t)(lines->offset + lines->end));
	} while (size < 0 && errno == EINTR);
	if (size < 0)
		return tenure_error_errno(err, errno, "cannot read");
	lines->end += (size_t)size;
	lines->at_end = size == 0;
	return 0;
}

/* The whole line that begins from octets behind start, with its line end.
   Returns 1 with its size; 0 at the end of the file; 2 if it does not fit into
   a row that begins at start; -1 with err. */
static int peek_line(struct tenure_table_lines *lines, size_t from,
		     size_t *size_r, struct tenure_error *err)
{
	const char *line, *newline;
	size_t left;

	for (;;) {
		line = lines->data + lines->start + from;
		left = lines->end - lines->start - from;
		newline = memchr(line, '\n', left);
		*size_r = newline == NULL ? left : (size_t)(newline - line) + 1;
		if (from + *size_r > TENURE_TABLE_ROW_MAX)
			return 2;
		if (newline != NULL)
			return 1;
		if (lines->at_end)
			return left == 0 ? 0 : 1;
		if (lines_fill(lines, err) < 0)
			return -1;
	}
}

/* What a line does to the row before it. */
enum line_kind {
	LINE_BEGINS,
	LINE_CONTINUES,
	LINE_NOTHING
};

static enum line_kind line_kind(const struct tenure_table_lines *lines,
				size_t from, size_t size)
{
	const char *line = lines->data + lines->start + from;
	size_t i = 0;

	while (i < size && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (i == size || line[i] == '#' || line[i] == '\n' ||
	    (line[i] == '\r' && (i + 1 == size || line[i + 1] == '\n')))
		return LINE_NOTHING;
	return i == 0 ? LINE_BEGINS : LINE_CONTINUES;
}

/* Step over the rest of a line of any length. */
static int skip_line(struct tenure_table_lines *lines, struct tenure_error *err)
{
	const char *line, *newline;

	for (;;) {
		line = lines->data + lines->start;
		newline = memchr(line, '\n', lines->end - lines->start);
		if (newline != NULL) {
			lines->start += (size_t)(newline + 1 - line);
			lines->lines++;
			return 0;
		}
		lines->start = lines->end;
		if (lines->at_end)
			return 0;
		if (lines_fill(lines, err) < 0)
			return -1;
	}
}

/* Step over a row that is too long. */
static int skip_row(struct tenure_table_lines *lines,
		    struct tenure_table_line *line_r, struct tenure_error *err)
{
	size_t size;
	int ret;

	*line_r = (struct tenure_table_line){
		.text = "",
		.offset = lines->offset + lines->start,
		.number = lines->lines + 1,
		.too_long = true,
	};
	do {
		if (skip_line(lines, err) < 0)
			return -1;
		ret = peek_line(lines, 0, &size, err);
		if (ret < 0)
			return -1;
	} while (ret > 0 && line_kind(lines, 0, size) != LINE_BEGINS);
	return 1;
}

/* A row whose first line has size octets, with the lines that continue it.
   What stands between these is part of it, what comes after them is not.
   Returns 1; 2 if it is too long; -1 with err. */
static int take_row(struct tenure_table_lines *lines, size_t size,
		    struct tenure_table_line *line_r, struct tenure_error *err)
{
	size_t all = size, next;
	uint32_t seen = 1, count = 1;
	enum line_kind kind;
	int ret;

	while ((ret = peek_line(lines, all, &next, err)) > 0) {
		kind = line_kind(lines, all, next);
		if (kind == LINE_BEGINS || (ret == 2 && kind == LINE_NOTHING))
			break;
		if (ret == 2)
			return 2;
		all += next;
		seen++;
		if (kind == LINE_CONTINUES) {
			size = all;
			count = seen;
		}
	}
	if (ret < 0)
		return -1;
	*line_r = (struct tenure_table_line){
		.text = lines->data + lines->start,
		.size = size,
		.offset = lines->offset + lines->start,
		.number = lines->lines + 1,
	};
	if (line_r->text[size - 1] == '\n')
		line_r->size--;
	lines->start += size;
	lines->lines += count;
	return 1;
}

/* Some editors write a byte order mark. */
static int lines_begin(struct tenure_table_lines *lines,
		       struct tenure_error *err)
{
	lines->begun = true;
	if (lines_fill(lines, err) < 0)
		return -1;
	if (lines->offset == 0 && lines->end >= 3 &&
	    memcmp(lines->data, "\xef\xbb\xbf", 3) == 0)
		lines->start = 3;
	return 0;
}

int tenure_table_lines_next(struct tenure_table_lines *lines,
			    struct tenure_table_line *line_r,
			    struct tenure_error *err)
{
	size_t size;
	int ret;

	if (!lines->begun && lines_begin(lines, err) < 0)
		return -1;
	while ((ret = peek_line(lines, 0, &size, err)) == 1) {
		if (line_kind(lines, 0, size) == LINE_NOTHING) {
			lines->start += size;
			lines->lines++;
			continue;
		}
		ret = take_row(lines, size, line_r, err);
		break;
	}
	return ret == 2 ? skip_row(lines, line_r, err) : ret;
}
