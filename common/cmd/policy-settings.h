/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_SETTINGS_H
#define TENURE_POLICY_SETTINGS_H

#include "base/attrs.h"
#include "policy/policy.h"

/* Looking at the settings of a policy without a message. */

/* Called for a setting; class is NULL for a value that does not depend on a
   class. */
typedef void tenure_setting_callback(void *context,
				     const struct tenure_class *class,
				     enum tenure_setting setting,
				     const struct tenure_value *value);
/* Walk what is in force in a mailbox: every setting; then, for each class
   that its layers name, the settings that are different for a message of that
   class alone. */
void tenure_mailbox_walk(const struct tenure_mailbox *mailbox,
			 tenure_setting_callback *callback, void *context);
/* What applies to a mailbox of a domain that no user block names. domain is a
   key. Returns 0, or -1 if there is no tenant of that name. */
int tenure_tenant_mailbox(const struct tenure_policy *policy,
			  const char *domain,
			  struct tenure_mailbox *mailbox_r) TENURE_CHECK;

#endif
