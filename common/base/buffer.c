/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

/* Most of what is printed is shorter, and then it is printed once. */
#define PRINTF_ROOM 64

void tenure_buffer_free(struct tenure_buffer *buf)
{
	tenure_free(buf->data);
	*buf = (struct tenure_buffer)TENURE_BUFFER_INIT;
}

void tenure_buffer_clear(struct tenure_buffer *buf)
{
	buf->used = 0;
	buf->failed = false;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

/* Room for size more octets and the NUL. */
static bool buffer_reserve(struct tenure_buffer *buf, size_t size)
{
	size_t needed, wanted;
	char *grown;

	if (buf->failed)
		return false;
	if (size > SIZE_MAX / 4 || buf->used > SIZE_MAX / 4) {
		buf->failed = true;
		return false;
	}
	needed = buf->used + size + 1;
	if (needed <= buf->allocated)
		return true;
	wanted = buf->allocated < 64 ? 64 : buf->allocated * 2;
	if (wanted < needed)
		wanted = needed;
	grown = tenure_realloc(buf->data, wanted, 1);
	if (grown == NULL) {
		buf->failed = true;
		return false;
	}
	buf->data = grown;
	buf->allocated = wanted;
	return true;
}

void tenure_buffer_add(struct tenure_buffer *buf, const void *data, size_t size)
{
	if (!buffer_reserve(buf, size))
		return;
	if (size > 0)
		memcpy(buf->data + buf->used, data, size);
	buf->used += size;
	buf->data[buf->used] = '\0';
}

void tenure_buffer_add_str(struct tenure_buffer *buf, const char *str)
{
	tenure_buffer_add(buf, str, strlen(str));
}

void tenure_buffer_add_char(struct tenure_buffer *buf, char c)
{
	tenure_buffer_add(buf, &c, 1);
}

void tenure_buffer_printf(struct tenure_buffer *buf, const char *fmt, ...)
{
	va_list args;
	size_t room;
	int size;

	if (!buffer_reserve(buf, PRINTF_ROOM))
		return;
	room = buf->allocated - buf->used;
	va_start(args, fmt);
	size = vsnprintf(buf->data + buf->used, room, fmt, args);
	va_end(args);
	if (size >= 0 && (size_t)size < room) {
		buf->used += (size_t)size;
		return;
	}
	buf->data[buf->used] = '\0';
	if (size < 0) {
		buf->failed = true;
		return;
	}
	if (!buffer_reserve(buf, (size_t)size))
		return;
	va_start(args, fmt);
	vsnprintf(buf->data + buf->used, (size_t)size + 1, fmt, args);
	va_end(args);
	buf->used += (size_t)size;
}

const char *tenure_buffer_str(const struct tenure_buffer *buf)
{
	if (buf->failed)
		return NULL;
	return buf->data == NULL ? "" : buf->data;
}

char *tenure_buffer_take(struct tenure_buffer *buf)
{
	char *data;

	if (buf->failed || !buffer_reserve(buf, 0))
		return NULL;
	data = buf->data;
	data[buf->used] = '\0';
	*buf = (struct tenure_buffer)TENURE_BUFFER_INIT;
	return data;
}
