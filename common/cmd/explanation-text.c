/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "base/date.h"
#include "explanation.h"
#include "output.h"

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
		     tenure_seal_state_name(explanation->facts.seal),
		     explanation->seal_reason[0] != '\0' ? ": " : "",
		     explanation->seal_reason);
}

static void print_holds(const struct tenure_facts *facts)
{
	if (facts->held_count == 0)
		return;
	tenure_print("  %-16s", "held by");
	for (size_t i = 0; i < facts->held_count; i++)
		tenure_print(" %s", facts->held_by[i]);
	tenure_print("\n");
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
		tenure_explanation_reason(explanation, setting);
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	char where[512];

	tenure_print("  %-20s %-10s %s", tenure_setting_info(setting)->name,
		     tenure_explanation_value(setting, reason, &value),
		     tenure_policy_where(explanation->policy,
					 reason->value->where, where,
					 sizeof(where)));
	if (reason->class != NULL)
		tenure_print(", class %s%s", reason->class->name,
			     reason->unsure ? " (cannot be told)" : "");
	tenure_print("\n");
	tenure_buffer_free(&value);
}

static void print_after_download(const struct tenure_explanation *explanation)
{
	const enum tenure_setting setting = TENURE_SETTING_POP3_AFTER_DOWNLOAD;
	struct tenure_buffer value = TENURE_BUFFER_INIT;

	tenure_print("  %-16s %s\n", "after download",
		     tenure_explanation_value(
			     setting,
			     tenure_explanation_reason(explanation, setting),
			     &value));
	tenure_buffer_free(&value);
}

void tenure_explanation_print_text(const struct tenure_explanation *explanation)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	char where[512];

	tenure_print("%s: plan %s, %s\n",
		     mailbox->address[0] != '\0' ? mailbox->address
						 : explanation->user,
		     mailbox->plan->name,
		     tenure_policy_where(explanation->policy,
					 mailbox->plan_where, where,
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
	print_holds(&explanation->facts);
	print_time("keep until", decision->keep_until, "not kept", "forever");
	print_time("expires", decision->expire_at, "never", "never");
	tenure_print("  %-16s %s\n", "a user's delete",
		     tenure_on_delete_name(decision->on_delete));
	print_after_download(explanation);
	print_smtp(explanation);
	tenure_print("because\n");
	for (int i = 0; i < TENURE_SETTING_COUNT; i++)
		print_reason(explanation, (enum tenure_setting)i);
}
