/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/network.h"
#include "decide/decide.h"
#include "policy/mailbox-value.h"
#include "policy/mailbox.h"
#include "policy/policy.h"
#include "policy/value.h"
#include "seal/keys.h"
#include "snapshot/publish.h"
#include "snapshot/snapshot.h"

/* Tenure's decisions for test-decide.py: thousands of cases in one process.
   Each line on standard input is a word and its text, in which %XX stands for
   an octet; each "policy", "publish" and "answer" gives a line of JSON.

     policy FOLDER       read FOLDER/policy.conf; forgets the one before
     publish FOLDER      the same, through a snapshot in FOLDER
     case                a new case, of which nothing is known
     user, plan, sender, mailbox, special_use, held, client TEXT
     size, auth, tls, received, downloaded, devices, at NUMBER
     download NUMBER     a device has it since then
     seal none | sealed | unsealed | unknown
     headers             the fields can be told: none, but for those that follow
     field NAME:BODY     an instance of a field
     doubt NAME          what follows of this field cannot be told
     attachments         the parts can be told: none, but for those that follow
     part TYPE:NAME      NAME may be empty; TYPE alone: it cannot be told
     part                what follows cannot be told
     announce            answer what POP3 announces, too; it takes longer
     answer */

#define ITEMS_MAX 64

struct part {
	char *name, *text;
};

struct question {
	char *user, *plan;
	int64_t at;
	bool announce;
	struct tenure_facts facts;
	struct part fields[ITEMS_MAX], parts[ITEMS_MAX];
	size_t field_count, part_count;
	const char *held[ITEMS_MAX], *networks[ITEMS_MAX];
	int64_t downloads[ITEMS_MAX];
	/* All strings above, to be freed. */
	char *strings[4 * ITEMS_MAX];
	size_t string_count;
};

static void die(const char *text)
{
	fprintf(stderr, "decide-cases: %s\n", text);
	exit(1);
}

/* ---------------------------------------------------------------- questions */

/* A copy without the %XX. */
static char *question_string(struct question *question, const char *text)
{
	char octet[3] = "", *copy = tenure_strdup(text), *to = copy;

	if (copy == NULL || question->string_count == 4 * ITEMS_MAX)
		die("too much of something");
	for (; *text != '\0'; text++) {
		if (*text != '%') {
			*to++ = *text;
			continue;
		}
		if (strlen(text) < 3)
			die("half an octet");
		memcpy(octet, text + 1, 2);
		*to++ = (char)strtol(octet, NULL, 16);
		text += 2;
	}
	*to = '\0';
	question->strings[question->string_count++] = copy;
	return copy;
}

static int question_header(void *context, const char *name, unsigned int index,
			   const char **body_r)
{
	struct question *question = context;
	size_t i;

	for (i = 0; i < question->field_count; i++) {
		struct part *field = &question->fields[i];

		if (strcmp(field->name, name) != 0)
			continue;
		if (field->text == NULL)
			return -1;
		if (index-- == 0) {
			*body_r = field->text;
			return 1;
		}
	}
	return 0;
}

static int question_attachment(void *context, unsigned int index,
			       const char **name_r, const char **type_r)
{
	struct question *question = context;

	if (index >= question->part_count)
		return 0;
	*type_r = question->parts[index].name;
	*name_r = question->parts[index].text;
	return **type_r == '\0' ? -1 : 1;
}

static void question_begin(struct question *question)
{
	while (question->string_count > 0)
		tenure_free(question->strings[--question->string_count]);
	memset(question, 0, sizeof(*question));
	question->facts = (struct tenure_facts)TENURE_FACTS_INIT;
}

static void question_part(struct question *question, struct part *parts,
			  size_t *count, const char *text)
{
	char *name = question_string(question, text);
	char *colon = strchr(name, ':');

	if (*count == ITEMS_MAX)
		die("too many");
	if (colon != NULL)
		*colon++ = '\0';
	parts[(*count)++] = (struct part){name, colon};
}

/* The names of the networks that an address is in. */
static void question_client(struct question *question, const char *text,
			    const struct tenure_policy *policy)
{
	struct tenure_facts *facts = &question->facts;
	struct tenure_network address;
	const char *error;
	size_t i, k;

	if (tenure_network_parse(text, &address, &error) < 0)
		die(error);
	facts->network_count = 0;
	facts->networks = question->networks;
	for (i = 0; i < tenure_policy_network_count(policy); i++) {
		const struct tenure_client_network *network =
			tenure_policy_network(policy, i);

		for (k = 0; k < network->address_count; k++) {
			if (tenure_network_contains(&network->addresses[k],
						    address.family,
						    address.octets))
				break;
		}
		if (k < network->address_count)
			question->networks[facts->network_count++] =
				network->name;
	}
}

static void question_seal(struct tenure_facts *facts, const char *text)
{
	static const char *const states[] = {"none", "sealed", "unsealed",
					     "unknown"};
	static const enum tenure_seal_state values[] = {
		TENURE_SEAL_NONE, TENURE_SEAL_SEALED, TENURE_SEAL_UNSEALED,
		TENURE_SEAL_UNKNOWN};
	size_t i;

	for (i = 0; i < 4; i++) {
		if (strcmp(states[i], text) == 0)
			facts->seal = values[i];
	}
}

/* Facts that are a number. */
static bool question_number(struct question *question, const char *word,
			    const char *text)
{
	struct tenure_facts *facts = &question->facts;

	if (strcmp(word, "at") == 0)
		question->at = strtoll(text, NULL, 10);
	else if (strcmp(word, "received") == 0)
		facts->received = strtoll(text, NULL, 10);
	else if (strcmp(word, "downloaded") == 0)
		facts->downloaded = strtoll(text, NULL, 10);
	else if (strcmp(word, "devices") == 0)
		facts->devices = strtoul(text, NULL, 10);
	else if (strcmp(word, "size") == 0)
		facts->size = strtoll(text, NULL, 10);
	else if (strcmp(word, "auth") == 0)
		facts->auth = atoi(text);
	else if (strcmp(word, "tls") == 0)
		facts->tls = atoi(text);
	else
		return false;
	return true;
}

/* Facts that are a text. */
static bool question_text(struct question *question, const char *word,
			  const char *text)
{
	struct tenure_facts *facts = &question->facts;

	if (strcmp(word, "user") == 0)
		question->user = question_string(question, text);
	else if (strcmp(word, "plan") == 0)
		question->plan = question_string(question, text);
	else if (strcmp(word, "sender") == 0)
		facts->sender = question_string(question, text);
	else if (strcmp(word, "mailbox") == 0)
		facts->mailbox = question_string(question, text);
	else if (strcmp(word, "special_use") == 0)
		facts->special_use = question_string(question, text);
	else if (strcmp(word, "seal") == 0)
		question_seal(facts, text);
	else
		return false;
	return true;
}

/* Facts of which there may be several. */
static bool question_list(struct question *question, const char *word,
			  const char *text)
{
	struct tenure_facts *facts = &question->facts;

	if (strcmp(word, "announce") == 0) {
		question->announce = true;
	} else if (strcmp(word, "headers") == 0) {
		facts->header = question_header;
		facts->header_context = question;
	} else if (strcmp(word, "field") == 0 || strcmp(word, "doubt") == 0) {
		question_part(question, question->fields,
			      &question->field_count, text);
	} else if (strcmp(word, "attachments") == 0) {
		facts->attachment = question_attachment;
		facts->attachment_context = question;
	} else if (strcmp(word, "part") == 0) {
		question_part(question, question->parts, &question->part_count,
			      text);
	} else if (strcmp(word, "held") == 0) {
		if (facts->held_count == ITEMS_MAX)
			die("too many holds");
		question->held[facts->held_count++] =
			question_string(question, text);
		facts->held_by = question->held;
	} else if (strcmp(word, "download") == 0) {
		if (facts->download_count == ITEMS_MAX)
			die("too many downloads");
		question->downloads[facts->download_count++] =
			strtoll(text, NULL, 10);
		facts->downloads = question->downloads;
	} else {
		return false;
	}
	return true;
}

/* ------------------------------------------------------------------ answers */

static void json_text(struct tenure_buffer *out, const char *text)
{
	tenure_buffer_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			tenure_buffer_add_char(out, '\\');
		if ((unsigned char)*text < ' ')
			tenure_buffer_printf(out, "\\u%04x", *text);
		else
			tenure_buffer_add_char(out, *text);
	}
	tenure_buffer_add_char(out, '"');
}

static void json_name(struct tenure_buffer *out, const char *name)
{
	tenure_buffer_printf(out, ", \"%s\": ", name);
}

static void json_member(struct tenure_buffer *out, const char *name,
			const char *text)
{
	json_name(out, name);
	if (text == NULL)
		tenure_buffer_add_str(out, "null");
	else
		json_text(out, text);
}

static void json_time(struct tenure_buffer *out, const char *name, int64_t when)
{
	json_name(out, name);
	if (when == TENURE_TIME_FOREVER)
		tenure_buffer_add_str(out, "\"forever\"");
	else if (when == TENURE_TIME_NONE)
		tenure_buffer_add_str(out, "null");
	else
		tenure_buffer_printf(out, "%" PRId64, when);
}

static void json_classes(struct tenure_buffer *out, const char *name,
			 const struct tenure_policy *policy,
			 const struct tenure_classes *classes, int wanted)
{
	const struct tenure_class *class;
	bool some = false;
	size_t i;

	json_name(out, name);
	tenure_buffer_add_char(out, '[');
	for (i = 0; i < tenure_policy_class_count(policy); i++) {
		class = tenure_policy_class(policy, i);
		if (tenure_classes_has(classes, class) != wanted)
			continue;
		if (some)
			tenure_buffer_add_str(out, ", ");
		json_text(out, class->name);
		some = true;
	}
	tenure_buffer_add_char(out, ']');
}

static void json_settings(struct tenure_buffer *out,
			  const struct tenure_decision *decision)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int i;

	json_name(out, "settings");
	tenure_buffer_add_char(out, '{');
	for (i = 0; i < TENURE_SETTING_COUNT; i++) {
		tenure_buffer_clear(&text);
		tenure_value_format((enum tenure_setting)i,
				    decision->reasons[i].value, &text);
		tenure_buffer_printf(out, "%s\"%s\": ", i > 0 ? ", " : "",
				     tenure_setting_info(i)->name);
		json_text(out, text.data == NULL ? "" : text.data);
	}
	tenure_buffer_add_char(out, '}');
	tenure_buffer_free(&text);
}

static void journal_add(void *context, const struct tenure_value *value,
			const struct tenure_class *class TENURE_UNUSED)
{
	struct tenure_buffer *list = context;

	if (list->used > 0)
		tenure_buffer_add_str(list, ", ");
	json_text(list, value->text == NULL ? "" : value->text);
}

static void json_journal(struct tenure_buffer *out,
			 const struct tenure_mailbox *mailbox,
			 const struct tenure_classes *classes)
{
	struct tenure_buffer list = TENURE_BUFFER_INIT;

	tenure_decide_journals(mailbox, classes, journal_add, &list);
	json_name(out, "journal");
	tenure_buffer_printf(out, "[%s]", list.data == NULL ? "" : list.data);
	tenure_buffer_free(&list);
}

/* What each kind of removal may do. */
static void json_verdicts(struct tenure_buffer *out,
			  const struct tenure_mailbox *mailbox,
			  const struct question *question,
			  const struct tenure_classes *classes)
{
	static const struct {
		const char *name;
		enum tenure_action action;
	} actions[] = {{"delete", TENURE_ACTION_DELETE},
		       {"after_download", TENURE_ACTION_AFTER_DOWNLOAD},
		       {"expire", TENURE_ACTION_EXPIRE}};
	struct tenure_decision decision;
	size_t i;

	for (i = 0; i < 3; i++) {
		tenure_decide(mailbox, &question->facts, classes,
			      actions[i].action, question->at, &decision);
		json_member(out, actions[i].name,
			    tenure_verdict_name(decision.verdict));
	}
}

static void json_answer(struct tenure_buffer *out,
			const struct tenure_policy *policy,
			const struct tenure_mailbox *mailbox,
			const struct question *question)
{
	char reply[TENURE_REPLY_MAX + 8];
	struct tenure_classes all, some;
	struct tenure_decision decision;
	const char *words[] = {"allow", "conceal", "deny"};

	tenure_classify(policy, NULL, &question->facts, &all);
	tenure_classify(policy, mailbox, &question->facts, &some);
	tenure_decide(mailbox, &question->facts, &all, TENURE_ACTION_ACCEPT,
		      question->at, &decision);
	tenure_buffer_add_str(out, "{\"answer\": true");
	json_member(out, "user",
		    mailbox->user == NULL ? NULL : mailbox->user->key);
	json_member(out, "tenant",
		    mailbox->tenant == NULL ? NULL : mailbox->tenant->key);
	json_member(out, "plan", mailbox->plan->name);
	json_classes(out, "classes", policy, &all, 1);
	json_classes(out, "unsure", policy, &all, -1);
	json_time(out, "keep_until", decision.keep_until);
	json_time(out, "expire_at", decision.expire_at);
	json_member(out, "on_delete", words[decision.on_delete]);
	json_verdicts(out, mailbox, question, &some);
	json_member(out, "action", tenure_smtp_action_name(decision.smtp));
	json_member(
		out, "reply",
		tenure_decision_smtp_reply(&decision, reply, sizeof(reply)));
	json_journal(out, mailbox, &some);
	json_name(out, "login_delay");
	tenure_buffer_printf(out, "%" PRId64,
			     tenure_mailbox_pop3_login_delay(mailbox));
	if (question->announce) {
		json_name(out, "pop3_expire");
		tenure_buffer_printf(out, "%" PRId64,
				     tenure_mailbox_pop3_expire(mailbox));
	}
	json_settings(out, &decision);
	tenure_buffer_add_str(out, "}\n");
}

static void answer(const struct tenure_policy *policy,
		   const struct question *question)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_mailbox mailbox;

	if (policy == NULL || question->user == NULL)
		die("a question of nobody, or without a policy");
	/* A plan that is not there is one that keeps everything. */
	if (tenure_policy_mailbox(policy, question->user, question->plan,
				  &mailbox) < 0)
		tenure_buffer_add_str(&out, "");
	json_answer(&out, policy, &mailbox, question);
	tenure_mailbox_clear(&mailbox);
	if (tenure_buffer_str(&out) == NULL)
		die("no memory");
	fputs(out.data, stdout);
	fflush(stdout);
	tenure_buffer_free(&out);
}

/* ----------------------------------------------------------------- policies */

/* The policy that is asked, from text or out of a snapshot. */
struct rules {
	struct tenure_policy *text;
	struct tenure_snapshot *snapshot;
	const struct tenure_policy *policy;
};

static void rules_forget(struct rules *rules)
{
	tenure_policy_free(&rules->text);
	tenure_snapshot_unref(&rules->snapshot);
	rules->policy = NULL;
}

static void rules_read(struct rules *rules, const char *folder,
		       struct tenure_buffer *errors)
{
	const struct tenure_source source = tenure_source_folder(folder);
	struct tenure_diagnostics found;

	tenure_diagnostics_init(&found);
	if (tenure_policy_read(&source, "policy.conf", &rules->text, &found) <
	    0)
		tenure_diagnostics_format(&found, errors);
	rules->policy = rules->text;
	tenure_diagnostics_free(&found);
}

/* Put the text into a snapshot, and take it from there. */
static void rules_publish(struct rules *rules, const char *folder,
			  struct tenure_buffer *errors)
{
	struct tenure_publish_request request = {
		.policy = rules->text, .realm = "oracle", .generations = 1};
	struct tenure_publish_result result;
	struct tenure_keyring *keys = NULL;
	struct tenure_error err;
	char path[4096];

	snprintf(path, sizeof(path), "%s/policy.cdb", folder);
	request.path = path;
	rules->policy = NULL;
	if (tenure_keyring_new(&keys, &err) < 0)
		die(err.text);
	request.keys = keys;
	if (tenure_publish(&request, &result, &err) < 0 ||
	    tenure_snapshot_open(path, &rules->snapshot, &err) < 0)
		tenure_buffer_printf(errors, "error: %s", err.text);
	else
		rules->policy = tenure_snapshot_policy(rules->snapshot);
	tenure_keyring_free(&keys);
	tenure_policy_free(&rules->text);
}

static void rules_take(struct rules *rules, const char *folder, bool publish)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_buffer errors = TENURE_BUFFER_INIT;

	rules_forget(rules);
	rules_read(rules, folder, &errors);
	if (publish && rules->text != NULL)
		rules_publish(rules, folder, &errors);
	tenure_buffer_add_str(&out, "{\"policy\": ");
	tenure_buffer_add_str(&out, rules->policy == NULL ? "false" : "true");
	json_member(&out, "errors", errors.data);
	printf("%s}\n", out.data);
	fflush(stdout);
	tenure_buffer_free(&out);
	tenure_buffer_free(&errors);
}

int main(void)
{
	static struct question question;
	struct rules rules = {NULL, NULL, NULL};
	char *line = NULL, *text;
	size_t room = 0;

	question_begin(&question);
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		text = line + strcspn(line, " ");
		if (*text != '\0')
			*text++ = '\0';
		if (strcmp(line, "policy") == 0)
			rules_take(&rules, text, false);
		else if (strcmp(line, "publish") == 0)
			rules_take(&rules, text, true);
		else if (strcmp(line, "case") == 0)
			question_begin(&question);
		else if (strcmp(line, "answer") == 0)
			answer(rules.policy, &question);
		else if (strcmp(line, "client") == 0 && rules.policy != NULL)
			question_client(&question, text, rules.policy);
		else if (!question_number(&question, line, text) &&
			 !question_text(&question, line, text) &&
			 !question_list(&question, line, text))
			die(line);
	}
	question_begin(&question);
	rules_forget(&rules);
	free(line);
	return 0;
}
