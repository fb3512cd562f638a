/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_COPY_H
#define TENURE_PLUGIN_GATE_COPY_H

#include "pop3-plugin/state/box.h"

/* How messages come into a mailbox: moved from another one, or saved. Both are
   functions of the mailbox that they come into. */

/* mailbox_vfuncs.copy. To move a message is to copy it and to expunge the
   source: between the mailboxes of one owner that is no delete, and the
   expunge of the source is let through if the copy was committed. A message
   that has to be kept does not leave its owner's mailboxes. */
int tenure_gate_copy(struct mail_save_context *ctx, struct mail *mail);

/* mailbox_vfuncs.save_begin: a message is saved in the place of another one
   (RFC 8508, REPLACE). If that has to be kept, the command fails before
   anything is saved. */
int tenure_gate_save_begin(struct mail_save_context *ctx,
			   struct istream *input);

/* mailbox_vfuncs.save_finish: the seal is verified once, here. */
int tenure_gate_save_finish(struct mail_save_context *ctx);
void tenure_gate_save_cancel(struct mail_save_context *ctx);

#endif
