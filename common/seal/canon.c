/* SPDX-License-Identifier: MIT */
#include "seal/canon.h"

#include <string.h>

void tenure_canon_text(const char *text, struct tenure_buffer *out)
{
	size_t size;

	for (; *text != '\0'; text += size) {
		text += strspn(text, " \t\r\n");
		size = strcspn(text, " \t\r\n");
		tenure_buffer_add(out, text, size);
	}
}

void tenure_canon_field(const char *name, const char *body,
			struct tenure_buffer *out)
{
	/* Not tolower(): field names are ASCII in every locale. */
	for (; *name != '\0'; name++) {
		if (*name >= 'A' && *name <= 'Z')
			tenure_buffer_add_char(out, (char)(*name - 'A' + 'a'));
		else
			tenure_buffer_add_char(out, *name);
	}
	tenure_buffer_add_char(out, ':');
	tenure_canon_text(body, out);
}
