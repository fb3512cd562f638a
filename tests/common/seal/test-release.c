/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "seal/release.h"

static struct tenure_private_key *private_key(const char *id, unsigned char c)
{
	unsigned char seed[TENURE_KEY_PUBLIC_SIZE];
	struct tenure_private_key *key;

	memset(seed, c, sizeof(seed));
	assert_int_equal(tenure_private_key_from_seed(id, seed, &key, NULL), 0);
	return key;
}

static struct tenure_keyring *ring_of(const struct tenure_private_key *key)
{
	struct tenure_keyring *ring;

	assert_int_equal(tenure_keyring_new(&ring, NULL), 0);
	assert_int_equal(tenure_keyring_add(ring, tenure_private_key_id(key),
					    tenure_private_key_public(key), 0,
					    NULL),
			 0);
	return ring;
}

static struct tenure_release example(void)
{
	struct tenure_release release = {
		.realm = "lab",
		.old_generation = 7,
		.time = 1795316400,
		.reason = "Order 17 of \"counsel\" \\ K\xc3\xb6ln",
	};

	memset(release.old_digest, 'a', sizeof(release.old_digest) - 1);
	memset(release.new_digest, 'b', sizeof(release.new_digest) - 1);
	return release;
}

/* What was signed is read again and verified; nothing else is. */
static void test_release_sign(void **state TENURE_UNUSED)
{
	struct tenure_private_key *key = private_key("boss", 1);
	struct tenure_private_key *other = private_key("boss", 2);
	struct tenure_private_key *named = private_key("heir", 1);
	struct tenure_keyring *rings[] = {ring_of(key), ring_of(other),
					  ring_of(named)};
	struct tenure_release release = example(), again;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_error err;

	assert_int_equal(tenure_release_sign(&release, key, &err), 0);
	tenure_release_format(&release, &text);
	assert_int_equal(
		tenure_release_parse("r", text.data, text.used, &again, &err),
		0);
	assert_string_equal(again.reason, release.reason);
	assert_int_equal(tenure_release_verify(&again, rings[0], &err), 1);
	assert_int_equal(tenure_release_verify(&again, rings[1], &err), 0);
	assert_int_equal(tenure_release_verify(&again, rings[2], &err), 0);
	/* every octet of the text matters */
	for (size_t i = 0; i < text.used; i++) {
		text.data[i] ^= 1;
		if (tenure_release_parse("r", text.data, text.used, &again,
					 &err) == 0 &&
		    tenure_release_verify(&again, rings[0], &err) != 0)
			fail_msg("octet %zu: %c", i, text.data[i]);
		text.data[i] ^= 1;
	}
	for (size_t i = 0; i < text.used; i++)
		assert_int_equal(
			tenure_release_parse("r", text.data, i, &again, &err),
			i + 1 == text.used ? 0 : -1);
	tenure_buffer_free(&text);
	for (int i = 0; i < 3; i++)
		tenure_keyring_free(&rings[i]);
	tenure_private_key_free(&key);
	tenure_private_key_free(&other);
	tenure_private_key_free(&named);
}

/* The octets that are signed, so that they never change by accident. */
static void test_release_signed_text(void **state TENURE_UNUSED)
{
	static const char want[] =
		"tenure-release-1\n"
		"tenure_release = 1\n"
		"realm = \"lab\"\n"
		"old_generation = 7\n"
		"old_digest = "
		"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaa\"\n"
		"new_digest = "
		"\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		"bbbbbbbbbbbbbbbb\"\n"
		"time = \"2026-11-22T03:00:00Z\"\n"
		"reason = \"x\"\n"
		"key = \"boss\"\n";
	struct tenure_private_key *key = private_key("boss", 1);
	struct tenure_keyring *ring = ring_of(key);
	struct tenure_release release = example();

	strcpy(release.reason, "x");
	assert_int_equal(tenure_release_sign(&release, key, NULL), 0);
	assert_int_equal(tenure_key_verify(tenure_keyring_key(ring, 0), want,
					   sizeof(want) - 1, release.signature,
					   NULL),
			 1);
	tenure_keyring_free(&ring);
	tenure_private_key_free(&key);
}

static void test_release_bad(void **state TENURE_UNUSED)
{
	static const char *const reasons[] = {"", "two\nlines", "\x1b[0m",
					      "\xff",
					      /* RIGHT-TO-LEFT OVERRIDE */
					      "\xe2\x80\xae"};
	struct tenure_private_key *key = private_key("boss", 1);

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct tenure_release release = example();
		struct tenure_error err;

		strcpy(release.reason, reasons[i]);
		if (tenure_release_sign(&release, key, &err) == 0)
			fail_msg("case %zu was signed", i);
	}
	tenure_private_key_free(&key);
}

static void test_release_memory(void **state TENURE_UNUSED)
{
	struct tenure_private_key *key = private_key("boss", 1);
	struct tenure_keyring *ring = ring_of(key);
	int ret = -1;

	for (unsigned long n = 1; ret < 0; n++) {
		struct tenure_release release = example();
		struct tenure_error err;

		assert_true(n < 200);
		tenure_alloc_fail_at(n, 0);
		ret = tenure_release_sign(&release, key, &err);
		if (ret == 0)
			ret = tenure_release_verify(&release, ring, &err) < 0
				      ? -1
				      : 0;
		tenure_alloc_fail_at(0, 0);
	}
	tenure_keyring_free(&ring);
	tenure_private_key_free(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_release_sign),
		cmocka_unit_test(test_release_signed_text),
		cmocka_unit_test(test_release_bad),
		cmocka_unit_test(test_release_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
