/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEXT_H
#define TENURE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <unitypes.h>

/* Characters of policy text. Pure functions, any thread. */

/* An octet that is not part of valid UTF-8. */
#define TENURE_TEXT_BAD 0xffffffffU

/* The character at text; left is 1 or more. Returns its octets, 1 or more;
 *c_r is TENURE_TEXT_BAD, for one octet, where the text is not UTF-8. */
size_t tenure_text_char(const char *text, size_t left, ucs4_t *c_r);
/* A control character (C0, DEL, C1), or one that changes the order in which a
   terminal shows others (Unicode TR 9 2.1 to 2.5), so that the text would not
   say what it seems to say. */
bool tenure_text_is_control(ucs4_t c);
/* A blank other than space and tab, or one without width: outside of quotes
   it would silently be part of a word. */
bool tenure_text_is_blank(ucs4_t c);

#endif
