/* SPDX-License-Identifier: MIT */
#ifndef TENURE_KEYS_H
#define TENURE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "policy/tree.h"

/* Ed25519 keys (RFC 8032). In key_dir, a key "mx-2026a" is two files:
   mx-2026a.key, the private key in PEM (PKCS#8), mode 0600, and mx-2026a.pub,
   a block of Tenure's language that is also what a snapshot carries:
     key mx-2026a { public = "BASE64"  created = 2026-11-22T03:00:00Z }
   Ids are [A-Za-z0-9._-]{1,64} and do not begin with a dot. */

#define TENURE_KEY_PUBLIC_SIZE 32
#define TENURE_KEY_SIGNATURE_SIZE 64

struct tenure_public_key {
	char id[TENURE_NAME_MAX + 1];
	unsigned char octets[TENURE_KEY_PUBLIC_SIZE];
	int64_t created;
};

/* The public keys that seals may be signed with, sorted by id. Immutable once
   read; any thread. */
struct tenure_keyring;

/* Read key blocks from a text (as in .pub files, one after the other).
   name is for messages. Returns 0, or -1 with err. */
int tenure_keyring_read(const char *name, const char *text, size_t size,
			struct tenure_keyring **ring_r,
			struct tenure_error *err) TENURE_CHECK;
/* Read all *.pub files of a folder, sorted by name. */
int tenure_keyring_read_folder(const char *folder,
			       struct tenure_keyring **ring_r,
			       struct tenure_error *err) TENURE_CHECK;
/* Make an empty ring, and put keys into it before anybody else uses it. The
   octets must be a point of the curve's encoding that a signature can rest on:
   keys of small order (RFC 8032 has none of them) are refused. Return 0, or
   -1 with err and the ring as it was. */
int tenure_keyring_new(struct tenure_keyring **ring_r,
		       struct tenure_error *err) TENURE_CHECK;
int tenure_keyring_add(struct tenure_keyring *ring, const char *id,
		       const unsigned char *octets, int64_t created,
		       struct tenure_error *err) TENURE_CHECK;
void tenure_keyring_free(struct tenure_keyring **ring);
size_t tenure_keyring_count(const struct tenure_keyring *ring);
const struct tenure_public_key *
tenure_keyring_key(const struct tenure_keyring *ring, size_t index);
/* NULL if there is none. */
const struct tenure_public_key *
tenure_keyring_find(const struct tenure_keyring *ring, const char *id);
/* The newest by creation time, then by id; NULL if the ring is empty. */
const struct tenure_public_key *
tenure_keyring_newest(const struct tenure_keyring *ring);
/* Write the blocks, sorted by id: the text that keyring_read() reads. */
void tenure_keyring_format(const struct tenure_keyring *ring,
			   struct tenure_buffer *out);
bool tenure_key_id_valid(const char *id);

/* A key that can sign. Any thread may sign with it at the same time. */
struct tenure_private_key;

/* Make a new key pair in folder (created if missing, mode 0711). Refuses an
   id that exists. Returns 0; or -1 with err and no file left behind. */
int tenure_key_new(const char *folder, const char *id, int64_t now,
		   struct tenure_error *err) TENURE_CHECK;
/* Load folder/id.key. Refuses a file that others than its owner may read. */
int tenure_private_key_load(const char *folder, const char *id,
			    struct tenure_private_key **key_r,
			    struct tenure_error *err) TENURE_CHECK;
/* The key of a 32-octet seed (RFC 8032 5.1.5). */
int tenure_private_key_from_seed(const char *id, const unsigned char *seed,
				 struct tenure_private_key **key_r,
				 struct tenure_error *err) TENURE_CHECK;
/* Wipe, free, set to NULL; NULL accepted. */
void tenure_private_key_free(struct tenure_private_key **key);
const char *tenure_private_key_id(const struct tenure_private_key *key);
/* The public half. */
const unsigned char *
tenure_private_key_public(const struct tenure_private_key *key);

/* Which of the published keys signs on this host: each host may have a key of
   its own, so it is the newest whose private half is in folder. NULL if there
   is none. The key belongs to the ring. */
const struct tenure_public_key *
tenure_signing_key_find(const struct tenure_keyring *ring, const char *folder);
/* Load it; or the key called id, if that is not NULL. Refuses a private half
   that is not that of the published key: its seals would not be believed.
   Returns 0 with *key_r; -1 with err, and *key_r is NULL. */
int tenure_signing_key_load(const struct tenure_keyring *ring,
			    const char *folder, const char *id,
			    struct tenure_private_key **key_r,
			    struct tenure_error *err) TENURE_CHECK;

/* PureEdDSA over data. Returns 0, or -1 with err. */
int tenure_key_sign(const struct tenure_private_key *key, const void *data,
		    size_t size, unsigned char *signature_r,
		    struct tenure_error *err) TENURE_CHECK;
/* 1 the signature is right, 0 it is not, -1 cannot tell, with err (no memory,
   no OpenSSL). */
int tenure_key_verify(const struct tenure_public_key *key, const void *data,
		      size_t size, const unsigned char *signature,
		      struct tenure_error *err) TENURE_CHECK;

#endif
