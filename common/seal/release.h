/* SPDX-License-Identifier: MIT */
#ifndef TENURE_RELEASE_H
#define TENURE_RELEASE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "seal/keys.h"

/* A sign-off: the holder of a release key lets one policy take the place of
   another one, although that takes back what the other promised. It is about
   these two policies, in this realm, and nothing else.

   As a file it is text in Tenure's language. The signature (Ed25519, RFC 8032,
   no prehash) covers "tenure-release-1" LF and then the file up to its line
   "signature": nothing else that Tenure signs begins like that (see sign.h). */

/* Octets of a digest of snapshot.h with the NUL. */
#define TENURE_RELEASE_DIGEST_SIZE 65
/* Octets of a reason. */
#define TENURE_RELEASE_REASON_MAX 400
/* Octets of a file, more than any has. */
#define TENURE_RELEASE_FILE_MAX 8192

struct tenure_release {
	char realm[TENURE_NAME_MAX + 1];
	/* The policy in force. */
	uint64_t old_generation;
	char old_digest[TENURE_RELEASE_DIGEST_SIZE];
	/* The one that may take its place. */
	char new_digest[TENURE_RELEASE_DIGEST_SIZE];
	int64_t time;
	/* Why, in words: UTF-8 without control characters, not empty. */
	char reason[TENURE_RELEASE_REASON_MAX + 1];
	char key_id[TENURE_NAME_MAX + 1];
	unsigned char signature[TENURE_KEY_SIGNATURE_SIZE];
};

/* Complete key_id and signature; everything else is given. Returns 0, or -1
   with err: also if something in it could not be read again. */
int tenure_release_sign(struct tenure_release *release,
			const struct tenure_private_key *key,
			struct tenure_error *err) TENURE_CHECK;
/* Write the file. */
void tenure_release_format(const struct tenure_release *release,
			   struct tenure_buffer *out);
/* Read it; name is for messages. Returns 0, or -1 with err. Nothing is
   verified. */
int tenure_release_parse(const char *name, const char *text, size_t size,
			 struct tenure_release *release_r,
			 struct tenure_error *err) TENURE_CHECK;
/* Was it signed with one of these keys? 1 yes; 0 no, with the reason in err;
   -1 cannot tell (no memory), with err. */
int tenure_release_verify(const struct tenure_release *release,
			  const struct tenure_keyring *keys,
			  struct tenure_error *err) TENURE_CHECK;

#endif
