/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PRIVATE_KEY_H
#define TENURE_PRIVATE_KEY_H

#include "seal/keys.h"

/* For key-file.c alone: make a key of what OpenSSL has read (EVP_PKEY *),
   which is taken over, also on failure. Returns 0, or -1 with err if it is not
   an Ed25519 key. */
int tenure_private_key_create(const char *id, void *evp,
			      struct tenure_private_key **key_r,
			      struct tenure_error *err) TENURE_CHECK;
/* For key-file.c alone: make a key of size octets of PEM, "PRIVATE KEY" (PKCS
   #8, RFC 8410 7). Takes no copy of the text; what it makes of it on the way is
   wiped. Returns 0, or -1 with err. */
int tenure_private_key_from_pem(const char *id, const char *text, size_t size,
				struct tenure_private_key **key_r,
				struct tenure_error *err) TENURE_CHECK;

#endif
