/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "base/mime-parts.h"

static struct tenure_mime_parts *read_pieces(const uint8_t *data, size_t size,
					     size_t piece)
{
	struct tenure_mime_parts *parts = tenure_mime_parts_new();

	FUZZ_REQUIRE(parts != NULL);
	for (size_t at = 0; at < size; at += piece)
		tenure_mime_parts_feed(parts, data + at,
				       size - at < piece ? size - at : piece);
	tenure_mime_parts_end(parts);
	return parts;
}

static void require_same(const char *a, const char *b)
{
	FUZZ_REQUIRE((a == NULL) == (b == NULL));
	FUZZ_REQUIRE(a == NULL || strcmp(a, b) == 0);
}

/* A message. It has the same parts in pieces of any size. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_mime_parts *whole = read_pieces(data, size, size + 1);
	struct tenure_mime_parts *cut = read_pieces(data, size, 1 + size % 7);
	struct tenure_mime_part a, b;
	size_t i = 0;
	int ret;

	while ((ret = tenure_mime_parts_get(whole, i, &a)) > 0) {
		FUZZ_REQUIRE(tenure_mime_parts_get(cut, i++, &b) > 0);
		require_same(a.type, b.type);
		require_same(a.name, b.name);
		FUZZ_REQUIRE(a.type == NULL || strchr(a.type, '/') != NULL);
		FUZZ_REQUIRE(a.type == NULL ||
			     strncmp(a.type, "multipart/", 10) != 0);
	}
	FUZZ_REQUIRE(tenure_mime_parts_get(cut, i, &b) == ret);
	FUZZ_REQUIRE(i <= TENURE_MIME_PARTS_MAX);
	tenure_mime_parts_free(&whole);
	tenure_mime_parts_free(&cut);
	return 0;
}
