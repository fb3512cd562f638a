/* SPDX-License-Identifier: MIT */
#include "recipients.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/mailbox.h"

void tm_recipients_free(struct tm_recipients *recipients)
{
	while (recipients->count > 0)
		tm_recipients_drop_last(recipients);
	tenure_free(recipients->items);
	memset(recipients, 0, sizeof(*recipients));
}

int tm_recipients_add(struct tm_recipients *recipients,
		      const struct tenure_policy *policy, const char *address,
		      struct tenure_error *err)
{
	struct tm_recipient *recipient;

	if (tenure_array_grow(&recipients->items, recipients->count,
			      &recipients->allocated,
			      sizeof(*recipients->items)) < 0)
		return tenure_error_nomem(err);
	recipient = &recipients->items[recipients->count];
	recipient->address = tenure_strdup(address);
	if (recipient->address == NULL)
		return tenure_error_nomem(err);
	if (tenure_policy_mailbox(policy, address, NULL, &recipient->mailbox) <
	    0) {
		*err = recipient->mailbox.err;
		tenure_mailbox_clear(&recipient->mailbox);
		tenure_free(recipient->address);
		return -1;
	}
	recipient->action = TENURE_SMTP_ACCEPT;
	recipient->known = recipient->defer_others = false;
	recipients->count++;
	return 0;
}

void tm_recipients_drop_last(struct tm_recipients *recipients)
{
	struct tm_recipient *last = &recipients->items[--recipients->count];

	tenure_mailbox_clear(&last->mailbox);
	tenure_free(last->address);
}

bool tm_recipients_differ(const struct tm_recipients *recipients)
{
	const struct tm_recipient *first = &recipients->items[0];
	const struct tm_recipient *last =
		&recipients->items[recipients->count - 1];

	return first->known && last->known && first->action != last->action &&
	       (first->defer_others || last->defer_others);
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
