/* SPDX-License-Identifier: MIT */
#ifndef TENURE_WHY_H
#define TENURE_WHY_H

#include "decide/decide.h"

/* Why a decision is what it is. Pure, any thread. */

/* Walk the conditions that the answer for a class rests on: of a class that
   matches, those of the first match block that holds; of one that does not,
   the first of each block that is not met; of one that cannot be told, those
   that cannot be. answer is that of the condition: 1, 0 or -1. Returns the
   answer for the class. */
typedef void tenure_why_callback(void *context,
				 const struct tenure_condition *condition,
				 int answer);
int tenure_class_why(const struct tenure_class *class,
		     const struct tenure_facts *facts,
		     tenure_why_callback *callback, void *context);
/* For a condition that cannot be told: what is missing, "the envelope sender
   is not known". */
const char *tenure_condition_missing(const struct tenure_condition *condition,
				     const struct tenure_facts *facts);

/* Where the value of a setting comes from. */
enum tenure_layer_kind {
	TENURE_LAYER_DEFAULT,
	TENURE_LAYER_PLAN,
	TENURE_LAYER_TENANT,
	TENURE_LAYER_USER,
};

struct tenure_why {
	enum tenure_layer_kind layer;
	/* More classes of the message have a value there, and this is the one
	   that counts. */
	bool several;
	/* Bounds made another value of it. */
	bool bounded;
	/* record: compliance implies it. */
	bool implied;
};
void tenure_reason_why(const struct tenure_mailbox *mailbox,
		       const struct tenure_classes *classes,
		       enum tenure_setting setting,
		       const struct tenure_reason *reason,
		       struct tenure_why *why_r);
/* "user", "tenant", "plan", "default". */
const char *tenure_layer_kind_name(enum tenure_layer_kind kind);

#endif
