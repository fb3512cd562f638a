/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ERROR_H
#define TENURE_ERROR_H

#include <stdarg.h>

#include "attrs.h"

/* What kind of failure, for exit codes and for the doors' reactions. */
enum tenure_error_code {
	TENURE_ERROR_NONE = 0,
	/* Wrong use of a command: exit code 2. */
	TENURE_ERROR_USAGE,
	/* Bad policy, seal, message or other input: exit code 3. */
	TENURE_ERROR_INPUT,
	/* File, socket, memory or other environment: exit code 4. */
	TENURE_ERROR_ENVIRONMENT,
};

/* The detail of a failure. The caller owns it, usually on its stack; nothing
   in it needs to be freed, also after out-of-memory. Functions fill it only
   when they fail, and accept NULL where the caller does not want to know.
   Each thread uses its own. */
struct tenure_error {
	enum tenure_error_code code;
	/* File that the error is about, "" if none. Cut if too long. */
	char file[256];
	/* Line and column in the file, counted from 1, 0 if unknown. */
	unsigned int line, column;
	/* One line of text for an administrator's log, without the place. */
	char text[512];
};

/* Fill err (unless it is NULL) with a code and a text; the place is cleared.
   Always returns -1, so that callers can write "return tenure_error_set()". */
int tenure_error_set(struct tenure_error *err, enum tenure_error_code code,
		     const char *fmt, ...) TENURE_FORMAT(3, 4);
/* The same with the strerror() text of errnum appended after ": ". */
int tenure_error_errno(struct tenure_error *err, int errnum, const char *fmt,
		       ...) TENURE_FORMAT(3, 4);
/* Out of memory: fixed text, allocates nothing. Returns -1. */
int tenure_error_nomem(struct tenure_error *err);
/* Add the place to an error that was set before. Returns -1. */
int tenure_error_at(struct tenure_error *err, const char *file,
		    unsigned int line, unsigned int column);
/* Write "file:line:column: text" (or the part of it that is known) into buf,
   always terminated, cut at size. Returns buf. */
const char *tenure_error_format(const struct tenure_error *err, char *buf,
				unsigned int size);

#endif
