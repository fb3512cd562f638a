/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/buffer.h"
#include "seal/release.h"

/* A release: what is read is written as what reads the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_buffer first = TENURE_BUFFER_INIT;
	struct tenure_buffer second = TENURE_BUFFER_INIT;
	struct tenure_release release;
	struct tenure_error err;
	char *text = fuzz_string(data, size);

	if (tenure_release_parse("r", text, size, &release, &err) < 0) {
		FUZZ_REQUIRE(err.text[0] != '\0');
		free(text);
		return 0;
	}
	FUZZ_REQUIRE(release.reason[0] != '\0' && release.realm[0] != '\0');
	tenure_release_format(&release, &first);
	FUZZ_REQUIRE(tenure_buffer_str(&first) != NULL);
	FUZZ_REQUIRE(tenure_release_parse("r", first.data, first.used, &release,
					  &err) == 0);
	tenure_release_format(&release, &second);
	FUZZ_REQUIRE(strcmp(first.data, tenure_buffer_str(&second)) == 0);
	tenure_buffer_free(&first);
	tenure_buffer_free(&second);
	free(text);
	return 0;
}
