/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LOST_H
#define TENURE_LOST_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Messages of a maildir whose files somebody removed or moved by hand: nothing
   of that passes the gate, but the first process of Dovecot that looks at the
   folder afterwards finds the files missing, and takes the messages out of the
   index. It does so in the same way as after a delete, but without anybody
   having asked for one: a delete by whatever session or process of Dovecot is
   a request in the index's log first.

   What was in such messages is told by Dovecot's cache. It costs nothing where
   nothing is lost; and where it is not sure, nothing is said:
   - the index is not in the folder itself, or another one was used to delete
     or move messages of the folder: then a file in the folder says so;
   - Dovecot has repaired the index, and may have lost requests;
   - messages came to the folder in the same look, and may be the same ones
     under new names (the list of UIDs was lost, another program renamed
     files). Sealed ones are compared. */

/* The hook for a mailbox that was opened. */
void tenure_lost_box_opened(struct mailbox *box);
/* In mailbox_vfuncs. */
int tenure_lost_sync_deinit(struct mailbox_sync_context *ctx,
			    struct mailbox_sync_status *status_r);
/* Messages of the mailbox are about to be expunged, as they may be: not every
   index of the folder will know. */
void tenure_lost_box_lets_go(struct mailbox *box);
/* Before a mailbox is closed: tell what no look at the folder has told. */
void tenure_lost_box_closing(struct mailbox *box);

#endif
