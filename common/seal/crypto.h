/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CRYPTO_H
#define TENURE_CRYPTO_H

/* SHA-256 without EVP (see snapshot/digest.c) is "deprecated". */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "base/attrs.h"
#include "base/error.h"

/* What both doors need of OpenSSL's libcrypto, which is loaded then
   (base/library.h). Each is called as the library's own. What makes keys and
   signs, in programs only, is linked with it. */
struct tenure_crypto {
	__typeof__(ERR_set_mark) *ERR_set_mark;
	__typeof__(ERR_pop_to_mark) *ERR_pop_to_mark;
	__typeof__(EVP_PKEY_new_raw_public_key) *EVP_PKEY_new_raw_public_key;
	__typeof__(EVP_PKEY_free) *EVP_PKEY_free;
	__typeof__(EVP_MD_CTX_new) *EVP_MD_CTX_new;
	__typeof__(EVP_MD_CTX_free) *EVP_MD_CTX_free;
	__typeof__(EVP_DigestVerifyInit) *EVP_DigestVerifyInit;
	__typeof__(EVP_DigestVerify) *EVP_DigestVerify;
	__typeof__(SHA256_Init) *SHA256_Init;
	__typeof__(SHA256_Update) *SHA256_Update;
	__typeof__(SHA256_Final) *SHA256_Final;
};

/* NULL with err if it cannot be loaded. Any thread. */
const struct tenure_crypto *
tenure_crypto_need(struct tenure_error *err) TENURE_CHECK;

#endif
