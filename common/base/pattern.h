/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PATTERN_H
#define TENURE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "attrs.h"

/* Globs: literal characters, '*' for any number of characters, '?' for one.
   There is no escape and no class; to look for a literal '*' use '?'.
   Letter case does not count, by Unicode's full case folding and NFC (both
   by libunistring); '?' is one character after that, so that a sharp s, which
   folds to "ss", is two. Texts that are not UTF-8 are read with each bad octet
   as U+FFFD. Matching takes time at most proportional to pattern x text. Any
   thread. */
struct tenure_pattern;

/* Compile a glob of at most TENURE_PATTERN_MAX octets. Returns 0; -1 with
 *error_r a constant text (too long, not UTF-8, no memory). */
int tenure_pattern_parse(const char *glob, struct tenure_pattern **pattern_r,
			 const char **error_r) TENURE_CHECK;
/* Free and set to NULL; NULL is accepted. */
void tenure_pattern_free(struct tenure_pattern **pattern);
/* 1 the whole text matches, 0 not, -1 cannot tell (no memory). */
int tenure_pattern_match(const struct tenure_pattern *pattern,
			 const char *text) TENURE_CHECK;
/* The glob as it was written. */
const char *tenure_pattern_text(const struct tenure_pattern *pattern);

#endif
