/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CENSUS_H
#define TENURE_CENSUS_H

#include "base/attrs.h"
#include "base/error.h"
#include "decide/population.h"
#include "snapshot/snapshot.h"

/* Find everybody that two snapshots are about: tenants, users and plans of
   both, mailboxes that nothing names, and addresses with an extension where
   that makes a difference. callback gets them in groups (decide/population.h).
   Reads both twice from end to end and remembers about 40 octets for each row
   of the new one. Returns 0, or -1 with err (code NONE if the callback stopped
   it). */
int tenure_census_take(struct tenure_snapshot *old, struct tenure_snapshot *new,
		       tenure_group_callback *callback, void *context,
		       struct tenure_error *err) TENURE_CHECK;

#endif
