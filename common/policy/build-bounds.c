/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <stdio.h>
#include <string.h>

/* bounds { }: what tenants and users may say. */

#define RANGE ".."
#define NAMES_MAX (TENURE_SETTING_COUNT + 1)

/* "keep = 0 .. 10y" in the words of a setting. */
static void hint_range(enum tenure_setting setting, char *buf, size_t size)
{
	const char *name = tenure_setting_info(setting)->bare_name;

	snprintf(buf, size, "write %s = LOW .. HIGH, %s >= LOW or %s <= HIGH",
		 name, name, name);
}

/* LOW .. HIGH at the end of a list. */
static void build_range(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_word *words, size_t count,
			struct tenure_bound *bound)
{
	char hint[160];

	hint_range(setting, hint, sizeof(hint));
	if (count != 3 || strcmp(words[1].text, RANGE) != 0) {
		build_error(build, &words[0], hint,
			    "\"%s\" is no range of values", words[0].text);
		return;
	}
	if (tenure_build_number(build, setting, &words[0], &bound->low) < 0 ||
	    tenure_build_number(build, setting, &words[2], &bound->high) < 0)
		return;
	bound->low.where = bound->high.where = bound->where;
	bound->has_low = bound->has_high = true;
	bound->words |= UINT32_C(1) << bound->low.choice;
	if (tenure_bounds_less(setting, &bound->high, &bound->low, 0))
		build_error(build, &words[0], NULL,
			    "\"%s\" is more than \"%s\"", words[0].text,
			    words[2].text);
}

/* Words that are allowed, and after them a range of the numbers that are. */
static void build_list(struct tenure_build *build, enum tenure_setting setting,
		       const struct tenure_statement *statement,
		       struct tenure_bound *bound)
{
	const struct tenure_word *words = statement->values;
	size_t i, count = statement->value_count;
	bool numbers = tenure_setting_number_choice(setting) >= 0;
	bool has_words = tenure_setting_info(setting)->choices != NULL;
	int choice;

	for (i = 0; i < count; i++) {
		if (numbers &&
		    (!has_words || tenure_build_is_number(&words[i]))) {
			build_range(build, setting, words + i, count - i,
				    bound);
			break;
		}
		choice = tenure_build_choice(build, setting, &words[i]);
		if (choice < 0)
			continue;
		if ((bound->words & UINT32_C(1) << choice) != 0)
			build_error(build, &words[i], NULL,
				    "\"%s\" is in the list twice",
				    words[i].text);
		bound->words |= UINT32_C(1) << choice;
	}
	/* Where there are only numbers, there are no words to choose from. */
	if (!has_words)
		bound->words = 0;
}

/* The words that stand on the open side of a least or most number, and the
   numbers themselves; 0 where there are no words. All choices rise with the
   number but those of pop3.top, where deny is less than every count of lines.
 */
static uint32_t words_beside(enum tenure_setting setting, bool above)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	int number = tenure_setting_number_choice(setting);
	uint32_t words = UINT32_C(1) << number;

	if (info->choices == NULL)
		return 0;
	if (info->type == TENURE_TYPE_TOP)
		above = !above;
	for (int i = 0; info->choices[i] != NULL; i++) {
		if (above ? i > number : i < number)
			words |= UINT32_C(1) << i;
	}
	return words;
}

/* The least, or the most. */
static void build_limit(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_statement *statement,
			struct tenure_bound *bound)
{
	const struct tenure_word *word =
		tenure_form_value(build->tree, statement, build->diagnostics);
	bool low = statement->op == TENURE_OPERATOR_GE;
	struct tenure_value *value = low ? &bound->low : &bound->high;

	if (word == NULL ||
	    tenure_build_number(build, setting, word, value) < 0)
		return;
	value->where = bound->where;
	bound->words = words_beside(setting, low);
	if (low)
		bound->has_low = true;
	else
		bound->has_high = true;
}

static void build_bound(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_statement *statement)
{
	struct tenure_bound *bound = &build->policy->bounds->settings[setting];
	const struct tenure_word *name = &statement->name;
	bool numbers = tenure_setting_number_choice(setting) >= 0;
	char hint[160];

	if (bound->where.line > 0) {
		tenure_form_report_duplicate(build->tree, name, "setting",
					     name->text, bound->where,
					     build->diagnostics);
		return;
	}
	bound->where = name->where;
	hint_range(setting, hint, sizeof(hint));
	if (tenure_setting_info(setting)->type == TENURE_TYPE_ADDRESS)
		build_error(build, name, "leave it out of \"may\"",
			    "\"%s\" has no bounds", name->text);
	else if (statement->op == TENURE_OPERATOR_IS)
		build_list(build, setting, statement, bound);
	else if (!numbers)
		build_error(build, name, "write the words that are allowed",
			    "\"%s\" in bounds takes only \"=\"", name->text);
	else if (statement->op == TENURE_OPERATOR_LT ||
		 statement->op == TENURE_OPERATOR_GT)
		build_error(build, name, hint,
			    "\"%s\" in bounds takes \"=\", \">=\" or \"<=\"",
			    name->text);
	else
		build_limit(build, setting, statement, bound);
}

/* Which setting does a word of "may" name? TENURE_SETTING_COUNT for "plan", -1
   for none, which is reported. */
static int find_name(struct tenure_build *build, const struct tenure_word *word)
{
	const char *names[NAMES_MAX + 1] = {NULL};
	int i;

	for (i = 0; i < TENURE_SETTING_COUNT; i++)
		names[i] = tenure_setting_info((enum tenure_setting)i)->name;
	names[i] = "plan";
	for (i = 0; i < NAMES_MAX; i++) {
		if (strcmp(names[i], word->text) == 0)
			return i;
	}
	tenure_form_report_unknown(build->tree, word, "setting", names,
				   build->diagnostics);
	return -1;
}

static void build_may(struct tenure_build *build,
		      const struct tenure_statement *statement)
{
	struct tenure_bounds *bounds = build->policy->bounds;
	bool named[NAMES_MAX] = {false};
	const struct tenure_word *word;
	size_t i;
	int name;

	if (bounds->may_where.line > 0) {
		tenure_form_report_duplicate(
			build->tree, &statement->name, "setting", "may",
			bounds->may_where, build->diagnostics);
		return;
	}
	bounds->may_where = statement->name.where;
	for (i = 0; i < statement->value_count; i++) {
		word = &statement->values[i];
		name = find_name(build, word);
		if (name >= 0 && named[name])
			build_error(build, word, NULL,
				    "\"%s\" is in the list twice", word->text);
		if (name >= 0)
			named[name] = true;
	}
	for (i = 0; i < TENURE_SETTING_COUNT; i++)
		bounds->settings[i].forbidden = !named[i];
	bounds->plan_forbidden = !named[TENURE_SETTING_COUNT];
}

static void build_block(struct tenure_build *build, unsigned int place,
			const struct tenure_statement *block)
{
	const struct tenure_statement *statement;
	const struct tenure_form *form;

	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, place, statement);
		if (form == NULL)
			continue;
		if (form->id == TENURE_FORM_POP3)
			build_block(build, TENURE_PLACE_BOUNDS_POP3, statement);
		else if (form->id == TENURE_FORM_SMTP)
			build_block(build, TENURE_PLACE_BOUNDS_SMTP, statement);
		else if (form->id == TENURE_FORM_MAY)
			build_may(build, statement);
		else
			build_bound(build,
				    (enum tenure_setting)(form->id -
							  TENURE_FORM_BOUND),
				    statement);
	}
}

void tenure_build_bounds(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_statement *block;
	size_t i;

	for (i = 0; i < build->bounds.count; i++) {
		block = build->bounds.items[i];
		if (i > 0) {
			tenure_form_report_duplicate(
				build->tree, &block->name, "block", "bounds",
				policy->bounds->where, build->diagnostics);
			continue;
		}
		policy->bounds =
			tenure_build_alloc(build, 1, sizeof(*policy->bounds));
		if (policy->bounds == NULL)
			return;
		policy->bounds->where = block->name.where;
		build_block(build, TENURE_PLACE_BOUNDS, block);
	}
}
