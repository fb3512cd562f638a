/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "policy/mailbox.h"
#include "decide/resolve.h"
#include "policy-settings.h"

/* Has a class been met in an earlier layer? */
static bool is_repeated(const struct tenure_mailbox *mailbox,
			unsigned int layer, const struct tenure_class *class)
{
	for (unsigned int i = 0; i < layer; i++) {
		const struct tenure_layer *other = mailbox->layers[i];

		for (size_t j = 0; j < other->class_count; j++) {
			if (other->classes[j] == class)
				return true;
		}
	}
	return false;
}

static void walk_class(const struct tenure_mailbox *mailbox,
		       const struct tenure_class *class,
		       tenure_setting_callback *callback, void *context)
{
	struct tenure_classes none = {.yes = {0}}, only = {.yes = {0}};

	only.yes[class->index / 64] = UINT64_C(1) << (class->index % 64);
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;
		struct tenure_reason base, reason;

		tenure_resolve(mailbox, &none, setting, 0, &base);
		tenure_resolve(mailbox, &only, setting, 0, &reason);
		if (reason.value != base.value)
			callback(context, class, setting, reason.value);
	}
}

void tenure_mailbox_walk(const struct tenure_mailbox *mailbox,
			 tenure_setting_callback *callback, void *context)
{
	struct tenure_classes none = {.yes = {0}};

	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		struct tenure_reason reason;

		tenure_resolve(mailbox, &none, (enum tenure_setting)i, 0,
			       &reason);
		callback(context, NULL, (enum tenure_setting)i, reason.value);
	}
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = 0; j < layer->class_count; j++) {
			if (!is_repeated(mailbox, i, layer->classes[j]))
				walk_class(mailbox, layer->classes[j], callback,
					   context);
		}
	}
}

int tenure_tenant_mailbox(const struct tenure_policy *policy,
			  const char *domain, struct tenure_mailbox *mailbox_r)
{
	size_t users = tenure_policy_user_count(policy);
	char address[TENURE_ADDRESS_KEY_SIZE + 32];

	/* One of so many names is nobody's. */
	for (size_t i = 0; i <= users; i++) {
		(void)snprintf(address, sizeof(address), "u%zu@%s", i, domain);
		(void)!tenure_policy_mailbox(policy, address, NULL, mailbox_r);
		if (mailbox_r->user == NULL)
			break;
		tenure_mailbox_clear(mailbox_r);
	}
	return mailbox_r->tenant == NULL ? -1 : 0;
}
