/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <unistr.h>

#include "base/header-text.h"
#include "base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = fuzz_string(data, size);
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	const char *str;
	int ret;

	ret = tenure_header_text(body, &text);
	FUZZ_REQUIRE(ret >= 0 || strlen(body) > TENURE_HEADER_MAX);
	if (ret >= 0) {
		str = tenure_buffer_str(&text);
		FUZZ_REQUIRE(str != NULL && strlen(str) == text.used);
		/* No decoding makes bad UTF-8 out of good. */
		if (u8_check((const uint8_t *)body, strlen(body)) == NULL)
			FUZZ_REQUIRE(u8_check((const uint8_t *)str,
					      text.used) == NULL);
		if (strstr(body, "=?") == NULL)
			FUZZ_REQUIRE(ret == 1);
	}
	tenure_buffer_free(&text);
	free(body);
	return 0;
}
