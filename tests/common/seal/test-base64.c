/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdbool.h>
#include <string.h>

#include "seal/base64.h"

/* RFC 4648 10, and what is not base64 of exactly that many octets. */
static const struct {
	const char *text;
	size_t size;
	/* NULL: refused. */
	const char *octets;
} cases[] = {
	{"", 0, ""},
	{"Zg==", 1, "f"},
	{"Zm8=", 2, "fo"},
	{"Zm9v", 3, "foo"},
	{"Zm9vYg==", 4, "foob"},
	{"Zm9vYmE=", 5, "fooba"},
	{"Zm9vYmFy", 6, "foobar"},
	/* another length */
	{"Zm9v", 2, NULL},
	{"Zm9v", 4, NULL},
	{"Zm9v", 0, NULL},
	{"", 1, NULL},
	{"Zg", 1, NULL},
	{"Zg=", 1, NULL},
	{"Zg==Zg==", 1, NULL},
	/* bits that nobody reads */
	{"Zh==", 1, NULL},
	{"Zm9=", 2, NULL},
	/* padding in the middle or too much of it */
	{"Z===", 1, NULL},
	{"Zg==Zm9v", 6, NULL},
	{"====", 1, NULL},
	{"Zm9vYg==", 6, NULL},
	/* other characters */
	{"Zm 9", 3, NULL},
	{" Zm9", 3, NULL},
	{"Zm9\n", 3, NULL},
	{"Zm9v\n", 3, NULL},
	{"Zm-_", 3, NULL},
	{"Zm\xc3\xa9", 3, NULL},
};

static void test_decode(void **state)
{
	unsigned char octets[TENURE_BASE64_OCTETS_MAX];
	size_t i;
	int ret;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ret = tenure_base64_decode(cases[i].text, octets,
					   cases[i].size);
		if (ret != (cases[i].octets == NULL ? -1 : 0))
			fail_msg("\"%s\" as %zu: got %d", cases[i].text,
				 cases[i].size, ret);
		if (ret == 0)
			assert_memory_equal(octets, cases[i].octets,
					    cases[i].size);
	}
}

static void test_round_trip(void **state)
{
	unsigned char octets[TENURE_BASE64_OCTETS_MAX];
	unsigned char again[TENURE_BASE64_OCTETS_MAX];
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	size_t size, i;

	(void)state;
	for (i = 0; i < sizeof(octets); i++)
		octets[i] = (unsigned char)(255 - i * 37);
	for (size = 0; size <= sizeof(octets); size++) {
		tenure_buffer_clear(&text);
		tenure_base64_encode(octets, size, &text);
		assert_int_equal(tenure_base64_decode(tenure_buffer_str(&text),
						      again, size),
				 0);
		assert_memory_equal(octets, again, size);
	}
	tenure_buffer_free(&text);
}

static void test_too_long(void **state)
{
	static const unsigned char octets[TENURE_BASE64_OCTETS_MAX + 1];
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	unsigned char out[TENURE_BASE64_OCTETS_MAX + 1];
	char long_text[89] = {0};

	(void)state;
	tenure_base64_encode(octets, sizeof(octets), &text);
	assert_null(tenure_buffer_str(&text));
	tenure_buffer_free(&text);
	memset(long_text, 'A', 88);
	assert_int_equal(tenure_base64_decode(long_text, out, sizeof(out)), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
