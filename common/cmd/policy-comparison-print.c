/* SPDX-License-Identifier: MIT */
/* What two policies differ in, for people and as JSON. */
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "policy-comparison.h"

static const struct {
	const char *one, *many, *json;
} kinds[] = {
	[TENURE_MEMBER_USER] = {"user", "users", "users"},
	[TENURE_MEMBER_TENANT] = {"tenant", "tenants", "tenants"},
	[TENURE_MEMBER_UNKNOWN] = {"mailboxes that nothing names",
				   "mailboxes that nothing names", "unknown"},
	[TENURE_MEMBER_PLAN] = {"plan", "plans", "plans"},
	[TENURE_MEMBER_EXTENSION] = {"address with an extension",
				     "addresses with an extension",
				     "extensions"},
};

/* --------------------------------------------------------------- for people */

/* "2 tenants, 1 user, mailboxes that nothing names" */
static void format_counts(const struct tenure_members *members,
			  struct tenure_buffer *out)
{
	static const enum tenure_member_kind order[] = {
		TENURE_MEMBER_TENANT, TENURE_MEMBER_USER,
		TENURE_MEMBER_EXTENSION, TENURE_MEMBER_PLAN,
		TENURE_MEMBER_UNKNOWN};
	const char *before = "";

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		size_t count = members->counts[order[i]];

		if (count == 0)
			continue;
		tenure_buffer_add_str(out, before);
		if (order[i] != TENURE_MEMBER_UNKNOWN)
			tenure_buffer_printf(out, "%zu ", count);
		tenure_buffer_add_str(out, count == 1 ? kinds[order[i]].one
						      : kinds[order[i]].many);
		before = ", ";
	}
}

/* ": example.org, joe@example.org and 3 more" */
static void format_names(const struct tenure_members *members,
			 struct tenure_buffer *out)
{
	size_t total = 0;
	unsigned int told = 0;

	for (int i = 0; i < TENURE_MEMBER_KINDS; i++) {
		if (i != TENURE_MEMBER_UNKNOWN)
			total += members->counts[i];
	}
	for (unsigned int i = 0; i < members->name_count; i++) {
		if (members->names[i].kind == TENURE_MEMBER_UNKNOWN)
			continue;
		tenure_buffer_printf(
			out, "%s%s%s", told == 0 ? ": " : ", ",
			members->names[i].kind == TENURE_MEMBER_PLAN ? "plan "
								     : "",
			members->names[i].name);
		told++;
	}
	if (total > told)
		tenure_buffer_printf(out, " and %zu more", total - told);
}

/* "10y (policy.conf:14, class invoice)" */
static void format_value(const struct tenure_listed_change *change, int side,
			 struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%s (%s", change->values[side],
			     change->wheres[side]);
	if (change->by[side] != NULL)
		tenure_buffer_printf(out, ", class %s", change->by[side]);
	tenure_buffer_add_char(out, ')');
}

/* "keep is shorter for class invoice: 10y (...) -> 9y (...)" */
static void format_change(const struct tenure_listed_change *change,
			  struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%s is %s",
			     tenure_setting_info(change->setting)->name,
			     tenure_change_word(change));
	if (change->classes[0] != '\0')
		tenure_buffer_printf(out, " for %s", change->classes);
	tenure_buffer_add_str(out, ": ");
	format_value(change, TENURE_OLD, out);
	tenure_buffer_add_str(out, " -> ");
	format_value(change, TENURE_NEW, out);
	if (change->time_zone)
		tenure_buffer_add_str(out, ", and the year ends at another "
					   "moment");
}

static void print_buffer(struct tenure_buffer *text)
{
	const char *str = tenure_buffer_str(text);

	if (str == NULL)
		tenure_die_nomem();
	tenure_print("%s\n", str);
	tenure_buffer_free(text);
}

static void print_change(const struct tenure_listed_change *change)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	format_change(change, &text);
	tenure_buffer_add_str(&text, "\n    ");
	format_counts(&change->members, &text);
	format_names(&change->members, &text);
	print_buffer(&text);
}

static const char *class_word(const struct tenure_compared_class *class)
{
	if (class->in[TENURE_OLD] == NULL)
		return "is new";
	if (class->in[TENURE_NEW] == NULL)
		return "is gone";
	return "matches other messages";
}

static bool class_differs(const struct tenure_compared_class *class)
{
	return class->redefined || class->in[TENURE_OLD] == NULL ||
	       class->in[TENURE_NEW] == NULL;
}

/* Where the class stands in a policy; "" if it does not. */
static const char *class_where(const struct tenure_compare *compare,
			       const struct tenure_compared_class *class,
			       int side, char *buf, size_t size)
{
	buf[0] = '\0';
	if (class->in[side] != NULL)
		tenure_policy_where(compare->policies[side],
				    class->in[side]->where, buf, size);
	return buf;
}

static void print_classes(const struct tenure_compare *compare)
{
	for (size_t i = 0; i < compare->class_count; i++) {
		const struct tenure_compared_class *class =
			&compare->classes[i];
		char old[512], new[512];

		if (!class_differs(class))
			continue;
		class_where(compare, class, TENURE_OLD, old, sizeof(old));
		class_where(compare, class, TENURE_NEW, new, sizeof(new));
		tenure_print("class %s %s: %s%s%s\n", class->name,
			     class_word(class), old,
			     old[0] != '\0' && new[0] != '\0' ? " -> " : "",
			     new);
	}
}

static void print_global(void *context TENURE_UNUSED, const char *what,
			 const char *old, const char *new)
{
	tenure_print("%s: %s -> %s\n", what, old[0] == '\0' ? "none" : old,
		     new[0] == '\0' ? "none" : new);
}

void tenure_policy_comparison_print(
	const struct tenure_policy_comparison *comparison)
{
	const struct tenure_change_list *changes = &comparison->changes;
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	for (size_t i = 0; i < changes->count; i++)
		print_change(&changes->changes[i]);
	if (changes->more > 0)
		tenure_print("and %zu more\n", changes->more);
	print_classes(&comparison->compare);
	tenure_policy_comparison_globals(comparison, print_global, NULL);
	if (comparison->compare.years_differ)
		tenure_print("years end at another moment\n");
	if (changes->count > 0) {
		tenure_buffer_add_str(&text, "in all: ");
		format_counts(&changes->members, &text);
		print_buffer(&text);
	} else {
		tenure_print("no mailbox has other settings\n");
	}
}

void tenure_policy_comparison_summary(
	const struct tenure_policy_comparison *comparison)
{
	const struct tenure_change_list *changes = &comparison->changes;
	const size_t shown = 10;

	for (size_t i = 0; i < changes->count && i < shown; i++) {
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		tenure_buffer_add_str(&text, "  ");
		format_counts(&changes->changes[i].members, &text);
		tenure_buffer_add_str(&text, ": ");
		format_change(&changes->changes[i], &text);
		print_buffer(&text);
	}
	if (changes->count + changes->more > shown)
		tenure_print("  and %zu more; \"tenure policy diff\" shows "
			     "them\n",
			     changes->count + changes->more - shown);
}

void tenure_policy_comparison_complain(
	const struct tenure_policy_comparison *comparison)
{
	const struct tenure_change_list *refused = &comparison->refused;
	const size_t shown = TENURE_DIAGNOSTICS_MAX;

	for (size_t i = 0; i < refused->count && i < shown; i++) {
		const struct tenure_listed_change *change =
			&refused->changes[i];
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		format_change(change, &text);
		tenure_buffer_printf(&text,
				     "; the old policy is in mode = compliance "
				     "there (%s): ",
				     change->mode_where);
		format_counts(&change->members, &text);
		format_names(&change->members, &text);
		if (text.failed)
			tenure_die_nomem();
		tenure_complain("%s", text.data);
		tenure_buffer_free(&text);
	}
	if (refused->count + refused->more > shown)
		tenure_complain("and %zu more",
				refused->count + refused->more - shown);
}

/* -------------------------------------------------------------------- JSON */

static void json_counts(const struct tenure_members *members, json_t *object)
{
	for (int i = 0; i < TENURE_MEMBER_KINDS; i++)
		tenure_json_set(
			object, kinds[i].json,
			i == TENURE_MEMBER_UNKNOWN
				? json_boolean(members->counts[i] > 0)
				: json_integer((json_int_t)members->counts[i]));
}

static json_t *json_value(const struct tenure_listed_change *change, int side)
{
	json_t *object = tenure_json_object();

	tenure_json_set(object, "value",
			tenure_json_text(change->values[side]));
	tenure_json_set(object, "where",
			tenure_json_text(change->wheres[side]));
	tenure_json_set(object, "class", tenure_json_text(change->by[side]));
	return object;
}

static json_t *json_change(const struct tenure_listed_change *change)
{
	json_t *object = tenure_json_object(), *names = tenure_json_array();

	tenure_json_set(
		object, "setting",
		tenure_json_text(tenure_setting_info(change->setting)->name));
	tenure_json_set(object, "change",
			tenure_json_text(change->kind == TENURE_CHANGE_MIXED
						 ? "mixed"
						 : tenure_change_word(change)));
	tenure_json_set(object, "classes",
			tenure_json_text(change->classes[0] == '\0'
						 ? NULL
						 : change->classes));
	tenure_json_set(object, "old", json_value(change, TENURE_OLD));
	tenure_json_set(object, "new", json_value(change, TENURE_NEW));
	if (change->mode_where != NULL)
		tenure_json_set(object, "compliance",
				tenure_json_text(change->mode_where));
	if (change->time_zone)
		tenure_json_set(object, "time_zone", json_true());
	json_counts(&change->members, object);
	for (unsigned int i = 0; i < change->members.name_count; i++) {
		if (change->members.names[i].kind != TENURE_MEMBER_UNKNOWN)
			tenure_json_append(
				names, tenure_json_text(
					       change->members.names[i].name));
	}
	tenure_json_set(object, "names", names);
	return object;
}

static json_t *json_list(const struct tenure_change_list *list)
{
	json_t *array = tenure_json_array();

	for (size_t i = 0; i < list->count; i++)
		tenure_json_append(array, json_change(&list->changes[i]));
	return array;
}

static json_t *json_classes(const struct tenure_compare *compare)
{
	json_t *array = tenure_json_array();

	for (size_t i = 0; i < compare->class_count; i++) {
		const struct tenure_compared_class *class =
			&compare->classes[i];
		char where[512];
		json_t *object;

		if (!class_differs(class))
			continue;
		object = tenure_json_object();
		tenure_json_set(object, "class", tenure_json_text(class->name));
		for (int side = 0; side < TENURE_SIDES; side++) {
			class_where(compare, class, side, where, sizeof(where));
			tenure_json_set(
				object, side == TENURE_OLD ? "old" : "new",
				tenure_json_text(where[0] == '\0' ? NULL
								  : where));
		}
		tenure_json_append(array, object);
	}
	return array;
}

static void json_global(void *context, const char *what, const char *old,
			const char *new)
{
	json_t *array = context, *object = tenure_json_object();

	tenure_json_set(object, "setting", tenure_json_text(what));
	tenure_json_set(object, "old", tenure_json_text(old));
	tenure_json_set(object, "new", tenure_json_text(new));
	tenure_json_append(array, object);
}

void tenure_policy_comparison_json(
	const struct tenure_policy_comparison *comparison, json_t *object)
{
	json_t *changed = tenure_json_object(), *policy = tenure_json_array();

	json_counts(&comparison->changes.members, changed);
	tenure_json_set(object, "changed", changed);
	tenure_json_set(object, "changes", json_list(&comparison->changes));
	tenure_json_set(object, "more_changes",
			json_integer((json_int_t)comparison->changes.more));
	tenure_json_set(object, "classes", json_classes(&comparison->compare));
	tenure_policy_comparison_globals(comparison, json_global, policy);
	tenure_json_set(object, "policy", policy);
	tenure_json_set(object, "refused", json_list(&comparison->refused));
}
