/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CHAR_H
#define TENURE_CHAR_H

#include <stdbool.h>

/* Kinds of ASCII characters, whatever the locale is. A seal is read for each
   message that somebody wants to delete: strspn() with a set would take longer
   than all else that this takes. */

static inline bool tenure_char_is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static inline bool tenure_char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

#endif
