/* SPDX-License-Identifier: MIT */
#include "seal/crypto.h"

#include <stddef.h>

#include "base/library.h"

#define SYMBOL(_name)                                                          \
	{                                                                      \
#_name, offsetof(struct tenure_crypto, _name)                  \
	}

static const char *const names[] = {LIBCRYPTO_SONAME, NULL};
static const struct tenure_library_symbol symbols[] = {
	SYMBOL(ERR_set_mark),
	SYMBOL(ERR_pop_to_mark),
	SYMBOL(EVP_PKEY_new_raw_public_key),
	SYMBOL(EVP_PKEY_free),
	SYMBOL(EVP_MD_CTX_new),
	SYMBOL(EVP_MD_CTX_free),
	SYMBOL(EVP_DigestVerifyInit),
	SYMBOL(EVP_DigestVerify),
	SYMBOL(SHA256_Init),
	SYMBOL(SHA256_Update),
	SYMBOL(SHA256_Final),
	{NULL, 0},
};
static struct tenure_crypto crypto;
static struct tenure_library library =
	TENURE_LIBRARY_INIT(names, symbols, &crypto);

const struct tenure_crypto *tenure_crypto_need(struct tenure_error *err)
{
	return tenure_library_need(&library, err) < 0 ? NULL : &crypto;
}
