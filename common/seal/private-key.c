/* SPDX-License-Identifier: MIT */
#include "seal/private-key.h"

#include <string.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

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

/* Nobody is asked for a passphrase. */
static int no_passphrase(char *buf TENURE_UNUSED, int size TENURE_UNUSED,
			 int writing TENURE_UNUSED, void *context TENURE_UNUSED)
{
	return -1;
}

/* The seed in the DER of PKCS #8, as RFC 8410 7 has it: the OCTET STRING in the
   other one. Returns 1; 0 if the key is of another algorithm, -1 if that is no
   PKCS #8. */
static int seed_from_pkcs8(const unsigned char *der, long size,
			   unsigned char *seed_r)
{
	static const unsigned char inner[] = {0x04, TENURE_KEY_PUBLIC_SIZE};
	const unsigned char *octets;
	const ASN1_OBJECT *algorithm;
	PKCS8_PRIV_KEY_INFO *info;
	int length, ret = -1;

	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &der, size);
	if (info != NULL &&
	    PKCS8_pkey_get0(&algorithm, &octets, &length, NULL, info) == 1)
		ret = OBJ_obj2nid(algorithm) == NID_ED25519 &&
		      length == sizeof(inner) + TENURE_KEY_PUBLIC_SIZE &&
		      memcmp(octets, inner, sizeof(inner)) == 0;
	if (ret > 0)
		memcpy(seed_r, octets + sizeof(inner), TENURE_KEY_PUBLIC_SIZE);
	/* Wipes what it has. */
	PKCS8_PRIV_KEY_INFO_free(info);
	return ret;
}

/* The same of PEM. Not PEM_read_bio_PrivateKey(), which makes a decoder for
   each kind of key there is: that is most of what the milter does before it
   runs. */
static int seed_from_pem(const char *text, size_t size, unsigned char *seed_r)
{
	unsigned char *der;
	long der_size;
	BIO *bio;
	int ret = -1;

	ERR_set_mark();
	bio = BIO_new_mem_buf(text, (int)size);
	if (bio != NULL && PEM_bytes_read_bio_secmem(
				   &der, &der_size, NULL, PEM_STRING_PKCS8INF,
				   bio, no_passphrase, NULL) == 1) {
		ret = seed_from_pkcs8(der, der_size, seed_r);
		OPENSSL_secure_clear_free(der, (size_t)der_size);
	}
	BIO_free(bio);
	ERR_pop_to_mark();
	return ret;
}

int tenure_private_key_from_pem(const char *id, const char *text, size_t size,
				struct tenure_private_key **key_r,
				struct tenure_error *err)
{
	unsigned char seed[TENURE_KEY_PUBLIC_SIZE];
	int ret = seed_from_pem(text, size, seed);

	*key_r = NULL;
	if (ret < 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"not a private key in PEM form (PKCS "
					"#8) without passphrase");
	if (ret == 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"not an Ed25519 private key");
	ret = tenure_private_key_from_seed(id, seed, key_r, err);
	OPENSSL_cleanse(seed, sizeof(seed));
	return ret;
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
