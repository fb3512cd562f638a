/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

#include "base/date.h"

/* What is allowed, but probably not meant: only warnings. */

static void report_unused(struct tenure_build *build,
			  const struct tenure_tree *tree, const char *kind,
			  const char *name, struct tenure_where where,
			  const char *hint)
{
	const struct tenure_word word = {
		.text = kind,
		.where = where,
		.length = (unsigned int)strlen(kind),
	};

	tenure_tree_report(tree, build->diagnostics, TENURE_SEVERITY_WARNING,
			   &word, hint, "nobody uses %s \"%s\"", kind, name);
}

void tenure_build_check_unused(struct tenure_build *build,
			       const struct tenure_tree *tree)
{
	const struct tenure_policy *policy = build->policy;
	size_t i;

	for (i = 0; i < policy->class_count; i++) {
		if (!build->class_used[i])
			report_unused(build, tree, "class",
				      policy->classes[i].name,
				      policy->classes[i].where,
				      "no plan, tenant or user has a block "
				      "for it");
	}
	for (i = 0; i < policy->plan_count; i++) {
		if (!build->plan_used[i])
			report_unused(build, tree, "plan",
				      policy->plans[i].name,
				      policy->plans[i].where,
				      "no tenant or user has it");
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

/* Two values that are given side by side; NULL where one is not. */
static void check_pair(struct tenure_build *build,
		       const struct tenure_value *keep,
		       const struct tenure_value *expire,
		       const struct tenure_value *on_delete)
{
	struct tenure_word word;

	if (keep == NULL || tenure_duration_is_zero(&keep->duration))
		return;
	if (expire != NULL && is_shorter(&expire->duration, &keep->duration)) {
		word = value_word(expire, TENURE_SETTING_EXPIRE);
		build_warning(build, &word,
			      "the server removes at the later of both",
			      "\"expire\" is shorter than \"keep\"");
	}
	if (on_delete != NULL && on_delete->choice == TENURE_ON_DELETE_ALLOW) {
		word = value_word(on_delete, TENURE_SETTING_ON_DELETE);
		build_warning(build, &word, "it acts as conceal",
			      "\"on_delete = allow\" contradicts \"keep\"");
	}
}

static void check_layer(struct tenure_build *build,
			const struct tenure_layer *layer)
{
	size_t i;

	for (i = 0; i <= layer->class_count; i++) {
		const struct tenure_class *class =
			i < layer->class_count ? layer->classes[i] : NULL;

		check_pair(
			build,
			tenure_layer_value(layer, TENURE_SETTING_KEEP, class),
			tenure_layer_value(layer, TENURE_SETTING_EXPIRE, class),
			tenure_layer_value(layer, TENURE_SETTING_ON_DELETE,
					   class));
	}
}

/* What no door of this version acts upon, once for each setting. */
static void check_enforced(struct tenure_build *build,
			   const struct tenure_layer *layer)
{
	const struct tenure_setting_info *info;
	struct tenure_word word;
	int i;

	for (i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;

		info = tenure_setting_info(setting);
		if (info->not_enforced == NULL || build->told[i] ||
		    layer->first[i] == layer->first[i + 1])
			continue;
		build->told[i] = true;
		word = value_word(&layer->terms[layer->first[i]].value,
				  setting);
		build_warning(build, &word, info->not_enforced,
			      "\"%s\" is not enforced", info->name);
	}
}

/* A tenant's or user's value against those of its plan. */
static void check_against_plan(struct tenure_build *build,
			       const struct tenure_subject *subject)
{
	const struct tenure_layer *own = &subject->layer;

	if (subject->plan == NULL ||
	    tenure_layer_value(own, TENURE_SETTING_KEEP, NULL) != NULL)
		return;
	check_pair(build,
		   tenure_layer_value(&subject->plan->layer,
				      TENURE_SETTING_KEEP, NULL),
		   tenure_layer_value(own, TENURE_SETTING_EXPIRE, NULL),
		   tenure_layer_value(own, TENURE_SETTING_ON_DELETE, NULL));
}

/* A mailbox that is named, but for which nobody names a plan. */
static void check_has_plan(struct tenure_build *build,
			   const struct tenure_subject *subject,
			   const struct tenure_word *word)
{
	const struct tenure_index_entry *tenant;

	if (subject->plan != NULL)
		return;
	/* A row may have it; looking for it takes too long. */
	if (tenure_address_domain(subject->key) != subject->key &&
	    build->policy->table_count > 0)
		return;
	tenant = tenure_index_find(&build->policy->tenant_index,
				   tenure_address_domain(subject->key));
	if (tenant != NULL &&
	    build->policy->tenants[tenant->position].plan != NULL)
		return;
	tenure_build_check_no_plan(build, word);
}

void tenure_build_check_no_plan(struct tenure_build *build,
				const struct tenure_word *word)
{
	build_warning(build, word, "write plan = NAME",
		      "no plan for \"%s\": what is not set here is kept for "
		      "ever",
		      word->text);
}

bool tenure_build_check_row(struct tenure_build *build,
			    const struct tenure_subject *row)
{
	size_t before = build->diagnostics->warning_count;

	check_layer(build, &row->layer);
	check_enforced(build, &row->layer);
	check_against_plan(build, row);
	return build->diagnostics->warning_count == before;
}

static void tell(struct tenure_build *build, const struct tenure_layer *layer)
{
	int i;

	for (i = 0; i < TENURE_SETTING_COUNT; i++)
		build->told[i] |= layer->first[i] != layer->first[i + 1];
}

void tenure_build_check_told(struct tenure_build *build)
{
	const struct tenure_policy *policy = build->policy;
	size_t i;

	for (i = 0; i < policy->plan_count; i++)
		tell(build, &policy->plans[i].layer);
	for (i = 0; i < policy->tenant_count; i++)
		tell(build, &policy->tenants[i].layer);
	for (i = 0; i < policy->user_count; i++)
		tell(build, &policy->users[i].layer);
}

static void check_subjects(struct tenure_build *build,
			   const struct tenure_subject *subjects, size_t count,
			   const struct tenure_build_list *list)
{
	size_t i;

	for (i = 0; i < count; i++) {
		check_layer(build, &subjects[i].layer);
		check_enforced(build, &subjects[i].layer);
		check_against_plan(build, &subjects[i]);
		check_has_plan(build, &subjects[i], &list->items[i]->argument);
	}
}

void tenure_build_check(struct tenure_build *build)
{
	const struct tenure_policy *policy = build->policy;
	size_t i;

	/* Rows of tables may use them too, and say it themselves. */
	if (policy->table_count == 0)
		tenure_build_check_unused(build, build->tree);
	check_unknown(build);
	for (i = 0; i < policy->plan_count; i++) {
		check_layer(build, &policy->plans[i].layer);
		check_enforced(build, &policy->plans[i].layer);
	}
	check_subjects(build, policy->tenants, policy->tenant_count,
		       &build->tenants);
	check_subjects(build, policy->users, policy->user_count, &build->users);
}
