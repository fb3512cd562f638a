/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_H
#define TENURE_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "policy/bounds.h"
#include "policy/class.h"
#include "policy/diagnostics.h"
#include "policy/needs.h"
#include "policy/source.h"
#include "policy/subject.h"
#include "policy/where.h"

/* The meaning of a policy. Immutable once it is built: any number of threads
   may read it. Built whole by tenure_policy_read(), freed whole. */

/* A table of tenants or users that the policy names. Its rows are not read
   with the policy, but with table-rows.h, or by the source. */
struct tenure_policy_table {
	enum tenure_table_kind kind;
	/* As messages name it, and its number in struct tenure_where. */
	const char *name;
	uint16_t file;
	/* Where the policy names it. */
	struct tenure_where where;
	/* -1 if the source has compiled rows. */
	int fd;
};

struct tenure_policy;

/* Read and check a policy. All findings go to diagnostics. Returns 0 with
   *policy_r (free with tenure_policy_free()) if there is no error, warnings
   or not; -1 otherwise and *policy_r is NULL. */
int tenure_policy_read(const struct tenure_source *source, const char *name,
		       struct tenure_policy **policy_r,
		       struct tenure_diagnostics *diagnostics) TENURE_CHECK;
void tenure_policy_free(struct tenure_policy **policy);

const struct tenure_needs *
tenure_policy_needs(const struct tenure_policy *policy);
size_t tenure_policy_class_count(const struct tenure_policy *policy);
const struct tenure_class *
tenure_policy_class(const struct tenure_policy *policy, size_t index);
size_t tenure_policy_plan_count(const struct tenure_policy *policy);
const struct tenure_plan *tenure_policy_plan(const struct tenure_policy *policy,
					     size_t index);
/* In the order of the text. */
size_t tenure_policy_tenant_count(const struct tenure_policy *policy);
const struct tenure_subject *
tenure_policy_tenant(const struct tenure_policy *policy, size_t index);
size_t tenure_policy_user_count(const struct tenure_policy *policy);
const struct tenure_subject *
tenure_policy_user(const struct tenure_policy *policy, size_t index);
const struct tenure_plan *
tenure_policy_find_plan(const struct tenure_policy *policy, const char *name);
/* The networks that conditions may name, in the order of the text. */
size_t tenure_policy_network_count(const struct tenure_policy *policy);
const struct tenure_client_network *
tenure_policy_network(const struct tenure_policy *policy, size_t index);
/* For the snapshot, before anybody else has the policy. */
void tenure_policy_set_network_since(struct tenure_policy *policy, size_t index,
				     uint64_t since);
/* The tables: those of tenants first, each kind in the order of the text. */
size_t tenure_policy_table_count(const struct tenure_policy *policy);
const struct tenure_policy_table *
tenure_policy_table(const struct tenure_policy *policy, size_t index);
/* NULL without. */
const struct tenure_bounds *
tenure_policy_bounds(const struct tenure_policy *policy);
/* "Europe/Berlin", "UTC" if nothing is said. */
const char *tenure_policy_time_zone(const struct tenure_policy *policy);
/* Characters that begin an extension of a local part, "" for none; and where
   they were set, line 0 for the default. */
const char *
tenure_policy_recipient_delimiter(const struct tenure_policy *policy,
				  struct tenure_where *where_r);
/* The name of a file by its number. */
const char *tenure_policy_file(const struct tenure_policy *policy,
			       unsigned int file);
/* "policy.conf:14", or "default" where line is 0. Cut at size. Returns buf. */
const char *tenure_policy_where(const struct tenure_policy *policy,
				struct tenure_where where, char *buf,
				size_t size);
/* The files and includes that the policy was read from, for a snapshot. */
const struct tenure_tree *
tenure_policy_tree(const struct tenure_policy *policy);

#endif
