/* SPDX-License-Identifier: MIT */
#include "seal/keys.h"

#include <string.h>

#include "base/alloc.h"
#include "seal/char.h"
#include "seal/crypto.h"

struct tenure_keyring {
	/* Sorted by id. */
	struct tenure_public_key *keys;
	size_t count, allocated;
};

bool tenure_key_id_valid(const char *id)
{
	size_t length = 0;

	while (tenure_char_is_letter(id[length]) ||
	       tenure_char_is_digit(id[length]) || id[length] == '.' ||
	       id[length] == '_' || id[length] == '-')
		length++;
	return id[length] == '\0' && length > 0 && length <= TENURE_NAME_MAX &&
	       id[0] != '.';
}

/* Is the y coordinate (the sign bit left out) one of the five that points of
   order 1, 2, 4 and 8 have, or not below p = 2^255 - 19 and so not an encoding
   RFC 8032 5.1.3 allows? With a key of small order a signature can be made
   that is right for every message. */
static bool public_key_is_weak(const unsigned char *octets)
{
	static const unsigned char small_order[][TENURE_KEY_PUBLIC_SIZE] = {
		/* y = 0: order 4 */
		{0},
		/* y = 1: order 1 */
		{1},
		/* order 8 */
		{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0,
		 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
		 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
		 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
		{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
		 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
		 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
		 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
		/* y = p - 1: order 2 */
		{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
	};
	unsigned char y[TENURE_KEY_PUBLIC_SIZE];
	size_t i;

	memcpy(y, octets, sizeof(y));
	y[sizeof(y) - 1] &= 0x7f;
	for (i = 0; i < sizeof(small_order) / sizeof(small_order[0]); i++) {
		if (memcmp(y, small_order[i], sizeof(y)) == 0)
			return true;
	}
	if (y[0] < 0xed || y[sizeof(y) - 1] != 0x7f)
		return false;
	for (i = 1; i < sizeof(y) - 1; i++) {
		if (y[i] != 0xff)
			return false;
	}
	return true;
}

int tenure_keyring_new(struct tenure_keyring **ring_r, struct tenure_error *err)
{
	*ring_r = tenure_calloc(1, sizeof(**ring_r));
	return *ring_r == NULL ? tenure_error_nomem(err) : 0;
}

void tenure_keyring_free(struct tenure_keyring **ring)
{
	if (*ring == NULL)
		return;
	tenure_free((*ring)->keys);
	tenure_free(*ring);
	*ring = NULL;
}

/* The place of the first key whose id is not less. */
static size_t keyring_place(const struct tenure_keyring *ring, const char *id)
{
	size_t low = 0, high = ring->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(ring->keys[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int keyring_check(const struct tenure_keyring *ring, const char *id,
			 const unsigned char *octets, struct tenure_error *err)
{
	if (!tenure_key_id_valid(id))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"bad key id: 1 to %d of A-Z a-z 0-9 . "
					"_ - and no dot at the beginning",
					TENURE_NAME_MAX);
	if (tenure_keyring_find(ring, id) != NULL)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"key \"%s\" is there twice", id);
	if (ring->count >= TENURE_KEYS_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"more than %d keys", TENURE_KEYS_MAX);
	if (public_key_is_weak(octets))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"key \"%s\" is not a usable Ed25519 "
					"public key",
					id);
	return 0;
}

int tenure_keyring_add(struct tenure_keyring *ring, const char *id,
		       const unsigned char *octets, int64_t created,
		       struct tenure_error *err)
{
	struct tenure_public_key *key;
	size_t place;

	if (keyring_check(ring, id, octets, err) < 0)
		return -1;
	if (tenure_array_grow(&ring->keys, ring->count, &ring->allocated,
			      sizeof(*ring->keys)) < 0)
		return tenure_error_nomem(err);
	place = keyring_place(ring, id);
	key = &ring->keys[place];
	memmove(key + 1, key, (ring->count - place) * sizeof(*key));
	ring->count++;
	memset(key, 0, sizeof(*key));
	memcpy(key->id, id, strlen(id));
	memcpy(key->octets, octets, sizeof(key->octets));
	key->created = created;
	return 0;
}

size_t tenure_keyring_count(const struct tenure_keyring *ring)
{
	return ring->count;
}

const struct tenure_public_key *
tenure_keyring_key(const struct tenure_keyring *ring, size_t index)
{
	return &ring->keys[index];
}

const struct tenure_public_key *
tenure_keyring_find(const struct tenure_keyring *ring, const char *id)
{
	size_t place = keyring_place(ring, id);

	if (place == ring->count || strcmp(ring->keys[place].id, id) != 0)
		return NULL;
	return &ring->keys[place];
}

const struct tenure_public_key *
tenure_keyring_newest(const struct tenure_keyring *ring)
{
	const struct tenure_public_key *newest = NULL;
	size_t i;

	for (i = 0; i < ring->count; i++) {
		if (newest == NULL || ring->keys[i].created >= newest->created)
			newest = &ring->keys[i];
	}
	return newest;
}

int tenure_key_verify(const struct tenure_public_key *key, const void *data,
		      size_t size, const unsigned char *signature,
		      struct tenure_error *err)
{
	const struct tenure_crypto *crypto = tenure_crypto_need(err);
	EVP_MD_CTX *context;
	EVP_PKEY *evp;
	int right = -1;

	if (crypto == NULL)
		return -1;
	/* The host's error queue stays as it is. */
	crypto->ERR_set_mark();
	/* Key and context are made for each call: OpenSSL is set up in a
	   process that verifies, and not in each that only has keys; and
	   threads share nothing. No digest: PureEdDSA hashes itself. */
	evp = crypto->EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, key->octets, sizeof(key->octets));
	context = crypto->EVP_MD_CTX_new();
	if (evp != NULL && context != NULL &&
	    crypto->EVP_DigestVerifyInit(context, NULL, NULL, NULL, evp) == 1)
		right = crypto->EVP_DigestVerify(context, signature,
						 TENURE_KEY_SIGNATURE_SIZE,
						 data, size);
	crypto->EVP_MD_CTX_free(context);
	crypto->EVP_PKEY_free(evp);
	crypto->ERR_pop_to_mark();
	if (right < 0)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"OpenSSL cannot verify");
	return right == 1;
}
