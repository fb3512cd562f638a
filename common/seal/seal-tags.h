/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SEAL_TAGS_H
#define TENURE_SEAL_TAGS_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "seal/seal-facts.h"

/* The tags of a seal, for seal.c and sign.c. */

#define TENURE_SEAL_VERSION 1

/* For each tag a function that appends the value of a seal, and one that
   reads it back: 0, or -1 if it is out of its syntax. What is appended is read
   back at once, so that the readers alone know the syntax. Values are free of
   white space. */
struct tenure_seal_tag {
	const char *name;
	/* For messages. */
	const char *noun;
	void (*format)(const struct tenure_seal *seal,
		       struct tenure_buffer *out);
	int (*parse)(const char *value, struct tenure_seal *seal_r);
};

/* Places in the table; it is in the order in which seals are written. */
enum {
	TENURE_SEAL_TAG_VERSION = 0,
	/* The only one that may be missing. */
	TENURE_SEAL_TAG_SIZE = 9,
	TENURE_SEAL_TAG_FIELDS = 10,
	/* Always the last one. */
	TENURE_SEAL_TAG_SIGNATURE = 11,
	TENURE_SEAL_TAG_COUNT
};
extern const struct tenure_seal_tag tenure_seal_tags[TENURE_SEAL_TAG_COUNT];

bool tenure_seal_serial_char_valid(char c);

#endif
