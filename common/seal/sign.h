/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SIGN_H
#define TENURE_SIGN_H

#include "base/attrs.h"
#include "base/error.h"
#include "decide/facts.h"
#include "seal/keys.h"
#include "seal/seal.h"

/* Signing a seal, and believing one.

   The signature covers "Tenure-Seal v1\r\n"; then for each name of h=, in its
   order, every instance of the field from top to bottom in RFC 6376 3.4.2
   "relaxed" form with CRLF, or "name\r\n" (without a colon) if the message has
   none; then the relaxed form of the Tenure-Seal field itself with an empty
   b=, without CRLF. A field that is added later, in either place, so breaks
   the seal. */

/* The fields every seal signs: cc date from message-id subject to. */
/* Choose the fields for h=: those, and the ones conditions look at, but for
   the fields that delivery adds (return-path, delivered-to, received,
   x-original-to) and the seal itself. needs is NULL-terminated, or NULL.
   Returns 0, or -1 with err if they are more than a seal may sign. */
int tenure_seal_choose_fields(const char *const *needs,
			      struct tenure_seal *seal,
			      struct tenure_error *err) TENURE_CHECK;

/* Complete seal->key_id and seal->signature. facts gives the header fields
   (facts->header must not be NULL). Returns 0, or -1 with err. */
int tenure_seal_sign(struct tenure_seal *seal,
		     const struct tenure_private_key *key,
		     const struct tenure_facts *facts,
		     struct tenure_error *err) TENURE_CHECK;

/* Is one field body a valid seal of realm over these header fields?
   1 yes, with *seal_r; 0 no, with the reason in err; -1 cannot tell (a header
   cannot be read, no memory), with err. */
int tenure_seal_verify(const char *body, const char *realm,
		       const struct tenure_keyring *keys,
		       const struct tenure_facts *facts,
		       struct tenure_seal *seal_r,
		       struct tenure_error *err) TENURE_CHECK;

/* Look at all seals of a message (through facts->header) and give its state:
   SEALED with *seal_r, UNSEALED, or UNKNOWN with the reason in err. Returns 0,
   or -1 with err if the header cannot be read: state UNKNOWN. */
int tenure_seal_read(const struct tenure_facts *facts, const char *realm,
		     const struct tenure_keyring *keys,
		     enum tenure_seal_state *state_r,
		     struct tenure_seal *seal_r,
		     struct tenure_error *err) TENURE_CHECK;

/* Make a serial: host part, '-', queue id (if not NULL or ""), '-', 64 random
   bits in hex. Characters outside of the syntax are dropped. Returns 0, or
   -1 with err if there is no randomness. */
int tenure_seal_new_serial(const char *host, const char *queue_id, char *buf,
			   size_t size, struct tenure_error *err) TENURE_CHECK;

#endif
