/* SPDX-License-Identifier: MIT */
#include "policy/text.h"

#include <stdint.h>
#include <unistr.h>

size_t tenure_text_wide_char(const char *text, size_t left, ucs4_t *c_r)
{
	const uint8_t *octets = (const uint8_t *)text;
	int len = u8_mbtoucr(c_r, octets, left);

	if (len < 1) {
		*c_r = TENURE_TEXT_BAD;
		return 1;
	}
	return (size_t)len;
}

bool tenure_text_is_wide_control(ucs4_t c)
{
	return (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e ||
	       c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

bool tenure_text_is_wide_blank(ucs4_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200d) ||
	       c == 0x202f || c == 0x205f || c == 0x2060 || c == 0x3000 ||
	       c == 0xfeff;
}
