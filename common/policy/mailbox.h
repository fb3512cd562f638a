/* SPDX-License-Identifier: MIT */
#ifndef TENURE_MAILBOX_H
#define TENURE_MAILBOX_H

#include "base/address.h"
#include "base/attrs.h"
#include "base/error.h"
#include "policy/bounds.h"
#include "policy/source.h"
#include "policy/subject.h"
#include "policy/where.h"

struct tenure_policy;
struct tenure_zone;

/* What applies to one mailbox. Points into the policy. */
struct tenure_mailbox {
	/* The key, or "" if the address could not be read. An extension (see
	   recipient_delimiter) is not in it, unless a user block or a row
	   names the address with it. */
	char address[TENURE_ADDRESS_KEY_SIZE];
	/* NULL where no such block or row names the mailbox. */
	const struct tenure_subject *user, *tenant;
	/* Never NULL: the built-in plan that keeps everything, called
	   "(none)", where the policy names no plan for it. */
	const struct tenure_plan *plan;
	/* Line that chose the plan. line is 0 for the built-in one. */
	struct tenure_where plan_where;
	/* Most specific first: user, tenant, plan. The last one is always the
	   plan's, which no bounds are for. */
	const struct tenure_layer *layers[3];
	unsigned int layer_count;
	/* NULL without. */
	const struct tenure_bounds *bounds;
	/* For keep_from = year_end; NULL for UTC. */
	const struct tenure_zone *zone;
	/* Rows of tables that user and tenant point to; see
	   tenure_mailbox_clear(). */
	struct tenure_subject *rows[TENURE_TABLE_KINDS];
	/* Why it has the built-in plan, where tenure_policy_mailbox() returned
	   -1. */
	struct tenure_error err;
};

/* Find what applies to an address. Always fills *mailbox_r. An address that
   cannot be read or that nothing names gets the plan that "unknown" names. An
   address with an extension is that of the mailbox without it, unless a user
   block or a row names it as it is.
   plan_name, if not NULL, selects a plan for the mailbox in place of the one
   the policy gives (userdb field tenure_plan).
   Returns 0; or -1 with mailbox_r->err, if the policy has no such plan or a
   table cannot be read: the mailbox then has the built-in plan that keeps
   everything, and nothing else counts. */
int tenure_policy_mailbox(const struct tenure_policy *policy,
			  const char *address, const char *plan_name,
			  struct tenure_mailbox *mailbox_r) TENURE_CHECK;
/* Free what a mailbox owns. One that was filled may be moved to another
   place, but only one of the copies is cleared, and no other is used after
   it. */
void tenure_mailbox_clear(struct tenure_mailbox *mailbox);

#endif
