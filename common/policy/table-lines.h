/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_LINES_H
#define TENURE_TABLE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attrs.h"
#include "base/error.h"

/* The logical lines of a text table: one that begins with no white space,
   with those that continue it. Comments and empty lines in front of it and
   behind it are stepped over. Takes memory for two rows of the greatest
   size, and time proportional to the file. */
struct tenure_table_lines {
	int fd;
	/* Octets of the file before data[0], and lines before data[start]. */
	uint64_t offset;
	uint32_t lines;
	char *data;
	/* What has been read and not looked at. */
	size_t start, end;
	bool begun, at_end;
};

struct tenure_table_line {
	/* Without the last line end. Valid until the next one is read. */
	const char *text;
	size_t size;
	/* Octets of the file before it; its number in the file, from 1. */
	uint64_t offset;
	uint32_t number;
	/* It is longer than TENURE_TABLE_ROW_MAX; text has its beginning. */
	bool too_long;
};

/* Begin at an offset of a file, where a line begins that has this number. The
   descriptor must stay open. Returns 0, or -1 on out-of-memory. */
int tenure_table_lines_init(struct tenure_table_lines *lines, int fd,
			    uint64_t offset, uint32_t number) TENURE_CHECK;
/* Returns 1 with the next one, 0 at the end, -1 with err. A first line that
   begins with white space continues nothing, and is given as it is. */
int tenure_table_lines_next(struct tenure_table_lines *lines,
			    struct tenure_table_line *line_r,
			    struct tenure_error *err) TENURE_CHECK;
/* Free the memory; also after a failed init, and of a zeroed struct. */
void tenure_table_lines_free(struct tenure_table_lines *lines);

#endif
