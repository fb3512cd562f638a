/* SPDX-License-Identifier: MIT */
/* The functions of SHA-256 alone: the first use of EVP in a process reads
   OpenSSL's configuration and looks for providers, which takes longer than all
   else that a mail process does with a snapshot (1 ms; a POP3 login has one
   process of its own). OpenSSL 3 calls them deprecated. */
#include "snapshot/digest.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "seal/crypto.h"

void tenure_digest_init(struct tenure_digest *digest)
{
	digest->context = tenure_calloc(1, sizeof(SHA256_CTX));
	digest->crypto = tenure_crypto_need(NULL);
	digest->failed = digest->context == NULL || digest->crypto == NULL ||
			 digest->crypto->SHA256_Init(digest->context) != 1;
}

void tenure_digest_add(struct tenure_digest *digest, const void *data,
		       size_t size)
{
	if (!digest->failed && size > 0 &&
	    digest->crypto->SHA256_Update(digest->context, data, size) != 1)
		digest->failed = 1;
}

void tenure_digest_add_record(struct tenure_digest *digest, const void *key,
			      size_t key_size, const void *value,
			      size_t value_size)
{
	char lengths[64];
	int length;

	length = snprintf(lengths, sizeof(lengths), "%zu %zu\n", key_size,
			  value_size);
	tenure_digest_add(digest, lengths, (size_t)length);
	tenure_digest_add(digest, key, key_size);
	tenure_digest_add(digest, value, value_size);
}

int tenure_digest_finish(struct tenure_digest *digest, char *text_r,
			 struct tenure_error *err)
{
	unsigned char octets[SHA256_DIGEST_LENGTH];
	size_t i;

	if (!digest->failed &&
	    digest->crypto->SHA256_Final(octets, digest->context) != 1)
		digest->failed = 1;
	tenure_free(digest->context);
	digest->context = NULL;
	if (digest->failed)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"OpenSSL cannot make a SHA-256 digest");
	for (i = 0; i < sizeof(octets); i++)
		snprintf(text_r + 2 * i, 3, "%02x", octets[i]);
	return 0;
}
