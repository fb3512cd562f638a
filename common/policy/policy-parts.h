/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_PARTS_H
#define TENURE_POLICY_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "policy/arena.h"
#include "policy/bounds.h"
#include "policy/class.h"
#include "policy/index.h"
#include "policy/needs.h"
#include "policy/source.h"
#include "policy/subject.h"
#include "policy/where.h"

/* What a policy consists of: between those that build it, policy.c, which owns
   it, and those that look something up in it. */

struct tenure_policy_table;
struct tenure_tree;
struct tenure_zone;

struct tenure_policy {
	struct tenure_tree *tree;
	/* Everything but the patterns, which are freed one by one. */
	struct tenure_arena arena;
	struct tenure_class *classes;
	struct tenure_plan *plans;
	/* For each of them: some layer has a block for the class, some mailbox
	   of the text has the plan. */
	bool *class_used, *plan_used;
	struct tenure_subject *tenants, *users;
	size_t class_count, plan_count, tenant_count, user_count;
	struct tenure_index class_index, plan_index, tenant_index, user_index;
	struct tenure_client_network *networks;
	size_t network_count;
	struct tenure_index network_index;
	/* NULL without. */
	struct tenure_bounds *bounds;
	/* Name and rules of the zone; NULL for UTC. */
	const char *time_zone;
	struct tenure_zone *zone;
	struct tenure_policy_table *tables;
	size_t table_count;
	/* Where rows of tables are, if they were compiled. */
	struct tenure_source source;
	/* NULL and line 0 if nothing is said about unknown mailboxes. */
	const struct tenure_plan *unknown;
	struct tenure_where unknown_where;
	/* Characters that end the local part and begin its extension; line is
	   0 for the default. */
	char delimiters[TENURE_DELIMITERS_MAX + 1];
	struct tenure_where delimiters_where;
	struct tenure_needs needs;
};

/* The tenant or user block of a key; NULL if there is none. */
const struct tenure_subject *
tenure_policy_block(const struct tenure_policy *policy,
		    enum tenure_table_kind kind, const char *key);

#endif
