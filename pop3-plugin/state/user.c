/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/state/user.h"
#include "pop3-plugin/dovecot/log.h"
#include "pop3-plugin/state/snapshot-holder.h"

/* How long a session believes that the snapshot cannot be read, as long as it
   decides nothing. */
#define RETRY_SECS 10

#define TENURE_USER_CONTEXT(obj) MODULE_CONTEXT(obj, tenure_user_module)

static MODULE_CONTEXT_DEFINE_INIT(tenure_user_module,
				  &mail_user_module_register);

struct tenure_user *tenure_user_new(struct mail_user *user)
{
	struct tenure_user *tuser = p_new(user->pool, struct tenure_user, 1);

	tuser->user = user;
	tenure_plugin_settings_read(user, &tuser->set);
	MODULE_CONTEXT_SET(user, tenure_user_module, tuser);
	return tuser;
}

void tenure_user_clear(struct tenure_user *tuser)
{
	tenure_user_policy_unref(&tuser->policy);
}

struct tenure_user *tenure_user_get(struct mail_user *user)
{
	return TENURE_USER_CONTEXT(user);
}

/* A session of days says it once, and not whenever it decides. */
static void user_policy_failed(struct tenure_user *tuser, const char *text)
{
	struct event *event;

	tuser->retry_after = ioloop_time + RETRY_SECS;
	if (tuser->failed)
		return;
	tuser->failed = TRUE;
	event = tenure_event(tuser->user->event, "tenure_policy_failed");
	event_add_str(event, "error", text);
	e_error(event, "Policy cannot be read, so nothing is deleted: %s",
		text);
	event_unref(&event);
}

static void user_policy_read(struct tenure_user *tuser)
{
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	char text[1024];

	if (tuser->set.policy_path == NULL) {
		user_policy_failed(tuser, "tenure_policy is not set");
		return;
	}
	if (tenure_snapshot_holder_get(tuser->set.policy_path, &snapshot,
				       &err) < 0) {
		user_policy_failed(
			tuser, tenure_error_format(&err, text, sizeof(text)));
		return;
	}
	tuser->failed = FALSE;
	tuser->policy = tenure_user_policy_new(tuser->user, &tuser->set,
					       snapshot, ++tuser->policies);
}

struct tenure_user_policy *tenure_user_policy(struct tenure_user *tuser)
{
	if (tuser->policy == NULL && tuser->retry_after <= ioloop_time)
		user_policy_read(tuser);
	return tuser->policy;
}

struct tenure_user_policy *
tenure_user_policy_in_force(struct tenure_user *tuser)
{
	if (tuser->announced)
		return tenure_user_policy(tuser);
	if (tuser->policy != NULL &&
	    tenure_snapshot_changed(tuser->policy->snapshot,
				    tuser->set.policy_path) != 0)
		tenure_user_policy_unref(&tuser->policy);
	if (tuser->policy == NULL)
		user_policy_read(tuser);
	return tuser->policy;
}

const struct tenure_mailbox *tenure_user_mailbox(struct tenure_user *tuser,
						 struct mail_namespace *ns)
{
	return tenure_user_policy_mailbox(tenure_user_policy(tuser), ns->owner);
}

const struct tenure_mailbox *tenure_user_own_mailbox(struct tenure_user *tuser)
{
	return tenure_user_policy_mailbox(tenure_user_policy(tuser),
					  tuser->user);
}

bool tenure_namespaces_same_owner(const struct mail_namespace *a,
				  const struct mail_namespace *b)
{
	if (a == b)
		return TRUE;
	return a->owner != NULL && b->owner != NULL &&
	       strcmp(a->owner->username, b->owner->username) == 0;
}
