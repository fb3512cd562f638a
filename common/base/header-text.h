/* SPDX-License-Identifier: MIT */
#ifndef TENURE_HEADER_TEXT_H
#define TENURE_HEADER_TEXT_H

#include "attrs.h"
#include "buffer.h"

/* The readable text of a header field body: unfolded (RFC 5322 2.2.3; a line
   end without white space after it becomes a space), encoded words decoded to
   UTF-8 (RFC 2047, with white space between two of them dropped; RFC 2231
   language tags ignored), white space at both ends taken off. Encoded words
   are decoded wherever they stand, as mail programs do, and characters that
   are cut in two by adjacent ones are joined. Charsets come from the C
   library's iconv(3). Octets outside of encoded words are left as they are.
   text_r is cleared first. Returns 1; 0 if an encoded word could not be
   decoded (unknown charset, bad encoding, a NUL in it, over
   TENURE_CHARSETS_MAX charsets) and stands in text_r as
   it was: the true text is not known; -1 on out-of-memory or a body longer
   than TENURE_HEADER_MAX. Any thread. */
int tenure_header_text(const char *body,
		       struct tenure_buffer *text_r) TENURE_CHECK;

#endif
