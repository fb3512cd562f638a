/* SPDX-License-Identifier: MIT */
#include "seal/base64.h"

#include <string.h>
#include <openssl/evp.h>

/* Of TENURE_BASE64_OCTETS_MAX octets, with the NUL. */
#define BASE64_TEXT_SIZE ((TENURE_BASE64_OCTETS_MAX + 2) / 3 * 4 + 1)

static size_t base64_length(size_t size)
{
	return (size + 2) / 3 * 4;
}

void tenure_base64_encode(const unsigned char *octets, size_t size,
			  struct tenure_buffer *out)
{
	unsigned char text[BASE64_TEXT_SIZE];

	if (size > TENURE_BASE64_OCTETS_MAX) {
		out->failed = true;
		return;
	}
	EVP_EncodeBlock(text, octets, (int)size);
	tenure_buffer_add(out, text, base64_length(size));
}

int tenure_base64_decode(const char *text, unsigned char *octets_r, size_t size)
{
	unsigned char octets[BASE64_TEXT_SIZE], again[BASE64_TEXT_SIZE];
	size_t length = base64_length(size);

	if (size > TENURE_BASE64_OCTETS_MAX || strlen(text) != length)
		return -1;
	/* The decoder takes white space, stray padding and unused bits;
	   writing the octets again and comparing finds all of that. */
	if (EVP_DecodeBlock(octets, (const unsigned char *)text, (int)length) <
	    0)
		return -1;
	EVP_EncodeBlock(again, octets, (int)size);
	if (memcmp(again, text, length) != 0)
		return -1;
	memcpy(octets_r, octets, size);
	return 0;
}
