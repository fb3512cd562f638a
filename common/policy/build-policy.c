/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

#define VERSION_WORD "tenure_version"

/* Is it a version that we can read? If not, the rest may mean something
   else, and there is no sense in reading it. */
static bool check_version(struct tenure_build *build)
{
	const struct tenure_statement *root = tenure_tree_root(build->tree);
	const struct tenure_statement *statement = root;
	const struct tenure_word top = {.where = {.line = 0}};
	const struct tenure_word *word;

	while (statement != NULL &&
	       strcmp(statement->name.text, VERSION_WORD) != 0)
		statement = statement->next;
	if (statement == NULL || statement != root ||
	    statement->name.where.file != 0) {
		/* After errors of form, it may have been among them. */
		if (statement != NULL ||
		    build->diagnostics->error_count == build->errors_before)
			build_error(build,
				    statement != NULL ? &statement->name : &top,
				    NULL,
				    "the first setting must be "
				    "\"tenure_version = 1\"");
		return true;
	}
	if (tenure_build_form(build, TENURE_PLACE_FILE, statement) == NULL)
		return true;
	word = tenure_form_value(build->tree, statement, build->diagnostics);
	if (word == NULL || strcmp(word->text, "1") == 0)
		return true;
	build_error(build, word, NULL, "%s \"%s\" is not known, only 1 is",
		    VERSION_WORD, word->text);
	return false;
}

/* Where statements of a kind are collected; NULL for no such kind. */
static struct tenure_build_list *list_of(struct tenure_build *build, int id)
{
	switch (id) {
	case TENURE_FORM_CLASS:
		return &build->classes;
	case TENURE_FORM_PLAN:
		return &build->plans;
	case TENURE_FORM_TENANT:
		return &build->tenants;
	case TENURE_FORM_USER:
		return &build->users;
	case TENURE_FORM_UNKNOWN:
		return &build->unknowns;
	case TENURE_FORM_DELIMITER:
		return &build->delimiters;
	case TENURE_FORM_NETWORK:
		return &build->networks;
	case TENURE_FORM_TIME_ZONE:
		return &build->zones;
	case TENURE_FORM_BOUNDS:
		return &build->bounds;
	case TENURE_FORM_TENANTS:
		return &build->tables[TENURE_TABLE_TENANTS];
	case TENURE_FORM_USERS:
		return &build->tables[TENURE_TABLE_USERS];
	default:
		return NULL;
	}
}

/* Make room in a list for count statements and an end mark. */
static void init_list(struct tenure_build *build, int id, size_t count)
{
	struct tenure_build_list *list = list_of(build, id);

	list->items =
		tenure_build_scratch(build, count + 1, sizeof(*list->items));
}

static int init_lists(struct tenure_build *build)
{
	static const int ids[] = {
		TENURE_FORM_CLASS,   TENURE_FORM_PLAN,
		TENURE_FORM_TENANT,  TENURE_FORM_USER,
		TENURE_FORM_UNKNOWN, TENURE_FORM_DELIMITER,
		TENURE_FORM_NETWORK, TENURE_FORM_TIME_ZONE,
		TENURE_FORM_BOUNDS,  TENURE_FORM_TENANTS,
		TENURE_FORM_USERS,
	};
	const struct tenure_statement *statement;
	size_t i, count = 0;

	for (statement = tenure_tree_root(build->tree); statement != NULL;
	     statement = statement->next)
		count++;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		init_list(build, ids[i], count);
	return build->out_of_memory ? -1 : 0;
}

/* Sort the statements of the file by what they are. */
static void sort_statements(struct tenure_build *build)
{
	const struct tenure_statement *root = tenure_tree_root(build->tree);
	const struct tenure_statement *statement;
	const struct tenure_form *form;
	struct tenure_build_list *list;

	for (statement = root; statement != NULL; statement = statement->next) {
		/* The version was looked at already. */
		if (statement == root &&
		    strcmp(statement->name.text, VERSION_WORD) == 0)
			continue;
		form = tenure_build_form(build, TENURE_PLACE_FILE, statement);
		list = form == NULL ? NULL : list_of(build, form->id);
		if (list != NULL)
			list->items[list->count++] = statement;
		else if (form != NULL && root != statement &&
			 strcmp(root->name.text, VERSION_WORD) == 0)
			tenure_form_report_duplicate(
				build->tree, &statement->name, "setting",
				VERSION_WORD, root->name.where,
				build->diagnostics);
	}
}

static void build_subjects(struct tenure_build *build,
			   struct tenure_subject *subjects, size_t count,
			   const struct tenure_build_list *list)
{
	size_t i;

	for (i = 0; i < count && !build->out_of_memory; i++)
		tenure_build_layer(build, &subjects[i].layer, &subjects[i],
				   list->items[i]);
}

void tenure_build_policy(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	size_t i;

	tenure_build_forms(build);
	if (!check_version(build) || init_lists(build) < 0)
		return;
	sort_statements(build);
	if (tenure_build_names(build) < 0) {
		build->out_of_memory = true;
		return;
	}
	tenure_build_globals(build);
	for (i = 0; i < policy->network_count; i++)
		tenure_build_network(build, &policy->networks[i],
				     build->networks.items[i]);
	for (i = 0; i < policy->class_count && !build->out_of_memory; i++)
		tenure_build_class(build, &policy->classes[i],
				   build->classes.items[i]);
	for (i = 0; i < policy->plan_count && !build->out_of_memory; i++)
		tenure_build_layer(build, &policy->plans[i].layer, NULL,
				   build->plans.items[i]);
	build_subjects(build, policy->tenants, policy->tenant_count,
		       &build->tenants);
	build_subjects(build, policy->users, policy->user_count, &build->users);
}
