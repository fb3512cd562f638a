/* SPDX-License-Identifier: MIT */
#ifndef TENURE_EXPLANATION_H
#define TENURE_EXPLANATION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "decide/decide.h"
#include "decide/facts.h"
#include "policy/mailbox.h"
#include "policy/policy.h"

/* What both doors do with one message for one mailbox, and why. */
struct tenure_explanation {
	const struct tenure_policy *policy;
	/* 0 for a policy that is not published. */
	uint64_t generation;
	/* As it was asked for. */
	const char *user;
	/* The plan is not the one that the policy gives. */
	bool plan_selected;
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
	/* What is known at the SMTP door. */
	struct tenure_facts smtp_facts;
	struct tenure_classes smtp_classes;
	/* The mailbox door, and the SMTP door. */
	struct tenure_decision mailbox_decision, smtp_decision;
};

/* Fill the decisions from the rest. */
void tenure_explanation_decide(struct tenure_explanation *explanation);
/* Why a setting has its value, at the door whose business it is. */
const struct tenure_reason *
tenure_explanation_reason(const struct tenure_explanation *explanation,
			  enum tenure_setting setting);
/* Has a layer of the mailbox a block for the class? */
bool tenure_explanation_mentions(const struct tenure_explanation *explanation,
				 const struct tenure_class *class);
/* Is it the SMTP door's business? */
bool tenure_explanation_is_smtp(enum tenure_setting setting);
/* The classes at the door whose business a setting is. */
const struct tenure_classes *
tenure_explanation_classes(const struct tenure_explanation *explanation,
			   enum tenure_setting setting);
/* Which rule gave the value: "a class before the own value of the plan". */
void tenure_explanation_rule(const struct tenure_explanation *explanation,
			     enum tenure_setting setting,
			     struct tenure_buffer *out);
/* Sentences about the message: how long it is kept, when it is removed, what
   a user's delete does, what a download does, what the SMTP door does. */
typedef void
tenure_explanation_sentence(const struct tenure_explanation *explanation,
			    struct tenure_buffer *out);
tenure_explanation_sentence tenure_explanation_keep;
tenure_explanation_sentence tenure_explanation_expire;
tenure_explanation_sentence tenure_explanation_delete;
tenure_explanation_sentence tenure_explanation_download;
tenure_explanation_sentence tenure_explanation_smtp;
/* The value as the language writes it, in buf. */
const char *tenure_explanation_value(enum tenure_setting setting,
				     const struct tenure_reason *reason,
				     struct tenure_buffer *buf);
/* All of it as an object, which the caller releases. */
json_t *tenure_explanation_json(const struct tenure_explanation *explanation);
/* All of it in sentences. */
void tenure_explanation_text(const struct tenure_explanation *explanation,
			     struct tenure_buffer *out);

/* "sealed", "unsealed", "unknown", "none". */
const char *tenure_seal_state_name(enum tenure_seal_state state);
/* "allow" ..., as in the policy. */
const char *tenure_on_delete_name(enum tenure_on_delete on_delete);

#endif
