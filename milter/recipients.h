/* SPDX-License-Identifier: MIT */
#ifndef TM_RECIPIENTS_H
#define TM_RECIPIENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "decide/decide.h"
#include "policy/mailbox.h"
#include "policy/policy.h"

/* The recipients of one message. What applies to their mailboxes is large, and
   looked up for each in its turn when it is asked for: a server keeps many
   connections in the middle of messages. */
struct tm_recipient {
	/* As the client wrote it, angle brackets included. Owned. */
	char *address;
	/* What the server made of it; NULL: the same. Owned. */
	char *resolved;
	/* Filled by tm_recipients_decide(); before that, at RCPT, what will
	   happen as far as it is known then, and smtp.mixed. */
	enum tenure_smtp_action action;
	bool known, defer_others;
};

struct tm_recipients {
	struct tm_recipient *items;
	size_t count, allocated;
};

/* What all recipients together come to. */
struct tm_recipients_decision {
	/* The strictest: of the message as a whole. TENURE_SMTP_DISCARD only if
	   every recipient's plan says so. */
	enum tenure_smtp_action action;
	/* Recipients that do not get the message while others do; 0 if none
	   gets it. */
	size_t discarded;
	/* The first recipient with that action, its mailbox, which the
	   decision points into, and the decision on it. */
	const struct tm_recipient *decisive;
	struct tenure_mailbox mailbox;
	struct tenure_decision decision;
};

void tm_recipients_free(struct tm_recipients *recipients);
/* Append one. resolved is the mailbox that the server delivers to for it, or
   NULL: clients can write an address in many ways, with a route before it
   (RFC 5321, 4.1.1.3), a dot behind it, comments and blanks. Without a domain
   it is not believed. Returns 0, or -1 with err on out-of-memory. */
int tm_recipients_add(struct tm_recipients *recipients, const char *address,
		      const char *resolved,
		      struct tenure_error *err) TENURE_CHECK;
/* Take the last one off: it was refused. */
void tm_recipients_drop_last(struct tm_recipients *recipients);

/* Find what applies to its mailbox (release with tenure_mailbox_clear()).
   Returns 0; or -1 with err if nobody can tell. */
int tm_recipient_mailbox(const struct tm_recipient *recipient,
			 const struct tenure_policy *policy,
			 struct tenure_mailbox *mailbox_r,
			 struct tenure_error *err) TENURE_CHECK;

/* Must the last one get the message on its own? So it is where its action is
   another than that of the first one, both are known, and one of them has
   smtp.mixed = defer_others. Pure. */
bool tm_recipients_differ(const struct tm_recipients *recipients);

/* Decide for each recipient, and for all of them. There must be one at least.
   Returns 0 (release with tm_recipients_decision_free()); or -1 with err if
   nobody can tell what the policy gives one of them: it may have to be refused,
   so that the message must come again. */
int tm_recipients_decide(struct tm_recipients *recipients,
			 const struct tenure_policy *policy,
			 const struct tenure_facts *facts, int64_t now,
			 struct tm_recipients_decision *decision_r,
			 struct tenure_error *err) TENURE_CHECK;
void tm_recipients_decision_free(struct tm_recipients_decision *decision);

#endif
