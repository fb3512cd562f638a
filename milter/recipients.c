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

/* Most messages have one. */
static int recipients_grow(struct tm_recipients *recipients)
{
	if (recipients->allocated > 0)
		return tenure_array_grow(&recipients->items, recipients->count,
					 &recipients->allocated,
					 sizeof(*recipients->items));
	recipients->items = tenure_calloc(1, sizeof(*recipients->items));
	if (recipients->items == NULL)
		return -1;
	recipients->allocated = 1;
	return 0;
}

/* Is it the address without its angle brackets, as nearly always? */
static bool is_same(const char *address, const char *resolved)
{
	size_t size = strlen(resolved);

	return address[0] == '<' && strncmp(address + 1, resolved, size) == 0 &&
	       strcmp(address + 1 + size, ">") == 0;
}

int tm_recipients_add(struct tm_recipients *recipients, const char *address,
		      const char *resolved, struct tenure_error *err)
{
	struct tm_recipient *recipient;

	if (resolved != NULL &&
	    (strchr(resolved, '@') == NULL || is_same(address, resolved)))
		resolved = NULL;
	if (recipients_grow(recipients) < 0)
		return tenure_error_nomem(err);
	recipient = &recipients->items[recipients->count];
	recipient->address = tenure_strdup(address);
	recipient->resolved = resolved == NULL ? NULL : tenure_strdup(resolved);
	if (recipient->address == NULL ||
	    (resolved != NULL && recipient->resolved == NULL)) {
		tenure_free(recipient->address);
		tenure_free(recipient->resolved);
		return tenure_error_nomem(err);
	}
	recipient->action = TENURE_SMTP_ACCEPT;
	recipient->known = recipient->defer_others = false;
	recipients->count++;
	return 0;
}

void tm_recipients_drop_last(struct tm_recipients *recipients)
{
	struct tm_recipient *last = &recipients->items[--recipients->count];

	tenure_free(last->address);
	tenure_free(last->resolved);
}

int tm_recipient_mailbox(const struct tm_recipient *recipient,
			 const struct tenure_policy *policy,
			 struct tenure_mailbox *mailbox_r,
			 struct tenure_error *err)
{
	const char *address = recipient->resolved == NULL ? recipient->address
							  : recipient->resolved;

	if (tenure_policy_mailbox(policy, address, NULL, mailbox_r) == 0)
		return 0;
	*err = mailbox_r->err;
	tenure_mailbox_clear(mailbox_r);
	return -1;
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

void tm_recipients_decision_free(struct tm_recipients_decision *decision)
{
	tenure_mailbox_clear(&decision->mailbox);
}

/* Take over the mailbox if it is the one that decides, else let go of it. */
static void decision_add(struct tm_recipients_decision *all,
			 const struct tm_recipient *recipient,
			 struct tenure_mailbox *mailbox,
			 const struct tenure_decision *decision)
{
	if (all->decisive != NULL &&
	    strictness(decision->smtp) <= strictness(all->action)) {
		tenure_mailbox_clear(mailbox);
		return;
	}
	tenure_mailbox_clear(&all->mailbox);
	all->action = decision->smtp;
	all->decisive = recipient;
	all->mailbox = *mailbox;
	all->decision = *decision;
}

int tm_recipients_decide(struct tm_recipients *recipients,
			 const struct tenure_policy *policy,
			 const struct tenure_facts *facts, int64_t now,
			 struct tm_recipients_decision *decision_r,
			 struct tenure_error *err)
{
	struct tenure_classes classes;
	struct tenure_mailbox mailbox;
	struct tenure_decision decision;
	size_t discarded = 0;

	memset(decision_r, 0, sizeof(*decision_r));
	if (recipients->count > 1)
		tenure_classify(policy, NULL, facts, &classes);
	for (size_t i = 0; i < recipients->count; i++) {
		struct tm_recipient *recipient = &recipients->items[i];

		if (tm_recipient_mailbox(recipient, policy, &mailbox, err) <
		    0) {
			tm_recipients_decision_free(decision_r);
			return -1;
		}
		if (recipients->count == 1)
			tenure_classify(policy, &mailbox, facts, &classes);
		tenure_decide(&mailbox, facts, &classes, TENURE_ACTION_ACCEPT,
			      now, &decision);
		recipient->action = decision.smtp;
		discarded += decision.smtp == TENURE_SMTP_DISCARD;
		decision_add(decision_r, recipient, &mailbox, &decision);
	}
	if (discarded < recipients->count)
		decision_r->discarded = discarded;
	return 0;
}
