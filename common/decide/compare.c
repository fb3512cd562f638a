/* SPDX-License-Identifier: MIT */
#include "decide/compare.h"

#include <string.h>

#include "base/alloc.h"
#include "decide/resolve.h"

/* ------------------------------------------------------------------ values */

static struct tenure_classes
class_set(int side, const struct tenure_compared_class *const *classes,
	  unsigned int class_count)
{
	struct tenure_classes set = {.yes = {0}};

	for (unsigned int i = 0; i < class_count; i++) {
		const struct tenure_class *class =
			classes[i] == NULL ? NULL : classes[i]->in[side];

		if (class != NULL)
			set.yes[class->index / 64] |= UINT64_C(1)
						      << (class->index % 64);
	}
	return set;
}

void tenure_compare_resolve(const struct tenure_mailbox *mailbox, int side,
			    const struct tenure_compared_class *const *classes,
			    unsigned int class_count,
			    enum tenure_setting setting, int64_t from,
			    struct tenure_reason *reason_r)
{
	struct tenure_classes set = class_set(side, classes, class_count);

	tenure_resolve(mailbox, &set, setting, from, reason_r);
}

void tenure_compare_list(struct tenure_compare *compare, int list,
			 const struct tenure_mailbox *mailbox, int side,
			 enum tenure_setting setting)
{
	const struct tenure_compared_class **classes = compare->lists[list];
	size_t count = compare->list_counts[list], k;

	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = layer->first[setting];
		     j < layer->first[setting + 1]; j++) {
			const struct tenure_class *class =
				layer->terms[j].class;
			const struct tenure_compared_class *compared;

			if (class == NULL)
				continue;
			compared =
				&compare->classes[compare->positions
							  [side][class->index]];
			for (k = 1; k < count && classes[k] != compared; k++)
				;
			if (k == count)
				classes[count++] = compared;
		}
	}
	compare->list_counts[list] = count;
}

int tenure_compare_told(struct tenure_compare *compare,
			const struct tenure_value *old,
			const struct tenure_value *new)
{
	for (size_t i = 0; i < compare->told_count; i++) {
		if (compare->told[i][TENURE_OLD] == old &&
		    compare->told[i][TENURE_NEW] == new)
			return 1;
	}
	if (tenure_array_grow(&compare->told, compare->told_count,
			      &compare->told_room, sizeof(*compare->told)) < 0)
		return -1;
	compare->told[compare->told_count][TENURE_OLD] = old;
	compare->told[compare->told_count][TENURE_NEW] = new;
	compare->told_count++;
	return 0;
}

/* --------------------------------------------------------------- journals */

/* smtp.journal is the one setting of which all values count. */
struct journals {
	const struct tenure_value *values[TENURE_VALUES_MAX];
	size_t count;
};

static void add_journal(void *context, const struct tenure_value *value,
			const struct tenure_class *class TENURE_UNUSED)
{
	struct journals *journals = context;

	if (journals->count < TENURE_VALUES_MAX)
		journals->values[journals->count++] = value;
}

/* Does every one of a stand in b? */
static bool is_subset(const struct journals *a, const struct journals *b)
{
	for (size_t i = 0; i < a->count; i++) {
		bool found = false;

		for (size_t j = 0; j < b->count && !found; j++)
			found = strcmp(a->values[i]->text,
				       b->values[j]->text) == 0;
		if (!found)
			return false;
	}
	return true;
}

static enum tenure_change_kind
journal_change(const struct tenure_mailbox *const *mailboxes,
	       const struct tenure_change *change)
{
	struct journals journals[TENURE_SIDES];
	bool kept, added;

	for (int side = 0; side < TENURE_SIDES; side++) {
		struct tenure_classes set =
			class_set(side, change->classes, change->class_count);

		journals[side].count = 0;
		tenure_decide_journals(mailboxes[side], &set, add_journal,
				       &journals[side]);
	}
	kept = is_subset(&journals[TENURE_OLD], &journals[TENURE_NEW]);
	added = !is_subset(&journals[TENURE_NEW], &journals[TENURE_OLD]);
	if (kept)
		return added ? TENURE_CHANGE_MORE : TENURE_CHANGE_NONE;
	return added ? TENURE_CHANGE_OTHER : TENURE_CHANGE_LESS;
}

/* --------------------------------------------------------------- mailboxes */

struct walk {
	struct tenure_compare *compare;
	const struct tenure_mailbox *mailboxes[TENURE_SIDES];
	tenure_change_callback *callback;
	void *context;
};

/* Look at one set of classes, from one date on. */
static int walk_set(const struct walk *walk, struct tenure_change *change,
		    int64_t date)
{
	bool journal = change->setting == TENURE_SETTING_SMTP_JOURNAL;
	int told;

	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_compare_resolve(walk->mailboxes[side], side,
				       change->classes, change->class_count,
				       change->setting, date,
				       &change->reasons[side]);
	if (journal) {
		/* The reason is only one of all that count. */
		change->kind = journal_change(walk->mailboxes, change);
		if (change->kind == TENURE_CHANGE_NONE)
			return 0;
	}
	told = tenure_compare_told(walk->compare,
				   change->reasons[TENURE_OLD].value,
				   change->reasons[TENURE_NEW].value);
	if (told != 0)
		return told < 0 ? -1 : 0;
	if (!journal)
		change->kind = tenure_value_change(
			change->setting, change->reasons[TENURE_OLD].value,
			change->reasons[TENURE_NEW].value);
	return change->kind == TENURE_CHANGE_NONE
		       ? 0
		       : walk->callback(walk->context, change);
}

static int walk_dates(const struct walk *walk, struct tenure_change *change)
{
	for (size_t i = 0; i < walk->compare->date_count; i++) {
		if (walk_set(walk, change, walk->compare->dates[i]) < 0)
			return -1;
	}
	return 0;
}

/* All sets of one class or none, and then of two. */
static int walk_setting(const struct walk *walk, enum tenure_setting setting)
{
	struct tenure_compare *compare = walk->compare;
	struct tenure_change change = {.setting = setting};
	size_t i, j;

	compare->told_count = 0;
	if (tenure_compare_find_dates(compare, walk->mailboxes[TENURE_OLD],
				      walk->mailboxes[TENURE_NEW], setting) < 0)
		return -1;
	compare->list_counts[0] = 1;
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_compare_list(compare, 0, walk->mailboxes[side], side,
				    setting);
	for (i = 0; i < compare->list_counts[0]; i++) {
		change.classes[0] = compare->lists[0][i];
		change.class_count = i == 0 ? 0 : 1;
		if (walk_dates(walk, &change) < 0)
			return -1;
	}
	change.class_count = 2;
	for (i = 1; i < compare->list_counts[0]; i++) {
		change.classes[0] = compare->lists[0][i];
		for (j = i + 1; j < compare->list_counts[0]; j++) {
			change.classes[1] = compare->lists[0][j];
			if (walk_dates(walk, &change) < 0)
				return -1;
		}
	}
	return 0;
}

int tenure_compare_mailboxes(struct tenure_compare *compare,
			     const struct tenure_mailbox *old,
			     const struct tenure_mailbox *new,
			     tenure_change_callback *callback, void *context)
{
	const struct walk walk = {
		.compare = compare,
		.mailboxes = {old, new},
		.callback = callback,
		.context = context,
	};

	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		if (walk_setting(&walk, (enum tenure_setting)i) < 0)
			return -1;
	}
	return 0;
}
