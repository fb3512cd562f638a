/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ENCODED_WORD_H
#define TENURE_ENCODED_WORD_H

#include <iconv.h>
#include <stdbool.h>

#include "attrs.h"
#include "buffer.h"

/* Octets of a charset's name, with the NUL. The longest that IANA has are 45
   long. */
#define TENURE_CHARSET_SIZE 64

/* An encoded word, "=?charset*language?Q?text?=" (RFC 2047 2, RFC 2231 5). */
struct tenure_encoded_word {
	char charset[TENURE_CHARSET_SIZE];
	/* Just behind it. */
	const char *end;
};

/* From octets to UTF-8. Zeroed before its first use, then by one thread at a
   time. It keeps the last charset open, and opens TENURE_CHARSETS_MAX at most:
   some need a library to be loaded, too dear to be had a thousand times for
   one header field. */
struct tenure_converter {
	/* "" if none is open. */
	char charset[TENURE_CHARSET_SIZE];
	iconv_t handle;
	unsigned int opened;
};

void tenure_converter_close(struct tenure_converter *converter);

/* Read the encoded word that text begins with and add its octets, still in its
   charset, to octets. Length and surroundings do not matter; in Q, white space
   stands for itself; in B, the padding may be missing. Returns 1; 0 if there
   is no encoded word; -1 if there is one, but it is broken: no such encoding,
   no end, bad digits; octets are then as they were. Any thread. */
int tenure_encoded_word_parse(const char *text,
			      struct tenure_encoded_word *word_r,
			      struct tenure_buffer *octets) TENURE_CHECK;
/* Do two have the same charset? */
bool tenure_encoded_word_same_charset(const struct tenure_encoded_word *a,
				      const struct tenure_encoded_word *b);
/* Add octets in the charset of word to text as UTF-8. Returns 1; 0 if the
   charset is not known or one too many, or the octets are none of it, or have
   a NUL among them: text is then as it was; -1 on out-of-memory. */
int tenure_encoded_word_convert(const struct tenure_encoded_word *word,
				const struct tenure_buffer *octets,
				struct tenure_converter *converter,
				struct tenure_buffer *text) TENURE_CHECK;

#endif
