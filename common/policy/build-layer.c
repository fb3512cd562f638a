/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* A plan, tenant or user block, or a class block in one. */
struct block {
	/* NULL: what it says is for every message. */
	const struct tenure_class *class;
	/* Where it gives each setting; line 0: not yet. */
	struct tenure_where seen[TENURE_SETTING_COUNT];
};

static void add_given(struct tenure_build *build, const struct block *block,
		      enum tenure_setting setting,
		      const struct tenure_value *value)
{
	struct tenure_given *given;

	if (tenure_array_grow(&build->given, build->given_count,
			      &build->given_allocated, sizeof(*given)) < 0) {
		build->out_of_memory = true;
		return;
	}
	given = &build->given[build->given_count++];
	given->setting = setting;
	given->term.class = block->class;
	given->term.value = *value;
}

static void build_setting(struct tenure_build *build, struct block *block,
			  enum tenure_setting setting,
			  const struct tenure_statement *statement)
{
	struct tenure_where *seen = &block->seen[setting];
	struct tenure_value value;

	if (seen->line > 0) {
		tenure_form_report_duplicate(build->tree, &statement->name,
					     "setting", statement->name.text,
					     *seen, build->diagnostics);
		return;
	}
	*seen = statement->name.where;
	if (tenure_build_value(build, setting, statement, &value) == 0)
		add_given(build, block, setting, &value);
}

/* The settings inside a pop3 or smtp block. */
static void build_sub_block(struct tenure_build *build, struct block *block,
			    unsigned int place,
			    const struct tenure_statement *statements)
{
	const struct tenure_statement *statement;
	const struct tenure_form *form;

	for (statement = statements->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, place, statement);
		if (form != NULL)
			build_setting(build, block,
				      (enum tenure_setting)form->id, statement);
	}
}

/* A statement that may stand in a plan as well as in a class block in it. */
static void build_statement(struct tenure_build *build, struct block *block,
			    const struct tenure_form *form,
			    const struct tenure_statement *statement)
{
	if (form->id == TENURE_FORM_POP3)
		build_sub_block(build, block, TENURE_PLACE_POP3, statement);
	else if (form->id == TENURE_FORM_SMTP)
		build_sub_block(build, block, TENURE_PLACE_SMTP, statement);
	else
		build_setting(build, block, (enum tenure_setting)form->id,
			      statement);
}

/* The class that a block is for. NULL if there is none, or this layer has a
   block for it already; that is reported. */
static const struct tenure_class *
find_class(struct tenure_build *build, const struct tenure_statement *block)
{
	const struct tenure_index_entry *entry = tenure_index_find(
		&build->policy->class_index, block->argument.text);
	struct tenure_where *first;

	if (entry == NULL) {
		tenure_form_report_unknown(build->tree, &block->argument,
					   "class", build->class_names,
					   build->diagnostics);
		return NULL;
	}
	build->class_used[entry->position] = true;
	first = &build->class_seen[entry->position];
	if (first->line > 0) {
		tenure_form_report_duplicate(build->tree, &block->argument,
					     "class", block->argument.text,
					     *first, build->diagnostics);
		return NULL;
	}
	*first = block->name.where;
	return &build->policy->classes[entry->position];
}

static void build_class_block(struct tenure_build *build,
			      const struct tenure_statement *statements)
{
	struct block block = {.class = find_class(build, statements)};
	const struct tenure_statement *statement;
	const struct tenure_form *form;
	size_t before = build->given_count;

	for (statement = statements->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, TENURE_PLACE_CLASS_TERMS,
					 statement);
		if (form != NULL)
			build_statement(build, &block, form, statement);
	}
	/* Of a class that is not there: only looked at for its mistakes. */
	if (block.class == NULL)
		build->given_count = before;
}

static void build_subject_plan(struct tenure_build *build,
			       struct tenure_subject *subject,
			       const struct tenure_statement *statement)
{
	const struct tenure_word *word;

	if (subject->plan_where.line > 0) {
		tenure_form_report_duplicate(build->tree, &statement->name,
					     "setting", statement->name.text,
					     subject->plan_where,
					     build->diagnostics);
		return;
	}
	subject->plan_where = statement->name.where;
	word = tenure_form_value(build->tree, statement, build->diagnostics);
	if (word != NULL)
		subject->plan = tenure_build_find_plan(build, word);
}

static void build_block(struct tenure_build *build,
			struct tenure_subject *subject,
			const struct tenure_statement *statements)
{
	unsigned int place =
		subject == NULL ? TENURE_PLACE_PLAN : TENURE_PLACE_SUBJECT;
	const struct tenure_statement *statement;
	const struct tenure_form *form;
	struct block block = {.class = NULL};

	for (statement = statements->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, place, statement);
		if (form == NULL)
			continue;
		if (form->id == TENURE_FORM_CLASS_TERMS)
			build_class_block(build, statement);
		else if (form->id == TENURE_FORM_SUBJECT_PLAN)
			build_subject_plan(build, subject, statement);
		else
			build_statement(build, &block, form, statement);
	}
}

static int index_compare(const void *a, const void *b)
{
	const struct tenure_class *const *class_a = a, *const *class_b = b;

	return (*class_a)->index < (*class_b)->index ? -1 : 1;
}

/* The classes that have a block, by index. Cleans class_seen up. */
static const struct tenure_class **
list_classes(struct tenure_build *build,
	     const struct tenure_statement *statements, size_t *count_r)
{
	const struct tenure_statement *statement;
	const struct tenure_index_entry *entry;
	const struct tenure_class **classes;
	size_t room = 0, count = 0;

	for (statement = statements->children; statement != NULL;
	     statement = statement->next)
		room += statement->block;
	*count_r = 0;
	classes = tenure_build_alloc(build, room, sizeof(*classes));
	if (classes == NULL)
		return NULL;
	for (statement = statements->children; statement != NULL;
	     statement = statement->next) {
		if (!statement->block || statement->argument.text == NULL)
			continue;
		entry = tenure_index_find(&build->policy->class_index,
					  statement->argument.text);
		if (entry == NULL ||
		    build->class_seen[entry->position].line == 0)
			continue;
		build->class_seen[entry->position].line = 0;
		classes[count++] = &build->policy->classes[entry->position];
	}
	if (count > 1)
		qsort(classes, count, sizeof(*classes), index_compare);
	*count_r = count;
	return classes;
}

void tenure_build_layer(struct tenure_build *build, struct tenure_layer *layer,
			struct tenure_subject *subject,
			const struct tenure_statement *block)
{
	const struct tenure_class **classes;
	struct tenure_term *terms;
	size_t class_count;

	build->given_count = 0;
	build_block(build, subject, block);
	classes = list_classes(build, block, &class_count);
	terms = tenure_build_alloc(build, build->given_count, sizeof(*terms));
	if (classes != NULL && terms != NULL)
		tenure_layer_init(layer, build->given, build->given_count,
				  terms, classes, class_count);
}
