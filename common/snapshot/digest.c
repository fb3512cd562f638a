/* SPDX-License-Identifier: MIT */
#include "snapshot/digest.h"

#include <stdio.h>
#include <string.h>
#include <openssl/err.h>
#include <openssl/evp.h>

void tenure_digest_init(struct tenure_digest *digest)
{
	/* The host's error queue stays as it is. */
	ERR_set_mark();
	digest->context = EVP_MD_CTX_new();
	digest->failed =
		digest->context == NULL ||
		EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1;
	ERR_pop_to_mark();
}

void tenure_digest_add(struct tenure_digest *digest, const void *data,
		       size_t size)
{
	if (!digest->failed && size > 0 &&
	    EVP_DigestUpdate(digest->context, data, size) != 1)
		digest->failed = 1;
}

void tenure_digest_add_record(struct tenure_digest *digest, const char *key,
			      const void *value, size_t size)
{
	char lengths[64];
	int length;

	length = snprintf(lengths, sizeof(lengths), "%zu %zu\n", strlen(key),
			  size);
	tenure_digest_add(digest, lengths, (size_t)length);
	tenure_digest_add(digest, key, strlen(key));
	tenure_digest_add(digest, value, size);
}

int tenure_digest_finish(struct tenure_digest *digest, char *text_r,
			 struct tenure_error *err)
{
	unsigned char octets[EVP_MAX_MD_SIZE];
	unsigned int size = 0, i;

	ERR_set_mark();
	if (!digest->failed &&
	    EVP_DigestFinal_ex(digest->context, octets, &size) != 1)
		digest->failed = 1;
	EVP_MD_CTX_free(digest->context);
	ERR_pop_to_mark();
	digest->context = NULL;
	if (digest->failed || size != (TENURE_DIGEST_SIZE - 1) / 2)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"OpenSSL cannot make a SHA-256 digest");
	for (i = 0; i < size; i++)
		snprintf(text_r + 2 * i, 3, "%02x", octets[i]);
	return 0;
}

int tenure_digest_file(const void *data, size_t size, size_t offset,
		       char *text_r, struct tenure_error *err)
{
	const size_t own = TENURE_DIGEST_SIZE - 1;
	char zeros[TENURE_DIGEST_SIZE - 1];
	struct tenure_digest digest;

	memset(zeros, '0', own);
	tenure_digest_init(&digest);
	tenure_digest_add(&digest, data, offset);
	tenure_digest_add(&digest, zeros, own);
	tenure_digest_add(&digest, (const char *)data + offset + own,
			  size - offset - own);
	return tenure_digest_finish(&digest, text_r, err);
}
