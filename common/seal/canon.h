/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CANON_H
#define TENURE_CANON_H

#include "base/buffer.h"

/* Append a header field in "relaxed" form, RFC 6376 3.4.2: name in lower
   case, no space around the colon, unfolded, runs of white space as one
   space, none at the end. Without the closing CRLF. */
void tenure_canon_field(const char *name, const char *body,
			struct tenure_buffer *out);

#endif
