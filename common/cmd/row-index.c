/* SPDX-License-Identifier: MIT */
#include "row-index.h"

#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"

#define ROOM_MIN 1024

void tenure_row_index_init(struct tenure_row_index *index, uint64_t seed)
{
	memset(index, 0, sizeof(*index));
	index->seed = seed;
}

void tenure_row_index_free(struct tenure_row_index *index)
{
	tenure_free(index->entries);
	memset(index, 0, sizeof(*index));
}

/* The place of a key, or the free one where it belongs. There is always a free
   one. */
static struct tenure_row_entry *find_place(struct tenure_row_entry *entries,
					   size_t room, const uint64_t *key)
{
	size_t i = key[0] & (room - 1);

	while (entries[i].says != 0 &&
	       (entries[i].key[0] != key[0] || entries[i].key[1] != key[1]))
		i = (i + 1) & (room - 1);
	return &entries[i];
}

static int grow(struct tenure_row_index *index)
{
	size_t room = index->room == 0 ? ROOM_MIN : index->room * 2;
	struct tenure_row_entry *entries =
		tenure_calloc(room, sizeof(*entries));

	if (entries == NULL)
		return -1;
	for (size_t i = 0; i < index->room; i++) {
		if (index->entries[i].says != 0)
			*find_place(entries, room, index->entries[i].key) =
				index->entries[i];
	}
	tenure_free(index->entries);
	index->entries = entries;
	index->room = room;
	return 0;
}

static void hash_key(const struct tenure_row_index *index, const char *key,
		     uint64_t *hash_r)
{
	XXH128_hash_t hash =
		XXH3_128bits_withSeed(key, strlen(key), index->seed);

	hash_r[0] = hash.low64;
	hash_r[1] = hash.high64;
}

int tenure_row_index_put(struct tenure_row_index *index, const char *key,
			 uint64_t says)
{
	struct tenure_row_entry *entry;
	uint64_t hash[2];

	/* A quarter stays free. */
	if (index->count >= index->room / 4 * 3 && grow(index) < 0)
		return -1;
	hash_key(index, key, hash);
	entry = find_place(index->entries, index->room, hash);
	if (entry->says == 0)
		index->count++;
	memcpy(entry->key, hash, sizeof(hash));
	entry->says = says;
	return 0;
}

struct tenure_row_entry *
tenure_row_index_find(const struct tenure_row_index *index, const char *key)
{
	struct tenure_row_entry *entry;
	uint64_t hash[2];

	if (index->room == 0)
		return NULL;
	hash_key(index, key, hash);
	entry = find_place(index->entries, index->room, hash);
	return entry->says == 0 ? NULL : entry;
}

uint64_t tenure_row_says(const struct tenure_row_index *index,
			 const void *octets, size_t size)
{
	return XXH3_64bits_withSeed(octets, size, index->seed) | 1;
}
