/* SPDX-License-Identifier: MIT */
#include "policy/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

#define CHUNK_MIN 4096U
#define CHUNK_MAX (1024U * 1024)

struct tenure_arena_chunk {
	struct tenure_arena_chunk *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

/* A chunk that size octets fit into. They double in size, so that small texts
   take little and large ones few chunks. */
static struct tenure_arena_chunk *arena_grow(struct tenure_arena *arena,
					     size_t size)
{
	struct tenure_arena_chunk *chunk;
	size_t wanted = arena->total < CHUNK_MIN ? CHUNK_MIN : arena->total;

	if (wanted > CHUNK_MAX)
		wanted = CHUNK_MAX;
	if (wanted < size)
		wanted = size;
	arena->full =
		wanted > arena->limit || arena->total > arena->limit - wanted;
	if (arena->full)
		return NULL;
	chunk = tenure_calloc(1, sizeof(*chunk) + wanted);
	if (chunk == NULL)
		return NULL;
	chunk->size = wanted;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->total += wanted;
	return chunk;
}

void *tenure_arena_alloc(struct tenure_arena *arena, size_t count, size_t size)
{
	struct tenure_arena_chunk *chunk = arena->chunks;
	void *memory;

	if (size != 0 && count > (SIZE_MAX / 2) / size)
		return NULL;
	size *= count;
	size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (chunk == NULL || chunk->size - chunk->used < size) {
		chunk = arena_grow(arena, size);
		if (chunk == NULL)
			return NULL;
	}
	memory = chunk->data + chunk->used;
	chunk->used += size;
	return memory;
}

char *tenure_arena_strndup(struct tenure_arena *arena, const char *text,
			   size_t size)
{
	char *copy = tenure_arena_alloc(arena, size + 1, 1);

	if (copy != NULL && size > 0)
		memcpy(copy, text, size);
	return copy;
}

char *tenure_arena_strdup(struct tenure_arena *arena, const char *text)
{
	return tenure_arena_strndup(arena, text, strlen(text));
}

void tenure_arena_clear(struct tenure_arena *arena)
{
	struct tenure_arena_chunk *chunk = arena->chunks, *next;

	if (chunk == NULL)
		return;
	for (next = chunk->next; next != NULL; next = chunk->next) {
		chunk->next = next->next;
		arena->total -= next->size;
		tenure_free(next);
	}
	memset(chunk->data, 0, chunk->used);
	chunk->used = 0;
}

void tenure_arena_free(struct tenure_arena *arena)
{
	struct tenure_arena_chunk *chunk, *next;

	for (chunk = arena->chunks; chunk != NULL; chunk = next) {
		next = chunk->next;
		tenure_free(chunk);
	}
	arena->chunks = NULL;
	arena->total = 0;
}
