/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_NAMESPACE_H
#define TENURE_CONCEALED_NAMESPACE_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Making the namespace of a user's concealed mail, beside those of the
   configuration. */

/* The hooks mail_namespaces_created and mailbox_list_created. */
void tenure_concealed_namespaces_created(struct mail_namespace *namespaces);
void tenure_concealed_list_created(struct mailbox_list *list);

#endif
