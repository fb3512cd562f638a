/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

#include "policy/tree-zone.h"

/* What is said once for the whole policy. */

/* The only value of a setting that is given only once. NULL if there is none,
   or if it has more values, which is reported. */
static const struct tenure_word *
only_value(struct tenure_build *build, const struct tenure_build_list *list)
{
	const struct tenure_statement *statement =
		tenure_build_only(build, list);

	if (statement == NULL)
		return NULL;
	return tenure_form_value(build->tree, statement, build->diagnostics);
}

static void build_unknown(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_word *word = only_value(build, &build->unknowns);

	if (build->unknowns.count > 0)
		policy->unknown_where = build->unknowns.items[0]->name.where;
	if (word != NULL)
		policy->unknown = tenure_build_find_plan(build, word);
}

/* What a local part may have outside of quotes, but no letters, digits and
   dots: they would cut addresses that have no extension. */
static void build_delimiter(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_word *word = only_value(build, &build->delimiters);
	size_t size;

	/* What Dovecot takes, too, where nothing is said. */
	strcpy(policy->delimiters, "+");
	if (word == NULL)
		return;
	policy->delimiters_where = build->delimiters.items[0]->name.where;
	size = strlen(word->text);
	if (size > TENURE_DELIMITERS_MAX)
		build_error(build, word, NULL,
			    "more than %d characters in "
			    "\"recipient_delimiter\"",
			    TENURE_DELIMITERS_MAX);
	else if (strspn(word->text, "!#$%&'*+-/=?^_`{|}~") != size)
		build_error(build, word, "use characters like \"+\" or \"-\"",
			    "bad \"recipient_delimiter\" \"%s\"", word->text);
	else
		memcpy(policy->delimiters, word->text, size + 1);
}

static void build_time_zone(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	const struct tenure_word *word = only_value(build, &build->zones);
	struct tenure_error err = {0};

	if (word == NULL)
		return;
	policy->time_zone = tenure_build_strdup(build, word->text);
	if (policy->time_zone != NULL &&
	    tenure_tree_read_zone(build->tree, build->source, word->text,
				  &policy->zone, &err) < 0)
		build_error(build, word, "write a name like Europe/Berlin",
			    "bad \"time_zone\" \"%s\": %s", word->text,
			    err.text);
}

void tenure_build_globals(struct tenure_build *build)
{
	build_unknown(build);
	build_delimiter(build);
	build_time_zone(build);
	tenure_build_bounds(build);
	tenure_build_tables(build);
}
