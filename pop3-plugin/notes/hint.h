/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_HINT_H
#define TENURE_PLUGIN_HINT_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "seal/keys.h"
#include "seal/seal.h"

/* A hint in the mailbox's index that a message's seal was verified, so that it
   is not verified again. Only ever a hint: it can be lost at any time (an
   index is rebuilt), it counts for one field body and one key, and it says
   nothing where there is none. */

/* An extension record of the index; all zero: no hint. The index is in the
   byte order of the host. */
struct tenure_hint {
	uint8_t version;
	/* Which of the Tenure-Seal fields is the valid one, from 0. */
	uint8_t instance;
	uint16_t reserved;
	/* Of realm, key and field body. */
	uint32_t sum;
	/* The seal's time. */
	int64_t time;
};

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_hint_register(struct mailbox *box);

/* Make the hint for a seal that was found valid; body is that of its field. */
void tenure_hint_init(struct tenure_hint *hint, unsigned int instance,
		      const struct tenure_seal *seal, const char *body,
		      const struct tenure_public_key *key);
/* Is this the seal, by this key, that the hint was made for? */
bool tenure_hint_matches(const struct tenure_hint *hint,
			 const struct tenure_seal *seal, const char *body,
			 const struct tenure_public_key *key);

/* The hint of a message; FALSE if there is none. */
bool tenure_hint_read(struct mail *mail, struct tenure_hint *hint_r);
/* The earliest time that the hints of the first messages (at most count) of an
   open mailbox have: INT64_MIN if one of them has none, INT64_MAX if there is
   no message. */
int64_t tenure_hint_earliest(struct mailbox *box, uint32_t count);
/* Remember a hint for a message, in the mail's own transaction. Does nothing
   where the mailbox has no place for it. */
void tenure_hint_write(struct mail *mail, const struct tenure_hint *hint);

#endif
