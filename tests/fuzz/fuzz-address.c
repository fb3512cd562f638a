/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/address.h"

/* A key is short, has both parts, and is its own key. */
static void check_key(const char *key)
{
	char again[TENURE_ADDRESS_KEY_SIZE];
	const char *domain = tenure_address_domain(key);

	FUZZ_REQUIRE(strlen(key) <= TENURE_ADDRESS_MAX);
	FUZZ_REQUIRE(domain > key + 1 && domain[-1] == '@' && *domain != '\0');
	FUZZ_REQUIRE(tenure_address_key(key, again) == 0);
	FUZZ_REQUIRE(strcmp(again, key) == 0);
	FUZZ_REQUIRE(tenure_domain_key(domain, again) == 0);
	FUZZ_REQUIRE(strcmp(again, domain) == 0);
}

static int walk_callback(const char *key, void *context)
{
	size_t *count = context;

	(*count)++;
	if (key != NULL)
		check_key(key);
	return 0;
}

static void check_pattern(const char *text)
{
	struct tenure_address_pattern pattern = {0, NULL};
	const char *error = NULL;

	if (tenure_address_pattern_parse(text, &pattern, &error) < 0) {
		FUZZ_REQUIRE(error != NULL && pattern.key == NULL);
		return;
	}
	FUZZ_REQUIRE(tenure_address_pattern_match(&pattern, "") ==
		     (pattern.type == TENURE_ADDRESS_PATTERN_NULL));
	if (pattern.type == TENURE_ADDRESS_PATTERN_EXACT)
		FUZZ_REQUIRE(
			tenure_address_pattern_match(&pattern, pattern.key));
	tenure_address_pattern_free(&pattern);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *str = fuzz_string(data, size);
	char key[TENURE_ADDRESS_KEY_SIZE];
	size_t count = 0;

	if (tenure_address_key(str, key) == 0)
		check_key(key);
	FUZZ_REQUIRE(tenure_address_walk(str, walk_callback, &count) == 0);
	FUZZ_REQUIRE(count <= size);
	check_pattern(str);
	free(str);
	return 0;
}
