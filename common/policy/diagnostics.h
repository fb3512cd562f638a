/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DIAGNOSTICS_H
#define TENURE_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "policy/where.h"

/* What is wrong in a text that people wrote, all at once. */

enum tenure_severity {
	TENURE_SEVERITY_ERROR,
	TENURE_SEVERITY_WARNING,
};

/* One finding. In a list, all strings are the list's. */
struct tenure_diagnostic {
	enum tenure_severity severity;
	/* File, "" where it is about none. */
	const char *file;
	/* Place, counted from 1; 0 where there is none. Columns count
	   characters of the line, tabs as one. */
	unsigned int line, column;
	/* Columns that the marker covers, 1 or more. */
	unsigned int length;
	/* The line of text itself, without newline; NULL where there is
	   none. Control characters are shown as '?'. */
	const char *source_line;
	const char *message;
	/* A hint for a correction, e.g. did you mean "keep"?; NULL if none. */
	const char *hint;
	/* Place of the file among those that were read. */
	unsigned int file_number;
};

/* The list keeps TENURE_DIAGNOSTICS_MAX findings and counts all. When it is
   full, errors push warnings out, and what comes first in the text pushes out
   what comes later, in whatever order they are found. */
struct tenure_diagnostics {
	struct tenure_diagnostic items[TENURE_DIAGNOSTICS_MAX];
	size_t count;
	/* All that were reported, kept or not. */
	size_t error_count, warning_count;
	/* One could not be kept because there was no memory. */
	bool lost_memory;
};

/* Make an empty list (also by zeroing it). */
void tenure_diagnostics_init(struct tenure_diagnostics *list);
void tenure_diagnostics_free(struct tenure_diagnostics *list);
/* Add a finding; all strings are copied, file and source_line and hint may be
   NULL. On out-of-memory it is only counted, and lost_memory is set. */
void tenure_diagnostics_add(struct tenure_diagnostics *list,
			    const struct tenure_diagnostic *finding);
/* Would one more finding at this place be kept? If not,
   tenure_diagnostics_count() is enough, and the work for its text can be saved.
 */
bool tenure_diagnostics_wants(const struct tenure_diagnostics *list,
			      enum tenure_severity severity,
			      struct tenure_where where);
/* Count a finding that would not be kept. */
void tenure_diagnostics_count(struct tenure_diagnostics *list,
			      enum tenure_severity severity);
/* The error that there is no memory. Allocates nothing. */
void tenure_diagnostics_nomem(struct tenure_diagnostics *list);
/* Give an item of a list, which has none, its line of text. */
void tenure_diagnostics_show_line(struct tenure_diagnostic *item,
				  const char *line);
/* Sort by file_number, line and column. */
void tenure_diagnostics_sort(struct tenure_diagnostics *list);
/* The text for people, as in a compiler:
     policy.conf:7:3: error: unknown setting "kepp"
	 kepp = 30d
	 ^~~~ did you mean "keep"?
   and at the end "and N more errors" if some were not kept. */
void tenure_diagnostics_format(const struct tenure_diagnostics *list,
			       struct tenure_buffer *out);
/* The first error of a list that has errors, where only one can be told.
   Returns -1. */
int tenure_diagnostics_to_error(const struct tenure_diagnostics *list,
				struct tenure_error *err);
/* The word of a list (NULL-terminated) that somebody most likely meant, by
   the number of letters to change; NULL if none is close. */
const char *tenure_suggestion(const char *word, const char *const *words);

#endif
