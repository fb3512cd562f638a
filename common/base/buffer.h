/* SPDX-License-Identifier: MIT */
#ifndef TENURE_BUFFER_H
#define TENURE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "attrs.h"

/* A string that grows. A failed allocation is remembered: later additions do
   nothing, so that a writer looks once, at the end. data always has a NUL at
   data[used], or is NULL while nothing was added. One thread at a time. */
struct tenure_buffer {
	char *data;
	size_t used, allocated;
	bool failed;
};

#define TENURE_BUFFER_INIT                                                     \
	{                                                                      \
		NULL, 0, 0, false                                              \
	}

void tenure_buffer_free(struct tenure_buffer *buf);
/* Forget the contents and a failure, keep the memory. */
void tenure_buffer_clear(struct tenure_buffer *buf);
void tenure_buffer_add(struct tenure_buffer *buf, const void *data,
		       size_t size);
void tenure_buffer_add_str(struct tenure_buffer *buf, const char *str);
void tenure_buffer_add_char(struct tenure_buffer *buf, char c);
void tenure_buffer_printf(struct tenure_buffer *buf, const char *fmt, ...)
	TENURE_FORMAT(2, 3);
/* The contents as a string ("" if there are none), NULL if an allocation
   failed. Valid until the next change. */
const char *tenure_buffer_str(const struct tenure_buffer *buf) TENURE_CHECK;
/* Take the string over (free with tenure_free()); the buffer is empty
   afterwards. NULL if an allocation failed. */
char *tenure_buffer_take(struct tenure_buffer *buf) TENURE_CHECK;

#endif
