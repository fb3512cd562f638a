/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/state/user-policy.h"
#include "policy/mailbox.h"

struct tenure_owner {
	struct tenure_owner *next;
	/* "" for public namespaces. */
	const char *name;
	/* The plan that applies could not be told. */
	bool unknown;
	struct tenure_mailbox mailbox;
};

struct tenure_user_policy *
tenure_user_policy_new(struct mail_user *user,
		       const struct tenure_plugin_settings *set,
		       struct tenure_snapshot *snapshot, unsigned int number)
{
	pool_t pool = pool_alloconly_create("tenure user policy", 1024);
	struct tenure_user_policy *policy =
		p_new(pool, struct tenure_user_policy, 1);

	policy->refcount = 1;
	policy->pool = pool;
	policy->user = user;
	policy->set = set;
	policy->snapshot = snapshot;
	policy->number = number;
	return policy;
}

struct tenure_user_policy *
tenure_user_policy_ref(struct tenure_user_policy *policy)
{
	if (policy != NULL)
		policy->refcount++;
	return policy;
}

void tenure_user_policy_unref(struct tenure_user_policy **_policy)
{
	struct tenure_user_policy *policy = *_policy;
	struct tenure_owner *owner;

	*_policy = NULL;
	if (policy == NULL || --policy->refcount > 0)
		return;
	for (owner = policy->owners; owner != NULL; owner = owner->next)
		tenure_mailbox_clear(&owner->mailbox);
	tenure_snapshot_unref(&policy->snapshot);
	pool_unref(&policy->pool);
}

/* The plan that the user database selects for the owner of a namespace.
   Returns 0, or -1 if it cannot be told. */
static int owner_plan(struct tenure_user_policy *policy,
		      const struct mail_user *owner, const char **plan_r)
{
	*plan_r = NULL;
	if (owner == NULL)
		return 0;
	if (owner == policy->user) {
		*plan_r = policy->set->plan;
		return 0;
	}
	/* Another user's mailbox in a shared namespace: the fields at hand are
	   those of the user that is logged in. */
	if (tenure_compat_userdb_field(owner, "tenure_plan", policy->pool,
				       plan_r) < 0) {
		e_error(policy->user->event,
			"tenure: The user database does not say which plan "
			"the owner of a shared mailbox has, so nothing is "
			"deleted there");
		return -1;
	}
	return 0;
}

static struct tenure_owner *owner_add(struct tenure_user_policy *policy,
				      const struct mail_user *user)
{
	struct tenure_owner *owner;
	const char *plan;
	char reason[512];

	owner = p_new(policy->pool, struct tenure_owner, 1);
	owner->name =
		user == NULL ? "" : p_strdup(policy->pool, user->username);
	owner->next = policy->owners;
	policy->owners = owner;
	if (owner_plan(policy, user, &plan) < 0) {
		owner->unknown = TRUE;
	} else if (tenure_policy_mailbox(
			   tenure_snapshot_policy(policy->snapshot),
			   owner->name, plan, &owner->mailbox) < 0) {
		e_error(policy->user->event, "tenure: %s: everything is kept",
			tenure_error_format(&owner->mailbox.err, reason,
					    sizeof(reason)));
	}
	return owner;
}

const struct tenure_mailbox *
tenure_user_policy_mailbox(struct tenure_user_policy *policy,
			   const struct mail_user *user)
{
	const char *name = user == NULL ? "" : user->username;
	struct tenure_owner *owner;

	if (policy == NULL)
		return NULL;
	for (owner = policy->owners; owner != NULL; owner = owner->next) {
		if (strcmp(owner->name, name) == 0)
			break;
	}
	if (owner == NULL)
		owner = owner_add(policy, user);
	return owner->unknown ? NULL : &owner->mailbox;
}
