/* SPDX-License-Identifier: MIT */
#include "decide/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/zone.h"
#include "policy/mailbox.h"
#include "decide/class-text.h"

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
		differ = tenure_zone_year_end(mailboxes[TENURE_OLD].zone,
					      when) !=
			 tenure_zone_year_end(mailboxes[TENURE_NEW].zone, when);
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
