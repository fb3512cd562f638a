/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_BOX_HOOKS_H
#define TENURE_PLUGIN_BOX_HOOKS_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Where the plugin stands between Dovecot and its storages: the hooks for what
   is new, which put the gate and its company in front of the storage's own
   functions. */
void tenure_box_allocated(struct mailbox *box);
void tenure_box_opened(struct mailbox *box);
void tenure_mail_allocated(struct mail *mail);

#endif
