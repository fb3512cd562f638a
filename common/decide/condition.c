/* SPDX-License-Identifier: MIT */
#include "decide/condition.h"

#include <string.h>
#include <strings.h>

#include "base/header-text.h"

/* One small matcher for each kind of condition. All answer 1, 0 or -1, and
   -1 ("cannot tell") never becomes 0 on the way up. */

/* Do any of the globs match the text? */
static int patterns_match(const struct tenure_condition *condition,
			  const char *text)
{
	int answer = 0;

	for (size_t i = 0; i < condition->alternative_count; i++) {
		int ret = tenure_pattern_match(condition->patterns[i], text);

		if (ret > 0)
			return 1;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}

static int header_body_matches(const struct tenure_condition *condition,
			       const char *body)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int known, answer = -1;

	known = tenure_header_text(body, &text);
	if (known >= 0) {
		const char *str = tenure_buffer_str(&text);

		if (str != NULL)
			answer = patterns_match(condition, str);
		/* What an undecodable word says might have matched. */
		if (answer == 0 && known == 0)
			answer = -1;
	}
	tenure_buffer_free(&text);
	return answer;
}

static int condition_header(const struct tenure_condition *condition,
			    const struct tenure_facts *facts)
{
	const char *body;
	int found, answer = 0;

	if (facts->header == NULL)
		return -1;
	for (unsigned int i = 0;; i++) {
		int ret;

		found = facts->header(facts->header_context, condition->header,
				      i, &body);
		if (found <= 0)
			break;
		ret = header_body_matches(condition, body);
		if (ret > 0)
			return 1;
		if (ret < 0)
			answer = -1;
	}
	return found < 0 ? -1 : answer;
}

static int addresses_match(const struct tenure_condition *condition,
			   const char *key)
{
	for (size_t i = 0; i < condition->alternative_count; i++) {
		if (tenure_address_pattern_match(&condition->addresses[i], key))
			return 1;
	}
	return 0;
}

struct address_search {
	const struct tenure_condition *condition;
	int unreadable;
};

static int address_search_callback(const char *key, void *context)
{
	struct address_search *search = context;

	if (key == NULL) {
		search->unreadable = 1;
		return 0;
	}
	return addresses_match(search->condition, key);
}

/* Does any address in any instance of the field match? */
static int field_addresses_match(const struct tenure_condition *condition,
				 const struct tenure_facts *facts,
				 const char *field)
{
	struct address_search search = {.condition = condition};
	const char *body;
	int found;

	for (unsigned int i = 0;; i++) {
		found = facts->header(facts->header_context, field, i, &body);
		if (found <= 0)
			break;
		if (tenure_address_walk(body, address_search_callback,
					&search) != 0)
			return 1;
	}
	return found < 0 || search.unreadable ? -1 : 0;
}

static int condition_addresses(const struct tenure_condition *condition,
			       const struct tenure_facts *facts,
			       const char *const *fields)
{
	int answer = 0;

	if (facts->header == NULL)
		return -1;
	for (; *fields != NULL; fields++) {
		int ret = field_addresses_match(condition, facts, *fields);

		if (ret > 0)
			return 1;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}

static int condition_sender(const struct tenure_condition *condition,
			    const struct tenure_facts *facts)
{
	char key[TENURE_ADDRESS_KEY_SIZE];

	if (facts->sender == NULL)
		return -1;
	if (facts->sender[0] == '\0')
		return addresses_match(condition, "");
	if (tenure_address_key(facts->sender, key) < 0)
		return -1;
	return addresses_match(condition, key);
}

static int compare(const struct tenure_condition *condition, int64_t value)
{
	switch (condition->comparison) {
	case TENURE_COMPARE_EQ:
		return value == condition->number;
	case TENURE_COMPARE_LT:
		return value < condition->number;
	case TENURE_COMPARE_LE:
		return value <= condition->number;
	case TENURE_COMPARE_GT:
		return value > condition->number;
	case TENURE_COMPARE_GE:
		return value >= condition->number;
	}
	return -1;
}

static int condition_sealed(const struct tenure_condition *condition,
			    const struct tenure_facts *facts)
{
	switch (facts->seal) {
	case TENURE_SEAL_SEALED:
		return condition->wanted;
	case TENURE_SEAL_UNSEALED:
		return !condition->wanted;
	case TENURE_SEAL_NONE:
	case TENURE_SEAL_UNKNOWN:
		break;
	}
	return -1;
}

/* By name, or by special use where the pattern begins with a backslash. */
static int mailbox_pattern_matches(const struct tenure_pattern *pattern,
				   const struct tenure_facts *facts)
{
	const char *text = tenure_pattern_text(pattern);

	if (text[0] == '\\') {
		if (facts->special_use == NULL)
			return -1;
		return strcasecmp(text, facts->special_use) == 0;
	}
	if (facts->mailbox == NULL)
		return -1;
	return tenure_pattern_match(pattern, facts->mailbox);
}

static int condition_mailbox(const struct tenure_condition *condition,
			     const struct tenure_facts *facts)
{
	int answer = 0;

	for (size_t i = 0; i < condition->alternative_count; i++) {
		int ret =
			mailbox_pattern_matches(condition->patterns[i], facts);

		if (ret > 0)
			return 1;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}

/* Was the client in this network, as far as the SMTP door could know it? */
static int network_matches(const struct tenure_client_network *network,
			   const struct tenure_facts *facts)
{
	for (int i = 0; i < facts->network_count; i++) {
		if (strcmp(facts->networks[i], network->name) == 0)
			return 1;
	}
	/* Nobody asked then for what is meant by it now. */
	if (facts->networks_generation != 0 &&
	    facts->networks_generation < network->since)
		return -1;
	return 0;
}

static int condition_client(const struct tenure_condition *condition,
			    const struct tenure_facts *facts)
{
	int answer = 0;

	if (facts->network_count < 0)
		return -1;
	for (size_t i = 0; i < condition->alternative_count; i++) {
		int ret = network_matches(condition->networks[i], facts);

		if (ret > 0)
			return 1;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}

/* File name and type of one part. */
static int part_matches(const struct tenure_condition *condition,
			const char *name, const char *type)
{
	int by_type = type == NULL ? -1 : patterns_match(condition, type);
	int by_name = name == NULL ? -1 : patterns_match(condition, name);

	if (by_type > 0 || by_name > 0)
		return 1;
	return by_type < 0 || by_name < 0 ? -1 : 0;
}

static int condition_attachment(const struct tenure_condition *condition,
				const struct tenure_facts *facts)
{
	const char *name, *type;
	int found, answer = 0;

	if (facts->attachment == NULL)
		return -1;
	for (unsigned int i = 0;; i++) {
		found = facts->attachment(facts->attachment_context, i, &name,
					  &type);
		if (found <= 0)
			break;
		found = part_matches(condition, name, type);
		if (found > 0)
			return 1;
		if (found < 0)
			answer = -1;
	}
	return found < 0 ? -1 : answer;
}

static int all_hold(const struct tenure_condition *conditions, size_t count,
		    const struct tenure_facts *facts)
{
	int answer = 1;

	for (size_t i = 0; i < count; i++) {
		int ret = tenure_condition_holds(&conditions[i], facts);

		if (ret == 0)
			return 0;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}

static int condition_not(const struct tenure_condition *condition,
			 const struct tenure_facts *facts)
{
	int ret = all_hold(condition->children, condition->child_count, facts);

	return ret < 0 ? -1 : !ret;
}

/* Where a message is, its host knows; all else is as somebody wrote it. */
static bool is_about_message(const struct tenure_condition *condition)
{
	return condition->type != TENURE_CONDITION_MAILBOX &&
	       condition->type != TENURE_CONDITION_NOT;
}

bool tenure_condition_lacks_seal(const struct tenure_condition *condition,
				 const struct tenure_facts *facts)
{
	return facts->seal == TENURE_SEAL_UNKNOWN &&
	       is_about_message(condition);
}

int tenure_condition_holds(const struct tenure_condition *condition,
			   const struct tenure_facts *facts)
{
	static const char *const from_fields[] = {"from", NULL};
	static const char *const to_fields[] = {"to", "cc", NULL};

	if (tenure_condition_lacks_seal(condition, facts))
		return -1;
	switch (condition->type) {
	case TENURE_CONDITION_HEADER:
		return condition_header(condition, facts);
	case TENURE_CONDITION_FROM:
		return condition_addresses(condition, facts, from_fields);
	case TENURE_CONDITION_TO:
		return condition_addresses(condition, facts, to_fields);
	case TENURE_CONDITION_SENDER:
		return condition_sender(condition, facts);
	case TENURE_CONDITION_SIZE:
		return facts->size < 0 ? -1 : compare(condition, facts->size);
	case TENURE_CONDITION_AUTH:
		return facts->auth < 0 ? -1
				       : (facts->auth > 0) == condition->wanted;
	case TENURE_CONDITION_TLS:
		return facts->tls < 0 ? -1 : compare(condition, facts->tls);
	case TENURE_CONDITION_SEALED:
		return condition_sealed(condition, facts);
	case TENURE_CONDITION_MAILBOX:
		return condition_mailbox(condition, facts);
	case TENURE_CONDITION_CLIENT:
		return condition_client(condition, facts);
	case TENURE_CONDITION_ATTACHMENT:
		return condition_attachment(condition, facts);
	case TENURE_CONDITION_NOT:
		return condition_not(condition, facts);
	}
	return -1;
}

int tenure_class_matches(const struct tenure_class *class,
			 const struct tenure_facts *facts)
{
	int answer = 0;

	for (size_t i = 0; i < class->match_count; i++) {
		const struct tenure_match *match = &class->matches[i];
		int ret = all_hold(match->conditions, match->condition_count,
				   facts);

		if (ret > 0)
			return 1;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}
