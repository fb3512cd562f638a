/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ALLOC_H
#define TENURE_ALLOC_H

#include <stddef.h>

#include "attrs.h"

/* The one seam through which the library takes memory, so that tests can make
   each single allocation fail. All return NULL when there is no memory; the
   library never ends the process. Free with tenure_free(). Any thread. */

void *tenure_calloc(size_t count, size_t size) TENURE_CHECK;
void *tenure_realloc(void *old, size_t count, size_t size) TENURE_CHECK;
char *tenure_strdup(const char *str) TENURE_CHECK;
/* Copy of the first size octets of data, with a NUL behind them. */
char *tenure_memdup(const void *data, size_t size) TENURE_CHECK;
void tenure_free(void *ptr);

/* Grow an array of element_size octets an element so that at least one more
   than count fits. *allocated is the number of elements there is room for.
   Returns 0, or -1 on out-of-memory with the array as it was. */
int tenure_array_grow(void *array_ptr, size_t count, size_t *allocated,
		      size_t element_size) TENURE_CHECK;

/* For tests: the n-th allocation from now on fails (1 is the next one), and
   all after it if persistent is non-zero; 0 switches this off. Not for
   programs with threads. */
void tenure_alloc_fail_at(unsigned long n, int persistent);
/* For tests: allocations made since the last tenure_alloc_fail_at(). */
unsigned long tenure_alloc_count(void);

#endif
