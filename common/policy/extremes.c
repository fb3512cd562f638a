/* SPDX-License-Identifier: MIT */
#include "policy/extremes.h"

#include "policy/mailbox-value.h"
#include "policy/policy.h"

static const struct tenure_layer nothing;

static void extremes_expire(struct tenure_pop3_extremes *extremes,
			    int64_t expire)
{
	if (expire >= 0 && (extremes->expire < 0 || expire < extremes->expire))
		extremes->expire = expire;
}

static void extremes_mailbox(struct tenure_pop3_extremes *extremes,
			     const struct tenure_mailbox *mailbox)
{
	int64_t delay = tenure_mailbox_pop3_login_delay(mailbox);

	extremes_expire(extremes, tenure_mailbox_pop3_expire(mailbox));
	if (delay > extremes->login_delay)
		extremes->login_delay = delay;
	extremes->honoured |= tenure_mailbox_honours(mailbox);
}

/* The least keep that a layer itself says; INT64_MAX if it says nothing. */
static int64_t said_keep(const struct tenure_layer *layer,
			 const struct tenure_bounds *bounds)
{
	struct tenure_term forever = {.value.duration.forever = true};
	struct tenure_layer below = {.terms = &forever};
	const struct tenure_mailbox mailbox = {
		.layers = {layer, &below},
		.layer_count = 2,
		.bounds = bounds,
	};

	for (int i = TENURE_SETTING_KEEP + 1; i <= TENURE_SETTING_COUNT; i++)
		below.first[i] = 1;
	return tenure_mailbox_least_keep(&mailbox);
}

void tenure_pop3_extremes_add(struct tenure_pop3_extremes *extremes,
			      const struct tenure_layer *layer,
			      const struct tenure_bounds *bounds)
{
	/* A mailbox that has this layer alone, above a plan that says
	   nothing. */
	const struct tenure_mailbox mailbox = {
		.layers = {layer, &nothing},
		.layer_count = 2,
		.bounds = bounds,
	};
	int64_t keep = said_keep(layer, bounds);

	extremes_mailbox(extremes, &mailbox);
	if (keep < extremes->keep)
		extremes->keep = keep;
	if (extremes->honoured && extremes->keep < INT64_MAX)
		extremes_expire(extremes, extremes->keep);
}

/* Plans have no layer below them. */
static void extremes_add_plan(struct tenure_pop3_extremes *extremes,
			      const struct tenure_layer *layer)
{
	const struct tenure_mailbox mailbox = {
		.layers = {layer},
		.layer_count = 1,
	};

	extremes_mailbox(extremes, &mailbox);
}

void tenure_policy_pop3_extremes(const struct tenure_policy *policy,
				 struct tenure_pop3_extremes *extremes_r)
{
	const struct tenure_bounds *bounds = tenure_policy_bounds(policy);
	size_t i;

	*extremes_r = (struct tenure_pop3_extremes)TENURE_POP3_EXTREMES_INIT;
	for (i = 0; i < tenure_policy_plan_count(policy); i++) {
		extremes_add_plan(extremes_r,
				  &tenure_policy_plan(policy, i)->layer);
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
