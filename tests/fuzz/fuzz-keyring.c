/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "seal/keys.h"

/* The text of public keys. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_buffer first = TENURE_BUFFER_INIT;
	struct tenure_buffer second = TENURE_BUFFER_INIT;
	char *text = fuzz_string(data, size);
	struct tenure_keyring *ring;
	struct tenure_error err;

	if (tenure_keyring_read("keys", text, size, &ring, &err) == 0) {
		tenure_keyring_format(ring, &first);
		FUZZ_REQUIRE(tenure_buffer_str(&first) != NULL);
		tenure_keyring_free(&ring);
		FUZZ_REQUIRE(tenure_keyring_read("again",
						 tenure_buffer_str(&first),
						 first.used, &ring, &err) == 0);
		tenure_keyring_format(ring, &second);
		FUZZ_REQUIRE(strcmp(tenure_buffer_str(&first),
				    tenure_buffer_str(&second)) == 0);
	} else {
		FUZZ_REQUIRE(ring == NULL && err.text[0] != '\0');
	}
	tenure_keyring_free(&ring);
	tenure_buffer_free(&first);
	tenure_buffer_free(&second);
	free(text);
	return 0;
}
