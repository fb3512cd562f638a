/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Only tests write to these; in programs they stay 0 and are only read. */
static unsigned long fail_at;
static int fail_persistent;
static unsigned long allocations;

/* Fails for a test, or because no size_t holds the product. */
static int alloc_must_fail(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		errno = ENOMEM;
		return 1;
	}
	if (fail_at == 0)
		return 0;
	allocations++;
	if (allocations == fail_at ||
	    (fail_persistent && allocations > fail_at)) {
		errno = ENOMEM;
		return 1;
	}
	return 0;
}

void tenure_alloc_fail_at(unsigned long n, int persistent)
{
	fail_at = n;
	fail_persistent = persistent;
	allocations = 0;
}

unsigned long tenure_alloc_count(void)
{
	return allocations;
}

void *tenure_calloc(size_t count, size_t size)
{
	if (alloc_must_fail(count, size))
		return NULL;
	/* A result of NULL must always mean failure. */
	return calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);
}

void *tenure_realloc(void *old, size_t count, size_t size)
{
	if (alloc_must_fail(count, size))
		return NULL;
	return realloc(old, count * size == 0 ? 1 : count * size);
}

char *tenure_strdup(const char *str)
{
	return tenure_memdup(str, strlen(str));
}

char *tenure_memdup(const void *data, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		return NULL;
	copy = tenure_calloc(size + 1, 1);
	if (copy != NULL && size > 0)
		memcpy(copy, data, size);
	return copy;
}

void tenure_free(void *ptr)
{
	free(ptr);
}

int tenure_array_grow(void *array_ptr, size_t count, size_t *allocated,
		      size_t element_size)
{
	size_t wanted;
	void *array, *grown;

	if (count < *allocated)
		return 0;
	/* Of large elements there is often only one. */
	wanted =
		*allocated == 0 ? (element_size < 512 ? 8 : 1) : *allocated * 2;
	/* array_ptr is the address of a pointer of any object type. */
	memcpy(&array, array_ptr, sizeof(array));
	grown = tenure_realloc(array, wanted, element_size);
	if (grown == NULL)
		return -1;
	memcpy(array_ptr, &grown, sizeof(grown));
	*allocated = wanted;
	return 0;
}
