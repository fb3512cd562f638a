/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_USER_H
#define TENURE_PLUGIN_USER_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/dovecot/settings.h"
#include "pop3-plugin/dovecot/shared.h"
#include "pop3-plugin/state/user-policy.h"

struct tenure_delivery;

/* A session of a user, or what else of Dovecot is at work for one. */
struct tenure_user {
	union mail_user_module_context module_ctx;
	struct mail_user *user;
	struct tenure_plugin_settings set;
	/* The one that was in force when it was asked for last. NULL before,
	   and where it cannot be read. */
	struct tenure_user_policy *policy;
	/* How many there were. */
	unsigned int policies;
	/* The last one could not be read, which was said. */
	bool failed;
	/* Not before this time is it tried again by who decides nothing. */
	time_t retry_after;
	/* A POP3 client was told what the policy says, which stays so. */
	bool announced;
	/* See concealed.h; NULL if there is none. */
	struct mail_namespace *concealed;
	/* It is being made. */
	bool adding_concealed;
	/* What is being delivered; NULL: nothing is. */
	struct tenure_delivery *delivery;
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

/* The policy that is in force, for who is about to decide what becomes of
   messages: what was published since the session began counts (one stat to see
   that nothing was). One decision, or all of a transaction (see box.h), goes by
   what this gave: keep a reference. NULL if there is none that can be believed,
   which has been logged: then everything is kept, whatever an older one said.
   Within a POP3 session it is that of its beginning, but for QUIT. */
struct tenure_user_policy *
tenure_user_policy_in_force(struct tenure_user *tuser);
/* The one that the session had last, for all else. */
TENURE_SHARED struct tenure_user_policy *
tenure_user_policy(struct tenure_user *tuser);
/* What that says for the mailboxes of a namespace: the policy of their owner,
   who need not be the one that is logged in. NULL if it cannot be told, which
   has been logged. Valid until a decision. */
const struct tenure_mailbox *tenure_user_mailbox(struct tenure_user *tuser,
						 struct mail_namespace *ns);
/* The policy of the user that is logged in. */
const struct tenure_mailbox *tenure_user_own_mailbox(struct tenure_user *tuser);
/* Do two namespaces have the same owner? Public ones have none. */
bool tenure_namespaces_same_owner(const struct mail_namespace *a,
				  const struct mail_namespace *b);

#endif
