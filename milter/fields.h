/* SPDX-License-Identifier: MIT */
#ifndef TM_FIELDS_H
#define TM_FIELDS_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/buffer.h"

/* The header fields of one message that somebody wants to look at, in the
   order of the message. One thread at a time. */
struct tm_fields {
	/* Where name and body begin in text. */
	struct tm_field {
		size_t name, body;
	} * items;
	size_t count, allocated;
	/* Names and bodies, each with its NUL. */
	struct tenure_buffer text;
	/* Where the last look-up ended: walking all instances of a name is
	   linear, also in a message made of a million fields. */
	struct {
		size_t item;
		unsigned int instance;
	} cursor;
};

#define TM_FIELDS_INIT                                                         \
	{                                                                      \
		.items = NULL                                                  \
	}

void tm_fields_free(struct tm_fields *fields);
/* Append one; both strings are copied. Returns 0, or -1 on out-of-memory. */
int tm_fields_add(struct tm_fields *fields, const char *name,
		  const char *body) TENURE_CHECK;
/* Octets held. */
size_t tm_fields_size(const struct tm_fields *fields);
/* The callback of struct tenure_facts; context is the struct tm_fields. */
int tm_fields_get(void *context, const char *name, unsigned int index,
		  const char **body_r);

#endif
