/* SPDX-License-Identifier: MIT */
#include "policy/policy.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/build.h"

/* Keeps everything and says no to every delete. */
static const struct tenure_term none_terms[] = {
	{.value = {.duration = {.forever = true}}},
	{.value = {.duration = {.forever = true}}},
	{.value = {.choice = TENURE_ON_DELETE_DENY}},
};

const struct tenure_plan tenure_plan_none = {
	.name = "(none)",
	.layer =
		{
			.terms = none_terms,
			/* keep, expire, on_delete */
			.first = {0, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3,
				  3, 3, 3, 3, 3, 3, 3, 3, 3, 3},
		},
};
_Static_assert(TENURE_SETTING_KEEP == 0 && TENURE_SETTING_EXPIRE == 3 &&
		       TENURE_SETTING_ON_DELETE == 4 &&
		       TENURE_SETTING_COUNT == 20,
	       "the layer of tenure_plan_none");

static void add_layer(struct tenure_mailbox *mailbox,
		      const struct tenure_layer *layer)
{
	mailbox->layers[mailbox->layer_count++] = layer;
}

static const struct tenure_subject *
find_subject(const struct tenure_index *index,
	     const struct tenure_subject *subjects, const char *key)
{
	const struct tenure_index_entry *entry = tenure_index_find(index, key);

	return entry == NULL ? NULL : &subjects[entry->position];
}

/* Find the blocks of the mailbox. As Postfix does, look for the whole address
   first, then for the one without extension. */
static void find_subjects(const struct tenure_policy *policy,
			  struct tenure_mailbox *mailbox)
{
	char base[TENURE_ADDRESS_KEY_SIZE];

	mailbox->tenant = find_subject(&policy->tenant_index, policy->tenants,
				       tenure_address_domain(mailbox->address));
	mailbox->user = find_subject(&policy->user_index, policy->users,
				     mailbox->address);
	if (mailbox->user == NULL &&
	    tenure_address_base(mailbox->address, policy->delimiters, base)) {
		strcpy(mailbox->address, base);
		mailbox->user =
			find_subject(&policy->user_index, policy->users, base);
	}
}

/* The plan that the policy gives to the mailbox. */
static void choose_plan(const struct tenure_policy *policy,
			struct tenure_mailbox *mailbox)
{
	const struct tenure_subject *user = mailbox->user;
	const struct tenure_subject *tenant = mailbox->tenant;

	/* A plan that they may not choose is as if they had named none, and
	   then nobody has given the mailbox one. */
	if (policy->bounds != NULL && policy->bounds->plan_forbidden &&
	    (user != NULL || tenant != NULL)) {
		mailbox->plan = &tenure_plan_none;
	} else if (user != NULL && user->plan != NULL) {
		mailbox->plan = user->plan;
		mailbox->plan_where = user->plan_where;
	} else if (tenant != NULL && tenant->plan != NULL) {
		mailbox->plan = tenant->plan;
		mailbox->plan_where = tenant->plan_where;
	} else if (user == NULL && tenant == NULL && policy->unknown != NULL) {
		mailbox->plan = policy->unknown;
		mailbox->plan_where = policy->unknown_where;
	} else {
		mailbox->plan = &tenure_plan_none;
	}
}

int tenure_policy_mailbox(const struct tenure_policy *policy,
			  const char *address, const char *plan_name,
			  struct tenure_mailbox *mailbox_r)
{
	memset(mailbox_r, 0, sizeof(*mailbox_r));
	mailbox_r->bounds = policy->bounds;
	mailbox_r->zone = policy->zone;
	if (tenure_address_key(address, mailbox_r->address) < 0)
		mailbox_r->address[0] = '\0';
	else
		find_subjects(policy, mailbox_r);
	if (plan_name == NULL) {
		choose_plan(policy, mailbox_r);
	} else {
		mailbox_r->plan = tenure_policy_find_plan(policy, plan_name);
		if (mailbox_r->plan == NULL) {
			/* What the tenant and user say may shorten a plan that
			   nobody knows, so it does not count either. */
			mailbox_r->plan = &tenure_plan_none;
			add_layer(mailbox_r, &mailbox_r->plan->layer);
			return -1;
		}
		mailbox_r->plan_where = mailbox_r->plan->where;
	}
	if (mailbox_r->user != NULL)
		add_layer(mailbox_r, &mailbox_r->user->layer);
	if (mailbox_r->tenant != NULL)
		add_layer(mailbox_r, &mailbox_r->tenant->layer);
	add_layer(mailbox_r, &mailbox_r->plan->layer);
	return 0;
}

void tenure_mailbox_clear(struct tenure_mailbox *mailbox)
{
	int kind;

	for (kind = 0; kind < TENURE_TABLE_KINDS; kind++) {
		tenure_free(mailbox->rows[kind]);
		mailbox->rows[kind] = NULL;
	}
}
