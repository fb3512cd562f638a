/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

/* A name of a class or plan: what fits into JSON, logs and tables. */
static void check_name(struct tenure_build *build,
		       const struct tenure_word *word)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-.";
	size_t len = strlen(word->text);

	if (len == 0 || len > TENURE_NAME_MAX)
		build_error(build, word, NULL, "a name has 1 to %d characters",
			    TENURE_NAME_MAX);
	else if (strspn(word->text, allowed) != len || word->text[0] == '.' ||
		 word->text[0] == '-')
		build_error(build, word, NULL,
			    "bad name \"%s\": only letters, digits, \"_\", "
			    "\"-\" and \".\"",
			    word->text);
}

/* Report things that have the same name. list is in their order. */
static void check_duplicates(struct tenure_build *build, const char *what,
			     const struct tenure_index *index,
			     const struct tenure_build_list *list)
{
	const struct tenure_index_entry *entry, *first = NULL;
	const struct tenure_statement *block;
	size_t i;

	for (i = 0; i < index->count; i++) {
		entry = &index->entries[i];
		if (first == NULL || strcmp(first->name, entry->name) != 0) {
			first = entry;
			continue;
		}
		block = list->items[entry->position];
		tenure_form_report_duplicate(
			build->tree, &block->argument, what,
			block->argument.text,
			list->items[first->position]->name.where,
			build->diagnostics);
	}
}

static int name_classes(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_statement *block;
	struct tenure_class *class;
	size_t i, count = build->classes.count;

	if (count > TENURE_CLASSES_MAX) {
		build_error(build,
			    &build->classes.items[TENURE_CLASSES_MAX]->name,
			    NULL, "more than %d classes", TENURE_CLASSES_MAX);
		count = TENURE_CLASSES_MAX;
	}
	policy->classes =
		tenure_build_alloc(build, count, sizeof(*policy->classes));
	build->class_names =
		tenure_build_scratch(build, count + 1, sizeof(char *));
	policy->class_used = build->class_used =
		tenure_build_alloc(build, count, sizeof(*build->class_used));
	build->class_seen =
		tenure_build_scratch(build, count, sizeof(*build->class_seen));
	if (build->out_of_memory ||
	    tenure_index_init(&policy->class_index, &policy->arena, count) < 0)
		return -1;
	policy->class_count = count;
	for (i = 0; i < count; i++) {
		class = &policy->classes[i];
		block = build->classes.items[i];
		check_name(build, &block->argument);
		class->index = (unsigned int)i;
		class->where = block->name.where;
		class->name = tenure_build_strdup(build, block->argument.text);
		if (class->name == NULL)
			return -1;
		build->class_names[i] = class->name;
		tenure_index_add(&policy->class_index, class->name, i);
	}
	tenure_index_sort(&policy->class_index);
	check_duplicates(build, "class", &policy->class_index, &build->classes);
	return 0;
}

static int name_plans(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_statement *block;
	struct tenure_plan *plan;
	size_t i, count = build->plans.count;

	policy->plans =
		tenure_build_alloc(build, count, sizeof(*policy->plans));
	build->plan_names =
		tenure_build_scratch(build, count + 1, sizeof(char *));
	policy->plan_used = build->plan_used =
		tenure_build_alloc(build, count, sizeof(*build->plan_used));
	if (build->out_of_memory ||
	    tenure_index_init(&policy->plan_index, &policy->arena, count) < 0)
		return -1;
	policy->plan_count = count;
	for (i = 0; i < count; i++) {
		plan = &policy->plans[i];
		block = build->plans.items[i];
		check_name(build, &block->argument);
		plan->where = block->name.where;
		plan->name = tenure_build_strdup(build, block->argument.text);
		if (plan->name == NULL)
			return -1;
		build->plan_names[i] = plan->name;
		tenure_index_add(&policy->plan_index, plan->name, i);
	}
	tenure_index_sort(&policy->plan_index);
	check_duplicates(build, "plan", &policy->plan_index, &build->plans);
	return 0;
}

static int name_networks(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_statement *block;
	struct tenure_client_network *network;
	size_t i, count = build->networks.count;

	policy->networks =
		tenure_build_alloc(build, count, sizeof(*policy->networks));
	build->network_names =
		tenure_build_scratch(build, count + 1, sizeof(char *));
	if (build->out_of_memory ||
	    tenure_index_init(&policy->network_index, &policy->arena, count) <
		    0)
		return -1;
	policy->network_count = count;
	for (i = 0; i < count; i++) {
		network = &policy->networks[i];
		block = build->networks.items[i];
		check_name(build, &block->argument);
		network->where = block->name.where;
		network->name =
			tenure_build_strdup(build, block->argument.text);
		if (network->name == NULL)
			return -1;
		build->network_names[i] = network->name;
		tenure_index_add(&policy->network_index, network->name, i);
	}
	tenure_index_sort(&policy->network_index);
	check_duplicates(build, "network", &policy->network_index,
			 &build->networks);
	return 0;
}

/* Tenants and users differ in their keys. */
struct subject_kind {
	const char *name, *thing;
	int (*key)(const char *text, char *key_r);
};

static const char *subject_key(struct tenure_build *build,
			       const struct subject_kind *kind,
			       const struct tenure_word *word)
{
	char key[TENURE_ADDRESS_KEY_SIZE];

	if (kind->key(word->text, key) == 0)
		return tenure_build_strdup(build, key);
	build_error(build, word, NULL, "bad %s \"%s\"", kind->thing,
		    word->text);
	/* Not found by any address, and not a duplicate of another. */
	return "";
}

static int name_subjects(struct tenure_build *build,
			 const struct subject_kind *kind,
			 const struct tenure_build_list *list,
			 struct tenure_subject **subjects_r, size_t *count_r,
			 struct tenure_index *index)
{
	struct tenure_subject *subjects;
	size_t i;

	*subjects_r = subjects =
		tenure_build_alloc(build, list->count, sizeof(*subjects));
	if (subjects == NULL ||
	    tenure_index_init(index, &build->policy->arena, list->count) < 0)
		return -1;
	*count_r = list->count;
	for (i = 0; i < list->count; i++) {
		subjects[i].where = list->items[i]->name.where;
		subjects[i].key =
			subject_key(build, kind, &list->items[i]->argument);
		if (subjects[i].key == NULL)
			return -1;
		if (subjects[i].key[0] != '\0')
			tenure_index_add(index, subjects[i].key, i);
	}
	tenure_index_sort(index);
	check_duplicates(build, kind->name, index, list);
	return 0;
}

int tenure_build_names(struct tenure_build *build)
{
	static const struct subject_kind tenant_kind = {"tenant", "domain",
							tenure_domain_key};
	static const struct subject_kind user_kind = {"user", "address",
						      tenure_address_key};
	struct tenure_policy *policy = build->policy;

	if (name_classes(build) < 0 || name_plans(build) < 0 ||
	    name_networks(build) < 0 ||
	    name_subjects(build, &tenant_kind, &build->tenants,
			  &policy->tenants, &policy->tenant_count,
			  &policy->tenant_index) < 0 ||
	    name_subjects(build, &user_kind, &build->users, &policy->users,
			  &policy->user_count, &policy->user_index) < 0)
		return -1;
	return 0;
}

const struct tenure_plan *tenure_build_find_plan(struct tenure_build *build,
						 const struct tenure_word *word)
{
	const struct tenure_index_entry *entry =
		tenure_index_find(&build->policy->plan_index, word->text);

	if (entry != NULL) {
		build->plan_used[entry->position] = true;
		return &build->policy->plans[entry->position];
	}
	tenure_form_report_unknown(build->tree, word, "plan", build->plan_names,
				   build->diagnostics);
	return NULL;
}

const struct tenure_client_network *
tenure_build_find_network(struct tenure_build *build,
			  const struct tenure_word *word)
{
	const struct tenure_index_entry *entry =
		tenure_index_find(&build->policy->network_index, word->text);

	if (entry != NULL) {
		build->policy->networks[entry->position].used = true;
		return &build->policy->networks[entry->position];
	}
	tenure_form_report_unknown(build->tree, word, "network",
				   build->network_names, build->diagnostics);
	return NULL;
}
