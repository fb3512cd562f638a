/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CANON_H
#define TENURE_CANON_H

#include "base/buffer.h"

/* The forms of header fields that signatures are made over.

   They go one step further than "relaxed" (RFC 6376 3.4.2), which keeps one
   space where there was white space: all of it is dropped. Postfix breaks a
   header line over 998 octets by putting CRLF and a space anywhere into it
   (postconf(5), smtp_line_length_limit, LMTP too), and such a message would
   lose its seal on the way from one door to the other. */

/* Append text without SP, HT, CR and LF. */
void tenure_canon_text(const char *text, struct tenure_buffer *out);
/* Append a header field: name in lower case, a colon, body without white
   space. Without a closing CRLF. */
void tenure_canon_field(const char *name, const char *body,
			struct tenure_buffer *out);

#endif
