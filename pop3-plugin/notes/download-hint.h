/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOWNLOAD_HINT_H
#define TENURE_DOWNLOAD_HINT_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* When a POP3 client's download of a message counted, in the mailbox's index;
   and when to look next if it has to go. A hint: where it is lost (an index is
   rebuilt, the message is copied), the message counts as not downloaded, and
   goes later. */

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_download_hint_register(struct mailbox *box);
/* Is there any? */
bool tenure_download_hint_any(struct mailbox *box);
/* The time of the first download; 0 if there is none. seq is one of the
   transaction, or 0. */
int64_t tenure_download_hint_read(struct mailbox_transaction_context *t,
				  uint32_t seq);

/* What messages are looked at by: the number of a policy, and the plan that the
   user database selects, or NULL. */
uint16_t tenure_download_hint_policy(uint64_t generation, const char *plan);
/* The message was downloaded first now, or earlier, and was looked at now, by a
   policy: do so again by another one, at the time look, or when more or fewer
   devices have it or are known than it was decided by: another session may have
   written since. In the transaction. */
void tenure_download_hint_write(struct mailbox_transaction_context *t,
				uint32_t seq, uint16_t policy, int64_t look,
				size_t downloads, size_t devices);
/* Is it time to look at a message that was downloaded? */
bool tenure_download_hint_is_due(struct mailbox_transaction_context *t,
				 uint32_t seq, uint16_t policy);

#endif
