/* SPDX-License-Identifier: MIT */
#ifndef TENURE_OUTPUT_H
#define TENURE_OUTPUT_H

#include <stdint.h>
#include <stdio.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "explain/json.h"
#include "explain/text.h"
#include "policy/diagnostics.h"

/* Results go to standard output, messages to standard error. Text that comes
   from elsewhere (messages, policies, arguments) reaches a terminal only with
   its control characters made visible. */

/* printf() to standard output; then everything is escaped but newlines. */
void tenure_print(const char *fmt, ...) TENURE_FORMAT(1, 2);
/* One line "tenure: ..." on standard error, escaped. */
void tenure_complain(const char *fmt, ...) TENURE_FORMAT(1, 2);
/* The same for an error. Returns the exit code that it asks for. */
int tenure_complain_error(const struct tenure_error *err);
/* All findings, as a compiler prints them, on standard error. */
void tenure_complain_diagnostics(const struct tenure_diagnostics *list);
/* The findings as a list of objects. */
json_t *tenure_json_diagnostics(const struct tenure_diagnostics *list);
/* Print a value with a newline, and release it. */
void tenure_json_print(json_t *value);

/* Push everything out. Returns 0; or -1 after saying that standard output
   could not be written. */
int tenure_output_finish(void) TENURE_CHECK;

#endif
