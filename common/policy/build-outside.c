/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include "base/buffer.h"
#include "policy/value.h"

/* What tenants and users say outside of the bounds: warnings that tell what
   counts instead. */

static void report_ignored(struct tenure_build *build,
			   const struct tenure_bound *bound,
			   const struct tenure_setting_info *info,
			   const struct tenure_word *word)
{
	if (bound->forbidden)
		build_warning(build, word, "it does not count",
			      "\"%s\" is not what tenants and users may set",
			      info->name);
	else
		build_warning(build, word, "it does not count",
			      "this \"%s\" is not among those that the bounds "
			      "allow",
			      info->name);
}

static void report_clamped(struct tenure_build *build,
			   enum tenure_setting setting,
			   const struct tenure_value *counts,
			   const struct tenure_word *word)
{
	struct tenure_buffer hint = TENURE_BUFFER_INIT;

	tenure_buffer_add_str(&hint, "it counts as ");
	tenure_value_format(setting, counts, &hint);
	build_warning(build, word, tenure_buffer_str(&hint),
		      "this \"%s\" is outside of the bounds",
		      tenure_setting_info(setting)->name);
	tenure_buffer_free(&hint);
}

static void check_value(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_value *value)
{
	const struct tenure_bounds *bounds = build->policy->bounds;
	const struct tenure_value *counts =
		tenure_bounds_apply(bounds, setting, value, 0);
	struct tenure_word word;

	if (counts == value)
		return;
	word = tenure_build_value_word(value, setting);
	if (counts == NULL)
		report_ignored(build, &bounds->settings[setting],
			       tenure_setting_info(setting), &word);
	else
		report_clamped(build, setting, counts, &word);
}

void tenure_build_check_outside(struct tenure_build *build,
				const struct tenure_subject *subject)
{
	const struct tenure_bounds *bounds = build->policy->bounds;
	const struct tenure_layer *layer = &subject->layer;
	const struct tenure_word plan = {
		.text = "plan", .where = subject->plan_where, .length = 4};
	int setting;
	size_t i;

	if (bounds == NULL)
		return;
	if (bounds->plan_forbidden && subject->plan != NULL)
		build_warning(build, &plan,
			      "it does not count, and everything is kept for "
			      "ever",
			      "\"plan\" is not what tenants and users may set");
	for (setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		for (i = layer->first[setting]; i < layer->first[setting + 1];
		     i++)
			check_value(build, (enum tenure_setting)setting,
				    &layer->terms[i].value);
	}
}

void tenure_build_check_bounds(struct tenure_build *build)
{
	const struct tenure_policy *policy = build->policy;
	const struct tenure_bounds *bounds = policy->bounds;
	struct tenure_word word = {.text = "bounds", .length = 6};
	int i;

	if (bounds == NULL)
		return;
	word.where = bounds->where;
	if (policy->tenant_count + policy->user_count + policy->table_count ==
	    0)
		build_warning(build, &word, "they do not count for plans",
			      "no tenant or user has these bounds");
	for (i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;
		const struct tenure_bound *bound = &bounds->settings[i];
		const struct tenure_value value = {.where = bound->where};

		if (!bound->forbidden || bound->where.line == 0)
			continue;
		word = tenure_build_value_word(&value, setting);
		build_warning(build, &word, "nobody may set it",
			      "\"%s\" has bounds, but is not in \"may\"",
			      tenure_setting_info(setting)->name);
	}
}
