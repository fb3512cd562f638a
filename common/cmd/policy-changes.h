/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_CHANGES_H
#define TENURE_POLICY_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/policy.h"

/* For whom two policies differ in a setting. What a class matches is not
   compared: that needs messages. */
struct tenure_policy_changes {
	/* Tenants and users of either policy whose settings are not the
	   same. */
	size_t tenants, users;
	/* The same for mailboxes that nothing names. */
	bool unknown;
};

/* Compare. old may be NULL: then everything in new is a change. */
void tenure_policy_changes(const struct tenure_policy *old,
			   const struct tenure_policy *new,
			   struct tenure_policy_changes *changes_r);

#endif
