/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONDITION_H
#define TENURE_CONDITION_H

#include <stdbool.h>

#include "base/attrs.h"
#include "decide/facts.h"
#include "policy/policy.h"

/* 1 the message meets it, 0 not, -1 cannot tell. Negation and "all of" keep
   cannot-tell (three-valued logic of Kleene). Pure, any thread. */
int tenure_condition_holds(const struct tenure_condition *condition,
			   const struct tenure_facts *facts) TENURE_CHECK;
/* Can nothing be told, because the message has a seal that cannot be believed?
   It came in through the SMTP door, and was changed since, or its key is not
   known: what it says now, yes or no, is not what came in. Only where it is
   can be told then. */
bool tenure_condition_lacks_seal(const struct tenure_condition *condition,
				 const struct tenure_facts *facts);
int tenure_class_matches(const struct tenure_class *class,
			 const struct tenure_facts *facts) TENURE_CHECK;

#endif
