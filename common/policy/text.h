/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEXT_H
#define TENURE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <unitypes.h>

#include "base/buffer.h"

/* Characters of policy text. Pure functions, any thread. */

/* An octet that is not part of valid UTF-8. */
#define TENURE_TEXT_BAD 0xffffffffU

/* The three below for what is not ASCII. Nearly all text is, and each of its
   characters is asked about: that takes no call. */
size_t tenure_text_wide_char(const char *text, size_t left, ucs4_t *c_r);
bool tenure_text_is_wide_control(ucs4_t c);
bool tenure_text_is_wide_blank(ucs4_t c);

/* The character at text; left is 1 or more. Returns its octets, 1 or more;
 *c_r is TENURE_TEXT_BAD, for one octet, where the text is not UTF-8. */
static inline size_t tenure_text_char(const char *text, size_t left,
				      ucs4_t *c_r)
{
	*c_r = (unsigned char)*text;
	return *c_r < 0x80 ? 1 : tenure_text_wide_char(text, left, c_r);
}

/* A control character (C0, DEL, C1), or one that changes the order in which a
   terminal shows others (Unicode TR 9 2.1 to 2.5), so that the text would not
   say what it seems to say. */
static inline bool tenure_text_is_control(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && tenure_text_is_wide_control(c));
}

/* A blank other than space and tab, or one without width: outside of quotes
   it would silently be part of a word. */
static inline bool tenure_text_is_blank(ucs4_t c)
{
	return c >= 0x80 && tenure_text_is_wide_blank(c);
}

/* Append a text as the language writes it in quotes. */
void tenure_text_quote(const char *text, struct tenure_buffer *out);
/* Append a text as the language writes it: as it is where that is one word, in
   quotes otherwise. */
void tenure_text_word(const char *text, struct tenure_buffer *out);

#endif
