/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ARENA_H
#define TENURE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"

/* Memory for many small things that live and die together. Make it by zeroing
   it and setting limit. One thread at a time while something is added. */
struct tenure_arena_chunk;

struct tenure_arena {
	struct tenure_arena_chunk *chunks;
	/* Octets taken from the system so far, and the most that may be. */
	size_t total, limit;
	/* The limit was what the last failure came from. */
	bool full;
};

/* Zeroed memory for count elements, aligned for every type; NULL if there is
   none left or the limit is reached. */
void *tenure_arena_alloc(struct tenure_arena *arena, size_t count,
			 size_t size) TENURE_CHECK;
/* A copy of the first size octets of text, with a NUL behind them. */
char *tenure_arena_strndup(struct tenure_arena *arena, const char *text,
			   size_t size) TENURE_CHECK;
char *tenure_arena_strdup(struct tenure_arena *arena,
			  const char *text) TENURE_CHECK;
/* Forget everything, but keep some of the memory for what comes next. */
void tenure_arena_clear(struct tenure_arena *arena);
/* Free everything; the arena can be used again. */
void tenure_arena_free(struct tenure_arena *arena);

#endif
