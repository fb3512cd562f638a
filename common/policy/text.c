/* SPDX-License-Identifier: MIT */
#include "policy/text.h"

#include <string.h>

#include "base/utf8.h"

size_t tenure_text_wide_char(const char *text, size_t left, ucs4_t *c_r)
{
	size_t size = tenure_utf8_char(text, left, c_r);

	if (size == 0) {
		*c_r = TENURE_TEXT_BAD;
		return 1;
	}
	return size;
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

void tenure_text_quote(const char *text, struct tenure_buffer *out)
{
	tenure_buffer_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			tenure_buffer_add_char(out, '\\');
		tenure_buffer_add_char(out, *text);
	}
	tenure_buffer_add_char(out, '"');
}

/* Would the lexer read all of it as one word? */
static bool text_is_word(const char *text)
{
	size_t left = strlen(text), size;
	ucs4_t c;

	if (left == 0 || strpbrk(text, " \t{};#\"=<>") != NULL)
		return false;
	for (; left > 0; text += size, left -= size) {
		size = tenure_text_char(text, left, &c);
		if (tenure_text_is_blank(c))
			return false;
	}
	return true;
}

void tenure_text_word(const char *text, struct tenure_buffer *out)
{
	if (text_is_word(text))
		tenure_buffer_add_str(out, text);
	else
		tenure_text_quote(text, out);
}
