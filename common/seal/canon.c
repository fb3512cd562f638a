/* SPDX-License-Identifier: MIT */
#include "seal/canon.h"

#include <stdbool.h>

static bool is_space(char c)
{
	return c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

void tenure_canon_text(const char *text, struct tenure_buffer *out)
{
	const char *end = text;

	/* Not strspn(): see seal/char.h. */
	while (*end != '\0') {
		for (text = end; is_space(*text); text++)
			;
		for (end = text; *end != '\0' && !is_space(*end); end++)
			;
		tenure_buffer_add(out, text, (size_t)(end - text));
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
