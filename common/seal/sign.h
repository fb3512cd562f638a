/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SIGN_H
#define TENURE_SIGN_H

#include "base/attrs.h"
#include "base/error.h"
#include "decide/facts.h"
#include "seal/keys.h"
#include "seal/seal.h"

/* Signing a seal, and believing one.

   The signature (Ed25519, RFC 8032, no prehash) covers these octets:
     1. "Tenure-Seal v1" CRLF;
     2. for each name of h=, in its order: every instance of the field from
	top to bottom as name ":" body CRLF, or name CRLF (without a colon)
	if the message has none. Names are in lower case, and of the body all
	SP, HT, CR and LF are left out (canon.h says why not RFC 6376's
	"relaxed");
     3. the Tenure-Seal field itself in the same form, "tenure-seal:" body,
	with the value of b= left out ("b=" stays), and no CRLF.
   A field of h= that is added, removed, changed or put in another order later
   so breaks the seal. */

/* Choose the fields for h=: the ones that every seal signs (cc date from
   message-id subject to), and those that conditions look at, but for the
   fields that delivery adds (return-path, delivered-to, received,
   x-original-to) and the seal itself. needs is NULL-terminated, or NULL.
   Returns 0, or -1 with err if they are more than a seal may sign. */
int tenure_seal_choose_fields(const char *const *needs,
			      struct tenure_seal *seal,
			      struct tenure_error *err) TENURE_CHECK;

/* Complete seal->key_id and seal->signature; everything else is given. facts
   gives the header fields (facts->header must not be NULL). Returns 0, or -1
   with err: a value out of its syntax, a header field that cannot be read. */
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
   or -1 with err if that cannot be told (a header cannot be read, no memory):
   state UNKNOWN. A seal that stands there twice counts once; two seals that
   say different things, both valid, are UNKNOWN. Seals that are not valid do
   no harm to one that is. */
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
