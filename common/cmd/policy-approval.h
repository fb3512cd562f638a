/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_APPROVAL_H
#define TENURE_POLICY_APPROVAL_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/error.h"
#include "policy-comparison.h"
#include "seal/release.h"
#include "snapshot/snapshot.h"

/* Whether a new snapshot may take the place of the one in force: the
   compliance ratchet (decide/ratchet.h), and its release keys. Nothing is
   approved because something could not be read. */
struct tenure_approval {
	/* The policy in force may be lost, and with it what it promised. */
	bool without_ratchet;
	/* What a holder of a release key has signed; NULL without. */
	const struct tenure_release *release;
	/* Found out. The snapshots are references, old may be NULL. */
	struct tenure_snapshot *old, *new;
	/* Only if there is an old one. */
	struct tenure_policy_comparison comparison;
	bool compared;
	/* It was a no, and the reasons were told. */
	bool refused;
};

/* For struct tenure_publish_request; context is a struct tenure_approval. */
int tenure_approve(void *context, struct tenure_snapshot *old, int lost,
		   struct tenure_snapshot *new,
		   struct tenure_error *err) TENURE_CHECK;
void tenure_approval_free(struct tenure_approval *approval);

#endif
