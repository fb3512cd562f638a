/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "base/date.h"
#include "policy/condition-text.h"
#include "policy/value.h"
#include "decide/why.h"
#include "explanation.h"
#include "json.h"
#include "text.h"

/* The names of the classes whose answer is wanted: 1 yes, -1 cannot tell. */
static json_t *json_classes(const struct tenure_explanation *explanation,
			    int wanted)
{
	size_t count = tenure_policy_class_count(explanation->policy);
	json_t *names = tenure_json_array();

	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(explanation->policy, i);

		if (tenure_classes_has(&explanation->classes, class) == wanted)
			tenure_json_append(names,
					   tenure_json_text(class->name));
	}
	return names;
}

static json_t *json_holds(const struct tenure_facts *facts)
{
	json_t *names = tenure_json_array();

	for (size_t i = 0; i < facts->held_count; i++)
		tenure_json_append(names, tenure_json_text(facts->held_by[i]));
	return names;
}

/* What is in force, as the language writes it. */
static json_t *json_value(const struct tenure_explanation *explanation,
			  enum tenure_setting setting)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	json_t *text = tenure_json_text(tenure_explanation_value(
		setting, tenure_explanation_reason(explanation, setting),
		&value));

	tenure_buffer_free(&value);
	return text;
}

/* All addresses, as they are told and one by one. */
struct journal_list {
	const struct tenure_explanation *explanation;
	struct tenure_buffer text;
	json_t *array;
};

static void add_journal(void *context, const struct tenure_value *value,
			const struct tenure_class *class)
{
	struct journal_list *list = context;
	json_t *object = tenure_json_object();
	char where[512];

	if (list->text.used > 0)
		tenure_buffer_add_str(&list->text, ", ");
	tenure_buffer_add_str(&list->text, value->text);
	tenure_json_set(object, "address", tenure_json_text(value->text));
	tenure_json_set(object, "where",
			tenure_json_text(tenure_policy_where(
				list->explanation->policy, value->where, where,
				sizeof(where))));
	if (class != NULL)
		tenure_json_set(object, "class", tenure_json_text(class->name));
	tenure_json_append(list->array, object);
}

static void json_journals(const struct tenure_explanation *explanation,
			  json_t *smtp)
{
	struct journal_list list = {.explanation = explanation,
				    .text = TENURE_BUFFER_INIT,
				    .array = tenure_json_array()};

	tenure_decide_journals(&explanation->mailbox,
			       &explanation->smtp_classes, add_journal, &list);
	if (list.text.failed)
		tenure_die_nomem();
	tenure_json_set(smtp, "journal", tenure_json_text(list.text.data));
	tenure_json_set(smtp, "journals", list.array);
	tenure_buffer_free(&list.text);
}

static json_t *json_smtp(const struct tenure_explanation *explanation)
{
	const struct tenure_decision *decision = &explanation->smtp_decision;
	char reply[TENURE_REPLY_MAX + 8];
	json_t *smtp = tenure_json_object();

	tenure_decision_smtp_reply(decision, reply, sizeof(reply));
	tenure_json_set(
		smtp, "action",
		tenure_json_text(tenure_smtp_action_name(decision->smtp)));
	tenure_json_set(smtp, "reply",
			tenure_json_text(reply[0] == '\0' ? NULL : reply));
	json_journals(explanation, smtp);
	return smtp;
}

/* The rule that gave the value, and what it made it of. */
static void json_why(const struct tenure_explanation *explanation,
		     enum tenure_setting setting,
		     const struct tenure_reason *reason, json_t *object)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_why why;
	char where[512];

	tenure_reason_why(&explanation->mailbox,
			  tenure_explanation_classes(explanation, setting),
			  setting, reason, &why);
	tenure_json_set(object, "layer",
			tenure_json_text(tenure_layer_kind_name(why.layer)));
	tenure_explanation_rule(explanation, setting, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_json_set(object, "rule", tenure_json_text(text.data));
	tenure_buffer_clear(&text);
	tenure_value_format(setting, reason->said, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_json_set(object, "said", tenure_json_text(text.data));
	if (why.bounded) {
		/* Where the row or block says it, and the bounds. */
		tenure_json_set(
			object, "said_where",
			tenure_json_text(tenure_policy_where(
				explanation->policy, reason->said->where, where,
				sizeof(where))));
		tenure_json_set(
			object, "bounds",
			tenure_json_text(tenure_policy_where(
				explanation->policy, reason->value->where,
				where, sizeof(where))));
	}
	tenure_buffer_free(&text);
}

static json_t *json_reason(const struct tenure_explanation *explanation,
			   enum tenure_setting setting)
{
	const struct tenure_reason *reason =
		tenure_explanation_reason(explanation, setting);
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	char where[512];
	json_t *object = tenure_json_object();

	tenure_json_set(object, "setting",
			tenure_json_text(tenure_setting_info(setting)->name));
	tenure_json_set(object, "value",
			tenure_json_text(tenure_explanation_value(
				setting, reason, &value)));
	tenure_json_set(object, "where",
			tenure_json_text(tenure_policy_where(
				explanation->policy, reason->value->where,
				where, sizeof(where))));
	if (reason->class != NULL)
		tenure_json_set(object, "class",
				tenure_json_text(reason->class->name));
	if (reason->unsure)
		tenure_json_set(object, "unsure", json_true());
	json_why(explanation, setting, reason, object);
	tenure_buffer_free(&value);
	return object;
}

/* --------------------------------------------------------------- conditions */

struct condition_list {
	const struct tenure_explanation *explanation;
	json_t *array;
};

static json_t *json_answer(int answer)
{
	return answer < 0 ? json_null() : json_boolean(answer > 0);
}

static void add_condition(void *context,
			  const struct tenure_condition *condition, int answer)
{
	struct condition_list *list = context;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	json_t *object = tenure_json_object();
	char where[512];

	tenure_condition_format(condition, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_json_set(object, "text", tenure_json_text(text.data));
	tenure_json_set(object, "where",
			tenure_json_text(tenure_policy_where(
				list->explanation->policy, condition->where,
				where, sizeof(where))));
	tenure_json_set(object, "met", json_answer(answer));
	if (answer < 0)
		tenure_json_set(object, "missing",
				tenure_json_text(tenure_condition_missing(
					condition, &list->explanation->facts)));
	tenure_json_append(list->array, object);
	tenure_buffer_free(&text);
}

/* For each class that the mailbox's layers mention: does it match, and by
   which conditions? */
static json_t *json_conditions(const struct tenure_explanation *explanation)
{
	size_t count = tenure_policy_class_count(explanation->policy);
	json_t *array = tenure_json_array();

	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(explanation->policy, i);
		struct condition_list list = {explanation, NULL};
		json_t *object;
		char where[512];
		int answer;

		if (!tenure_explanation_mentions(explanation, class))
			continue;
		object = tenure_json_object();
		list.array = tenure_json_array();
		answer = tenure_class_why(class, &explanation->facts,
					  add_condition, &list);
		tenure_json_set(object, "class", tenure_json_text(class->name));
		tenure_json_set(object, "where",
				tenure_json_text(tenure_policy_where(
					explanation->policy, class->where,
					where, sizeof(where))));
		tenure_json_set(object, "matches", json_answer(answer));
		tenure_json_set(object, "conditions", list.array);
		tenure_json_append(array, object);
	}
	return array;
}

static json_t *json_reasons(const struct tenure_explanation *explanation)
{
	json_t *because = tenure_json_array();

	for (int i = 0; i < TENURE_SETTING_COUNT; i++)
		tenure_json_append(
			because,
			json_reason(explanation, (enum tenure_setting)i));
	return because;
}

/* What is known of downloads, and when they delete the message. */
static void json_downloads(const struct tenure_explanation *explanation,
			   json_t *object)
{
	const struct tenure_facts *facts = &explanation->facts;
	int64_t due = explanation->mailbox_decision.download_due;

	tenure_json_set(object, "downloaded",
			facts->downloaded > 0
				? tenure_json_time(facts->downloaded)
				: json_null());
	tenure_json_set(object, "devices_have",
			json_integer((json_int_t)facts->download_count));
	tenure_json_set(object, "devices",
			facts->devices > 0
				? json_integer((json_int_t)facts->devices)
				: json_null());
	/* At once has no moment of its own. */
	if (due == TENURE_TIME_NONE && facts->downloaded > 0)
		due = facts->downloaded;
	tenure_json_set(object, "download_due",
			due == TENURE_TIME_NONE || due == TENURE_TIME_FOREVER
				? json_null()
				: tenure_json_time(due));
}

json_t *tenure_explanation_json(const struct tenure_explanation *explanation)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	int64_t expire_at = decision->expire_at;
	char where[512];
	json_t *object = tenure_json_object();

	if (expire_at == TENURE_TIME_FOREVER)
		expire_at = TENURE_TIME_NONE;
	tenure_json_set(object, "generation",
			json_integer((json_int_t)explanation->generation));
	tenure_json_set(object, "user",
			tenure_json_text(mailbox->address[0] != '\0'
						 ? mailbox->address
						 : explanation->user));
	tenure_json_set(object, "plan", tenure_json_text(mailbox->plan->name));
	tenure_json_set(object, "plan_where",
			tenure_json_text(tenure_policy_where(
				explanation->policy, mailbox->plan_where, where,
				sizeof(where))));
	tenure_json_set(object, "at", tenure_json_time(explanation->at));
	tenure_json_set(object, "classes", json_classes(explanation, 1));
	tenure_json_set(object, "unsure", json_classes(explanation, -1));
	tenure_json_set(object, "seal",
			tenure_json_text(tenure_seal_state_name(
				explanation->facts.seal)));
	if (explanation->seal_reason[0] != '\0')
		tenure_json_set(object, "seal_reason",
				tenure_json_text(explanation->seal_reason));
	tenure_json_set(object, "received",
			tenure_json_time(explanation->facts.received));
	tenure_json_set(object, "keep_until",
			tenure_json_time(decision->keep_until));
	tenure_json_set(object, "expire_at", tenure_json_time(expire_at));
	tenure_json_set(object, "held_by", json_holds(&explanation->facts));
	tenure_json_set(
		object, "on_delete",
		tenure_json_text(tenure_on_delete_name(decision->on_delete)));
	tenure_json_set(
		object, "after_download",
		json_value(explanation, TENURE_SETTING_POP3_AFTER_DOWNLOAD));
	json_downloads(explanation, object);
	tenure_json_set(object, "pop3_access",
			json_value(explanation, TENURE_SETTING_POP3_ACCESS));
	tenure_json_set(object, "smtp", json_smtp(explanation));
	tenure_json_set(object, "because", json_reasons(explanation));
	tenure_json_set(object, "conditions", json_conditions(explanation));
	return object;
}
