/* SPDX-License-Identifier: MIT */
#ifndef TENURE_COMPARE_H
#define TENURE_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "decide/decide.h"
#include "policy/mailbox.h"
#include "policy/policy.h"

/* What two policies say about the same mailboxes. Pure; one thread for each
   comparison. */

/* The sides. */
enum {
	TENURE_OLD,
	TENURE_NEW,
	TENURE_SIDES
};

/* A class by its name, which is what makes it the same in both. */
struct tenure_compared_class {
	const char *name;
	/* NULL where a policy has none of that name. */
	const struct tenure_class *in[TENURE_SIDES];
	/* Both have it, and it does not match the same (see class-text.h). */
	bool redefined;
	/* Where a message may be in it by one policy and not by the other: the
	   class as it is in one of them alone. The same entry where it is not
	   redefined. */
	const struct tenure_compared_class *half[TENURE_SIDES];
};

/* How one value of a setting differs from another. */
enum tenure_change_kind {
	TENURE_CHANGE_NONE,
	/* It keeps, conceals or forbids more, or longer. */
	TENURE_CHANGE_MORE,
	/* Less, or shorter. */
	TENURE_CHANGE_LESS,
	/* Of durations in other units: less for some messages and more for
	   others, by when they came (365d and 1y; 30d and 1mo). */
	TENURE_CHANGE_MIXED,
	/* Another text or address. */
	TENURE_CHANGE_OTHER,
};
enum tenure_change_kind tenure_value_change(enum tenure_setting setting,
					    const struct tenure_value *old,
					    const struct tenure_value *new);

/* Another value of one setting for messages that are in these classes and in
   no others. */
struct tenure_change {
	enum tenure_setting setting;
	enum tenure_change_kind kind;
	const struct tenure_compared_class *classes[3];
	unsigned int class_count;
	struct tenure_reason reasons[TENURE_SIDES];
	/* For ratchet.h: why the old policy says compliance, and that the year
	   ends at another moment. */
	struct tenure_reason mode;
	bool time_zone;
};

struct tenure_compare {
	const struct tenure_policy *policies[TENURE_SIDES];
	struct tenure_compared_class *classes;
	size_t class_count;
	/* Halves of those that are redefined. */
	struct tenure_compared_class *halves;
	size_t half_count;
	/* Some year does not end at the same moment, by their time zones. */
	bool years_differ;
	/* Of the classes above, by the index that they have in a policy. */
	size_t *positions[TENURE_SIDES];
	/* A moment of every kind on which it depends which of the durations
	   last found is longer; see compare-dates.h. */
	int64_t *dates;
	size_t date_count, date_room;
	struct tenure_duration *durations;
	size_t duration_count, duration_room;
	/* Lists of classes for three nested loops, with NULL ("none of them")
	   first. */
	const struct tenure_compared_class **lists[3];
	size_t list_counts[3];
	/* Pairs of values that were told already, for a setting. */
	const struct tenure_value *(*told)[TENURE_SIDES];
	size_t told_count, told_room;
};

/* Prepare for policies that live as long. Returns 0; or -1 on out-of-memory.
   Free with tenure_compare_free() in any case. */
int tenure_compare_init(struct tenure_compare *compare,
			const struct tenure_policy *old,
			const struct tenure_policy *new) TENURE_CHECK;
void tenure_compare_free(struct tenure_compare *compare);

/* Called for each change. change is valid until it returns. Returns 0 to go
   on, -1 to stop. */
typedef int tenure_change_callback(void *context,
				   const struct tenure_change *change);

/* What changes for a mailbox. Both are what the two policies say about it.

   Each change of a value is told once, with the fewest classes that show it.
   Looking at no class, each one and each two is enough. Let a set S of classes
   be such that the value for S changes in the new policy. The old value comes
   from the layer that decides and from one class a of S, or from that layer
   itself; so does the new one, from b. In the old policy, layers before the
   deciding one say nothing about any class of S, so that with {a, b} the same
   layer decides, and a still has the highest value in it; with b as well as a
   the new one can only be the same or lower, and the other way round. So if
   the value for S is lower in the new policy, the one for {a, b} is, and if it
   is higher, too. */
int tenure_compare_mailboxes(struct tenure_compare *compare,
			     const struct tenure_mailbox *old,
			     const struct tenure_mailbox *new,
			     tenure_change_callback *callback,
			     void *context) TENURE_CHECK;

/* What a setting of a mailbox is for the messages of some classes; the ones
   that are NULL do not count. from is as for tenure_resolve(). */
void tenure_compare_resolve(const struct tenure_mailbox *mailbox, int side,
			    const struct tenure_compared_class *const *classes,
			    unsigned int class_count,
			    enum tenure_setting setting, int64_t from,
			    struct tenure_reason *reason_r);
/* Add to lists[list], which is not empty, the classes that have a value for a
   setting in a layer of the mailbox. */
void tenure_compare_list(struct tenure_compare *compare, int list,
			 const struct tenure_mailbox *mailbox, int side,
			 enum tenure_setting setting);
/* Make dates for a setting of two mailboxes. Returns 0, or -1 on
   out-of-memory. */
int tenure_compare_find_dates(struct tenure_compare *compare,
			      const struct tenure_mailbox *old,
			      const struct tenure_mailbox *new,
			      enum tenure_setting setting) TENURE_CHECK;
/* Was this change of values told since told_count was 0? Notes it if not.
   Returns 1 yes, 0 no, -1 on out-of-memory. */
int tenure_compare_told(struct tenure_compare *compare,
			const struct tenure_value *old,
			const struct tenure_value *new) TENURE_CHECK;

#endif
