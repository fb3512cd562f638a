/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/limits.h"
#include "base/pattern.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
}

/* The textbook's way for ASCII: row[j] says whether what was read of the glob
   matches the first j characters of the text. */
static int slow_match(const char *glob, const char *text)
{
	size_t size = strlen(text);
	char *row = calloc(size + 1, 1);
	int matched;

	FUZZ_REQUIRE(row != NULL);
	row[0] = 1;
	for (; *glob != '\0'; glob++) {
		char before = row[0];

		row[0] = *glob == '*' ? row[0] : 0;
		for (size_t j = 1; j <= size; j++) {
			char old = row[j];

			if (*glob == '*')
				row[j] = row[j - 1] | old;
			else
				row[j] = before &&
					 (*glob == '?' ||
					  lower(*glob) == lower(text[j - 1]));
			before = old;
		}
	}
	matched = row[size];
	free(row);
	return matched;
}

static int is_ascii(const char *str)
{
	for (; *str != '\0'; str++) {
		if ((unsigned char)*str >= 0x80)
			return 0;
	}
	return 1;
}

/* A line with the glob, then the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *glob = fuzz_string(data, size), *text = strchr(glob, '\n');
	struct tenure_pattern *pattern = NULL;
	const char *error = NULL;
	int matched;

	if (text != NULL)
		*text++ = '\0';
	else
		text = glob + size;
	if (tenure_pattern_parse(glob, &pattern, &error) < 0) {
		FUZZ_REQUIRE(error != NULL && pattern == NULL);
		free(glob);
		return 0;
	}
	FUZZ_REQUIRE(strlen(glob) <= TENURE_PATTERN_MAX);
	matched = tenure_pattern_match(pattern, text);
	FUZZ_REQUIRE(matched == 0 || matched == 1);
	if (is_ascii(glob) && is_ascii(text))
		FUZZ_REQUIRE(matched == slow_match(glob, text));
	if (strpbrk(glob, "*?") == NULL)
		FUZZ_REQUIRE(tenure_pattern_match(pattern, glob) == 1);
	tenure_pattern_free(&pattern);
	free(glob);
	return 0;
}
