/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

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

static void check_networks(struct tenure_build *build)
{
	const struct tenure_policy *policy = build->policy;
	size_t i;

	for (i = 0; i < policy->network_count; i++) {
		if (!policy->networks[i].used)
			report_unused(build, build->tree, "network",
				      policy->networks[i].name,
				      policy->networks[i].where,
				      "no condition \"client\" names it");
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

/* Compliance implies a durable record, unless the layer says otherwise. */
static void check_implied(struct tenure_build *build,
			  const struct tenure_layer *layer)
{
	const char *why =
		tenure_setting_info(TENURE_SETTING_RECORD)->not_enforced;
	const struct tenure_value *value;
	struct tenure_word word;
	size_t i;

	if (why == NULL || build->told[TENURE_SETTING_RECORD])
		return;
	for (i = layer->first[TENURE_SETTING_MODE];
	     i < layer->first[TENURE_SETTING_MODE + 1]; i++) {
		value = &layer->terms[i].value;
		if (value->choice != TENURE_KEEP_MODE_COMPLIANCE)
			continue;
		build->told[TENURE_SETTING_RECORD] = true;
		word = tenure_build_value_word(value, TENURE_SETTING_MODE);
		build_warning(build, &word, why,
			      "\"mode = compliance\" implies \"record = "
			      "durable\", which is not enforced");
		return;
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
		word = tenure_build_value_word(
			&layer->terms[layer->first[i]].value, setting);
		build_warning(build, &word, info->not_enforced,
			      "\"%s\" is not enforced", info->name);
	}
	check_implied(build, layer);
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

	/* Rows that say the same are looked at once, whoever their tenant is.
	 */
	tenure_build_check_subject(build, row, NULL);
	tenure_build_check_outside(build, row);
	check_enforced(build, &row->layer);
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
	const struct tenure_subject *tenant;
	const char *domain;
	size_t i;

	for (i = 0; i < count; i++) {
		domain = tenure_address_domain(subjects[i].key);
		tenant = domain == subjects[i].key
				 ? NULL
				 : tenure_policy_block(build->policy,
						       TENURE_TABLE_TENANTS,
						       domain);
		tenure_build_check_subject(build, &subjects[i], tenant);
		tenure_build_check_outside(build, &subjects[i]);
		check_enforced(build, &subjects[i].layer);
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
	check_networks(build);
	check_unknown(build);
	tenure_build_check_bounds(build);
	for (i = 0; i < policy->plan_count; i++) {
		tenure_build_check_plan(build, &policy->plans[i]);
		check_enforced(build, &policy->plans[i].layer);
	}
	check_subjects(build, policy->tenants, policy->tenant_count,
		       &build->tenants);
	check_subjects(build, policy->users, policy->user_count, &build->users);
}
