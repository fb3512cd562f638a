/* SPDX-License-Identifier: MIT */
#ifndef TENURE_RATCHET_H
#define TENURE_RATCHET_H

#include "decide/compare.h"

/* The compliance ratchet: what a policy has promised in mode = compliance, no
   later one takes back by itself.

   Find what the new policy would take back from a mailbox. For every set of
   classes that a message may be in, and for which the old policy says mode =
   compliance, keep must not get shorter from any day on, keep_from not
   earlier and mode not governance; and the year must not end at another
   moment where keep_from is year_end. A class that is defined in another way
   counts as two, as a message may be in the one and not in the other; bounds
   count by what they make of the values.

   The callback gets each such change once, with change->mode and the fewest
   classes that show it. Returns 0 when all was looked at; -1 when the callback
   stopped it, or on out-of-memory.

   Sets of up to three classes are enough. Let S be a set for which a value is
   lower in the new policy, and let the old one say compliance for it. Take a,
   the class of S that the old value comes from; b, the one that the new value
   comes from; and c, the one that compliance comes from; none where it is the
   own value of a layer. In each policy, layers before the one that decides for
   S say nothing about any class of S, so for {a, b, c} the same layers decide.
   In the old one a is still the highest, so the value is the same, and so is
   compliance; the new value is the highest of fewer classes and so not higher
   than before. So the value for {a, b, c} is lower too, under compliance. By
   the same reasoning it is lower for {a, b}: c matters only where some pair
   shows a lower value. */
int tenure_ratchet_check(struct tenure_compare *compare,
			 const struct tenure_mailbox *old,
			 const struct tenure_mailbox *new,
			 tenure_change_callback *callback,
			 void *context) TENURE_CHECK;

#endif
