/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/date.h"
#include "decide/why.h"
#include "explanation.h"
#include "output.h"

static const char *where_text(const struct tenure_explanation *explanation,
			      struct tenure_where where, char *buf, size_t size)
{
	return tenure_policy_where(explanation->policy, where, buf, size);
}

/* --------------------------------------------------------------------- who */

static const char *plan_chooser(const struct tenure_explanation *explanation)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;

	if (explanation->plan_selected)
		return "selected by the user database";
	if (mailbox->user != NULL && mailbox->user->plan == mailbox->plan)
		return "named by the user";
	if (mailbox->tenant != NULL && mailbox->tenant->plan == mailbox->plan)
		return "named by the tenant";
	if (mailbox->plan_where.line == 0)
		return "which keeps everything, as nothing names a plan";
	return "named for unknown mailboxes";
}

static void print_subject(const struct tenure_explanation *explanation,
			  const char *kind,
			  const struct tenure_subject *subject)
{
	char where[512];

	if (subject != NULL)
		tenure_print("  %s %s (%s)\n", kind, subject->key,
			     where_text(explanation, subject->where, where,
					sizeof(where)));
}

static void print_mailbox(const struct tenure_explanation *explanation)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;
	char where[512];

	tenure_print("Mailbox %s\n", mailbox->address[0] != '\0'
					     ? mailbox->address
					     : explanation->user);
	print_subject(explanation, "user", mailbox->user);
	print_subject(explanation, "tenant", mailbox->tenant);
	tenure_print("  plan %s, %s (%s)\n", mailbox->plan->name,
		     plan_chooser(explanation),
		     where_text(explanation, mailbox->plan_where, where,
				sizeof(where)));
	if (explanation->generation > 0)
		tenure_print("  policy of generation %llu\n",
			     (unsigned long long)explanation->generation);
	else
		tenure_print("  policy that is not published\n");
}

/* ----------------------------------------------------------------- message */

static void print_seal(const struct tenure_explanation *explanation)
{
	static const char *const texts[] = {
		[TENURE_SEAL_NONE] = "whether it is sealed is not known",
		[TENURE_SEAL_SEALED] = "sealed: it came in by SMTP",
		[TENURE_SEAL_UNSEALED] = "unsealed: put there by the user, or "
					 "before there were seals",
		[TENURE_SEAL_UNKNOWN] = "its seal cannot be believed",
	};

	tenure_print("  %s%s%s\n", texts[explanation->facts.seal],
		     explanation->seal_reason[0] != '\0' ? ": " : "",
		     explanation->seal_reason);
}

static void print_message(const struct tenure_explanation *explanation)
{
	const struct tenure_facts *facts = &explanation->facts;
	char date[TENURE_DATE_SIZE];

	tenure_print("Message\n");
	print_seal(explanation);
	if (facts->received == TENURE_TIME_NONE)
		tenure_print("  when it was received cannot be told\n");
	else
		tenure_print("  received %s\n",
			     tenure_date_format(facts->received, date));
	if (facts->size < 0)
		tenure_print("  its size cannot be told\n");
	else
		tenure_print("  size %" PRId64 "\n", facts->size);
	for (size_t i = 0; i < facts->held_count; i++)
		tenure_print("  held by %s\n", facts->held_by[i]);
}

/* ----------------------------------------------------------------- classes */

struct class_printer {
	const struct tenure_explanation *explanation;
	const struct tenure_facts *facts;
};

static void print_condition(void *context,
			    const struct tenure_condition *condition,
			    int answer)
{
	const struct class_printer *printer = context;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char where[512];

	tenure_condition_format(condition, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_print(
		"    %s (%s)%s%s\n", text.data,
		where_text(printer->explanation, condition->where, where,
			   sizeof(where)),
		answer > 0    ? " is met"
		: answer == 0 ? " is not met"
			      : " cannot be told: ",
		answer < 0 ? tenure_condition_missing(condition, printer->facts)
			   : "");
	tenure_buffer_free(&text);
}

static const char *answer_text(int answer)
{
	if (answer > 0)
		return "yes";
	return answer == 0 ? "no" : "cannot be told";
}

static void print_class(const struct tenure_explanation *explanation,
			const struct tenure_class *class)
{
	struct class_printer printer = {explanation, &explanation->facts};
	int answer = tenure_classes_has(&explanation->classes, class);
	int smtp = tenure_classes_has(&explanation->smtp_classes, class);
	char where[512];

	tenure_print(
		"  %s (%s): %s", class->name,
		where_text(explanation, class->where, where, sizeof(where)),
		answer_text(answer));
	if (smtp != answer)
		tenure_print("; at the SMTP door: %s", answer_text(smtp));
	tenure_print("\n");
	(void)tenure_class_why(class, printer.facts, print_condition, &printer);
	printer.facts = &explanation->smtp_facts;
	if (smtp != answer)
		(void)tenure_class_why(class, printer.facts, print_condition,
				       &printer);
}

/* Those that the mailbox's layers have something to say about. */
static void print_classes(const struct tenure_explanation *explanation)
{
	size_t count = tenure_policy_class_count(explanation->policy);
	bool any = false;

	tenure_print("Classes that matter to it\n");
	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(explanation->policy, i);

		if (!tenure_explanation_mentions(explanation, class))
			continue;
		print_class(explanation, class);
		any = true;
	}
	if (!any)
		tenure_print("  none\n");
}

/* ------------------------------------------------------------------- doors */

static void print_sentence(const struct tenure_explanation *explanation,
			   tenure_explanation_sentence *sentence)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	sentence(explanation, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_print("  %s\n", text.data);
	tenure_buffer_free(&text);
}

static void print_journal(void *context, const struct tenure_value *value,
			  const struct tenure_class *class)
{
	const struct tenure_explanation *explanation = context;
	char where[512];

	tenure_print(
		"  A journal report is wanted at %s (%s%s%s).\n", value->text,
		where_text(explanation, value->where, where, sizeof(where)),
		class == NULL ? "" : ", class ",
		class == NULL ? "" : class->name);
}

static void print_doors(const struct tenure_explanation *explanation)
{
	char date[TENURE_DATE_SIZE];

	tenure_print("In the mailbox, at %s\n",
		     tenure_date_format(explanation->at, date));
	print_sentence(explanation, tenure_explanation_keep);
	print_sentence(explanation, tenure_explanation_expire);
	print_sentence(explanation, tenure_explanation_delete);
	print_sentence(explanation, tenure_explanation_download);
	tenure_print("At the SMTP door, if it came in then\n");
	print_sentence(explanation, tenure_explanation_smtp);
	tenure_decide_journals(&explanation->mailbox,
			       &explanation->smtp_classes, print_journal,
			       (void *)(uintptr_t)explanation);
}

/* ------------------------------------------------------------------ values */

static void print_value(const struct tenure_explanation *explanation,
			enum tenure_setting setting)
{
	const struct tenure_reason *reason =
		tenure_explanation_reason(explanation, setting);
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_buffer rule = TENURE_BUFFER_INIT;
	char where[512];

	tenure_explanation_rule(explanation, setting, &rule);
	if (rule.failed)
		tenure_die_nomem();
	tenure_print("  %s = %s\n      %s: %s\n",
		     tenure_setting_info(setting)->name,
		     tenure_explanation_value(setting, reason, &value),
		     where_text(explanation, reason->value->where, where,
				sizeof(where)),
		     rule.data);
	if (tenure_setting_info(setting)->not_enforced != NULL)
		tenure_print("      not enforced: %s\n",
			     tenure_setting_info(setting)->not_enforced);
	tenure_buffer_free(&value);
	tenure_buffer_free(&rule);
}

static bool is_said(const struct tenure_explanation *explanation,
		    enum tenure_setting setting)
{
	struct tenure_why why;

	tenure_reason_why(
		&explanation->mailbox,
		tenure_explanation_classes(explanation, setting), setting,
		tenure_explanation_reason(explanation, setting), &why);
	return why.layer != TENURE_LAYER_DEFAULT || why.implied;
}

/* First what somebody has set; the defaults are listed shortly. */
static void print_values(const struct tenure_explanation *explanation)
{
	bool any = false;

	tenure_print("Values, where they stand, and why they count\n");
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		if (is_said(explanation, (enum tenure_setting)i))
			print_value(explanation, (enum tenure_setting)i);
	}
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;
		struct tenure_buffer value = TENURE_BUFFER_INIT;

		if (is_said(explanation, setting))
			continue;
		if (!any)
			tenure_print("  by default, as nobody sets them:\n");
		any = true;
		tenure_print(
			"      %s = %s\n", tenure_setting_info(setting)->name,
			tenure_explanation_value(
				setting,
				tenure_explanation_reason(explanation, setting),
				&value));
		tenure_buffer_free(&value);
	}
}

void tenure_explanation_print_text(const struct tenure_explanation *explanation)
{
	print_mailbox(explanation);
	print_message(explanation);
	print_classes(explanation);
	print_doors(explanation);
	print_values(explanation);
}
