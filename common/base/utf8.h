/* SPDX-License-Identifier: MIT */
#ifndef TENURE_UTF8_H
#define TENURE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"

/* UTF-8 as RFC 3629 has it: shortest form, no surrogates, nothing above
   U+10FFFF. libunistring has these two, too; but all text passes here, and it
   is only loaded for what needs its tables (base/unicode.h). Pure functions,
   any thread. */

/* The character at text; left is 1 or more. Returns its octets, 1 to 4; 0 if
   there is no whole one. */
size_t tenure_utf8_char(const char *text, size_t left,
			uint32_t *c_r) TENURE_CHECK;
/* Is all of it UTF-8? NUL is. */
bool tenure_utf8_valid(const char *text, size_t size);

#endif
