/* SPDX-License-Identifier: MIT */
#include "policy/table-keys.h"

#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#include "base/alloc.h"

#define SIZE_MIN 256

void tenure_table_keys_init(struct tenure_table_keys *keys,
			    bool (*equal)(void *context, uint64_t place,
					  const char *key),
			    void *context)
{
	memset(keys, 0, sizeof(*keys));
	keys->equal = equal;
	keys->context = context;
	/* Without one it is only not as hard to guess. */
	(void)!getrandom(&keys->seed, sizeof(keys->seed), GRND_NONBLOCK);
}

void tenure_table_keys_free(struct tenure_table_keys *keys)
{
	tenure_free(keys->slots);
	keys->slots = NULL;
	keys->size = keys->used = 0;
}

static uint64_t key_hash(const struct tenure_table_keys *keys, const char *key)
{
	uint64_t hash = XXH3_64bits_withSeed(key, strlen(key), keys->seed);

	return hash == 0 ? 1 : hash;
}

const struct tenure_table_key *
tenure_table_keys_find(const struct tenure_table_keys *keys, const char *key)
{
	const struct tenure_table_key *slot;
	uint64_t hash = key_hash(keys, key);
	size_t i;

	if (keys->size == 0)
		return NULL;
	for (i = (size_t)hash & (keys->size - 1); keys->slots[i].hash != 0;
	     i = (i + 1) & (keys->size - 1)) {
		slot = &keys->slots[i];
		if (slot->hash == hash &&
		    keys->equal(keys->context, slot->place, key))
			return slot;
	}
	return NULL;
}

static void put(struct tenure_table_key *slots, size_t size,
		const struct tenure_table_key *key)
{
	size_t i = (size_t)key->hash & (size - 1);

	while (slots[i].hash != 0)
		i = (i + 1) & (size - 1);
	slots[i] = *key;
}

/* Keep a quarter of the slots free. */
static int keys_grow(struct tenure_table_keys *keys)
{
	size_t i, size = keys->size == 0 ? SIZE_MIN : keys->size * 2;
	struct tenure_table_key *slots;

	if (keys->used < keys->size / 4 * 3)
		return 0;
	slots = tenure_calloc(size, sizeof(*slots));
	if (slots == NULL)
		return -1;
	for (i = 0; i < keys->size; i++) {
		if (keys->slots[i].hash != 0)
			put(slots, size, &keys->slots[i]);
	}
	tenure_free(keys->slots);
	keys->slots = slots;
	keys->size = size;
	return 0;
}

int tenure_table_keys_add(struct tenure_table_keys *keys, const char *key,
			  uint64_t place, bool has_plan)
{
	struct tenure_table_key slot = {
		.hash = key_hash(keys, key),
		.place = place & (UINT64_MAX >> 1),
		.has_plan = has_plan,
	};

	if (keys_grow(keys) < 0)
		return -1;
	put(keys->slots, keys->size, &slot);
	keys->used++;
	return 0;
}
