/* SPDX-License-Identifier: MIT */
#ifndef TENURE_EXPLANATION_H
#define TENURE_EXPLANATION_H

#include <stdbool.h>
#include <stdint.h>

#include "decide/decide.h"
#include "decide/facts.h"
#include "policy/policy.h"

/* What both doors do with one message for one mailbox, and why. */
struct tenure_explanation {
	const struct tenure_policy *policy;
	/* 0 for a policy that is not published. */
	uint64_t generation;
	/* As it was asked for. */
	const char *user;
	struct tenure_mailbox mailbox;
	int64_t at;
	/* What is known in the mailbox. */
	struct tenure_facts facts;
	/* Octets of the message file, -1 without one: what the SMTP door would
	   count. */
	int64_t message_size;
	/* Why the seal is unknown; "" otherwise. */
	const char *seal_reason;
	struct tenure_classes classes;
	/* The mailbox door, and the SMTP door. */
	struct tenure_decision mailbox_decision, smtp_decision;
};

/* Fill the decisions from the rest. */
void tenure_explanation_decide(struct tenure_explanation *explanation);
/* Print it on standard output, for people or as JSON. */
void tenure_explanation_print(const struct tenure_explanation *explanation,
			      bool json);

#endif
