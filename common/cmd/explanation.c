/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "explanation.h"
#include "output.h"

void tenure_explanation_decide(struct tenure_explanation *explanation)
{
	struct tenure_facts smtp = explanation->facts;
	struct tenure_classes classes;

	tenure_classify(explanation->policy, NULL, &explanation->facts,
			&explanation->classes);
	tenure_decide(&explanation->mailbox, &explanation->facts,
		      &explanation->classes, TENURE_ACTION_DELETE,
		      explanation->at, &explanation->mailbox_decision);
	/* The SMTP door sees the message before it has a seal, a folder and
	   an age. */
	smtp.seal = TENURE_SEAL_NONE;
	smtp.mailbox = NULL;
	smtp.special_use = NULL;
	smtp.received = explanation->at;
	if (smtp.size < 0)
		smtp.size = explanation->message_size;
	tenure_classify(explanation->policy, NULL, &smtp, &classes);
	tenure_decide(&explanation->mailbox, &smtp, &classes,
		      TENURE_ACTION_ACCEPT, explanation->at,
		      &explanation->smtp_decision);
}

/* Each setting is the business of one door. */
static const struct tenure_reason *
explanation_reason(const struct tenure_explanation *explanation,
		   enum tenure_setting setting)
{
	if (setting == TENURE_SETTING_SMTP_ACCEPT)
		return &explanation->smtp_decision.reasons[setting];
	return &explanation->mailbox_decision.reasons[setting];
}

static const char *seal_state_name(enum tenure_seal_state state)
{
	switch (state) {
	case TENURE_SEAL_SEALED:
		return "sealed";
	case TENURE_SEAL_UNSEALED:
		return "unsealed";
	case TENURE_SEAL_UNKNOWN:
		return "unknown";
	case TENURE_SEAL_NONE:
		break;
	}
	return "none";
}

static const char *on_delete_name(enum tenure_on_delete on_delete)
{
	return tenure_setting_info(TENURE_SETTING_ON_DELETE)
		->choices[on_delete];
}

static const char *after_download_name(enum tenure_after_download value)
{
	return tenure_setting_info(TENURE_SETTING_POP3_AFTER_DOWNLOAD)
		->choices[value];
}

static const char *format_value(enum tenure_setting setting,
				const struct tenure_value *value,
				struct tenure_buffer *buf)
{
	const char *text;

	tenure_buffer_clear(buf);
	tenure_value_format(setting, value, buf);
	text = tenure_buffer_str(buf);
	if (text == NULL)
		tenure_die_nomem();
	return text;
}

static const char *format_where(const struct tenure_explanation *explanation,
				struct tenure_where where, char *buf,
				size_t size)
{
	return tenure_policy_where(explanation->policy, where, buf, size);
}

/* -------------------------------------------------------------------- JSON */

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
		explanation_reason(explanation, setting);
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	char where[512];
	json_t *object = tenure_json_object();

	tenure_json_set(object, "setting",
			tenure_json_text(tenure_setting_info(setting)->name));
	tenure_json_set(
		object, "value",
		tenure_json_text(format_value(setting, reason->value, &value)));
	tenure_json_set(
		object, "where",
		tenure_json_text(format_where(explanation, reason->value->where,
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

static void print_json(const struct tenure_explanation *explanation)
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
	tenure_json_set(
		object, "plan_where",
		tenure_json_text(format_where(explanation, mailbox->plan_where,
					      where, sizeof(where))));
	tenure_json_set(object, "at", tenure_json_time(explanation->at));
	tenure_json_set(object, "classes", json_classes(explanation, 1));
	tenure_json_set(object, "unsure", json_classes(explanation, -1));
	tenure_json_set(
		object, "seal",
		tenure_json_text(seal_state_name(explanation->facts.seal)));
	if (explanation->seal_reason[0] != '\0')
		tenure_json_set(object, "seal_reason",
				tenure_json_text(explanation->seal_reason));
	tenure_json_set(object, "received",
			tenure_json_time(explanation->facts.received));
	tenure_json_set(object, "keep_until",
			tenure_json_time(decision->keep_until));
	tenure_json_set(object, "expire_at", tenure_json_time(expire_at));
	tenure_json_set(object, "held_by", tenure_json_array());
	tenure_json_set(object, "on_delete",
			tenure_json_text(on_delete_name(decision->on_delete)));
	tenure_json_set(object, "after_download",
			tenure_json_text(
				after_download_name(decision->after_download)));
	tenure_json_set(object, "pop3_access", tenure_json_text("yes"));
	tenure_json_set(object, "smtp", json_smtp(explanation));
	tenure_json_set(object, "because", json_reasons(explanation));
	tenure_json_print(object);
}

/* ------------------------------------------------------------------ people */

static void print_classes(const struct tenure_explanation *explanation,
			  const char *label, int wanted)
{
	size_t count = tenure_policy_class_count(explanation->policy);
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(explanation->policy, i);

		if (tenure_classes_has(&explanation->classes, class) != wanted)
			continue;
		if (any)
			tenure_print(" %s", class->name);
		else
			tenure_print("  %-16s %s", label, class->name);
		any = true;
	}
	if (any)
		tenure_print("\n");
	else if (wanted > 0)
		tenure_print("  %-16s none\n", label);
}

static void print_time(const char *label, int64_t when, const char *none,
		       const char *forever)
{
	char text[TENURE_DATE_SIZE];

	tenure_date_format(when, text);
	tenure_print("  %-16s %s\n", label,
		     when == TENURE_TIME_NONE      ? none
		     : when == TENURE_TIME_FOREVER ? forever
						   : text);
}

static void print_seal(const struct tenure_explanation *explanation)
{
	tenure_print("  %-16s %s%s%s\n", "seal",
		     seal_state_name(explanation->facts.seal),
		     explanation->seal_reason[0] != '\0' ? ": " : "",
		     explanation->seal_reason);
}

static void print_smtp(const struct tenure_explanation *explanation)
{
	const struct tenure_decision *decision = &explanation->smtp_decision;
	char reply[TENURE_REPLY_MAX + 8];

	tenure_decision_smtp_reply(decision, reply, sizeof(reply));
	tenure_print("  %-16s %s%s%s\n", "SMTP",
		     tenure_smtp_action_name(decision->smtp),
		     reply[0] != '\0' ? ": " : "", reply);
}

static void print_reason(const struct tenure_explanation *explanation,
			 enum tenure_setting setting)
{
	const struct tenure_reason *reason =
		explanation_reason(explanation, setting);
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	char where[512];

	tenure_print("  %-20s %-10s %s", tenure_setting_info(setting)->name,
		     format_value(setting, reason->value, &value),
		     format_where(explanation, reason->value->where, where,
				  sizeof(where)));
	if (reason->class != NULL)
		tenure_print(", class %s%s", reason->class->name,
			     reason->unsure ? " (cannot be told)" : "");
	tenure_print("\n");
	tenure_buffer_free(&value);
}

static void print_text(const struct tenure_explanation *explanation)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	char where[512];

	tenure_print("%s: plan %s, %s\n", explanation->user,
		     mailbox->plan->name,
		     format_where(explanation, mailbox->plan_where, where,
				  sizeof(where)));
	if (explanation->generation > 0)
		tenure_print("  %-16s %llu\n", "generation",
			     (unsigned long long)explanation->generation);
	print_classes(explanation, "classes", 1);
	print_classes(explanation, "cannot tell", -1);
	print_seal(explanation);
	print_time("received", explanation->facts.received,
		   "cannot tell: everything is kept", "forever");
	print_time("at", explanation->at, "", "");
	print_time("keep until", decision->keep_until, "not kept", "forever");
	print_time("expires", decision->expire_at, "never", "never");
	tenure_print("  %-16s %s\n", "a user's delete",
		     on_delete_name(decision->on_delete));
	tenure_print("  %-16s %s\n", "after download",
		     after_download_name(decision->after_download));
	print_smtp(explanation);
	tenure_print("because\n");
	for (int i = 0; i < TENURE_SETTING_COUNT; i++)
		print_reason(explanation, (enum tenure_setting)i);
}

void tenure_explanation_print(const struct tenure_explanation *explanation,
			      bool json)
{
	if (json)
		print_json(explanation);
	else
		print_text(explanation);
}
