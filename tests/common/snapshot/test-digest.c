/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "snapshot/digest.h"

#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* FIPS 180-4's examples, and the length of more than one block. */
static void test_known(void **state)
{
	static const struct {
		const char *data, *want;
	} cases[] = {
		{"", EMPTY},
		{"abc",
		 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2001"
		 "5ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db0"
		 "6c1"},
	};
	char text[TENURE_DIGEST_SIZE];
	struct tenure_digest digest;
	size_t i, j, size;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size = strlen(cases[i].data);
		for (j = 0; j <= size; j++) {
			tenure_digest_init(&digest);
			tenure_digest_add(&digest, cases[i].data, j);
			tenure_digest_add(&digest, cases[i].data + j, size - j);
			assert_int_equal(
				tenure_digest_finish(&digest, text, NULL), 0);
			assert_string_equal(text, cases[i].want);
		}
	}
}

static void digest_of(const char *const *records, char *text_r)
{
	struct tenure_digest digest;

	tenure_digest_init(&digest);
	for (; records[0] != NULL; records += 2)
		tenure_digest_add_record(&digest, records[0],
					 strlen(records[0]), records[1],
					 strlen(records[1]));
	assert_int_equal(tenure_digest_finish(&digest, text_r, NULL), 0);
}

/* Texts that are the same when they are put together. */
static void test_records_differ(void **state)
{
	static const char *const lists[][7] = {
		{"a", "bc", NULL},           {"ab", "c", NULL},
		{"a", "b", "", "c", NULL},   {"", "abc", NULL},
		{"abc", "", NULL},           {"a", "", "b", "c", NULL},
		{"a", "1 1\nbc", NULL},      {"a", "", "", "bc", NULL},
		{"1 1\na", "bc", NULL},      {NULL},
		{"a", "1", "1", "bc", NULL}, {"a", "bc", "", "", NULL},
	};
	char texts[sizeof(lists) / sizeof(lists[0])][TENURE_DIGEST_SIZE];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		digest_of(lists[i], texts[i]);
		for (j = 0; j < i; j++)
			assert_string_not_equal(texts[i], texts[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_records_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
