/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_USER_POLICY_H
#define TENURE_PLUGIN_USER_POLICY_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/dovecot/settings.h"
#include "policy/policy.h"
#include "snapshot/snapshot.h"

/* What one snapshot says for a user that is logged in, and for the owners of
   the mailboxes that are shared with the user. Reference-counted: whoever
   decides about several messages keeps one for all of them, though another may
   come into force meanwhile (see user.h). */
struct tenure_user_policy {
	int refcount;
	pool_t pool;
	struct mail_user *user;
	const struct tenure_plugin_settings *set;
	struct tenure_snapshot *snapshot;
	/* The others of a session have other numbers; from 1. */
	unsigned int number;
	/* Those that were asked for. */
	struct tenure_owner *owners;
};

/* With one reference; that to the snapshot is taken over. user and set have to
   outlive it. */
struct tenure_user_policy *
tenure_user_policy_new(struct mail_user *user,
		       const struct tenure_plugin_settings *set,
		       struct tenure_snapshot *snapshot, unsigned int number);
/* NULL accepted, and returned. */
struct tenure_user_policy *
tenure_user_policy_ref(struct tenure_user_policy *policy);
/* NULL accepted; set to NULL. */
void tenure_user_policy_unref(struct tenure_user_policy **policy);
/* What applies to an owner, NULL for public namespaces. Valid as long as the
   policy. NULL if it cannot be told, which has been logged; NULL for policy is
   accepted. */
const struct tenure_mailbox *
tenure_user_policy_mailbox(struct tenure_user_policy *policy,
			   const struct mail_user *owner);

#endif
