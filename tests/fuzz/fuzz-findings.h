/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_FUZZ_FINDINGS_H
#define TENURE_TEST_FUZZ_FINDINGS_H

#include <unistr.h>

#include "policy/diagnostics.h"
#include "tests/fuzz/fuzz.h"

/* What must hold for the findings about any text: they can be shown on any
   terminal, are not more than the limit, and are short. Frees them. */
static inline void fuzz_findings(struct tenure_diagnostics *list, int ret)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	const char *text;

	FUZZ_REQUIRE((ret < 0) == (list->error_count > 0));
	FUZZ_REQUIRE(ret == 0 || ret == -1);
	FUZZ_REQUIRE(list->count <= TENURE_DIAGNOSTICS_MAX);
	FUZZ_REQUIRE(!list->lost_memory);
	for (size_t i = 0; i < list->count; i++) {
		FUZZ_REQUIRE(list->items[i].length >= 1);
		FUZZ_REQUIRE(strlen(list->items[i].message) > 0);
	}
	tenure_diagnostics_format(list, &out);
	text = tenure_buffer_str(&out);
	FUZZ_REQUIRE(text != NULL);
	FUZZ_REQUIRE(out.used < 100000);
	FUZZ_REQUIRE(u8_check((const uint8_t *)text, out.used) == NULL);
	for (size_t i = 0; i < out.used; i++)
		FUZZ_REQUIRE(text[i] == '\n' || (unsigned char)text[i] >= 0x20);
	tenure_buffer_free(&out);
	tenure_diagnostics_free(list);
}

#endif
