/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>
#include <strings.h>

#define CONDITION_TYPES (TENURE_CONDITION_NOT + 1)
/* Conditions that make no sense twice in one block. */
#define ONCE                                                                   \
	(1U << TENURE_CONDITION_AUTH | 1U << TENURE_CONDITION_SEALED |         \
	 1U << TENURE_CONDITION_SENDER | 1U << TENURE_CONDITION_MAILBOX)

/* RFC 6154 2 and RFC 8457 3 */
static const char *const special_uses[] = {
	"\\All",  "\\Archive", "\\Drafts", "\\Flagged", "\\Important",
	"\\Junk", "\\Sent",    "\\Trash",  NULL};

static void build_patterns(struct tenure_build *build,
			   const struct tenure_statement *statement,
			   struct tenure_condition *condition)
{
	const struct tenure_word *word = statement->values;
	const char *error;
	size_t i;

	condition->patterns = tenure_build_alloc(build, statement->value_count,
						 sizeof(*condition->patterns));
	if (condition->patterns == NULL)
		return;
	condition->alternative_count = statement->value_count;
	for (i = 0; i < statement->value_count; i++) {
		if (tenure_pattern_parse(word[i].text, &condition->patterns[i],
					 &error) < 0)
			build_error(build, &word[i], NULL, "bad glob: %s",
				    error);
	}
}

/* RFC 5322 3.6.8: printable ASCII without colon. In lower case. */
static void build_header(struct tenure_build *build,
			 const struct tenure_statement *statement,
			 struct tenure_condition *condition)
{
	const struct tenure_word *name = &statement->argument;
	char *lower, *p;

	build_patterns(build, statement, condition);
	lower = tenure_build_strdup(build, name->text);
	if (lower == NULL)
		return;
	condition->header = lower;
	for (p = lower; *p != '\0'; p++) {
		if (*p < 33 || *p > 126 || *p == ':') {
			build_error(build, name, "write it without \":\"",
				    "bad header field name \"%s\"", name->text);
			return;
		}
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	if (lower[0] == '\0' || strlen(lower) > TENURE_NAME_MAX)
		build_error(build, name, NULL,
			    "a header field name has 1 to %d characters",
			    TENURE_NAME_MAX);
}

static void build_addresses(struct tenure_build *build,
			    const struct tenure_statement *statement,
			    struct tenure_condition *condition)
{
	const struct tenure_word *word = statement->values;
	struct tenure_address_pattern *address;
	const char *error;
	size_t i;

	condition->addresses = tenure_build_alloc(
		build, statement->value_count, sizeof(*condition->addresses));
	if (condition->addresses == NULL)
		return;
	condition->alternative_count = statement->value_count;
	for (i = 0; i < statement->value_count; i++) {
		address = &condition->addresses[i];
		if (tenure_address_pattern_parse(word[i].text, address,
						 &error) < 0)
			build_error(build, &word[i], NULL,
				    "bad address \"%s\": %s", word[i].text,
				    error);
		else if (address->type == TENURE_ADDRESS_PATTERN_NULL &&
			 condition->type != TENURE_CONDITION_SENDER)
			build_error(build, &word[i], "only \"sender\" can be",
				    "\"%s\" cannot be <>",
				    statement->name.text);
	}
}

static enum tenure_comparison
comparison_of(const struct tenure_statement *statement)
{
	switch (statement->op) {
	case TENURE_OPERATOR_LT:
		return TENURE_COMPARE_LT;
	case TENURE_OPERATOR_LE:
		return TENURE_COMPARE_LE;
	case TENURE_OPERATOR_GT:
		return TENURE_COMPARE_GT;
	case TENURE_OPERATOR_GE:
		return TENURE_COMPARE_GE;
	case TENURE_OPERATOR_IS:
		break;
	}
	return TENURE_COMPARE_EQ;
}

static void build_size(struct tenure_build *build,
		       const struct tenure_statement *statement,
		       struct tenure_condition *condition)
{
	const struct tenure_word *word =
		tenure_form_value(build->tree, statement, build->diagnostics);

	condition->comparison = comparison_of(statement);
	if (word != NULL &&
	    tenure_build_size(word->text, &condition->number) < 0)
		build_error(build, word, NULL,
			    "bad size \"%s\": a whole number of octets, or "
			    "one with k, M or G",
			    word->text);
}

/* Returns 1 for yes, 0 for no, -1 for another word. */
static int yes_or_no(const char *text)
{
	if (strcmp(text, "yes") == 0)
		return 1;
	return strcmp(text, "no") == 0 ? 0 : -1;
}

static void build_wanted(struct tenure_build *build,
			 const struct tenure_statement *statement,
			 struct tenure_condition *condition)
{
	const struct tenure_word *word =
		tenure_form_value(build->tree, statement, build->diagnostics);
	int answer;

	if (word == NULL)
		return;
	answer = yes_or_no(word->text);
	if (answer < 0)
		build_error(build, word, "write yes or no",
			    "bad value \"%s\" of \"%s\"", word->text,
			    statement->name.text);
	condition->wanted = answer > 0;
}

static void build_tls(struct tenure_build *build,
		      const struct tenure_statement *statement,
		      struct tenure_condition *condition)
{
	const struct tenure_word *word =
		tenure_form_value(build->tree, statement, build->diagnostics);
	int answer;

	if (word == NULL)
		return;
	condition->comparison = comparison_of(statement);
	answer = yes_or_no(word->text);
	if (answer >= 0 && statement->op == TENURE_OPERATOR_IS) {
		condition->comparison =
			answer > 0 ? TENURE_COMPARE_GE : TENURE_COMPARE_EQ;
		condition->number = answer;
		return;
	}
	if (strlen(word->text) == 3 && strncmp(word->text, "1.", 2) == 0 &&
	    word->text[2] >= '0' && word->text[2] <= '3') {
		condition->number = 10 + (word->text[2] - '0');
		return;
	}
	build_error(build, word, "write tls = yes, tls = no or tls >= 1.2",
		    "bad TLS version \"%s\": 1.0, 1.1, 1.2 or 1.3", word->text);
}

/* A special use that is misspelt would never be met. */
static void build_mailbox(struct tenure_build *build,
			  const struct tenure_statement *statement,
			  struct tenure_condition *condition)
{
	const struct tenure_word *word;
	const char *suggestion;
	char hint[64];
	size_t i, j;

	build_patterns(build, statement, condition);
	for (i = 0; i < statement->value_count; i++) {
		word = &statement->values[i];
		if (word->text[0] != '\\')
			continue;
		for (j = 0; special_uses[j] != NULL; j++) {
			if (strcasecmp(special_uses[j], word->text) == 0)
				break;
		}
		if (special_uses[j] != NULL)
			continue;
		suggestion = tenure_suggestion(word->text, special_uses);
		if (suggestion != NULL)
			strcat(strcat(strcpy(hint, "did you mean "),
				      suggestion),
			       "?");
		build_warning(build, word, suggestion == NULL ? NULL : hint,
			      "\"%s\" is no known special use of a mailbox",
			      word->text);
	}
}

static void build_networks(struct tenure_build *build,
			   const struct tenure_statement *statement,
			   struct tenure_condition *condition)
{
	size_t i;

	condition->networks = tenure_build_alloc(build, statement->value_count,
						 sizeof(*condition->networks));
	if (condition->networks == NULL)
		return;
	condition->alternative_count = statement->value_count;
	for (i = 0; i < statement->value_count; i++)
		condition->networks[i] =
			tenure_build_find_network(build, &statement->values[i]);
}

static size_t build_conditions(struct tenure_build *build,
			       const struct tenure_statement *block,
			       struct tenure_condition **conditions_r);

static void build_condition(struct tenure_build *build,
			    const struct tenure_statement *statement,
			    struct tenure_condition *condition)
{
	switch (condition->type) {
	case TENURE_CONDITION_HEADER:
		build_header(build, statement, condition);
		break;
	case TENURE_CONDITION_FROM:
	case TENURE_CONDITION_TO:
	case TENURE_CONDITION_SENDER:
		build_addresses(build, statement, condition);
		break;
	case TENURE_CONDITION_SIZE:
		build_size(build, statement, condition);
		break;
	case TENURE_CONDITION_AUTH:
	case TENURE_CONDITION_SEALED:
		build_wanted(build, statement, condition);
		break;
	case TENURE_CONDITION_TLS:
		build_tls(build, statement, condition);
		break;
	case TENURE_CONDITION_MAILBOX:
		build_mailbox(build, statement, condition);
		break;
	case TENURE_CONDITION_ATTACHMENT:
		build_patterns(build, statement, condition);
		break;
	case TENURE_CONDITION_CLIENT:
		build_networks(build, statement, condition);
		break;
	case TENURE_CONDITION_NOT:
		condition->child_count = build_conditions(build, statement,
							  &condition->children);
		break;
	}
}

/* Is it a condition that the block had already? Then it is reported. first
   has the place of each type so far. */
static bool is_duplicate(struct tenure_build *build,
			 const struct tenure_statement *statement,
			 enum tenure_condition_type type,
			 struct tenure_where first[static CONDITION_TYPES])
{
	if (first[type].line == 0 || (ONCE & (1U << type)) == 0) {
		first[type] = statement->name.where;
		return false;
	}
	tenure_form_report_duplicate(build->tree, &statement->name, "setting",
				     statement->name.text, first[type],
				     build->diagnostics);
	return true;
}

static size_t count_children(const struct tenure_statement *block)
{
	const struct tenure_statement *statement;
	size_t count = 0;

	for (statement = block->children; statement != NULL;
	     statement = statement->next)
		count++;
	return count;
}

/* The conditions of a match or not block. Returns their number. */
static size_t build_conditions(struct tenure_build *build,
			       const struct tenure_statement *block,
			       struct tenure_condition **conditions_r)
{
	struct tenure_where first[CONDITION_TYPES] = {{.line = 0}};
	const struct tenure_statement *statement;
	const struct tenure_form *form;
	enum tenure_condition_type type;
	struct tenure_condition *conditions;
	size_t count = 0;

	if (block->children == NULL)
		build_error(build, &block->name,
			    "it would hold for every message",
			    "\"%s\" has no condition", block->name.text);
	*conditions_r = conditions = tenure_build_alloc(
		build, count_children(block), sizeof(*conditions));
	if (conditions == NULL)
		return 0;
	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		form = tenure_build_form(build, TENURE_PLACE_MATCH, statement);
		if (form == NULL)
			continue;
		type = (enum tenure_condition_type)(form->id -
						    TENURE_FORM_CONDITION);
		if (is_duplicate(build, statement, type, first))
			continue;
		conditions[count].type = type;
		conditions[count].where = statement->name.where;
		build_condition(build, statement, &conditions[count]);
		count++;
	}
	return count;
}

void tenure_build_class(struct tenure_build *build, struct tenure_class *class,
			const struct tenure_statement *block)
{
	const struct tenure_statement *statement;
	struct tenure_match *match;

	if (block->children == NULL)
		build_error(build, &block->name,
			    "write match { CONDITION ... }",
			    "class \"%s\" has no match block", class->name);
	class->matches = tenure_build_alloc(build, count_children(block),
					    sizeof(*class->matches));
	if (class->matches == NULL)
		return;
	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		if (tenure_build_form(build, TENURE_PLACE_CLASS, statement) ==
		    NULL)
			continue;
		match = &class->matches[class->match_count++];
		match->where = statement->name.where;
		match->condition_count =
			build_conditions(build, statement, &match->conditions);
	}
}
