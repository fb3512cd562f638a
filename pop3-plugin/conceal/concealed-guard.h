/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_GUARD_H
#define TENURE_CONCEALED_GUARD_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* What keeps users away from concealed mail: in their sessions its mailboxes
   do not exist, under the names of the concealed namespace and, where the
   layout would let them be seen, under those of their own folders. The plugin
   itself gets at them, and so do doveadm and Dovecot's own repairs. */

/* For each list of mailboxes that is made; is it that of a concealed
   namespace? */
void tenure_concealed_guard_list(struct mailbox_list *list, bool concealed);
/* For each mailbox that is allocated. Returns FALSE if it is one that does not
   exist for this session. */
bool tenure_concealed_guard_box(struct mailbox *box);
/* May a mailbox get the name of another one? Concealed ones keep theirs, as it
   tells of the folder; and nothing gets the name of one. If not, the source
   has the error. */
bool tenure_concealed_guard_rename(struct mailbox *source,
				   struct mailbox *destination);

#endif
