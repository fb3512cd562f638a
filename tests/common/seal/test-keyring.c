/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "seal/keys.h"

static void from_hex(const char *hex, unsigned char *octets_r)
{
	unsigned int octet;

	for (; *hex != '\0'; hex += 2) {
		assert_int_equal(sscanf(hex, "%2x", &octet), 1);
		*octets_r++ = (unsigned char)octet;
	}
}

/* RFC 8032 7.1: tests 1, 2, 3 and SHA(abc). */
static const struct {
	const char *seed, *public, *message, *signature;
} vectors[] = {
	{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	 "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
	 "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
	{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	 "72",
	 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	 "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
	 "af82",
	 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
	 "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	{"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
	 "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
	 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	 "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
	 "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
	 "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

static void test_vectors(void **state)
{
	unsigned char seed[32], public[32], message[64], want[64], got[64];
	struct tenure_private_key *key;
	struct tenure_keyring *ring;
	struct tenure_error err;
	size_t i, size;

	(void)state;
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		from_hex(vectors[i].seed, seed);
		from_hex(vectors[i].public, public);
		from_hex(vectors[i].message, message);
		from_hex(vectors[i].signature, want);
		size = strlen(vectors[i].message) / 2;
		assert_int_equal(
			tenure_private_key_from_seed("k", seed, &key, &err), 0);
		assert_string_equal(tenure_private_key_id(key), "k");
		assert_memory_equal(tenure_private_key_public(key), public, 32);
		assert_int_equal(tenure_key_sign(key, message, size, got, &err),
				 0);
		assert_memory_equal(got, want, 64);
		assert_int_equal(tenure_keyring_new(&ring, &err), 0);
		assert_int_equal(tenure_keyring_add(ring, "k", public, 0, &err),
				 0);
		assert_int_equal(tenure_key_verify(tenure_keyring_key(ring, 0),
						   message, size, want, NULL),
				 1);
		want[i * 7] ^= 1;
		assert_int_equal(tenure_key_verify(tenure_keyring_key(ring, 0),
						   message, size, want, NULL),
				 0);
		tenure_keyring_free(&ring);
		tenure_private_key_free(&key);
		assert_null(ring);
		assert_null(key);
	}
	tenure_keyring_free(&ring);
	tenure_private_key_free(&key);
}

/* The second vector with the group's order added to S: RFC 8032 5.1.7 asks to
   refuse it, so that nobody can make a second signature of a first. */
static void test_second_signature(void **state)
{
	unsigned char public[32], signature[64];
	struct tenure_keyring *ring;

	(void)state;
	from_hex(vectors[1].public, public);
	from_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb"
		 "69daf52db7415978abc61b2c2eb6aeebfca0387b2eaeb4302aeeb00d2916"
		 "12bb0c10",
		 signature);
	assert_int_equal(tenure_keyring_new(&ring, NULL), 0);
	assert_int_equal(tenure_keyring_add(ring, "k", public, 0, NULL), 0);
	assert_int_equal(tenure_key_verify(tenure_keyring_key(ring, 0), "\x72",
					   1, signature, NULL),
			 0);
	tenure_keyring_free(&ring);
}

/* Points of small order, both signs, and encodings that RFC 8032 5.1.3 does
   not allow. */
static const char *const weak_keys[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static void test_weak_keys(void **state)
{
	struct tenure_keyring *ring;
	struct tenure_error err;
	unsigned char public[32];
	size_t i;

	(void)state;
	assert_int_equal(tenure_keyring_new(&ring, &err), 0);
	for (i = 0; i < sizeof(weak_keys) / sizeof(weak_keys[0]); i++) {
		from_hex(weak_keys[i], public);
		if (tenure_keyring_add(ring, "k", public, 0, &err) != -1)
			fail_msg("%s", weak_keys[i]);
		assert_string_equal(err.text, "key \"k\" is not a usable "
					      "Ed25519 public key");
	}
	/* The largest y that is allowed but for that of order 2. */
	from_hex("ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		 "ff7f",
		 public);
	assert_int_equal(tenure_keyring_add(ring, "k", public, 0, &err), 0);
	tenure_keyring_free(&ring);
}

static void test_ids(void **state)
{
	static const struct {
		const char *id;
		bool want;
	} cases[] = {
		{"a", true},
		{"mx-2026a", true},
		{"A.b_C-9", true},
		{"-", true},
		{"", false},
		{".", false},
		{".a", false},
		{"a/b", false},
		{"a b", false},
		{"a\n", false},
		{"\xc3\xa9", false},
		{"0123456789012345678901234567890123456789012345678901234567"
		 "890123",
		 true},
		{"0123456789012345678901234567890123456789012345678901234567"
		 "8901234",
		 false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_key_id_valid(cases[i].id) != cases[i].want)
			fail_msg("\"%s\"", cases[i].id);
	}
}

static void test_ring(void **state)
{
	static const struct {
		const char *id;
		int64_t created;
	} keys[] = {{"m", 10}, {"b", 30}, {"z", 20}, {"a", 30}, {"B", 5}};
	static const char *const sorted[] = {"B", "a", "b", "m", "z"};
	struct tenure_keyring *ring;
	struct tenure_error err;
	unsigned char public[32];
	size_t i;

	(void)state;
	from_hex(vectors[0].public, public);
	assert_int_equal(tenure_keyring_new(&ring, &err), 0);
	assert_null(tenure_keyring_newest(ring));
	assert_null(tenure_keyring_find(ring, "a"));
	for (i = 0; i < 5; i++)
		assert_int_equal(tenure_keyring_add(ring, keys[i].id, public,
						    keys[i].created, &err),
				 0);
	assert_int_equal(tenure_keyring_count(ring), 5);
	for (i = 0; i < 5; i++) {
		assert_string_equal(tenure_keyring_key(ring, i)->id, sorted[i]);
		assert_ptr_equal(tenure_keyring_find(ring, sorted[i]),
				 tenure_keyring_key(ring, i));
	}
	assert_null(tenure_keyring_find(ring, "A"));
	assert_null(tenure_keyring_find(ring, "zz"));
	/* By time, then by id. */
	assert_string_equal(tenure_keyring_newest(ring)->id, "b");
	assert_int_equal(tenure_keyring_add(ring, "m", public, 0, &err), -1);
	assert_string_equal(err.text, "key \"m\" is there twice");
	assert_int_equal(tenure_keyring_add(ring, "m/", public, 0, &err), -1);
	assert_int_equal(tenure_keyring_count(ring), 5);
	tenure_keyring_free(&ring);
}

static void test_many_keys(void **state)
{
	struct tenure_keyring *ring;
	struct tenure_error err;
	unsigned char public[32];
	char id[8];
	int i;

	(void)state;
	from_hex(vectors[0].public, public);
	assert_int_equal(tenure_keyring_new(&ring, &err), 0);
	for (i = 0; i < TENURE_KEYS_MAX; i++) {
		snprintf(id, sizeof(id), "k%d", (i * 389) % TENURE_KEYS_MAX);
		assert_int_equal(tenure_keyring_add(ring, id, public, i, &err),
				 0);
	}
	assert_int_equal(tenure_keyring_add(ring, "more", public, 0, &err), -1);
	assert_string_equal(err.text, "more than 1024 keys");
	tenure_keyring_free(&ring);
}

static void test_no_memory(void **state)
{
	struct tenure_private_key *key;
	struct tenure_keyring *ring;
	struct tenure_error err;
	unsigned char seed[32] = {1}, public[32];
	unsigned long n;
	int ret;

	(void)state;
	from_hex(vectors[0].public, public);
	for (n = 1;; n++) {
		tenure_alloc_fail_at(n, 0);
		ret = tenure_keyring_new(&ring, &err);
		if (ret == 0)
			ret = tenure_keyring_add(ring, "k", public, 0, &err);
		tenure_keyring_free(&ring);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
		assert_string_equal(err.text, "out of memory");
	}
	assert_int_equal(ret, 0);
	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_private_key_from_seed("k", seed, &key, &err),
			 -1);
	assert_null(key);
	tenure_alloc_fail_at(0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_second_signature),
		cmocka_unit_test(test_weak_keys),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
