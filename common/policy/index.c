/* SPDX-License-Identifier: MIT */
#include "policy/index.h"

#include <stdlib.h>
#include <string.h>

int tenure_index_init(struct tenure_index *index, struct tenure_arena *arena,
		      size_t count)
{
	index->count = 0;
	index->entries =
		tenure_arena_alloc(arena, count, sizeof(*index->entries));
	return index->entries == NULL ? -1 : 0;
}

void tenure_index_add(struct tenure_index *index, const char *name,
		      size_t position)
{
	index->entries[index->count++] =
		(struct tenure_index_entry){name, position};
}

static int entry_compare(const void *a, const void *b)
{
	const struct tenure_index_entry *x = a, *y = b;
	int ret = strcmp(x->name, y->name);

	if (ret != 0)
		return ret;
	return x->position < y->position ? -1 : x->position > y->position;
}

void tenure_index_sort(struct tenure_index *index)
{
	qsort(index->entries, index->count, sizeof(*index->entries),
	      entry_compare);
}

const struct tenure_index_entry *
tenure_index_find(const struct tenure_index *index, const char *name)
{
	size_t low = 0, high = index->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(index->entries[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->count || strcmp(index->entries[low].name, name) != 0)
		return NULL;
	return &index->entries[low];
}
