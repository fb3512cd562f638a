/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "seal/keys.h"

#define PUBLIC "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define OTHER "PUAXw+hDiVqStwqnTXt+vJyYLM8uxJaMwM1V8Sr0Zgw="
#define KEY(id)                                                                \
	"key " id " {\n\tpublic = \"" PUBLIC "\"\n\tcreated = "                \
	"2026-11-22T03:00:00Z\n}\n"

static int read_text(const char *text, struct tenure_keyring **ring_r,
		     struct tenure_error *err)
{
	return tenure_keyring_read("keys", text, strlen(text), ring_r, err);
}

static void test_read(void **state)
{
	struct tenure_keyring *ring;
	struct tenure_error err;

	(void)state;
	if (read_text("# two keys\n"
		      "key z { public = \"" OTHER "\"; created = @5 }\n"
		      "key mx-2026a { public = \"" PUBLIC "\"  created = "
		      "2026-11-22T03:00:00Z }\n",
		      &ring, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(tenure_keyring_count(ring), 2);
	assert_string_equal(tenure_keyring_key(ring, 0)->id, "mx-2026a");
	assert_int_equal(tenure_keyring_key(ring, 0)->created, 1795316400);
	assert_int_equal(tenure_keyring_key(ring, 0)->octets[0], 0xd7);
	assert_string_equal(tenure_keyring_key(ring, 1)->id, "z");
	assert_int_equal(tenure_keyring_key(ring, 1)->created, 5);
	tenure_keyring_free(&ring);
	assert_int_equal(read_text("", &ring, &err), 0);
	assert_int_equal(tenure_keyring_count(ring), 0);
	tenure_keyring_free(&ring);
}

static void test_bad(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *want;
	} cases[] = {
		{"key a {\n public = \"" PUBLIC "\"\n}", 1,
		 "the key has no \"created\""},
		{"\nkey a { created = @1 }", 2, "the key has no \"public\""},
		{"key a { public = \"" PUBLIC "\"; created = tomorrow }", 1,
		 "not a date like 2026-11-22T03:00:00Z"},
		{"key a { public = \"AAAA\"; created = @1 }", 1,
		 "not the base64 of 32 octets"},
		{"key a { public = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "AAA=\"; created = @1 }",
		 1, "key \"a\" is not a usable Ed25519 public key"},
		{"key a { public = \"" PUBLIC "\"; created = @1 @2 }", 1,
		 "\"=\" and one value are wanted"},
		{"key a { public = \"" PUBLIC "\"; created > @1 }", 1,
		 "\"=\" and one value are wanted"},
		{"key a {\ncreated = @1\ncreated = @2\n}", 3,
		 "given a second time"},
		{"key a { private = x }", 1,
		 "a key has \"public\" and \"created\", and nothing else"},
		{"key a { public { } }", 1,
		 "a key has \"public\" and \"created\", and nothing else"},
		{"key a/b { public = \"" PUBLIC "\"; created = @1 }", 1,
		 "bad key id: 1 to 64 of A-Z a-z 0-9 . _ - and no dot at the "
		 "beginning"},
		{KEY("a") KEY("b") KEY("a"), 9, "key \"a\" is there twice"},
		{"key { }", 1, "a block key ID { ... } is wanted"},
		{"plan a { }", 1, "a block key ID { ... } is wanted"},
		{"key = 1", 1, "a block key ID { ... } is wanted"},
		{"key a {", 1, NULL},
		{"key a { public = \"\x01\" }", 1, NULL},
	};
	struct tenure_keyring *ring;
	struct tenure_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (read_text(cases[i].text, &ring, &err) != -1)
			fail_msg("taken: %s", cases[i].text);
		assert_null(ring);
		if (cases[i].want != NULL)
			assert_string_equal(err.text, cases[i].want);
		assert_string_equal(err.file, "keys");
		assert_int_equal(err.line, cases[i].line);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
	}
}

static void test_round_trip(void **state)
{
	static const char *const ids[] = {"-",  "..",  "0",        "A.b_C-9",
					  "_x", "key", "mx-2026a", "public"};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_buffer again = TENURE_BUFFER_INIT;
	struct tenure_keyring *ring;
	unsigned char octets[32];
	struct tenure_error err;
	size_t i;

	(void)state;
	assert_int_equal(tenure_keyring_new(&ring, &err), 0);
	memset(octets, 0x55, sizeof(octets));
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (ids[i][0] == '.')
			continue;
		octets[0] = (unsigned char)i;
		assert_int_equal(tenure_keyring_add(ring, ids[i], octets,
						    (int64_t)i * 86400 * 365,
						    &err),
				 0);
	}
	tenure_keyring_format(ring, &text);
	assert_non_null(tenure_buffer_str(&text));
	tenure_keyring_free(&ring);
	if (read_text(text.data, &ring, &err) < 0)
		fail_msg("%u:%u %s in\n%s", err.line, err.column, err.text,
			 text.data);
	assert_int_equal(tenure_keyring_count(ring), i - 1);
	assert_int_equal(tenure_keyring_find(ring, "key")->created,
			 5 * 86400 * 365);
	tenure_keyring_format(ring, &again);
	assert_string_equal(tenure_buffer_str(&again), text.data);
	tenure_keyring_free(&ring);
	tenure_buffer_free(&text);
	tenure_buffer_free(&again);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(unlink(path), 0);
}

static void test_folder(void **state)
{
	char folder[] = "test-keyring-XXXXXX", want[256];
	struct tenure_keyring *ring;
	struct tenure_error err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(tenure_keyring_read_folder(folder, &ring, &err), 0);
	assert_int_equal(tenure_keyring_count(ring), 0);
	tenure_keyring_free(&ring);
	write_file(folder, "b.pub", KEY("b") KEY("c"));
	write_file(folder, "a.pub", KEY("a"));
	write_file(folder, "a.key", "not looked at");
	write_file(folder, ".x.pub", "not looked at");
	write_file(folder, "pub", "not looked at");
	assert_int_equal(tenure_keyring_read_folder(folder, &ring, &err), 0);
	assert_int_equal(tenure_keyring_count(ring), 3);
	tenure_keyring_free(&ring);
	write_file(folder, "c.pub", "\n" KEY("a"));
	assert_int_equal(tenure_keyring_read_folder(folder, &ring, &err), -1);
	assert_null(ring);
	snprintf(want, sizeof(want), "%s/c.pub", folder);
	assert_string_equal(err.file, want);
	assert_int_equal(err.line, 2);
	assert_string_equal(err.text, "key \"a\" is there twice");
	remove_file(folder, "a.pub");
	remove_file(folder, "a.key");
	remove_file(folder, "b.pub");
	remove_file(folder, "c.pub");
	remove_file(folder, ".x.pub");
	remove_file(folder, "pub");
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(tenure_keyring_read_folder(folder, &ring, &err), -1);
	assert_string_equal(err.file, folder);
	assert_string_equal(err.text, "cannot list the keys: No such file or "
				      "directory");
}

static void test_no_memory(void **state)
{
	struct tenure_keyring *ring;
	struct tenure_error err;
	unsigned long n;
	int ret;

	(void)state;
	for (n = 1; n < 1000; n++) {
		tenure_alloc_fail_at(n, n % 2 == 0);
		ret = read_text(KEY("a") KEY("b"), &ring, &err);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
		assert_null(ring);
	}
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, 0);
	assert_int_equal(tenure_keyring_count(ring), 2);
	tenure_keyring_free(&ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_folder),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
