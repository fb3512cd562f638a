/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include "base/date.h"

/* What is allowed, but probably not meant: only warnings. */

static void check_unused(struct tenure_build *build)
{
	const struct tenure_policy *policy = build->policy;
	size_t i;

	for (i = 0; i < policy->class_count; i++) {
		if (!build->class_used[i])
			build_warning(build, &build->classes.items[i]->argument,
				      NULL, "nobody uses class \"%s\"",
				      policy->classes[i].name);
	}
}

static void check_unknown(struct tenure_build *build)
{
	const struct tenure_word top = {.where = {.line = 0}};

	if (build->policy->unknown_where.line == 0)
		build_warning(build, &top, "write unknown = PLAN",
			      "mail of mailboxes that no tenant or user names "
			      "is kept for ever");
}

/* The word of a setting, for a report about its value. */
static struct tenure_word value_word(const struct tenure_value *value,
				     enum tenure_setting setting)
{
	const char *name = tenure_setting_info(setting)->bare_name;
	struct tenure_word word = {.text = name, .where = value->where};

	while (name[word.length] != '\0')
		word.length++;
	return word;
}

static bool is_shorter(const struct tenure_duration *a,
		       const struct tenure_duration *b)
{
	return tenure_duration_after(0, a) < tenure_duration_after(0, b);
}

/* Two values that are given side by side. */
static void check_pair(struct tenure_build *build,
		       const struct tenure_value *keep,
		       const struct tenure_value *expire,
		       const struct tenure_value *on_delete)
{
	struct tenure_word word;

	if (!keep->set || tenure_duration_is_zero(&keep->u.duration))
		return;
	if (expire->set && is_shorter(&expire->u.duration, &keep->u.duration)) {
		word = value_word(expire, TENURE_SETTING_EXPIRE);
		build_warning(build, &word,
			      "the server removes at the later of both",
			      "\"expire\" is shorter than \"keep\"");
	}
	if (on_delete->set && on_delete->u.choice == TENURE_ON_DELETE_ALLOW) {
		word = value_word(on_delete, TENURE_SETTING_ON_DELETE);
		build_warning(build, &word, "it acts as conceal",
			      "\"on_delete = allow\" contradicts \"keep\"");
	}
}

static void check_layer(struct tenure_build *build,
			const struct tenure_layer *layer)
{
	const struct tenure_value *values = layer->terms.values;
	size_t i;

	for (i = 0; i <= layer->class_count; i++) {
		check_pair(build, &values[TENURE_SETTING_KEEP],
			   &values[TENURE_SETTING_EXPIRE],
			   &values[TENURE_SETTING_ON_DELETE]);
		if (i < layer->class_count)
			values = layer->classes[i].terms.values;
	}
}

/* A tenant's or user's value against those of its plan. */
static void check_against_plan(struct tenure_build *build,
			       const struct tenure_subject *subject)
{
	static const struct tenure_value none;
	const struct tenure_value *own = subject->layer.terms.values, *plan;

	if (subject->plan == NULL)
		return;
	plan = subject->plan->layer.terms.values;
	if (own[TENURE_SETTING_KEEP].set)
		return;
	check_pair(build, &plan[TENURE_SETTING_KEEP],
		   own[TENURE_SETTING_EXPIRE].set ? &own[TENURE_SETTING_EXPIRE]
						  : &none,
		   own[TENURE_SETTING_ON_DELETE].set
			   ? &own[TENURE_SETTING_ON_DELETE]
			   : &none);
}

/* A mailbox that is named, but for which nobody names a plan. */
static void check_has_plan(struct tenure_build *build,
			   const struct tenure_subject *subject,
			   const struct tenure_word *word)
{
	const struct tenure_index_entry *tenant;

	if (subject->plan != NULL)
		return;
	tenant = tenure_index_find(&build->policy->tenant_index,
				   tenure_address_domain(subject->key));
	if (tenant != NULL &&
	    build->policy->tenants[tenant->position].plan != NULL)
		return;
	build_warning(build, word, "write plan = NAME",
		      "no plan for \"%s\": what is not set here is kept for "
		      "ever",
		      word->text);
}

static void check_subjects(struct tenure_build *build,
			   const struct tenure_subject *subjects, size_t count,
			   const struct tenure_build_list *list)
{
	size_t i;

	for (i = 0; i < count; i++) {
		check_layer(build, &subjects[i].layer);
		check_against_plan(build, &subjects[i]);
		check_has_plan(build, &subjects[i], &list->items[i]->argument);
	}
}

void tenure_build_check(struct tenure_build *build)
{
	const struct tenure_policy *policy = build->policy;
	size_t i;

	check_unused(build);
	check_unknown(build);
	for (i = 0; i < policy->plan_count; i++)
		check_layer(build, &policy->plans[i].layer);
	check_subjects(build, policy->tenants, policy->tenant_count,
		       &build->tenants);
	check_subjects(build, policy->users, policy->user_count, &build->users);
}
