/* SPDX-License-Identifier: MIT */
#ifndef TENURE_HEADER_TEXT_H
#define TENURE_HEADER_TEXT_H

#include "attrs.h"
#include "buffer.h"

/* The readable text of a header field body: unfolded (RFC 5322 2.2.3), white
   space at both ends taken off, encoded words decoded to UTF-8 (RFC 2047,
   with white space between two of them dropped; RFC 2231 language tags
   ignored). Charsets come from the C library's iconv(3).
   text_r is cleared first. Returns 1; 0 if an encoded word could not be
   decoded (unknown charset, bad encoding) and stands in text_r as it was: the
   true text is not known; -1 on out-of-memory or a body longer than
   TENURE_HEADER_MAX. Any thread. */
int tenure_header_text(const char *body,
		       struct tenure_buffer *text_r) TENURE_CHECK;

#endif
