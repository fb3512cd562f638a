/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_DELETE_BOX_H
#define TENURE_PLUGIN_GATE_DELETE_BOX_H

#include "pop3-plugin/state/box.h"

/* mailbox_vfuncs.delete_box. Dovecot expunges what it may, wipes the mailbox's
   attributes, and only then notices that messages are left. So look first: a
   mailbox that holds a message which has to stay is refused as a whole. What is
   to be concealed is concealed before anything else happens. */
int tenure_gate_delete_box(struct mailbox *box);

#endif
