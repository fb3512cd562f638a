/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_H
#define TENURE_PLUGIN_GATE_H

#include "pop3-plugin/state/box.h"

/* The gate that every expunge passes: POP3 QUIT, IMAP EXPUNGE, CLOSE and MOVE,
   autoexpunge, quota, doveadm, dsync, the deletion of mailboxes. A mail that
   has to stay is skipped and counted; the rest of the transaction goes on, as
   failing it would spoil the deletes of everything else. */

/* mail_vfuncs.expunge */
void tenure_gate_expunge(struct mail *mail);
/* mail_vfuncs.get_save_date and .get_physical_size: autoexpunge and the trash
   plugin, which ask before they expunge, pass over what they may not remove,
   instead of taking it again and again or for removed. */
int tenure_gate_get_save_date(struct mail *mail, time_t *date_r);
int tenure_gate_get_physical_size(struct mail *mail, uoff_t *size_r);

/* Before a transaction is committed: expunge what was moved out of it and has
   arrived. What has not arrived is a delete like any other. */
void tenure_gate_finish_moves(struct mailbox_transaction_context *t);

#endif
