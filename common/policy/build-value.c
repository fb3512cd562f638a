/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <string.h>

static int build_duration(struct tenure_build *build,
			  const struct tenure_setting_info *info,
			  const struct tenure_word *word,
			  struct tenure_value *value)
{
	struct tenure_duration duration;
	const char *error;

	if (tenure_duration_parse(word->text, &duration, &error) < 0) {
		build_error(build, word, NULL, "bad duration \"%s\": %s",
			    word->text, error);
		return -1;
	}
	if (duration.forever && info->forever_word == NULL) {
		build_error(build, word, NULL,
			    "bad duration \"%s\": \"%s\" must have an end",
			    word->text, info->bare_name);
		return -1;
	}
	/* "keep = never" would be read as its opposite. */
	if (duration.forever && strcmp(word->text, info->forever_word) != 0) {
		build_error(build, word, NULL,
			    "bad duration \"%s\": without end is \"%s = %s\"",
			    word->text, info->bare_name, info->forever_word);
		return -1;
	}
	value->duration = duration;
	return 0;
}

/* Returns the place of the word in the list of choices, or -1. */
static int find_choice(struct tenure_build *build,
		       const struct tenure_setting_info *info,
		       const struct tenure_word *word)
{
	char what[64] = "value of \"";
	int i;

	for (i = 0; info->choices[i] != NULL; i++) {
		/* DURATION and NUMBER only say what may stand there. */
		if (strcmp(info->choices[i], word->text) == 0 &&
		    (word->text[0] < 'A' || word->text[0] > 'Z'))
			return i;
	}
	strcat(strcat(what, info->bare_name), "\"");
	tenure_form_report_unknown(build->tree, word, what, info->choices,
				   build->diagnostics);
	return -1;
}

static int build_choice(struct tenure_build *build,
			const struct tenure_setting_info *info,
			const struct tenure_word *word,
			struct tenure_value *value)
{
	value->choice = find_choice(build, info, word);
	return value->choice < 0 ? -1 : 0;
}

bool tenure_build_is_number(const struct tenure_word *word)
{
	return word->text[0] >= '0' && word->text[0] <= '9';
}

/* A whole number from min on. */
static int build_number(struct tenure_build *build,
			const struct tenure_word *word, int64_t min,
			struct tenure_value *value)
{
	const char *digits = word->text;

	if (strspn(digits, "0123456789") == strlen(digits) &&
	    tenure_build_size(digits, &value->number) == 0 &&
	    value->number >= min)
		return 0;
	build_error(build, word, NULL,
		    "bad number \"%s\": a whole number, %d or more", word->text,
		    (int)min);
	return -1;
}

static int build_after_download(struct tenure_build *build,
				const struct tenure_setting_info *info,
				const struct tenure_word *word,
				struct tenure_value *value)
{
	if (!tenure_build_is_number(word))
		return build_choice(build, info, word, value);
	value->choice = TENURE_AFTER_DOWNLOAD_LATER;
	return build_duration(build, info, word, value);
}

static int build_devices(struct tenure_build *build,
			 const struct tenure_setting_info *info,
			 const struct tenure_word *word,
			 struct tenure_value *value)
{
	if (!tenure_build_is_number(word))
		return build_choice(build, info, word, value);
	value->choice = TENURE_DEVICES_NUMBER;
	return build_number(build, word, 1, value);
}

static int build_top(struct tenure_build *build,
		     const struct tenure_setting_info *info,
		     const struct tenure_statement *statement,
		     struct tenure_value *value)
{
	const struct tenure_word *word = &statement->values[0];

	if (build_choice(build, info, word, value) < 0)
		return -1;
	if (value->choice != TENURE_TOP_LIMIT)
		return tenure_form_value(build->tree, statement,
					 build->diagnostics) == NULL
			       ? -1
			       : 0;
	if (statement->value_count == 2)
		return build_number(build, &statement->values[1], 0, value);
	build_error(build, word, "write top = limit 20",
		    "\"limit\" takes one number of lines");
	return -1;
}

static int build_size(struct tenure_build *build,
		      const struct tenure_word *word,
		      struct tenure_value *value)
{
	if (tenure_build_size(word->text, &value->number) == 0)
		return 0;
	build_error(build, word, NULL,
		    "bad size \"%s\": a whole number of octets, or one with "
		    "k, M or G",
		    word->text);
	return -1;
}

static int build_address(struct tenure_build *build,
			 const struct tenure_word *word,
			 struct tenure_value *value)
{
	char key[TENURE_ADDRESS_KEY_SIZE];

	if (strcmp(word->text, "none") == 0)
		return 0;
	if (tenure_address_key(word->text, key) < 0) {
		build_error(build, word, "write archive@example.org, or none",
			    "bad address \"%s\"", word->text);
		return -1;
	}
	value->text = tenure_build_strdup(build, word->text);
	return value->text == NULL ? -1 : 0;
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

static int build_reply(struct tenure_build *build,
		       const struct tenure_statement *statement,
		       struct tenure_value *value)
{
	const struct tenure_word *action = &statement->values[0], *word;
	bool reject = value->choice == TENURE_SMTP_REJECT;
	const char *mistake;

	if (statement->value_count != 2) {
		build_error(build, action,
			    reject ? "write reject \"5.7.1 TEXT\""
				   : "write defer \"4.7.1 TEXT\"",
			    "\"%s\" takes one quoted reply", action->text);
		return -1;
	}
	word = &statement->values[1];
	mistake = reply_mistake(word->text, reject ? '5' : '4');
	if (mistake != NULL) {
		build_error(build, word, NULL, "bad reply: %s", mistake);
		return -1;
	}
	value->text = tenure_build_strdup(build, word->text);
	return value->text == NULL ? -1 : 0;
}

static int build_smtp_accept(struct tenure_build *build,
			     const struct tenure_setting_info *info,
			     const struct tenure_statement *statement,
			     struct tenure_value *value)
{
	if (build_choice(build, info, &statement->values[0], value) < 0)
		return -1;
	if (value->choice == TENURE_SMTP_REJECT ||
	    value->choice == TENURE_SMTP_DEFER)
		return build_reply(build, statement, value);
	return tenure_form_value(build->tree, statement, build->diagnostics) ==
			       NULL
		       ? -1
		       : 0;
}

/* A value that is one word. */
static int build_word(struct tenure_build *build,
		      const struct tenure_setting_info *info,
		      const struct tenure_word *word,
		      struct tenure_value *value)
{
	switch (info->type) {
	case TENURE_TYPE_DURATION:
		return build_duration(build, info, word, value);
	case TENURE_TYPE_AFTER_DOWNLOAD:
		return build_after_download(build, info, word, value);
	case TENURE_TYPE_DEVICES:
		return build_devices(build, info, word, value);
	case TENURE_TYPE_SIZE:
		return build_size(build, word, value);
	case TENURE_TYPE_ADDRESS:
		return build_address(build, word, value);
	default:
		return build_choice(build, info, word, value);
	}
}

int tenure_build_choice(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_word *word)
{
	return find_choice(build, tenure_setting_info(setting), word);
}

int tenure_build_number(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_word *word,
			struct tenure_value *value_r)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);

	memset(value_r, 0, sizeof(*value_r));
	value_r->where = word->where;
	value_r->choice = tenure_setting_number_choice(setting);
	switch (info->type) {
	case TENURE_TYPE_DURATION:
	case TENURE_TYPE_AFTER_DOWNLOAD:
		return build_duration(build, info, word, value_r);
	case TENURE_TYPE_DEVICES:
		return build_number(build, word, 1, value_r);
	case TENURE_TYPE_TOP:
		return build_number(build, word, 0, value_r);
	default:
		return build_size(build, word, value_r);
	}
}

int tenure_build_value(struct tenure_build *build, enum tenure_setting setting,
		       const struct tenure_statement *statement,
		       struct tenure_value *value_r)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	const struct tenure_word *word;

	memset(value_r, 0, sizeof(*value_r));
	value_r->where = statement->name.where;
	if (info->type == TENURE_TYPE_SMTP_ACCEPT)
		return build_smtp_accept(build, info, statement, value_r);
	if (info->type == TENURE_TYPE_TOP)
		return build_top(build, info, statement, value_r);
	word = tenure_form_value(build->tree, statement, build->diagnostics);
	return word == NULL ? -1 : build_word(build, info, word, value_r);
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
