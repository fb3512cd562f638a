/* SPDX-License-Identifier: MIT */
#ifndef TENURE_INDEX_H
#define TENURE_INDEX_H

#include <stddef.h>

#include "base/attrs.h"
#include "policy/arena.h"

/* Things found by their names: a sorted array, so that nobody can choose
   names that make it slow. */
struct tenure_index_entry {
	const char *name;
	/* Place among the things, which decides between equal names. */
	size_t position;
};

struct tenure_index {
	struct tenure_index_entry *entries;
	size_t count;
};

/* Make room for count entries. Returns 0, or -1 on out-of-memory. */
int tenure_index_init(struct tenure_index *index, struct tenure_arena *arena,
		      size_t count) TENURE_CHECK;
/* Add an entry; name must live as long as the index. */
void tenure_index_add(struct tenure_index *index, const char *name,
		      size_t position);
/* Call it once after the last addition. */
void tenure_index_sort(struct tenure_index *index);
/* The first entry with the name, NULL if there is none. */
const struct tenure_index_entry *
tenure_index_find(const struct tenure_index *index, const char *name);

#endif
