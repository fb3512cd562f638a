/* SPDX-License-Identifier: MIT */
#include "policy-approval.h"

#include <string.h>

#include "output.h"

static int refuse(struct tenure_approval *approval, struct tenure_error *err,
		  const char *text)
{
	approval->refused = true;
	return tenure_error_set(err, TENURE_ERROR_INPUT, "%s", text);
}

/* What the policy in force promised cannot be read. */
static int approve_lost(struct tenure_approval *approval,
			struct tenure_error *err)
{
	if (approval->without_ratchet)
		return 0;
	return refuse(approval, err,
		      "the snapshot that was in force cannot be read, and so "
		      "nobody can tell whether this policy takes back what it "
		      "promised; put a copy of it back, or give "
		      "--without-ratchet");
}

int tenure_approve(void *context, struct tenure_snapshot *old, int lost,
		   struct tenure_snapshot *new, struct tenure_error *err)
{
	struct tenure_approval *approval = context;

	approval->new = tenure_snapshot_ref(new);
	if (old == NULL)
		return lost ? approve_lost(approval, err) : 0;
	approval->old = tenure_snapshot_ref(old);
	if (tenure_policy_comparison_make(&approval->comparison, old, new,
					  err) < 0)
		return -1;
	approval->compared = true;
	if (approval->comparison.refused.count == 0)
		return 0;
	tenure_policy_comparison_complain(&approval->comparison);
	return refuse(approval, err,
		      "the policy takes back what the one in force promised in "
		      "mode = compliance");
}

void tenure_approval_free(struct tenure_approval *approval)
{
	if (approval->compared)
		tenure_policy_comparison_free(&approval->comparison);
	tenure_snapshot_unref(&approval->old);
	tenure_snapshot_unref(&approval->new);
	memset(approval, 0, sizeof(*approval));
}
