/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

/* One setting of a plan. */
static void build_setting(struct tenure_build *build,
			  struct tenure_terms *terms,
			  enum tenure_setting setting,
			  const struct tenure_statement *statement)
{
	struct tenure_value *value = &terms->values[setting];

	if (value->where.line > 0) {
		tenure_form_report_duplicate(build->tree, &statement->name,
					     "setting", statement->name.text,
					     value->where, build->diagnostics);
		return;
	}
	tenure_build_value(build, setting, statement, value);
}

/* The settings inside a pop3 or smtp block. */
static void build_sub_block(struct tenure_build *build,
			    struct tenure_terms *terms, unsigned int place,
			    const struct tenure_statement *block)
{
	const struct tenure_statement *statement;
	const struct tenure_form *form;

	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, place, statement);
		if (form != NULL)
			build_setting(build, terms,
				      (enum tenure_setting)form->id, statement);
	}
}

/* A statement that may stand in a plan as well as in a class block in it. */
static void build_terms(struct tenure_build *build, struct tenure_terms *terms,
			const struct tenure_form *form,
			const struct tenure_statement *statement)
{
	if (form->id == TENURE_FORM_POP3)
		build_sub_block(build, terms, TENURE_PLACE_POP3, statement);
	else if (form->id == TENURE_FORM_SMTP)
		build_sub_block(build, terms, TENURE_PLACE_SMTP, statement);
	else
		build_setting(build, terms, (enum tenure_setting)form->id,
			      statement);
}

/* The class that a block is for. NULL if there is none, or this layer has a
   block for it already; that is reported. */
static const struct tenure_class *
find_class(struct tenure_build *build, const struct tenure_statement *block)
{
	const struct tenure_index_entry *entry = tenure_index_find(
		&build->policy->class_index, block->argument.text);
	const struct tenure_class_terms *first;

	if (entry == NULL) {
		tenure_form_report_unknown(build->tree, &block->argument,
					   "class", build->class_names,
					   build->diagnostics);
		return NULL;
	}
	build->class_used[entry->position] = true;
	first = build->class_seen[entry->position];
	if (first != NULL) {
		tenure_form_report_duplicate(build->tree, &block->argument,
					     "class", block->argument.text,
					     first->where, build->diagnostics);
		return NULL;
	}
	return &build->policy->classes[entry->position];
}

static void build_class_terms(struct tenure_build *build,
			      struct tenure_layer *layer,
			      const struct tenure_statement *block)
{
	struct tenure_class_terms ignored = {.class = NULL}, *terms;
	const struct tenure_class *class = find_class(build, block);
	const struct tenure_statement *statement;
	const struct tenure_form *form;

	terms = &ignored;
	if (class != NULL) {
		terms = &layer->classes[layer->class_count++];
		terms->class = class;
		terms->where = block->name.where;
		build->class_seen[class->index] = terms;
	}
	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, TENURE_PLACE_CLASS_TERMS,
					 statement);
		if (form != NULL)
			build_terms(build, &terms->terms, form, statement);
	}
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

/* Class blocks of a layer, at most. */
static size_t count_class_blocks(const struct tenure_build *build,
				 const struct tenure_statement *block)
{
	const struct tenure_statement *statement;
	size_t count = 0;

	for (statement = block->children; statement != NULL;
	     statement = statement->next)
		count += statement->block;
	return count < build->policy->class_count ? count
						  : build->policy->class_count;
}

void tenure_build_layer(struct tenure_build *build, struct tenure_layer *layer,
			struct tenure_subject *subject,
			const struct tenure_statement *block)
{
	const struct tenure_statement *statement;
	const struct tenure_form *form;
	size_t i;

	layer->classes =
		tenure_build_alloc(build, count_class_blocks(build, block),
				   sizeof(*layer->classes));
	if (layer->classes == NULL)
		return;
	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build,
					 subject == NULL ? TENURE_PLACE_PLAN
							 : TENURE_PLACE_SUBJECT,
					 statement);
		if (form == NULL)
			continue;
		if (form->id == TENURE_FORM_CLASS_TERMS)
			build_class_terms(build, layer, statement);
		else if (form->id == TENURE_FORM_SUBJECT_PLAN)
			build_subject_plan(build, subject, statement);
		else
			build_terms(build, &layer->terms, form, statement);
	}
	for (i = 0; i < layer->class_count; i++)
		build->class_seen[layer->classes[i].class->index] = NULL;
}
