/* SPDX-License-Identifier: MIT */
#include "policy-comparison.h"

#include <stdio.h>
#include <string.h>

#include "decide/ratchet.h"
#include "output.h"

/* --------------------------------------------------------------- everybody */

/* Finds who is there, for both policies. */
struct census {
	struct tenure_population population;
	const struct tenure_snapshot *snapshots[TENURE_SIDES];
	const struct tenure_policy *policies[TENURE_SIDES];
	/* Whose rows are walked. */
	int side;
	/* Characters that begin an extension in one of them, if not the same
	   do in both. */
	char delimiters[2 * TENURE_DELIMITERS_MAX + 1];
	struct tenure_error *err;
};

/* "joe+x@example.org": does it belong to joe in both policies? */
static int add_extensions(struct census *census, const char *key)
{
	const char *at = strrchr(key, '@');
	char address[TENURE_ADDRESS_KEY_SIZE + 8];
	const char *quote;

	if (at == NULL || at == key)
		return 0;
	/* Into the quotes of a quoted local part. */
	quote = at[-1] == '"' ? at - 1 : at;
	for (const char *p = census->delimiters; *p != '\0'; p++) {
		(void)snprintf(address, sizeof(address), "%.*s%cx%s",
			       (int)(quote - key), key, *p, quote);
		if (tenure_population_add(&census->population,
					  TENURE_MEMBER_EXTENSION, address,
					  census->err) < 0)
			return -1;
	}
	return 0;
}

/* Does the old policy name it too? Then it was added before. */
static bool is_known(const struct census *census, enum tenure_member_kind kind,
		     const char *key)
{
	struct tenure_mailbox mailbox;
	const struct tenure_subject *subject;
	char address[TENURE_ADDRESS_KEY_SIZE + 2];
	bool known;

	(void)snprintf(address, sizeof(address), "%s%s",
		       kind == TENURE_MEMBER_TENANT ? "u@" : "", key);
	(void)!tenure_policy_mailbox(census->policies[TENURE_OLD], address,
				     NULL, &mailbox);
	subject = kind == TENURE_MEMBER_TENANT ? mailbox.tenant : mailbox.user;
	known = subject != NULL && strcmp(subject->key, key) == 0;
	tenure_mailbox_clear(&mailbox);
	return known;
}

static int add_name(struct census *census, int side,
		    enum tenure_member_kind kind, const char *key)
{
	if (side == TENURE_NEW && is_known(census, kind, key))
		return 0;
	if (tenure_population_add(&census->population, kind, key, census->err) <
	    0)
		return -1;
	return kind == TENURE_MEMBER_USER ? add_extensions(census, key) : 0;
}

static int add_blocks(struct census *census, int side)
{
	const struct tenure_policy *policy = census->policies[side];
	size_t count = tenure_policy_tenant_count(policy);

	for (size_t i = 0; i < count; i++) {
		if (add_name(census, side, TENURE_MEMBER_TENANT,
			     tenure_policy_tenant(policy, i)->key) < 0)
			return -1;
	}
	count = tenure_policy_user_count(policy);
	for (size_t i = 0; i < count; i++) {
		if (add_name(census, side, TENURE_MEMBER_USER,
			     tenure_policy_user(policy, i)->key) < 0)
			return -1;
	}
	return 0;
}

static int add_row(void *context, enum tenure_table_kind kind, const char *key,
		   struct tenure_error *err TENURE_UNUSED)
{
	struct census *census = context;

	return add_name(census, census->side,
			kind == TENURE_TABLE_TENANTS ? TENURE_MEMBER_TENANT
						     : TENURE_MEMBER_USER,
			key);
}

/* Plans of the old policy, which the user database may select. */
static int add_plans(struct census *census)
{
	const struct tenure_policy *policy = census->policies[TENURE_OLD];
	size_t count = tenure_policy_plan_count(policy);

	for (size_t i = 0; i < count; i++) {
		if (tenure_population_add(&census->population,
					  TENURE_MEMBER_PLAN,
					  tenure_policy_plan(policy, i)->name,
					  census->err) < 0)
			return -1;
	}
	return 0;
}

static bool same_characters(const char *a, const char *b)
{
	return strspn(a, b) == strlen(a) && strspn(b, a) == strlen(b);
}

static void find_delimiters(struct census *census)
{
	const char *texts[TENURE_SIDES];
	struct tenure_where where;

	for (int side = 0; side < TENURE_SIDES; side++)
		texts[side] = tenure_policy_recipient_delimiter(
			census->policies[side], &where);
	if (!same_characters(texts[TENURE_OLD], texts[TENURE_NEW]))
		(void)snprintf(census->delimiters, sizeof(census->delimiters),
			       "%s%s", texts[TENURE_OLD], texts[TENURE_NEW]);
}

static int take_census(struct census *census)
{
	find_delimiters(census);
	if (tenure_population_add(&census->population, TENURE_MEMBER_UNKNOWN,
				  "", census->err) < 0 ||
	    add_plans(census) < 0)
		return -1;
	for (int side = 0; side < TENURE_SIDES; side++) {
		census->side = side;
		if (add_blocks(census, side) < 0 ||
		    tenure_snapshot_walk_rows(census->snapshots[side], add_row,
					      census, census->err) < 0)
			return -1;
	}
	return tenure_population_finish(&census->population, census->err);
}

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
				 &refused) < 0)
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
	struct census census = {
		.snapshots = {old, new},
		.policies = {tenure_snapshot_policy(old),
			     tenure_snapshot_policy(new)},
		.err = err,
	};
	int ret;

	memset(comparison, 0, sizeof(*comparison));
	tenure_change_list_init(&comparison->changes, census.policies[0],
				census.policies[1]);
	tenure_change_list_init(&comparison->refused, census.policies[0],
				census.policies[1]);
	if (tenure_compare_init(&comparison->compare, census.policies[0],
				census.policies[1]) < 0 ||
	    tenure_population_init(&census.population, census.policies[0],
				   census.policies[1], compare_group,
				   comparison) < 0)
		ret = tenure_error_nomem(err);
	else
		ret = take_census(&census);
	tenure_population_free(&census.population);
	if (ret < 0) {
		/* The callbacks stop for nothing else. */
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
