/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/user.h"
#include "policy/mailbox.h"
#include "pop3-plugin/log.h"
#include "pop3-plugin/snapshot-holder.h"

/* How long a session believes that the snapshot cannot be read. */
#define RETRY_SECS 10

#define TENURE_USER_CONTEXT(obj) MODULE_CONTEXT(obj, tenure_user_module)

static MODULE_CONTEXT_DEFINE_INIT(tenure_user_module,
				  &mail_user_module_register);

struct tenure_owner {
	struct tenure_owner *next;
	/* "" for public namespaces. */
	const char *name;
	/* The plan that applies could not be told. */
	bool unknown;
	struct tenure_mailbox mailbox;
};

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
	struct tenure_owner *owner;

	for (owner = tuser->owners; owner != NULL; owner = owner->next)
		tenure_mailbox_clear(&owner->mailbox);
	tenure_snapshot_unref(&tuser->snapshot);
}

struct tenure_user *tenure_user_get(struct mail_user *user)
{
	return TENURE_USER_CONTEXT(user);
}

static void user_snapshot_failed(struct tenure_user *tuser, const char *text)
{
	struct event *event;

	event = tenure_event(tuser->user->event, "tenure_policy_failed");
	event_add_str(event, "error", text);
	e_error(event, "Policy cannot be read, so nothing is deleted: %s",
		text);
	event_unref(&event);
	tuser->retry_after = ioloop_time + RETRY_SECS;
}

const struct tenure_snapshot *tenure_user_snapshot(struct tenure_user *tuser)
{
	struct tenure_error err;
	char text[1024];

	if (tuser->snapshot != NULL || tuser->retry_after > ioloop_time)
		return tuser->snapshot;
	if (tuser->set.policy_path == NULL) {
		user_snapshot_failed(tuser, "tenure_policy is not set");
	} else if (tenure_snapshot_holder_get(tuser->set.policy_path,
					      &tuser->snapshot, &err) < 0) {
		user_snapshot_failed(
			tuser, tenure_error_format(&err, text, sizeof(text)));
	}
	return tuser->snapshot;
}

/* The plan that the user database selects for the owner of a namespace.
   Returns 0, or -1 if it cannot be told. */
static int user_owner_plan(struct tenure_user *tuser,
			   const struct mail_user *owner, const char **plan_r)
{
	*plan_r = NULL;
	if (owner == NULL)
		return 0;
	if (owner == tuser->user) {
		*plan_r = tuser->set.plan;
		return 0;
	}
	/* Another user's mailbox in a shared namespace: the fields at hand are
	   those of the user that is logged in. */
	if (tenure_compat_userdb_field(owner, "tenure_plan", tuser->user->pool,
				       plan_r) < 0) {
		e_error(tuser->user->event,
			"tenure: The user database does not say which plan "
			"the owner of a shared mailbox has, so nothing is "
			"deleted there");
		return -1;
	}
	return 0;
}

static struct tenure_owner *user_owner_add(struct tenure_user *tuser,
					   const struct tenure_policy *policy,
					   const struct mail_user *user)
{
	struct tenure_owner *owner;
	const char *plan;
	char reason[512];

	owner = p_new(tuser->user->pool, struct tenure_owner, 1);
	owner->name =
		user == NULL ? "" : p_strdup(tuser->user->pool, user->username);
	owner->next = tuser->owners;
	tuser->owners = owner;
	if (user_owner_plan(tuser, user, &plan) < 0) {
		owner->unknown = TRUE;
	} else if (tenure_policy_mailbox(policy, owner->name, plan,
					 &owner->mailbox) < 0) {
		e_error(tuser->user->event, "tenure: %s: everything is kept",
			tenure_error_format(&owner->mailbox.err, reason,
					    sizeof(reason)));
	}
	return owner;
}

/* user is the owner; NULL for public namespaces. */
static const struct tenure_mailbox *
user_owner_mailbox(struct tenure_user *tuser, const struct mail_user *user)
{
	const struct tenure_snapshot *snapshot = tenure_user_snapshot(tuser);
	const char *name = user == NULL ? "" : user->username;
	struct tenure_owner *owner;

	if (snapshot == NULL)
		return NULL;
	for (owner = tuser->owners; owner != NULL; owner = owner->next) {
		if (strcmp(owner->name, name) == 0)
			break;
	}
	if (owner == NULL) {
		owner = user_owner_add(tuser, tenure_snapshot_policy(snapshot),
				       user);
	}
	return owner->unknown ? NULL : &owner->mailbox;
}

const struct tenure_mailbox *tenure_user_mailbox(struct tenure_user *tuser,
						 struct mail_namespace *ns)
{
	return user_owner_mailbox(tuser, ns->owner);
}

const struct tenure_mailbox *tenure_user_own_mailbox(struct tenure_user *tuser)
{
	return user_owner_mailbox(tuser, tuser->user);
}

bool tenure_namespaces_same_owner(const struct mail_namespace *a,
				  const struct mail_namespace *b)
{
	if (a == b)
		return TRUE;
	return a->owner != NULL && b->owner != NULL &&
	       strcmp(a->owner->username, b->owner->username) == 0;
}
