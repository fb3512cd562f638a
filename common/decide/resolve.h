/* SPDX-License-Identifier: MIT */
#ifndef TENURE_RESOLVE_H
#define TENURE_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "decide/classify.h"
#include "policy/mailbox.h"
#include "policy/policy.h"

/* Why one setting has its value. */
struct tenure_reason {
	/* The value in force; never NULL. Its where is line 0 for a default. */
	const struct tenure_value *value;
	/* What was said; another value than the one in force where bounds cut
	   it. */
	const struct tenure_value *said;
	/* The class whose block gave it; NULL if it is a layer's own. */
	const struct tenure_class *class;
	/* The class could not be told, and counted to be safe. */
	bool unsure;
};

/* Find the value of one setting for a message, and why. The rules of
   combination (design: policy-language.md) live here and nowhere else:

   - the most specific layer that sets a value wins; inside a layer, classes
     beat the layer's own value; of several classes the safest value wins,
     (see tenure_value_compare()), but for expire the shortest;
   - of all that could be true about the classes that cannot be told, the
     value that keeps, conceals or forbids most is taken; they never count
     where a message would be refused on a guess;
   - what tenants and users set counts only within the bounds.

   Durations are compared by where they end, counted from the moment from: the
   message's clock, for keep the one that keep_from gives; TENURE_TIME_NONE if
   it is not known. */
void tenure_resolve(const struct tenure_mailbox *mailbox,
		    const struct tenure_classes *classes,
		    enum tenure_setting setting, int64_t from,
		    struct tenure_reason *reason_r);

#endif
