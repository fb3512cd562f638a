/* SPDX-License-Identifier: MIT */
#include "seal/private-key.h"

#include <string.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/alloc.h"

struct tenure_private_key {
	char id[TENURE_NAME_MAX + 1];
	unsigned char octets[TENURE_KEY_PUBLIC_SIZE];
	/* OpenSSL wipes the private half when it is freed. */
	EVP_PKEY *evp;
};

int tenure_private_key_create(const char *id, void *evp,
			      struct tenure_private_key **key_r,
			      struct tenure_error *err)
{
	struct tenure_private_key *key;
	size_t size = sizeof(key->octets);
	bool right;

	*key_r = NULL;
	if (!tenure_key_id_valid(id)) {
		EVP_PKEY_free(evp);
		return tenure_error_set(err, TENURE_ERROR_INPUT, "bad key id");
	}
	key = tenure_calloc(1, sizeof(*key));
	if (key == NULL) {
		EVP_PKEY_free(evp);
		return tenure_error_nomem(err);
	}
	key->evp = evp;
	memcpy(key->id, id, strlen(id));
	/* Another algorithm's key has another size, or none. */
	ERR_set_mark();
	right = EVP_PKEY_is_a(evp, "ED25519") &&
		EVP_PKEY_get_raw_public_key(evp, key->octets, &size) == 1;
	ERR_pop_to_mark();
	if (!right) {
		tenure_private_key_free(&key);
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"not an Ed25519 private key");
	}
	*key_r = key;
	return 0;
}

int tenure_private_key_from_seed(const char *id, const unsigned char *seed,
				 struct tenure_private_key **key_r,
				 struct tenure_error *err)
{
	EVP_PKEY *evp;

	*key_r = NULL;
	ERR_set_mark();
	evp = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed,
					   TENURE_KEY_PUBLIC_SIZE);
	ERR_pop_to_mark();
	if (evp == NULL)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"OpenSSL cannot take the private key");
	return tenure_private_key_create(id, evp, key_r, err);
}

void tenure_private_key_free(struct tenure_private_key **key)
{
	if (*key == NULL)
		return;
	EVP_PKEY_free((*key)->evp);
	tenure_free(*key);
	*key = NULL;
}

const char *tenure_private_key_id(const struct tenure_private_key *key)
{
	return key->id;
}

const unsigned char *
tenure_private_key_public(const struct tenure_private_key *key)
{
	return key->octets;
}

int tenure_key_sign(const struct tenure_private_key *key, const void *data,
		    size_t size, unsigned char *signature_r,
		    struct tenure_error *err)
{
	size_t length = TENURE_KEY_SIGNATURE_SIZE;
	EVP_MD_CTX *context;
	bool made;

	ERR_set_mark();
	context = EVP_MD_CTX_new();
	made = context != NULL &&
	       EVP_DigestSignInit(context, NULL, NULL, NULL, key->evp) == 1 &&
	       EVP_DigestSign(context, signature_r, &length, data, size) == 1 &&
	       length == TENURE_KEY_SIGNATURE_SIZE;
	EVP_MD_CTX_free(context);
	ERR_pop_to_mark();
	if (!made)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"OpenSSL cannot sign with key \"%s\"",
					key->id);
	return 0;
}
