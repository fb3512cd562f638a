/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_USER_H
#define TENURE_PLUGIN_USER_H

#include "pop3-plugin/dovecot-compat.h"
#include "pop3-plugin/settings.h"
#include "pop3-plugin/shared.h"
#include "policy/policy.h"
#include "snapshot/snapshot.h"

/* One session's view of the policy. */
struct tenure_user {
	union mail_user_module_context module_ctx;
	struct mail_user *user;
	struct tenure_plugin_settings set;
	/* Read when it is first needed, and the same to the end of the
	   session. NULL before, and where it cannot be read. */
	struct tenure_snapshot *snapshot;
	/* Not before this time is a snapshot tried again that could not be
	   read. */
	time_t retry_after;
	struct tenure_owner *owners;
	/* See concealed.h; NULL if there is none. */
	struct mail_namespace *concealed;
	/* It is being made. */
	bool adding_concealed;
	/* Messages that came into mailboxes of the user, over all
	   transactions: a caller compares it before and after. */
	unsigned int saved;
	/* The plugin itself is about to allocate a mailbox there. */
	unsigned int concealing;
	/* The mailboxes that the session had open; NULL: none yet. */
	struct tenure_expire_session *session;
};

/* From the user's pool; its module context is not yet set up. */
struct tenure_user *tenure_user_new(struct mail_user *user);
/* Free what is not in the user's pool. */
void tenure_user_clear(struct tenure_user *tuser);
/* NULL if the plugin is not loaded for this user. */
TENURE_SHARED struct tenure_user *tenure_user_get(struct mail_user *user);

/* The session's snapshot; NULL if there is none that can be believed, which
   has been logged. Then everything is kept. */
TENURE_SHARED const struct tenure_snapshot *
tenure_user_snapshot(struct tenure_user *tuser);
/* What applies to the mailboxes of a namespace: the policy of their owner, who
   need not be the one that is logged in. NULL if it cannot be told, which has
   been logged. */
const struct tenure_mailbox *tenure_user_mailbox(struct tenure_user *tuser,
						 struct mail_namespace *ns);
/* The policy of the user that is logged in. */
const struct tenure_mailbox *tenure_user_own_mailbox(struct tenure_user *tuser);
/* Do two namespaces have the same owner? Public ones have none. */
bool tenure_namespaces_same_owner(const struct mail_namespace *a,
				  const struct mail_namespace *b);

#endif
