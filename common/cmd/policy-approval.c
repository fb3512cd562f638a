/* SPDX-License-Identifier: MIT */
#include "policy-approval.h"

#include <string.h>

#include "output.h"
#include "release-keys.h"

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

/* Is the release about these two policies? Returns NULL, or what is wrong. */
static const char *find_mismatch(const struct tenure_approval *approval)
{
	const struct tenure_release *release = approval->release;

	if (strcmp(release->realm, tenure_snapshot_realm(approval->old)) != 0)
		return "the release is for another realm";
	if (release->old_generation !=
		    tenure_snapshot_generation(approval->old) ||
	    strcmp(release->old_digest,
		   tenure_snapshot_digest(approval->old)) != 0)
		return "the release is for another generation than the one in "
		       "force";
	if (strcmp(release->new_digest,
		   tenure_snapshot_digest(approval->new)) != 0)
		return "the release is for another policy, other keys or other "
		       "release keys than these";
	return NULL;
}

/* Only the keys that are in force count, not the ones to be published. */
static int check_release(struct tenure_approval *approval,
			 struct tenure_error *err)
{
	const char *mismatch = find_mismatch(approval);
	int ret;

	if (mismatch != NULL)
		return refuse(approval, err, mismatch);
	ret = tenure_release_verify(approval->release,
				    tenure_snapshot_release_keys(approval->old),
				    err);
	if (ret == 0)
		approval->refused = true;
	return ret > 0 ? 0 : -1;
}

/* Nobody has signed: is that needed? */
static int check_unreleased(struct tenure_approval *approval,
			    struct tenure_error *err)
{
	const struct tenure_keyring *keys =
		tenure_snapshot_release_keys(approval->old);

	if (tenure_keyring_count(keys) > 0 &&
	    !tenure_release_keys_equal(
		    keys, tenure_snapshot_release_keys(approval->new)))
		return refuse(approval, err,
			      "the release keys would change, for which a "
			      "release by one of the old ones is needed");
	if (approval->comparison.refused.count == 0)
		return 0;
	tenure_policy_comparison_complain(&approval->comparison);
	if (tenure_keyring_count(keys) == 0)
		return refuse(approval, err,
			      "the policy takes back what the one in force "
			      "promised in mode = compliance, and there is no "
			      "release key that could lift that");
	return refuse(approval, err,
		      "the policy takes back what the one in force promised in "
		      "mode = compliance; a release is needed");
}

int tenure_approve(void *context, struct tenure_snapshot *old, int lost,
		   struct tenure_snapshot *new, struct tenure_error *err)
{
	struct tenure_approval *approval = context;

	approval->new = tenure_snapshot_ref(new);
	/* Blocks were looked at before, with their lines. */
	if (tenure_policy_needs(tenure_snapshot_policy(new))->ledger)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"a row of a table says record = "
					"durable, and this installation has no "
					"ledger that could keep the record");
	if (old == NULL && lost)
		return approve_lost(approval, err);
	if (old == NULL && approval->release != NULL)
		return refuse(approval, err,
			      "there is no policy in force that a release "
			      "could be for");
	if (old == NULL)
		return 0;
	approval->old = tenure_snapshot_ref(old);
	if (tenure_policy_comparison_make(&approval->comparison, old, new,
					  err) < 0)
		return -1;
	approval->compared = true;
	return approval->release != NULL ? check_release(approval, err)
					 : check_unreleased(approval, err);
}

void tenure_approval_free(struct tenure_approval *approval)
{
	if (approval->compared)
		tenure_policy_comparison_free(&approval->comparison);
	tenure_snapshot_unref(&approval->old);
	tenure_snapshot_unref(&approval->new);
	memset(approval, 0, sizeof(*approval));
}
