/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "base/date.h"
#include "explanation.h"
#include "output.h"

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
	tenure_json_set(smtp, "journal", json_null());
	return smtp;
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
	tenure_buffer_free(&value);
	return object;
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

void tenure_explanation_print_json(const struct tenure_explanation *explanation)
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
	tenure_json_set(object, "pop3_access",
			json_value(explanation, TENURE_SETTING_POP3_ACCESS));
	tenure_json_set(object, "smtp", json_smtp(explanation));
	tenure_json_set(object, "because", json_reasons(explanation));
	tenure_json_print(object);
}
