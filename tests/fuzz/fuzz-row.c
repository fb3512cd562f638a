/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/alloc.h"
#include "policy/row-code.h"

static const char text[] = "tenure_version = 1\n"
			   "class a { match { header A = x } }\n"
			   "class b { match { header B = x } }\n"
			   "plan p { class a { keep = 1d } }\n"
			   "plan q { class b { keep = 1d } }\n"
			   "unknown = p\n";

static int load(void *context, const char *name, char **text_r, size_t *size_r,
		struct tenure_error *err)
{
	(void)context, (void)name, (void)err;
	*size_r = sizeof(text) - 1;
	*text_r = tenure_memdup(text, *size_r);
	return *text_r == NULL ? -1 : 0;
}

/* Never freed: it is for all inputs. */
static const struct tenure_policy *read_policy(void)
{
	static struct tenure_policy *policy;
	struct tenure_source source = {.load = load};
	struct tenure_diagnostics diagnostics;

	if (policy == NULL) {
		tenure_diagnostics_init(&diagnostics);
		FUZZ_REQUIRE(tenure_policy_read(&source, "p", &policy,
						&diagnostics) == 0);
		tenure_diagnostics_free(&diagnostics);
	}
	return policy;
}

/* The code of a row: what is taken is written as the same octets. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tenure_policy *policy = read_policy();
	struct tenure_buffer again = TENURE_BUFFER_INIT;
	struct tenure_subject *row = NULL;
	struct tenure_error err;

	if (tenure_row_decode(policy, "joe@example.org", data, size, &row,
			      &err) < 0) {
		FUZZ_REQUIRE(row == NULL && err.text[0] != '\0');
		return 0;
	}
	tenure_row_encode(policy, row, &again);
	FUZZ_REQUIRE(!again.failed && again.used == size &&
		     memcmp(again.data, data, size) == 0);
	tenure_buffer_free(&again);
	tenure_free(row);
	return 0;
}
