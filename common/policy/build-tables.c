/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

#include "base/alloc.h"

#define TEXT_TYPE "text:"

static bool is_named(const struct tenure_policy *policy, const char *name)
{
	size_t i;

	for (i = 0; i < policy->table_count; i++) {
		if (strcmp(policy->tables[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Give it a number, and open it where its text is read. */
static void add_table(struct tenure_build *build, enum tenure_table_kind kind,
		      const struct tenure_word *word, const char *name)
{
	struct tenure_policy *policy = build->policy;
	struct tenure_policy_table *table =
		&policy->tables[policy->table_count];
	const struct tenure_source *source = build->source;
	struct tenure_error err = {0};

	table->kind = kind;
	table->name = tenure_build_strdup(build, name);
	table->where = word->where;
	table->fd = -1;
	if (table->name == NULL)
		return;
	if (tenure_tree_add_table(build->tree, name, &table->file) < 0) {
		build->out_of_memory = true;
		return;
	}
	policy->table_count++;
	if (source->find_row != NULL)
		return;
	if (source->open_table == NULL)
		build_error(build, word, NULL, "there are no tables here");
	else if (source->open_table(source->context, name, &table->fd, &err) <
		 0)
		build_error(build, word, NULL, "cannot read table \"%s\": %s",
			    name, err.text);
}

static void build_table(struct tenure_build *build, enum tenure_table_kind kind,
			const struct tenure_word *word)
{
	const char *path = word->text + strlen(TEXT_TYPE);
	char *name;

	if (strncmp(word->text, TEXT_TYPE, strlen(TEXT_TYPE)) != 0 ||
	    *path == '\0') {
		build_error(build, word, "write text:FILE", "bad table \"%s\"",
			    word->text);
		return;
	}
	if (build->policy->table_count == TENURE_TABLES_MAX) {
		build_error(build, word, NULL, "more than %d tables",
			    TENURE_TABLES_MAX);
		return;
	}
	name = tenure_tree_join(build->tree, word->where, path);
	if (name == NULL)
		build->out_of_memory = true;
	else if (is_named(build->policy, name))
		build_error(build, word, NULL, "table \"%s\" is named twice",
			    name);
	else
		add_table(build, kind, word, name);
	tenure_free(name);
}

static void build_kind(struct tenure_build *build, enum tenure_table_kind kind)
{
	const struct tenure_statement *statement =
		tenure_build_only(build, &build->tables[kind]);
	size_t i;

	if (statement == NULL)
		return;
	for (i = 0; i < statement->value_count && !build->out_of_memory; i++)
		build_table(build, kind, &statement->values[i]);
}

void tenure_build_tables(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;

	policy->source = *build->source;
	policy->tables = tenure_build_alloc(build, TENURE_TABLES_MAX,
					    sizeof(*policy->tables));
	if (policy->tables == NULL)
		return;
	build_kind(build, TENURE_TABLE_TENANTS);
	build_kind(build, TENURE_TABLE_USERS);
}
