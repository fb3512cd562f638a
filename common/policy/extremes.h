/* SPDX-License-Identifier: MIT */
#ifndef TENURE_EXTREMES_H
#define TENURE_EXTREMES_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/bounds.h"
#include "policy/layer.h"
#include "policy/policy.h"

/* EXPIRE and login delay over many mailboxes, for who has not logged in (RFC
   2449, 6.6 and 6.7): the smallest EXPIRE, -1 if all are NEVER, and the longest
   delay. */
struct tenure_pop3_extremes {
	int64_t expire, login_delay;
	/* Found so far, and only for tenure_pop3_extremes_add(): somebody
	   honours Expires fields; and the least keep in days that a tenant or
	   user says, who may have that from another layer. */
	bool honoured;
	int64_t keep;
};
#define TENURE_POP3_EXTREMES_INIT                                              \
	{                                                                      \
		.expire = -1, .login_delay = 0, .honoured = false,             \
		.keep = INT64_MAX                                              \
	}
/* Add what the layer of a tenant or user may give. bounds may be NULL. The
   order of these calls means nothing. */
void tenure_pop3_extremes_add(struct tenure_pop3_extremes *extremes,
			      const struct tenure_layer *layer,
			      const struct tenure_bounds *bounds);
/* Of all plans, tenants and users of a policy, but not of rows of tables. */
void tenure_policy_pop3_extremes(const struct tenure_policy *policy,
				 struct tenure_pop3_extremes *extremes_r);

#endif
