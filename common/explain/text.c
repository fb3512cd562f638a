/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* As of the program tenure(1): the environment is at fault. */
#define EXIT_NO_MEMORY 4

_Noreturn void tenure_die_nomem(void)
{
	fputs("tenure: out of memory\n", stderr);
	exit(EXIT_NO_MEMORY);
}

/* Characters that a terminal acts on, or that reorder what is shown. */
static bool is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static void escape_unsafe(uint32_t c, struct tenure_buffer *out)
{
	if (c == '\n')
		tenure_buffer_add_str(out, "\\n");
	else if (c == '\t')
		tenure_buffer_add_str(out, "\\t");
	else if (c == '\r')
		tenure_buffer_add_str(out, "\\r");
	else if (c < 0x80)
		tenure_buffer_printf(out, "\\x%02x", (unsigned int)c);
	else
		tenure_buffer_printf(out, "\\u{%04x}", (unsigned int)c);
}

void tenure_escape(const char *text, bool keep_newlines,
		   struct tenure_buffer *out)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t c;
		size_t size = tenure_utf8_char(text, left, &c);

		if (size == 0) {
			size = 1;
			tenure_buffer_printf(out, "\\x%02x",
					     (unsigned char)*text);
		} else if (is_unsafe(c) && !(c == '\n' && keep_newlines)) {
			escape_unsafe(c, out);
		} else {
			tenure_buffer_add(out, text, size);
		}
		text += size;
		left -= size;
	}
}
