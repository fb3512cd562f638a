/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_COMPARISON_H
#define TENURE_POLICY_COMPARISON_H

#include <jansson.h>

#include "decide/change-list.h"
#include "snapshot/snapshot.h"

/* For whom one policy says something else than another, and whether it takes
   back what the other promised. */
struct tenure_policy_comparison {
	struct tenure_compare compare;
	struct tenure_change_list changes;
	/* What the ratchet refuses, see decide/ratchet.h. */
	struct tenure_change_list refused;
};

/* Compare the policies of two snapshots, which must live as long. Returns 0,
   free it with tenure_policy_comparison_free(); or -1 with err. */
int tenure_policy_comparison_make(struct tenure_policy_comparison *comparison,
				  struct tenure_snapshot *old,
				  struct tenure_snapshot *new,
				  struct tenure_error *err) TENURE_CHECK;
void tenure_policy_comparison_free(struct tenure_policy_comparison *comparison);

/* Is anything different that could matter to a message? */
bool tenure_policy_comparison_differs(
	const struct tenure_policy_comparison *comparison);

/* All of it, for people, on standard output. */
void tenure_policy_comparison_print(
	const struct tenure_policy_comparison *comparison);
/* Only what changes for how many, one line for each change. */
void tenure_policy_comparison_summary(
	const struct tenure_policy_comparison *comparison);
/* What the ratchet refuses, on standard error. */
void tenure_policy_comparison_complain(
	const struct tenure_policy_comparison *comparison);
/* Put all of it into an object. */
void tenure_policy_comparison_json(
	const struct tenure_policy_comparison *comparison, json_t *object);

/* What the files that print it share. */

/* "shorter", "weaker", "changed" ... */
const char *tenure_change_word(const struct tenure_listed_change *change);
/* What stands outside of plans and classes: called with the texts of both
   policies, which differ. */
typedef void tenure_global_callback(void *context, const char *what,
				    const char *old, const char *new);
void tenure_policy_comparison_globals(
	const struct tenure_policy_comparison *comparison,
	tenure_global_callback *callback, void *context);

#endif
