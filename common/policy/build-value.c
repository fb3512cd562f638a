/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

static void build_duration(struct tenure_build *build,
			   const struct tenure_setting_info *info,
			   const struct tenure_word *word,
			   struct tenure_value *value)
{
	struct tenure_duration duration;
	const char *error;

	if (tenure_duration_parse(word->text, &duration, &error) < 0) {
		build_error(build, word, NULL, "bad duration \"%s\": %s",
			    word->text, error);
		return;
	}
	/* "keep = never" would be read as its opposite. */
	if (duration.forever && strcmp(word->text, info->forever_word) != 0) {
		build_error(build, word, NULL,
			    "bad duration \"%s\": without end is \"%s = %s\"",
			    word->text, info->bare_name, info->forever_word);
		return;
	}
	value->u.duration = duration;
	value->set = true;
}

/* Returns the place of the word in the list of choices, or -1. */
static int find_choice(struct tenure_build *build,
		       const struct tenure_setting_info *info,
		       const struct tenure_word *word)
{
	char what[64] = "value of \"";
	int i;

	for (i = 0; info->choices[i] != NULL; i++) {
		if (strcmp(info->choices[i], word->text) == 0)
			return i;
	}
	strcat(strcat(what, info->bare_name), "\"");
	tenure_form_report_unknown(build->tree, word, what, info->choices,
				   build->diagnostics);
	return -1;
}

static void build_choice(struct tenure_build *build,
			 const struct tenure_setting_info *info,
			 const struct tenure_word *word,
			 struct tenure_value *value)
{
	int choice = find_choice(build, info, word);

	if (choice >= 0) {
		value->u.choice = choice;
		value->set = true;
	}
}

/* A number of at most three digits without leading zero (RFC 3463 2).
   Returns what follows it, NULL if there is none. */
static const char *skip_code(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits < 1 || digits > 3 || (digits > 1 && text[0] == '0'))
		return NULL;
	return text + digits;
}

/* What is wrong with a reply, "5.7.1 text"; NULL if nothing. */
static const char *reply_mistake(const char *reply, char class)
{
	const char *rest, *p;

	if (reply[0] != class || reply[1] != '.')
		return class == '5' ? "it must begin with a status code like "
				      "5.7.1 (RFC 3463), 5 for reject"
				    : "it must begin with a status code like "
				      "4.7.1 (RFC 3463), 4 for defer";
	rest = skip_code(reply + 2);
	rest = rest != NULL && *rest == '.' ? skip_code(rest + 1) : NULL;
	if (rest == NULL || (*rest != ' ' && *rest != '\0'))
		return "it must begin with a status code like 5.7.1 "
		       "(RFC 3463)";
	if (strspn(rest, " ") == strlen(rest))
		return "it has no text after the status code";
	for (p = reply; *p != '\0'; p++) {
		if (*p < 0x20 || *p > 0x7e)
			return "only printable ASCII is allowed in an SMTP "
			       "reply";
	}
	if (strlen(reply) > TENURE_REPLY_MAX)
		return "it is too long for an SMTP reply";
	return NULL;
}

static void build_reply(struct tenure_build *build,
			const struct tenure_statement *statement,
			struct tenure_value *value)
{
	const struct tenure_word *action = &statement->values[0], *word;
	bool reject = value->u.choice == TENURE_SMTP_REJECT;
	const char *mistake;

	value->set = false;
	if (statement->value_count != 2) {
		build_error(build, action,
			    reject ? "write reject \"5.7.1 TEXT\""
				   : "write defer \"4.7.1 TEXT\"",
			    "\"%s\" takes one quoted reply", action->text);
		return;
	}
	word = &statement->values[1];
	mistake = reply_mistake(word->text, reject ? '5' : '4');
	if (mistake != NULL) {
		build_error(build, word, NULL, "bad reply: %s", mistake);
		return;
	}
	value->reply = tenure_build_strdup(build, word->text);
	value->set = value->reply != NULL;
}

static void build_smtp_accept(struct tenure_build *build,
			      const struct tenure_setting_info *info,
			      const struct tenure_statement *statement,
			      struct tenure_value *value)
{
	build_choice(build, info, &statement->values[0], value);
	if (!value->set)
		return;
	if (value->u.choice == TENURE_SMTP_REJECT ||
	    value->u.choice == TENURE_SMTP_DEFER)
		build_reply(build, statement, value);
	else if (tenure_form_value(build->tree, statement,
				   build->diagnostics) == NULL)
		value->set = false;
}

void tenure_build_value(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_statement *statement,
			struct tenure_value *value_r)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	const struct tenure_word *word;

	memset(value_r, 0, sizeof(*value_r));
	value_r->where = statement->name.where;
	if (info->type == TENURE_TYPE_SMTP_ACCEPT) {
		build_smtp_accept(build, info, statement, value_r);
		return;
	}
	word = tenure_form_value(build->tree, statement, build->diagnostics);
	if (word == NULL)
		return;
	if (info->type == TENURE_TYPE_DURATION)
		build_duration(build, info, word, value_r);
	else
		build_choice(build, info, word, value_r);
}

int tenure_build_size(const char *text, int64_t *size_r)
{
	int64_t size = 0, unit = 1;
	const char *p = text;

	for (; *p >= '0' && *p <= '9'; p++) {
		if (size > (INT64_MAX - (*p - '0')) / 10)
			return -1;
		size = size * 10 + (*p - '0');
	}
	if (p == text)
		return -1;
	if (*p == 'k')
		unit = 1024;
	else if (*p == 'M')
		unit = INT64_C(1024) * 1024;
	else if (*p == 'G')
		unit = INT64_C(1024) * 1024 * 1024;
	if (p[unit > 1] != '\0' || size > INT64_MAX / unit)
		return -1;
	*size_r = size * unit;
	return 0;
}
