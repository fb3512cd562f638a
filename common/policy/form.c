/* SPDX-License-Identifier: MIT */
#include "policy/form.h"

#include <stdio.h>
#include <string.h>

/* Names that are suggested from; a table has fewer. */
#define NAMES_MAX 64
/* As many words are listed where none is close. */
#define LISTED_MAX 6
#define HINT_SIZE 256

#define report(tree, diagnostics, word, hint, ...)                             \
	tenure_tree_report(tree, diagnostics, TENURE_SEVERITY_ERROR, word,     \
			   hint, __VA_ARGS__)

/* The names that may stand in a place, each once. */
static void names_in_place(const struct tenure_form_table *table,
			   unsigned int place,
			   const char *names[static NAMES_MAX + 1])
{
	size_t i, count = 0;

	for (i = 0; i < table->count && count < NAMES_MAX; i++) {
		if ((table->forms[i].places & place) != 0)
			names[count++] = table->forms[i].name;
	}
	names[count] = NULL;
}

/* The form of a name, best in that place; NULL if the name is unknown. */
static const struct tenure_form *
find_name(const struct tenure_form_table *table, unsigned int place,
	  const char *name)
{
	const struct tenure_form *found = NULL;
	size_t i;

	for (i = 0; i < table->count; i++) {
		if (table->forms[i].name[0] != name[0] ||
		    strcmp(table->forms[i].name, name) != 0)
			continue;
		if ((table->forms[i].places & place) != 0)
			return &table->forms[i];
		if (found == NULL)
			found = &table->forms[i];
	}
	return found;
}

static const char *did_you_mean(const char *word, const char *const *words,
				char buf[static HINT_SIZE])
{
	const char *suggestion = tenure_suggestion(word, words);

	if (suggestion == NULL)
		return NULL;
	snprintf(buf, HINT_SIZE, "did you mean \"%s\"?", suggestion);
	return buf;
}

/* Would one more error be shown? If not, it is counted, and the work for its
   text is saved: a hostile file may have millions. */
static bool is_wanted(struct tenure_diagnostics *diagnostics,
		      const struct tenure_word *word)
{
	if (tenure_diagnostics_wants(diagnostics, TENURE_SEVERITY_ERROR,
				     word->where))
		return true;
	tenure_diagnostics_count(diagnostics, TENURE_SEVERITY_ERROR);
	return false;
}

static void report_unknown_name(const struct tenure_form_table *table,
				unsigned int place,
				const struct tenure_tree *tree,
				const struct tenure_statement *statement,
				struct tenure_diagnostics *diagnostics)
{
	const char *names[NAMES_MAX + 1];
	char hint[HINT_SIZE];

	if (!is_wanted(diagnostics, &statement->name))
		return;
	names_in_place(table, place, names);
	report(tree, diagnostics, &statement->name,
	       did_you_mean(statement->name.text, names, hint),
	       "unknown %s \"%s\"", statement->block ? "block" : "setting",
	       statement->name.text);
}

/* What is wrong with the way a statement is written; NULL if nothing. */
static const char *form_mistake(const struct tenure_form *form,
				const struct tenure_statement *statement)
{
	if (form->block && !statement->block)
		return "is a block";
	if (!form->block && statement->block)
		return "is a setting, not a block";
	if (form->argument && statement->argument.text == NULL)
		return "needs a name";
	if (!form->argument && statement->argument.text != NULL)
		return "takes no name";
	if (!form->block && !form->comparison &&
	    statement->op != TENURE_OPERATOR_IS)
		return "takes only \"=\"";
	return NULL;
}

const struct tenure_form *
tenure_form_find(const struct tenure_form_table *table, unsigned int place,
		 const struct tenure_tree *tree,
		 const struct tenure_statement *statement,
		 struct tenure_diagnostics *diagnostics)
{
	const struct tenure_word *name = &statement->name;
	const struct tenure_form *form = find_name(table, place, name->text);
	const char *mistake;
	char hint[HINT_SIZE];

	if (form == NULL) {
		report_unknown_name(table, place, tree, statement, diagnostics);
		return NULL;
	}
	if ((form->places & place) == 0) {
		snprintf(hint, sizeof(hint), "it belongs %s", form->home);
		report(tree, diagnostics, name, hint,
		       "\"%s\" does not belong here", name->text);
		return NULL;
	}
	mistake = form_mistake(form, statement);
	if (mistake != NULL) {
		snprintf(hint, sizeof(hint), "write %s", form->usage);
		report(tree, diagnostics, name, hint, "\"%s\" %s", name->text,
		       mistake);
		return NULL;
	}
	return form;
}

/* "one of a, b, c"; NULL if these are too many. */
static const char *list_words(const char *const *words,
			      char buf[static HINT_SIZE])
{
	size_t i, used;

	used = (size_t)snprintf(buf, HINT_SIZE, "one of");
	for (i = 0; words[i] != NULL; i++) {
		if (i == LISTED_MAX || used + strlen(words[i]) + 3 > HINT_SIZE)
			return NULL;
		used += (size_t)snprintf(buf + used, HINT_SIZE - used, "%s %s",
					 i == 0 ? "" : ",", words[i]);
	}
	return i == 0 ? NULL : buf;
}

void tenure_form_report_unknown(const struct tenure_tree *tree,
				const struct tenure_word *word,
				const char *what, const char *const *words,
				struct tenure_diagnostics *diagnostics)
{
	char buf[HINT_SIZE];
	const char *hint;

	if (!is_wanted(diagnostics, word))
		return;
	hint = did_you_mean(word->text, words, buf);
	if (hint == NULL)
		hint = list_words(words, buf);
	report(tree, diagnostics, word, hint, "unknown %s \"%s\"", what,
	       word->text);
}

void tenure_form_report_duplicate(const struct tenure_tree *tree,
				  const struct tenure_word *word,
				  const char *what, const char *name,
				  struct tenure_where first,
				  struct tenure_diagnostics *diagnostics)
{
	char hint[HINT_SIZE];

	if (!is_wanted(diagnostics, word))
		return;
	snprintf(hint, sizeof(hint), "the first is in %s:%u",
		 tenure_tree_file_name(tree, first.file),
		 (unsigned int)first.line);
	report(tree, diagnostics, word, hint, "duplicate %s \"%s\"", what,
	       name);
}

const struct tenure_word *
tenure_form_value(const struct tenure_tree *tree,
		  const struct tenure_statement *statement,
		  struct tenure_diagnostics *diagnostics)
{
	if (statement->value_count == 1)
		return &statement->values[0];
	report(tree, diagnostics, &statement->values[1], NULL,
	       "\"%s\" takes one value", statement->name.text);
	return NULL;
}
