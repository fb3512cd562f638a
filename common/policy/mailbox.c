/* SPDX-License-Identifier: MIT */
#include "policy/mailbox.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "base/unicode.h"
#include "policy/policy-parts.h"
#include "policy/policy.h"
#include "policy/table-lookup.h"

/* The plan of a mailbox that the policy says nothing about: it keeps everything
   and says no to every delete. */
static const struct tenure_term none_terms[] = {
	{.value = {.duration = {.forever = true}}},
	{.value = {.duration = {.forever = true}}},
	{.value = {.choice = TENURE_ON_DELETE_DENY}},
};

static const struct tenure_plan plan_none = {
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
	       "the layer of plan_none");

static void add_layer(struct tenure_mailbox *mailbox,
		      const struct tenure_layer *layer)
{
	mailbox->layers[mailbox->layer_count++] = layer;
}

static bool has_table(const struct tenure_policy *policy,
		      enum tenure_table_kind kind)
{
	size_t i;

	for (i = 0; i < policy->table_count; i++) {
		if (policy->tables[i].kind == kind)
			return true;
	}
	return false;
}

/* The row of a key, which the mailbox then owns. Returns 0, or -1 with
   mailbox->err. */
static int find_row(const struct tenure_policy *policy,
		    enum tenure_table_kind kind, const char *key,
		    struct tenure_mailbox *mailbox)
{
	const struct tenure_source *source = &policy->source;
	struct tenure_subject **row = &mailbox->rows[kind];
	int ret;

	if (!has_table(policy, kind))
		return 0;
	if (source->find_row != NULL)
		ret = source->find_row(source->context, policy, kind, key, row,
				       &mailbox->err);
	else
		ret = tenure_table_lookup(policy, kind, key, row,
					  &mailbox->err);
	return ret < 0 ? -1 : 0;
}

/* Find the block or the row of a key. Returns 0, or -1 with mailbox->err. */
static int find_subject(const struct tenure_policy *policy,
			enum tenure_table_kind kind, const char *key,
			struct tenure_mailbox *mailbox,
			const struct tenure_subject **subject_r)
{
	*subject_r = tenure_policy_block(policy, kind, key);
	if (*subject_r != NULL)
		return 0;
	if (find_row(policy, kind, key, mailbox) < 0)
		return -1;
	*subject_r = mailbox->rows[kind];
	return 0;
}

/* As Postfix does, look for the whole address first, then for the one without
   extension. Returns 0, or -1 with mailbox->err. */
static int find_subjects(const struct tenure_policy *policy,
			 struct tenure_mailbox *mailbox)
{
	char base[TENURE_ADDRESS_KEY_SIZE];

	if (find_subject(policy, TENURE_TABLE_TENANTS,
			 tenure_address_domain(mailbox->address), mailbox,
			 &mailbox->tenant) < 0 ||
	    find_subject(policy, TENURE_TABLE_USERS, mailbox->address, mailbox,
			 &mailbox->user) < 0)
		return -1;
	if (mailbox->user != NULL ||
	    !tenure_address_base(mailbox->address, policy->delimiters, base))
		return 0;
	strcpy(mailbox->address, base);
	return find_subject(policy, TENURE_TABLE_USERS, base, mailbox,
			    &mailbox->user);
}

/* Nothing counts but the plan that keeps everything: what the tenant and user
   say may shorten what nobody knows. */
static int keep_everything(struct tenure_mailbox *mailbox)
{
	tenure_mailbox_clear(mailbox);
	mailbox->user = mailbox->tenant = NULL;
	mailbox->plan = &plan_none;
	add_layer(mailbox, &mailbox->plan->layer);
	return -1;
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
		mailbox->plan = &plan_none;
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
		mailbox->plan = &plan_none;
	}
}

/* One that is not an address is that of nobody. But one beyond ASCII may only
   seem to be none. Returns 0, or -1 with mailbox->err. */
static int read_address(const char *address, struct tenure_mailbox *mailbox)
{
	const char *p = address;

	if (tenure_address_key(address, mailbox->address) == 0)
		return 0;
	mailbox->address[0] = '\0';
	while (*p != '\0' && (unsigned char)*p < 0x80)
		p++;
	return *p == '\0' || tenure_unicode_need(&mailbox->err) != NULL ? 0
									: -1;
}

int tenure_policy_mailbox(const struct tenure_policy *policy,
			  const char *address, const char *plan_name,
			  struct tenure_mailbox *mailbox_r)
{
	/* The error is large, and seldom one. */
	memset(mailbox_r, 0, offsetof(struct tenure_mailbox, err));
	mailbox_r->err.code = TENURE_ERROR_NONE;
	mailbox_r->bounds = policy->bounds;
	mailbox_r->zone = policy->zone;
	if (read_address(address, mailbox_r) < 0 ||
	    (mailbox_r->address[0] != '\0' &&
	     find_subjects(policy, mailbox_r) < 0))
		return keep_everything(mailbox_r);
	if (plan_name == NULL) {
		choose_plan(policy, mailbox_r);
	} else {
		mailbox_r->plan = tenure_policy_find_plan(policy, plan_name);
		if (mailbox_r->plan == NULL) {
			tenure_error_set(&mailbox_r->err, TENURE_ERROR_INPUT,
					 "the policy has no plan \"%.64s\"",
					 plan_name);
			return keep_everything(mailbox_r);
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
