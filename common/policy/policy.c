/* SPDX-License-Identifier: MIT */
#include "policy/policy.h"

#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/zone.h"
#include "policy/policy-parts.h"
#include "policy/tree.h"

void tenure_policy_free(struct tenure_policy **_policy)
{
	struct tenure_policy *policy = *_policy;
	size_t i;

	if (policy == NULL)
		return;
	for (i = 0; i < policy->class_count; i++)
		tenure_class_clear(&policy->classes[i]);
	for (i = 0; i < policy->table_count; i++) {
		if (policy->tables[i].fd >= 0)
			(void)close(policy->tables[i].fd);
	}
	tenure_zone_free(&policy->zone);
	tenure_tree_free(&policy->tree);
	tenure_arena_free(&policy->arena);
	tenure_free(policy);
	*_policy = NULL;
}

const struct tenure_needs *
tenure_policy_needs(const struct tenure_policy *policy)
{
	return &policy->needs;
}

size_t tenure_policy_class_count(const struct tenure_policy *policy)
{
	return policy->class_count;
}

const struct tenure_class *
tenure_policy_class(const struct tenure_policy *policy, size_t index)
{
	return &policy->classes[index];
}

size_t tenure_policy_plan_count(const struct tenure_policy *policy)
{
	return policy->plan_count;
}

const struct tenure_plan *tenure_policy_plan(const struct tenure_policy *policy,
					     size_t index)
{
	return &policy->plans[index];
}

size_t tenure_policy_tenant_count(const struct tenure_policy *policy)
{
	return policy->tenant_count;
}

const struct tenure_subject *
tenure_policy_tenant(const struct tenure_policy *policy, size_t index)
{
	return &policy->tenants[index];
}

size_t tenure_policy_user_count(const struct tenure_policy *policy)
{
	return policy->user_count;
}

const struct tenure_subject *
tenure_policy_user(const struct tenure_policy *policy, size_t index)
{
	return &policy->users[index];
}

const struct tenure_plan *
tenure_policy_find_plan(const struct tenure_policy *policy, const char *name)
{
	const struct tenure_index_entry *entry =
		tenure_index_find(&policy->plan_index, name);

	return entry == NULL ? NULL : &policy->plans[entry->position];
}

const struct tenure_subject *
tenure_policy_block(const struct tenure_policy *policy,
		    enum tenure_table_kind kind, const char *key)
{
	bool tenants = kind == TENURE_TABLE_TENANTS;
	const struct tenure_index_entry *entry = tenure_index_find(
		tenants ? &policy->tenant_index : &policy->user_index, key);

	if (entry == NULL)
		return NULL;
	return tenants ? &policy->tenants[entry->position]
		       : &policy->users[entry->position];
}

size_t tenure_policy_network_count(const struct tenure_policy *policy)
{
	return policy->network_count;
}

const struct tenure_client_network *
tenure_policy_network(const struct tenure_policy *policy, size_t index)
{
	return &policy->networks[index];
}

void tenure_policy_set_network_since(struct tenure_policy *policy, size_t index,
				     uint64_t since)
{
	policy->networks[index].since = since;
}

size_t tenure_policy_table_count(const struct tenure_policy *policy)
{
	return policy->table_count;
}

const struct tenure_policy_table *
tenure_policy_table(const struct tenure_policy *policy, size_t index)
{
	return &policy->tables[index];
}

const struct tenure_bounds *
tenure_policy_bounds(const struct tenure_policy *policy)
{
	return policy->bounds;
}

const char *tenure_policy_time_zone(const struct tenure_policy *policy)
{
	return policy->time_zone == NULL ? "UTC" : policy->time_zone;
}

const char *
tenure_policy_recipient_delimiter(const struct tenure_policy *policy,
				  struct tenure_where *where_r)
{
	*where_r = policy->delimiters_where;
	return policy->delimiters;
}

const char *tenure_policy_file(const struct tenure_policy *policy,
			       unsigned int file)
{
	return tenure_tree_file_name(policy->tree, file);
}

const char *tenure_policy_where(const struct tenure_policy *policy,
				struct tenure_where where, char *buf,
				size_t size)
{
	if (where.line == 0)
		snprintf(buf, size, "default");
	else
		snprintf(buf, size, "%s:%u",
			 tenure_tree_file_name(policy->tree, where.file),
			 (unsigned int)where.line);
	return buf;
}

const struct tenure_tree *tenure_policy_tree(const struct tenure_policy *policy)
{
	return policy->tree;
}
