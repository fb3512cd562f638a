/* SPDX-License-Identifier: MIT */
#include "decide/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "decide/class-text.h"
#include "decide/resolve.h"

/* ----------------------------------------------------------------- classes */

static int compare_names(const void *_a, const void *_b)
{
	const struct tenure_compared_class *a = _a, *b = _b;

	return strcmp(a->name, b->name);
}

/* One entry for each name, sorted. Each class is the only one of its name in
   its policy. */
static void merge_names(struct tenure_compare *compare)
{
	struct tenure_compared_class *classes = compare->classes;
	size_t count = 0;

	if (compare->class_count > 1)
		qsort(classes, compare->class_count, sizeof(*classes),
		      compare_names);
	for (size_t i = 0; i < compare->class_count; i++) {
		if (count > 0 &&
		    strcmp(classes[count - 1].name, classes[i].name) == 0) {
			for (int side = 0; side < TENURE_SIDES; side++) {
				if (classes[i].in[side] != NULL)
					classes[count - 1].in[side] =
						classes[i].in[side];
			}
		} else {
			classes[count++] = classes[i];
		}
	}
	compare->class_count = count;
}

/* Do both match the same? Returns -1 on out-of-memory. */
static int compare_definitions(struct tenure_compared_class *class)
{
	struct tenure_buffer texts[TENURE_SIDES] = {TENURE_BUFFER_INIT,
						    TENURE_BUFFER_INIT};
	const char *old, *new;
	int ret = -1;

	if (class->in[TENURE_OLD] == NULL || class->in[TENURE_NEW] == NULL)
		return 0;
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_class_text(class->in[side], &texts[side]);
	old = tenure_buffer_str(&texts[TENURE_OLD]);
	new = tenure_buffer_str(&texts[TENURE_NEW]);
	if (old != NULL && new != NULL) {
		class->redefined = strcmp(old, new) != 0;
		ret = 0;
	}
	tenure_buffer_free(&texts[TENURE_OLD]);
	tenure_buffer_free(&texts[TENURE_NEW]);
	return ret;
}

/* As it is in one of the policies alone. */
static void split_class(struct tenure_compare *compare,
			struct tenure_compared_class *class)
{
	struct tenure_compared_class *half;

	for (int side = 0; side < TENURE_SIDES; side++) {
		if (!class->redefined) {
			class->half[side] = class;
			continue;
		}
		half = &compare->halves[compare->half_count++];
		half->name = class->name;
		half->in[side] = class->in[side];
		half->redefined = true;
		half->half[TENURE_OLD] = half->half[TENURE_NEW] = half;
		class->half[side] = half;
	}
}

static int finish_classes(struct tenure_compare *compare)
{
	merge_names(compare);
	for (size_t i = 0; i < compare->class_count; i++) {
		struct tenure_compared_class *class = &compare->classes[i];

		if (compare_definitions(class) < 0)
			return -1;
		split_class(compare, class);
		for (int side = 0; side < TENURE_SIDES; side++) {
			if (class->in[side] != NULL)
				compare->positions[side]
						  [class->in[side]->index] = i;
		}
	}
	return 0;
}

/* Room for all classes of both. Returns 0, or -1 on out-of-memory. */
static int alloc_classes(struct tenure_compare *compare)
{
	size_t count, total = 1;

	for (int side = 0; side < TENURE_SIDES; side++) {
		count = tenure_policy_class_count(compare->policies[side]);
		total += count;
		compare->positions[side] =
			tenure_calloc(count + 1, sizeof(**compare->positions));
		if (compare->positions[side] == NULL)
			return -1;
	}
	compare->classes = tenure_calloc(total, sizeof(*compare->classes));
	compare->halves = tenure_calloc(total, sizeof(*compare->halves));
	for (int list = 0; list < 3; list++) {
		compare->lists[list] =
			tenure_calloc(total, sizeof(**compare->lists));
		if (compare->lists[list] == NULL)
			return -1;
	}
	return compare->classes == NULL || compare->halves == NULL ? -1 : 0;
}

/* A time zone matters by when years end, and by nothing else. */
static bool years_differ(const struct tenure_policy *const *policies)
{
	struct tenure_mailbox mailboxes[TENURE_SIDES];
	struct tenure_date middle = {.month = 7, .day = 1};
	bool differ = false;
	int64_t when;

	for (int side = 0; side < TENURE_SIDES; side++)
		(void)!tenure_policy_mailbox(policies[side], "", NULL,
					     &mailboxes[side]);
	for (middle.year = 1970; middle.year < 2400 && !differ; middle.year++) {
		when = tenure_date_to_time(&middle);
		differ = tenure_date_year_end(when,
					      mailboxes[TENURE_OLD].zone) !=
			 tenure_date_year_end(when, mailboxes[TENURE_NEW].zone);
	}
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_mailbox_clear(&mailboxes[side]);
	return differ;
}

int tenure_compare_init(struct tenure_compare *compare,
			const struct tenure_policy *old,
			const struct tenure_policy *new)
{
	const struct tenure_policy *const policies[] = {old, new};

	memset(compare, 0, sizeof(*compare));
	for (int side = 0; side < TENURE_SIDES; side++)
		compare->policies[side] = policies[side];
	if (alloc_classes(compare) < 0)
		return -1;
	for (int side = 0; side < TENURE_SIDES; side++) {
		size_t count = tenure_policy_class_count(policies[side]);

		for (size_t i = 0; i < count; i++) {
			struct tenure_compared_class *class =
				&compare->classes[compare->class_count++];

			class->in[side] =
				tenure_policy_class(policies[side], i);
			class->name = class->in[side]->name;
		}
	}
	compare->years_differ = years_differ(policies);
	return finish_classes(compare);
}

void tenure_compare_free(struct tenure_compare *compare)
{
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_free(compare->positions[side]);
	for (int list = 0; list < 3; list++)
		tenure_free(compare->lists[list]);
	tenure_free(compare->classes);
	tenure_free(compare->halves);
	tenure_free(compare->dates);
	tenure_free(compare->durations);
	tenure_free(compare->told);
	memset(compare, 0, sizeof(*compare));
}

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
