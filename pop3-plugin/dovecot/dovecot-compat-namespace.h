/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVECOT_COMPAT_NAMESPACE_H
#define TENURE_DOVECOT_COMPAT_NAMESPACE_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* A namespace that no configuration knows of: what differs between the
   versions of Dovecot in making one. */

/* Make a private, hidden, unlisted namespace without subscriptions and quota
   for a user whose namespaces exist, and add it to them. Its mailboxes are of
   the driver of another namespace and in the same storage, but in the folder
   directory of its root, each a folder of its own. Returns 0, or -1 with
   *error_r, on the data stack. */
int tenure_compat_namespace_add(struct mail_user *user,
				const struct mail_namespace *like,
				const char *prefix, const char *directory,
				struct mail_namespace **ns_r,
				const char **error_r);

/* Are the mailboxes of a list files and folders in its root itself, under
   their own names? */
bool tenure_compat_list_is_plain(const struct mailbox_list *list);

#endif
