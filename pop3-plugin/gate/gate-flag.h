/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_FLAG_H
#define TENURE_PLUGIN_GATE_FLAG_H

#include <lib.h>
#include <mail-storage.h>

struct tenure_transaction;

/* IMAP's STORE of \Deleted to a message that may not be deleted is as DELE of
   POP3: this message does not get the flag, the others do, and the answer is
   NO with the reason. Clients, Roundcube among them, take the flag for the
   delete and do not look at the answer to EXPUNGE: their users would be told
   that the message is gone. What else sets the flag (doveadm, dsync, Sieve)
   may: the gate is where messages are kept. */

/* Is a transaction begun for this reason such a command? */
bool tenure_gate_flag_is_store(const char *reason);
/* mail_vfuncs.update_flags */
void tenure_gate_flag_update(struct mail *mail, enum modify_type modify_type,
			     enum mail_flags flags);
/* After a commit: remember for the answer what was refused. */
void tenure_gate_flag_committed(struct mailbox *box,
				const struct tenure_transaction *tt);
/* What to answer to the STORE that has just been executed, behind NO: a
   response code (RFC 5530) and text, in the data stack. NULL if nothing was
   refused. box may be NULL, or one that has no gate. Asked once: after it,
   nothing was refused. */
const char *tenure_gate_flag_reply(struct mailbox *box);

#endif
