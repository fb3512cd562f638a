/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ROW_INDEX_H
#define TENURE_ROW_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"

/* Which tenants or users there are, and which of them say the same: 32 octets
   each, twice as many at most while it grows. Keys and what they say are known
   by XXH3 (xxhash.com) with a secret seed, 128 and 63 bits, so that nobody can
   choose names that are taken for others. */
struct tenure_row_index {
	struct tenure_row_entry *entries;
	size_t count, room;
	uint64_t seed;
};

struct tenure_row_entry {
	uint64_t key[2];
	/* Never 0. */
	uint64_t says;
	bool seen;
};

/* seed is the same for all that are compared. */
void tenure_row_index_init(struct tenure_row_index *index, uint64_t seed);
void tenure_row_index_free(struct tenure_row_index *index);
/* Returns 0, or -1 on out-of-memory. */
int tenure_row_index_put(struct tenure_row_index *index, const char *key,
			 uint64_t says) TENURE_CHECK;
/* NULL if it is not there. */
struct tenure_row_entry *
tenure_row_index_find(const struct tenure_row_index *index, const char *key);
/* For what somebody says. */
uint64_t tenure_row_says(const struct tenure_row_index *index,
			 const void *octets, size_t size);

#endif
