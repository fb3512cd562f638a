/* SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include <stddef.h>

#include "base/library.h"

#define SYMBOL(_name)                                                          \
	{                                                                      \
#_name, offsetof(struct tenure_unicode, _name)                 \
	}

static const char *const names[] = {LIBIDN2_SONAME, LIBUNISTRING_SONAME, NULL};
static const struct tenure_library_symbol symbols[] = {
	SYMBOL(idn2_lookup_u8),
	SYMBOL(idn2_free),
	SYMBOL(u8_casefold),
	SYMBOL(u32_casefold),
	SYMBOL(u8_normalize),
	SYMBOL(uc_width),
	{"uninorm_nfc", offsetof(struct tenure_unicode, nfc)},
	{NULL, 0},
};
static struct tenure_unicode unicode;
static struct tenure_library library =
	TENURE_LIBRARY_INIT(names, symbols, &unicode);

const struct tenure_unicode *tenure_unicode_need(struct tenure_error *err)
{
	return tenure_library_need(&library, err) < 0 ? NULL : &unicode;
}
