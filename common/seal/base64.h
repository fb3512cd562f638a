/* SPDX-License-Identifier: MIT */
#ifndef TENURE_BASE64_H
#define TENURE_BASE64_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/buffer.h"

/* Base64 for keys and signatures (RFC 4648 4), strict: there is exactly one
   text for each sequence of octets. */

/* Octets that these functions can treat at most: a signature. */
#define TENURE_BASE64_OCTETS_MAX 64

/* Append the text for size octets. */
void tenure_base64_encode(const unsigned char *octets, size_t size,
			  struct tenure_buffer *out);
/* Read the text for exactly size octets: padded, no white space, nothing
   behind it, unused bits zero. Returns 0, or -1 if it is not that; octets_r is
   then undefined. */
int tenure_base64_decode(const char *text, unsigned char *octets_r,
			 size_t size) TENURE_CHECK;

#endif
