/* SPDX-License-Identifier: MIT */
#include "decide/change-list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/value.h"

void tenure_change_list_init(struct tenure_change_list *list,
			     const struct tenure_policy *old,
			     const struct tenure_policy *new)
{
	memset(list, 0, sizeof(*list));
	list->policies[TENURE_OLD] = old;
	list->policies[TENURE_NEW] = new;
}

static void change_clear(struct tenure_listed_change *change)
{
	tenure_free(change->classes);
	for (int side = 0; side < TENURE_SIDES; side++) {
		tenure_free(change->values[side]);
		tenure_free(change->wheres[side]);
	}
	tenure_free(change->mode_where);
	tenure_members_clear(&change->members);
}

void tenure_change_list_free(struct tenure_change_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		change_clear(&list->changes[i]);
	tenure_free(list->changes);
	tenure_members_clear(&list->members);
	memset(list, 0, sizeof(*list));
}

/* ------------------------------------------------------------------ making */

static char *where_text(const struct tenure_policy *policy,
			struct tenure_where where)
{
	char text[512];

	return tenure_strdup(
		tenure_policy_where(policy, where, text, sizeof(text)));
}

/* "class a and the old class b": one that is redefined is told as it is in one
   of the policies. "" for every message. */
static char *classes_text(const struct tenure_change *change)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char *str;

	tenure_buffer_add_str(&text, "");
	for (unsigned int i = 0; i < change->class_count; i++) {
		const struct tenure_compared_class *class = change->classes[i];
		const char *before = "";

		if (class->half[TENURE_OLD] == class && class->redefined)
			before = class->in[TENURE_OLD] == NULL ? "the new "
							       : "the old ";
		tenure_buffer_printf(&text, "%s%sclass %s",
				     i == 0 ? "" : " and ", before,
				     class->name);
	}
	str = tenure_buffer_take(&text);
	tenure_buffer_free(&text);
	return str;
}

static char *value_text(enum tenure_setting setting,
			const struct tenure_value *value)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char *str;

	tenure_value_format(setting, value, &text);
	str = tenure_buffer_take(&text);
	tenure_buffer_free(&text);
	return str;
}

static uint64_t hash_add(uint64_t hash, const char *text)
{
	/* FNV-1a, with the NUL. */
	do {
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	} while (*text++ != '\0');
	return hash;
}

static int change_init(const struct tenure_change_list *list,
		       const struct tenure_change *change,
		       struct tenure_listed_change *listed_r)
{
	bool failed;

	memset(listed_r, 0, sizeof(*listed_r));
	listed_r->setting = change->setting;
	listed_r->kind = change->kind;
	listed_r->time_zone = change->time_zone;
	listed_r->classes = classes_text(change);
	failed = listed_r->classes == NULL;
	for (int side = 0; side < TENURE_SIDES; side++) {
		const struct tenure_reason *reason = &change->reasons[side];

		listed_r->values[side] =
			value_text(change->setting, reason->value);
		listed_r->wheres[side] =
			where_text(list->policies[side], reason->value->where);
		listed_r->by[side] =
			reason->class == NULL ? NULL : reason->class->name;
		failed |= listed_r->values[side] == NULL ||
			  listed_r->wheres[side] == NULL;
	}
	if (change->mode.value != NULL) {
		listed_r->mode_where = where_text(list->policies[TENURE_OLD],
						  change->mode.value->where);
		failed |= listed_r->mode_where == NULL;
	}
	if (failed)
		return -1;
	listed_r->hash =
		hash_add(hash_add(hash_add((uint64_t)change->setting * 2 +
						   change->time_zone,
					   listed_r->classes),
				  listed_r->values[TENURE_OLD]),
			 listed_r->values[TENURE_NEW]);
	return 0;
}

static bool is_same(const struct tenure_listed_change *a,
		    const struct tenure_listed_change *b)
{
	return a->hash == b->hash && a->setting == b->setting &&
	       a->time_zone == b->time_zone &&
	       strcmp(a->classes, b->classes) == 0 &&
	       strcmp(a->values[0], b->values[0]) == 0 &&
	       strcmp(a->values[1], b->values[1]) == 0;
}

int tenure_change_list_add(struct tenure_change_list *list,
			   const struct tenure_change *change,
			   const struct tenure_members *members)
{
	struct tenure_listed_change listed;
	size_t i;
	int ret = -1;

	if (change_init(list, change, &listed) < 0) {
		change_clear(&listed);
		return -1;
	}
	for (i = 0; i < list->count && !is_same(&list->changes[i], &listed);
	     i++)
		;
	if (i < list->count) {
		change_clear(&listed);
		return tenure_members_add(&list->changes[i].members, members);
	}
	if (list->count == TENURE_CHANGES_MAX) {
		list->more++;
		ret = 0;
	} else if (tenure_members_add(&listed.members, members) == 0 &&
		   tenure_array_grow(&list->changes, list->count,
				     &list->allocated,
				     sizeof(*list->changes)) == 0) {
		list->changes[list->count++] = listed;
		return 0;
	}
	change_clear(&listed);
	return ret;
}

static int compare_changes(const void *_a, const void *_b)
{
	const struct tenure_listed_change *a = _a, *b = _b;
	/* What is the more serious comes first. */
	static const int ranks[] = {
		[TENURE_CHANGE_NONE] = 4,  [TENURE_CHANGE_MORE] = 3,
		[TENURE_CHANGE_LESS] = 0,  [TENURE_CHANGE_MIXED] = 1,
		[TENURE_CHANGE_OTHER] = 2,
	};
	int ret = ranks[a->kind] - ranks[b->kind];

	if (ret == 0)
		ret = (int)a->setting - (int)b->setting;
	if (ret == 0)
		ret = strcmp(a->classes, b->classes);
	if (ret == 0)
		ret = strcmp(a->values[TENURE_OLD], b->values[TENURE_OLD]);
	return ret != 0 ? ret
			: strcmp(a->values[TENURE_NEW], b->values[TENURE_NEW]);
}

void tenure_change_list_sort(struct tenure_change_list *list)
{
	if (list->count > 1)
		qsort(list->changes, list->count, sizeof(*list->changes),
		      compare_changes);
}
