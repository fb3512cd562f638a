/* SPDX-License-Identifier: MIT */
#include "policy/policy.h"

static const struct tenure_layer nothing;

void tenure_pop3_extremes_add(struct tenure_pop3_extremes *extremes,
			      const struct tenure_layer *layer,
			      const struct tenure_bounds *bounds)
{
	/* A mailbox that has this layer alone; with bounds, above a plan that
	   says nothing. */
	const struct tenure_mailbox mailbox = {
		.layers = {layer, &nothing},
		.layer_count = bounds == NULL ? 1 : 2,
		.bounds = bounds,
	};
	int64_t expire = tenure_mailbox_pop3_expire(&mailbox);
	int64_t delay = tenure_mailbox_pop3_login_delay(&mailbox);

	if (expire >= 0 && (extremes->expire < 0 || expire < extremes->expire))
		extremes->expire = expire;
	if (delay > extremes->login_delay)
		extremes->login_delay = delay;
}

void tenure_policy_pop3_extremes(const struct tenure_policy *policy,
				 struct tenure_pop3_extremes *extremes_r)
{
	const struct tenure_bounds *bounds = tenure_policy_bounds(policy);
	size_t i;

	*extremes_r = (struct tenure_pop3_extremes)TENURE_POP3_EXTREMES_INIT;
	for (i = 0; i < tenure_policy_plan_count(policy); i++) {
		tenure_pop3_extremes_add(extremes_r,
					 &tenure_policy_plan(policy, i)->layer,
					 NULL);
	}
	for (i = 0; i < tenure_policy_tenant_count(policy); i++) {
		tenure_pop3_extremes_add(
			extremes_r, &tenure_policy_tenant(policy, i)->layer,
			bounds);
	}
	for (i = 0; i < tenure_policy_user_count(policy); i++) {
		tenure_pop3_extremes_add(extremes_r,
					 &tenure_policy_user(policy, i)->layer,
					 bounds);
	}
}
