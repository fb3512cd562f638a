/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_DIGEST_H
#define TENURE_SNAPSHOT_DIGEST_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/error.h"

/* SHA-256 (FIPS 180-4), written as hexadecimal digits in lower case. */

/* Octets of a digest's text, with the NUL. */
#define TENURE_DIGEST_SIZE 65

struct tenure_crypto;

/* A digest that is being made. Not for two threads at a time. */
struct tenure_digest {
	/* OpenSSL's SHA256_CTX, and its functions. */
	void *context;
	const struct tenure_crypto *crypto;
	/* Something went wrong; remembered to the end. */
	int failed;
};

void tenure_digest_init(struct tenure_digest *digest);
void tenure_digest_add(struct tenure_digest *digest, const void *data,
		       size_t size);
/* Add a record in a form that no other sequence of records has. */
void tenure_digest_add_record(struct tenure_digest *digest, const void *key,
			      size_t key_size, const void *value,
			      size_t value_size);
/* Ends and frees it in any case. text_r has TENURE_DIGEST_SIZE octets.
   Returns 0, or -1 with err. */
int tenure_digest_finish(struct tenure_digest *digest, char *text_r,
			 struct tenure_error *err) TENURE_CHECK;

#endif
