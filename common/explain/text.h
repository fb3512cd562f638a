/* SPDX-License-Identifier: MIT */
#ifndef TENURE_EXPLAIN_TEXT_H
#define TENURE_EXPLAIN_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Text that is shown. What shows it is a program: without memory it ends, with
   exit code 4. */

/* Add text to out so that it is safe to show: control characters (C0, DEL,
   C1), characters that change the direction of writing, and what is not UTF-8
   become \n, \t, \xNN or \u{NNNN}. With keep_newlines, line ends stay. */
void tenure_escape(const char *text, bool keep_newlines,
		   struct tenure_buffer *out);
/* Say that there is no memory, and end. */
_Noreturn void tenure_die_nomem(void);

#endif
