/* SPDX-License-Identifier: MIT */
#ifndef TENURE_OUTPUT_H
#define TENURE_OUTPUT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "policy/diagnostics.h"

/* Results go to standard output, messages to standard error. Text that comes
   from elsewhere (messages, policies, arguments) reaches a terminal only with
   its control characters made visible. This is a program: without memory it
   ends, with exit code 4. */

/* Add text to out so that it is safe to show: control characters (C0, DEL,
   C1), characters that change the direction of writing, and what is not UTF-8
   become \n, \t, \xNN or \u{NNNN}. With keep_newlines, line ends stay. */
void tenure_escape(const char *text, bool keep_newlines,
		   struct tenure_buffer *out);
/* printf() to standard output; then everything is escaped but newlines. */
void tenure_print(const char *fmt, ...) TENURE_FORMAT(1, 2);
/* One line "tenure: ..." on standard error, escaped. */
void tenure_complain(const char *fmt, ...) TENURE_FORMAT(1, 2);
/* The same for an error. Returns the exit code that it asks for. */
int tenure_complain_error(const struct tenure_error *err);
/* All findings, as a compiler prints them, on standard error. */
void tenure_complain_diagnostics(const struct tenure_diagnostics *list);
/* Say that there is no memory, and end. */
_Noreturn void tenure_die_nomem(void);

/* JSON; the values are new references, never NULL. NULL text gives null; what
   is not UTF-8 in text becomes U+FFFD. */
json_t *tenure_json_text(const char *text);
/* RFC 3339; "forever"; null for TENURE_TIME_NONE. */
json_t *tenure_json_time(int64_t when);
json_t *tenure_json_object(void);
json_t *tenure_json_array(void);
/* Put a value in; it takes the reference over. */
void tenure_json_set(json_t *object, const char *name, json_t *value);
void tenure_json_append(json_t *array, json_t *value);
/* The findings as a list of objects. */
json_t *tenure_json_diagnostics(const struct tenure_diagnostics *list);
/* Print a value with a newline, and release it. */
void tenure_json_print(json_t *value);

/* Push everything out. Returns 0; or -1 after saying that standard output
   could not be written. */
int tenure_output_finish(void) TENURE_CHECK;

#endif
