/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_FUZZ_H
#define TENURE_TEST_FUZZ_H

/* What every fuzz target includes. A target is one file, fuzz-NAME.c, with
   LLVMFuzzerTestOneInput(); its seeds, and every input that once broke
   something, are in corpus/NAME. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold for every input. */
#define FUZZ_REQUIRE(condition)                                                \
	do {                                                                   \
		if (!(condition)) {                                            \
			fprintf(stderr, "%s:%d: does not hold: %s\n",          \
				__FILE__, __LINE__, #condition);               \
			abort();                                               \
		}                                                              \
	} while (0)

/* The input as a string of its own, so that ASan sees each octet read behind
   it. Free it with free(). */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *str = malloc(size + 1);

	FUZZ_REQUIRE(str != NULL);
	if (size > 0)
		memcpy(str, data, size);
	str[size] = '\0';
	return str;
}

#endif
