/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SEAL_H
#define TENURE_SEAL_H

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "seal/seal-facts.h"

/* The Tenure-Seal header field: facts that the SMTP door vouches for. Format
   and parser stand side by side in seal.c. The syntax is the tag=value list
   of RFC 6376 3.2, and stricter in two things: white space counts nowhere
   (see canon.h), and every other octet must be printable ASCII. What is
   signed is described in sign.h. Any thread. */

#define TENURE_SEAL_FIELD "Tenure-Seal"

/* Append the field body, folded (lines of at most 78 octets, continued with
   LF and a space, as libmilter wants it), with the signature. Returns 0, or
   -1 with err if a value is out of its syntax: out is then undefined. */
int tenure_seal_format(const struct tenure_seal *seal,
		       struct tenure_buffer *out,
		       struct tenure_error *err) TENURE_CHECK;
/* Read a field body, folded or not, CRLF or LF. Unknown tags are skipped
   (RFC 6376 3.2). Returns 0, or -1 with err: syntax, a missing or repeated
   tag, an unknown version or algorithm; *seal_r is then undefined. On success
   the body without white space and with the value of b= taken out has been
   added to *signed_body_r (unless NULL), for sign.h. */
int tenure_seal_parse(const char *body, struct tenure_seal *seal_r,
		      struct tenure_buffer *signed_body_r,
		      struct tenure_error *err) TENURE_CHECK;
#endif
