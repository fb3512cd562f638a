/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_KEYS_H
#define TENURE_TABLE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"

/* Which keys the rows so far have had: their hashes, and where to read them
   again, so that millions of keys take 16 to 48 octets each. */

struct tenure_table_key {
	/* 0: free. */
	uint64_t hash;
	/* Where it stands, as the caller says. */
	uint64_t place : 63;
	/* The row names a plan. */
	uint64_t has_plan : 1;
};

struct tenure_table_keys {
	struct tenure_table_key *slots;
	/* A power of two, or 0. */
	size_t size, used;
	/* So that nobody can choose keys that make it slow. */
	uint64_t seed;
	/* Is it the key that stands at a place? Returns 1 or 0. */
	bool (*equal)(void *context, uint64_t place, const char *key);
	void *context;
};

/* Make it empty. Allocates nothing. */
void tenure_table_keys_init(struct tenure_table_keys *keys,
			    bool (*equal)(void *context, uint64_t place,
					  const char *key),
			    void *context);
/* What was said about a key; NULL if it is not there. Valid until the next
   addition. */
const struct tenure_table_key *
tenure_table_keys_find(const struct tenure_table_keys *keys, const char *key);
/* Add a key that is not there. Returns 0, or -1 on out-of-memory. */
int tenure_table_keys_add(struct tenure_table_keys *keys, const char *key,
			  uint64_t place, bool has_plan) TENURE_CHECK;
void tenure_table_keys_free(struct tenure_table_keys *keys);

#endif
