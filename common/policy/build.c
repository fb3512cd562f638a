/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

void *tenure_build_alloc(struct tenure_build *build, size_t count, size_t size)
{
	void *memory = tenure_arena_alloc(build->arena, count, size);

	if (memory == NULL)
		build->out_of_memory = true;
	return memory;
}

void *tenure_build_scratch(struct tenure_build *build, size_t count,
			   size_t size)
{
	void *memory = tenure_arena_alloc(&build->scratch, count, size);

	if (memory == NULL)
		build->out_of_memory = true;
	return memory;
}

char *tenure_build_strdup(struct tenure_build *build, const char *text)
{
	char *copy = tenure_arena_strdup(build->arena, text);

	if (copy == NULL)
		build->out_of_memory = true;
	return copy;
}

const struct tenure_statement *
tenure_build_only(struct tenure_build *build,
		  const struct tenure_build_list *list)
{
	const struct tenure_statement *statement;
	size_t i;

	for (i = 1; i < list->count; i++) {
		statement = list->items[i];
		tenure_form_report_duplicate(build->tree, &statement->name,
					     "setting", statement->name.text,
					     list->items[0]->name.where,
					     build->diagnostics);
	}
	return list->count == 0 ? NULL : list->items[0];
}

struct tenure_word tenure_build_value_word(const struct tenure_value *value,
					   enum tenure_setting setting)
{
	const char *name = tenure_setting_info(setting)->bare_name;
	struct tenure_word word = {.text = name, .where = value->where};

	while (name[word.length] != '\0')
		word.length++;
	return word;
}
