/* SPDX-License-Identifier: MIT */
#include "recipients.h"

#include <string.h>

#include "base/alloc.h"

void tm_recipients_free(struct tm_recipients *recipients)
{
	while (recipients->count > 0)
		tm_recipients_drop_last(recipients);
	tenure_free(recipients->items);
	memset(recipients, 0, sizeof(*recipients));
}

int tm_recipients_add(struct tm_recipients *recipients,
		      const struct tenure_policy *policy, const char *address)
{
	struct tm_recipient *recipient;

	if (tenure_array_grow(&recipients->items, recipients->count,
			      &recipients->allocated,
			      sizeof(*recipients->items)) < 0)
		return -1;
	recipient = &recipients->items[recipients->count];
	recipient->address = tenure_strdup(address);
	if (recipient->address == NULL)
		return -1;
	/* Cannot fail without a plan's name. */
	if (tenure_policy_mailbox(policy, address, NULL, &recipient->mailbox) <
	    0) {
		tenure_mailbox_clear(&recipient->mailbox);
		tenure_free(recipient->address);
		return -1;
	}
	recipient->action = TENURE_SMTP_ACCEPT;
	recipients->count++;
	return 0;
}

void tm_recipients_drop_last(struct tm_recipients *recipients)
{
	struct tm_recipient *last = &recipients->items[--recipients->count];

	tenure_mailbox_clear(&last->mailbox);
	tenure_free(last->address);
}

/* Does a layer say what is done with every message, and does it count? */
static bool layer_decides_smtp(const struct tenure_mailbox *mailbox,
			       unsigned int layer)
{
	const enum tenure_setting setting = TENURE_SETTING_SMTP_ACCEPT;
	const struct tenure_value *value =
		tenure_layer_value(mailbox->layers[layer], setting, NULL);

	return value != NULL && tenure_mailbox_bounded(mailbox, layer, setting,
						       value, 0) != NULL;
}

static bool layer_has_class_for_smtp(const struct tenure_layer *layer)
{
	const enum tenure_setting setting = TENURE_SETTING_SMTP_ACCEPT;

	return layer->first[setting] < layer->first[setting + 1] &&
	       layer->terms[layer->first[setting]].class != NULL;
}

bool tm_mailbox_refuses(const struct tenure_mailbox *mailbox,
			struct tenure_decision *decision_r)
{
	static const struct tenure_classes none;
	const struct tenure_facts facts = TENURE_FACTS_INIT;

	/* A class may change it in the layer that sets it and in those above;
	   the ones below have nothing to say. */
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		if (layer_has_class_for_smtp(mailbox->layers[i]))
			return false;
		if (layer_decides_smtp(mailbox, i))
			break;
	}
	tenure_decide(mailbox, &facts, &none, TENURE_ACTION_ACCEPT, 0,
		      decision_r);
	return decision_r->smtp == TENURE_SMTP_REJECT ||
	       decision_r->smtp == TENURE_SMTP_DEFER;
}

/* Of two recipients, whose action is that of the message? To discard is an
   action on one recipient, unless all agree. */
static int strictness(enum tenure_smtp_action action)
{
	return action == TENURE_SMTP_DISCARD ? -1 : (int)action;
}

void tm_recipients_decide(struct tm_recipients *recipients,
			  const struct tenure_policy *policy,
			  const struct tenure_facts *facts, int64_t now,
			  struct tm_recipients_decision *decision_r)
{
	struct tenure_classes classes;
	struct tenure_decision decision;
	size_t discarded = 0;

	memset(decision_r, 0, sizeof(*decision_r));
	tenure_classify(policy,
			recipients->count == 1 ? &recipients->items[0].mailbox
					       : NULL,
			facts, &classes);
	for (size_t i = 0; i < recipients->count; i++) {
		struct tm_recipient *recipient = &recipients->items[i];

		tenure_decide(&recipient->mailbox, facts, &classes,
			      TENURE_ACTION_ACCEPT, now, &decision);
		recipient->action = decision.smtp;
		discarded += decision.smtp == TENURE_SMTP_DISCARD;
		if (decision_r->decisive == NULL ||
		    strictness(decision.smtp) >
			    strictness(decision_r->action)) {
			decision_r->action = decision.smtp;
			decision_r->decisive = recipient;
			decision_r->decision = decision;
		}
	}
	if (discarded < recipients->count)
		decision_r->discarded = discarded;
}
