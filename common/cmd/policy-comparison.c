/* SPDX-License-Identifier: MIT */
#include "policy-comparison.h"

#include <stdio.h>
#include <string.h>

#include "policy/mailbox.h"
#include "policy/value.h"
#include "census.h"
#include "decide/ratchet.h"
#include "output.h"

/* ------------------------------------------------------------------ groups */

/* Where the changes of one group go. */
struct group_sink {
	struct tenure_change_list *list;
	const struct tenure_members *members;
	size_t count;
};

static int take_change(void *context, const struct tenure_change *change)
{
	struct group_sink *sink = context;

	sink->count++;
	return tenure_change_list_add(sink->list, change, sink->members);
}

static bool layer_promises(const struct tenure_layer *layer)
{
	for (size_t i = layer->first[TENURE_SETTING_MODE];
	     i < layer->first[TENURE_SETTING_MODE + 1]; i++) {
		if (layer->terms[i].value.choice == TENURE_KEEP_MODE_COMPLIANCE)
			return true;
	}
	return false;
}

/* Is compliance promised by what is said beside the plan? */
static bool mailbox_promises(const struct tenure_mailbox *mailbox)
{
	for (unsigned int i = 0; i + 1 < mailbox->layer_count; i++) {
		if (layer_promises(mailbox->layers[i]))
			return true;
	}
	return false;
}

/* Is anything said beside the plan that the ratchet looks at? If not, the plan
   is looked at on its own. */
static bool mailbox_says_more(const struct tenure_mailbox *mailbox)
{
	for (unsigned int i = 0; i + 1 < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		/* keep, keep_from and mode are neighbours. */
		if (layer->first[TENURE_SETTING_KEEP] <
		    layer->first[TENURE_SETTING_MODE + 1])
			return true;
	}
	return false;
}
_Static_assert(TENURE_SETTING_KEEP_FROM == TENURE_SETTING_KEEP + 1 &&
		       TENURE_SETTING_MODE == TENURE_SETTING_KEEP + 2,
	       "what mailbox_says_more() looks at");

/* The mailboxes once more, as they are where the user database selects a
   plan. They share what they own. */
static void select_plan(struct tenure_mailbox *mailbox,
			const struct tenure_plan *plan)
{
	mailbox->plan = plan;
	mailbox->layers[mailbox->layer_count - 1] = &plan->layer;
}

/* What the ratchet says of each plan that the user database may select, with
   what tenant and user say beside it. */
static int check_selected_plans(struct tenure_policy_comparison *comparison,
				const struct tenure_mailbox *old,
				const struct tenure_mailbox *new,
				struct group_sink *refused)
{
	const struct tenure_policy *const *policies =
		comparison->compare.policies;
	size_t plans = tenure_policy_plan_count(policies[TENURE_OLD]);
	struct tenure_mailbox before = *old, after = *new;
	bool promised = mailbox_promises(old);

	if (!mailbox_says_more(old) && !mailbox_says_more(new))
		return 0;
	for (size_t i = 0; i < plans; i++) {
		const struct tenure_plan *plan =
			tenure_policy_plan(policies[TENURE_OLD], i);
		const struct tenure_plan *other = tenure_policy_find_plan(
			policies[TENURE_NEW], plan->name);

		/* Without the plan, such a mailbox keeps everything. */
		if (other == NULL || plan == old->plan ||
		    !(promised || layer_promises(&plan->layer)))
			continue;
		select_plan(&before, plan);
		select_plan(&after, other);
		if (tenure_ratchet_check(&comparison->compare, &before, &after,
					 take_change, refused) < 0)
			return -1;
	}
	return 0;
}

static int compare_group(void *context, const struct tenure_members *members,
			 const struct tenure_mailbox *old,
			 const struct tenure_mailbox *new)
{
	struct tenure_policy_comparison *comparison = context;
	struct group_sink sink = {&comparison->changes, members, 0};
	struct group_sink refused = {&comparison->refused, members, 0};

	if (tenure_compare_mailboxes(&comparison->compare, old, new,
				     take_change, &sink) < 0 ||
	    tenure_ratchet_check(&comparison->compare, old, new, take_change,
				 &refused) < 0 ||
	    check_selected_plans(comparison, old, new, &refused) < 0)
		return -1;
	if (sink.count > 0 &&
	    tenure_members_add(&comparison->changes.members, members) < 0)
		return -1;
	return refused.count == 0
		       ? 0
		       : tenure_members_add(&comparison->refused.members,
					    members);
}

int tenure_policy_comparison_make(struct tenure_policy_comparison *comparison,
				  struct tenure_snapshot *old,
				  struct tenure_snapshot *new,
				  struct tenure_error *err)
{
	const struct tenure_policy *const policies[] = {
		tenure_snapshot_policy(old), tenure_snapshot_policy(new)};
	int ret;

	memset(comparison, 0, sizeof(*comparison));
	tenure_change_list_init(&comparison->changes, policies[TENURE_OLD],
				policies[TENURE_NEW]);
	tenure_change_list_init(&comparison->refused, policies[TENURE_OLD],
				policies[TENURE_NEW]);
	if (tenure_compare_init(&comparison->compare, policies[TENURE_OLD],
				policies[TENURE_NEW]) < 0)
		ret = tenure_error_nomem(err);
	else
		ret = tenure_census_take(old, new, compare_group, comparison,
					 err);
	if (ret < 0) {
		/* The callback stops for nothing else. */
		if (err->code == TENURE_ERROR_NONE)
			tenure_error_nomem(err);
		tenure_policy_comparison_free(comparison);
		return -1;
	}
	tenure_change_list_sort(&comparison->changes);
	tenure_change_list_sort(&comparison->refused);
	return 0;
}

void tenure_policy_comparison_free(struct tenure_policy_comparison *comparison)
{
	tenure_compare_free(&comparison->compare);
	tenure_change_list_free(&comparison->changes);
	tenure_change_list_free(&comparison->refused);
}

/* ----------------------------------------------------------------- globals */

/* What bounds say about a setting: "30d .. 10y (policy.conf:7)". */
static void format_bound(const struct tenure_policy *policy,
			 enum tenure_setting setting, struct tenure_buffer *out)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	const struct tenure_bounds *bounds = tenure_policy_bounds(policy);
	const struct tenure_bound *bound;

	tenure_buffer_add_str(out, "");
	if (bounds == NULL)
		return;
	bound = &bounds->settings[setting];
	if (bound->has_low) {
		tenure_buffer_add_str(out, " from ");
		tenure_value_format(setting, &bound->low, out);
	}
	if (bound->has_high) {
		tenure_buffer_add_str(out, " to ");
		tenure_value_format(setting, &bound->high, out);
	}
	for (int i = 0; info->choices != NULL && info->choices[i] != NULL;
	     i++) {
		if ((bound->words & (UINT32_C(1) << i)) != 0)
			tenure_buffer_printf(out, " %s", info->choices[i]);
	}
	if (bound->forbidden)
		tenure_buffer_add_str(out, " not allowed");
}

static void compare_texts(const char *what, struct tenure_buffer *texts,
			  tenure_global_callback *callback, void *context)
{
	if (texts[0].failed || texts[1].failed)
		tenure_die_nomem();
	if (strcmp(texts[0].data, texts[1].data) != 0)
		callback(context, what,
			 texts[0].data + (texts[0].data[0] == ' '),
			 texts[1].data + (texts[1].data[0] == ' '));
	tenure_buffer_free(&texts[0]);
	tenure_buffer_free(&texts[1]);
}

static void compare_bounds(const struct tenure_policy *const *policies,
			   tenure_global_callback *callback, void *context)
{
	struct tenure_buffer texts[TENURE_SIDES] = {TENURE_BUFFER_INIT,
						    TENURE_BUFFER_INIT};
	char what[64];

	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;

		for (int side = 0; side < TENURE_SIDES; side++)
			format_bound(policies[side], setting, &texts[side]);
		(void)snprintf(what, sizeof(what), "bounds of %s",
			       tenure_setting_info(setting)->name);
		compare_texts(what, texts, callback, context);
	}
	for (int side = 0; side < TENURE_SIDES; side++) {
		const struct tenure_bounds *bounds =
			tenure_policy_bounds(policies[side]);

		tenure_buffer_add_str(&texts[side],
				      bounds != NULL && bounds->plan_forbidden
					      ? "not allowed"
					      : "");
	}
	compare_texts("bounds of plan", texts, callback, context);
}

void tenure_policy_comparison_globals(
	const struct tenure_policy_comparison *comparison,
	tenure_global_callback *callback, void *context)
{
	const struct tenure_policy *const *policies =
		comparison->compare.policies;
	struct tenure_buffer texts[TENURE_SIDES] = {TENURE_BUFFER_INIT,
						    TENURE_BUFFER_INIT};
	struct tenure_where where;

	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_buffer_add_str(&texts[side],
				      tenure_policy_time_zone(policies[side]));
	compare_texts("time_zone", texts, callback, context);
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_buffer_printf(&texts[side], "\"%s\"",
				     tenure_policy_recipient_delimiter(
					     policies[side], &where));
	compare_texts("recipient_delimiter", texts, callback, context);
	compare_bounds(policies, callback, context);
}

static void note_global(void *context, const char *what TENURE_UNUSED,
			const char *old TENURE_UNUSED,
			const char *new TENURE_UNUSED)
{
	bool *any = context;

	*any = true;
}

bool tenure_policy_comparison_differs(
	const struct tenure_policy_comparison *comparison)
{
	const struct tenure_compare *compare = &comparison->compare;
	bool any = comparison->changes.count > 0 || compare->years_differ;

	for (size_t i = 0; i < compare->class_count && !any; i++)
		any = compare->classes[i].redefined ||
		      compare->classes[i].in[TENURE_OLD] == NULL ||
		      compare->classes[i].in[TENURE_NEW] == NULL;
	tenure_policy_comparison_globals(comparison, note_global, &any);
	return any;
}

const char *tenure_change_word(const struct tenure_listed_change *change)
{
	bool duration = tenure_setting_info(change->setting)->type ==
			TENURE_TYPE_DURATION;

	switch (change->kind) {
	case TENURE_CHANGE_MORE:
		return duration ? "longer" : "stricter";
	case TENURE_CHANGE_LESS:
		return duration ? "shorter" : "weaker";
	case TENURE_CHANGE_MIXED:
		return "shorter or longer, by the date";
	case TENURE_CHANGE_OTHER:
	case TENURE_CHANGE_NONE:
		break;
	}
	return "other";
}
