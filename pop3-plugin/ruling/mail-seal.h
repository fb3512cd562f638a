/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_MAIL_SEAL_H
#define TENURE_PLUGIN_MAIL_SEAL_H

#include "pop3-plugin/ruling/facts-fields.h"
#include "pop3-plugin/notes/hint.h"
#include "snapshot/snapshot.h"

/* The state of a mail's seal, and the seal if it is sealed. Verified once:
   there is a hint for the next time. A seal that cannot be believed is
   reported. */
enum tenure_seal_state tenure_mail_seal(struct tenure_mail_facts *mf,
					const struct tenure_snapshot *snapshot,
					struct tenure_seal *seal_r);

/* The same for who needs nothing else of a message: when it is saved, its seal
   is verified, and the result remembered. */
enum tenure_seal_state
tenure_mail_seal_verify(struct mail *mail,
			const struct tenure_snapshot *snapshot,
			struct tenure_seal *seal_r);
/* A message is being copied: what is known about the source's seal holds for
   the copy. */
void tenure_mail_seal_copied(struct mail *source, struct mail *copy);

#endif
