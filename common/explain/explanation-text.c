/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/date.h"
#include "policy/condition-text.h"
#include "decide/why.h"
#include "explanation.h"
#include "text.h"

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

static void add_subject(const struct tenure_explanation *explanation,
			struct tenure_buffer *out, const char *kind,
			const struct tenure_subject *subject)
{
	char where[512];

	if (subject != NULL)
		tenure_buffer_printf(out, "  %s %s (%s)\n", kind, subject->key,
				     where_text(explanation, subject->where,
						where, sizeof(where)));
}

static void add_mailbox(const struct tenure_explanation *explanation,
			struct tenure_buffer *out)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;
	char where[512];

	tenure_buffer_printf(out, "Mailbox %s\n",
			     mailbox->address[0] != '\0' ? mailbox->address
							 : explanation->user);
	add_subject(explanation, out, "user", mailbox->user);
	add_subject(explanation, out, "tenant", mailbox->tenant);
	tenure_buffer_printf(out, "  plan %s, %s (%s)\n", mailbox->plan->name,
			     plan_chooser(explanation),
			     where_text(explanation, mailbox->plan_where, where,
					sizeof(where)));
	if (explanation->generation > 0)
		tenure_buffer_printf(
			out, "  policy of generation %llu\n",
			(unsigned long long)explanation->generation);
	else
		tenure_buffer_printf(out, "  policy that is not published\n");
}

/* ----------------------------------------------------------------- message */

static void add_seal(const struct tenure_explanation *explanation,
		     struct tenure_buffer *out)
{
	static const char *const texts[] = {
		[TENURE_SEAL_NONE] = "whether it is sealed is not known",
		[TENURE_SEAL_SEALED] = "sealed: it came in by SMTP",
		[TENURE_SEAL_UNSEALED] = "unsealed: put there by the user, or "
					 "before there were seals",
		[TENURE_SEAL_UNKNOWN] = "its seal cannot be believed",
	};

	tenure_buffer_printf(out, "  %s%s%s\n", texts[explanation->facts.seal],
			     explanation->seal_reason[0] != '\0' ? ": " : "",
			     explanation->seal_reason);
}

static void add_downloads(const struct tenure_facts *facts,
			  struct tenure_buffer *out)
{
	char date[TENURE_DATE_SIZE];

	if (facts->downloaded <= 0 && facts->devices == 0)
		return;
	if (facts->downloaded <= 0)
		tenure_buffer_add_str(out, "  not downloaded by POP3");
	else
		tenure_buffer_printf(
			out, "  downloaded by POP3, first %s",
			tenure_date_format(facts->downloaded, date));
	if (facts->devices > 0)
		tenure_buffer_printf(out, "; %zu of %zu devices have it",
				     facts->download_count, facts->devices);
	tenure_buffer_add_char(out, '\n');
}

static void add_message(const struct tenure_explanation *explanation,
			struct tenure_buffer *out)
{
	const struct tenure_facts *facts = &explanation->facts;
	char date[TENURE_DATE_SIZE];

	tenure_buffer_printf(out, "Message\n");
	add_seal(explanation, out);
	if (facts->received == TENURE_TIME_NONE)
		tenure_buffer_printf(out,
				     "  when it was received cannot be told\n");
	else
		tenure_buffer_printf(out, "  received %s\n",
				     tenure_date_format(facts->received, date));
	if (facts->size < 0)
		tenure_buffer_printf(out, "  its size cannot be told\n");
	else
		tenure_buffer_printf(out, "  size %" PRId64 "\n", facts->size);
	for (size_t i = 0; i < facts->held_count; i++)
		tenure_buffer_printf(out, "  held by %s\n", facts->held_by[i]);
	add_downloads(facts, out);
}

/* ----------------------------------------------------------------- classes */

struct class_writer {
	const struct tenure_explanation *explanation;
	const struct tenure_facts *facts;
	struct tenure_buffer *out;
};

static void add_condition(void *context,
			  const struct tenure_condition *condition, int answer)
{
	const struct class_writer *writer = context;
	struct tenure_buffer *out = writer->out;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char where[512];

	tenure_condition_format(condition, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_buffer_printf(
		out, "    %s (%s)%s%s\n", text.data,
		where_text(writer->explanation, condition->where, where,
			   sizeof(where)),
		answer > 0    ? " is met"
		: answer == 0 ? " is not met"
			      : " cannot be told: ",
		answer < 0 ? tenure_condition_missing(condition, writer->facts)
			   : "");
	tenure_buffer_free(&text);
}

static const char *answer_text(int answer)
{
	if (answer > 0)
		return "yes";
	return answer == 0 ? "no" : "cannot be told";
}

static void add_class(const struct tenure_explanation *explanation,
		      struct tenure_buffer *out,
		      const struct tenure_class *class)
{
	struct class_writer writer = {explanation, &explanation->facts, out};
	int answer = tenure_classes_has(&explanation->classes, class);
	int smtp = tenure_classes_has(&explanation->smtp_classes, class);
	char where[512];

	tenure_buffer_printf(
		out, "  %s (%s): %s", class->name,
		where_text(explanation, class->where, where, sizeof(where)),
		answer_text(answer));
	if (smtp != answer)
		tenure_buffer_printf(out, "; at the SMTP door: %s",
				     answer_text(smtp));
	tenure_buffer_printf(out, "\n");
	(void)tenure_class_why(class, writer.facts, add_condition, &writer);
	writer.facts = &explanation->smtp_facts;
	if (smtp != answer)
		(void)tenure_class_why(class, writer.facts, add_condition,
				       &writer);
}

/* Those that the mailbox's layers have something to say about. */
static void add_classes(const struct tenure_explanation *explanation,
			struct tenure_buffer *out)
{
	size_t count = tenure_policy_class_count(explanation->policy);
	bool any = false;

	tenure_buffer_printf(out, "Classes that matter to it\n");
	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(explanation->policy, i);

		if (!tenure_explanation_mentions(explanation, class))
			continue;
		add_class(explanation, out, class);
		any = true;
	}
	if (!any)
		tenure_buffer_printf(out, "  none\n");
}

/* ------------------------------------------------------------------- doors */

static void add_sentence(const struct tenure_explanation *explanation,
			 struct tenure_buffer *out,
			 tenure_explanation_sentence *sentence)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	sentence(explanation, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_buffer_printf(out, "  %s\n", text.data);
	tenure_buffer_free(&text);
}

static void add_journal(void *context, const struct tenure_value *value,
			const struct tenure_class *class)
{
	const struct class_writer *writer = context;
	const struct tenure_explanation *explanation = writer->explanation;
	struct tenure_buffer *out = writer->out;
	char where[512];

	tenure_buffer_printf(
		out, "  A journal report is wanted at %s (%s%s%s).\n",
		value->text,
		where_text(explanation, value->where, where, sizeof(where)),
		class == NULL ? "" : ", class ",
		class == NULL ? "" : class->name);
}

static void add_doors(const struct tenure_explanation *explanation,
		      struct tenure_buffer *out)
{
	struct class_writer writer = {explanation, &explanation->smtp_facts,
				      out};
	char date[TENURE_DATE_SIZE];

	tenure_buffer_printf(out, "In the mailbox, at %s\n",
			     tenure_date_format(explanation->at, date));
	add_sentence(explanation, out, tenure_explanation_keep);
	add_sentence(explanation, out, tenure_explanation_expire);
	add_sentence(explanation, out, tenure_explanation_delete);
	add_sentence(explanation, out, tenure_explanation_download);
	tenure_buffer_printf(out, "At the SMTP door, if it came in then\n");
	add_sentence(explanation, out, tenure_explanation_smtp);
	tenure_decide_journals(&explanation->mailbox,
			       &explanation->smtp_classes, add_journal,
			       &writer);
}

/* ------------------------------------------------------------------ values */

static void add_value(const struct tenure_explanation *explanation,
		      struct tenure_buffer *out, enum tenure_setting setting)
{
	const struct tenure_reason *reason =
		tenure_explanation_reason(explanation, setting);
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_buffer rule = TENURE_BUFFER_INIT;
	char where[512];

	tenure_explanation_rule(explanation, setting, &rule);
	if (rule.failed)
		tenure_die_nomem();
	tenure_buffer_printf(out, "  %s = %s\n      %s: %s\n",
			     tenure_setting_info(setting)->name,
			     tenure_explanation_value(setting, reason, &value),
			     where_text(explanation, reason->value->where,
					where, sizeof(where)),
			     rule.data);
	if (tenure_setting_info(setting)->not_enforced != NULL)
		tenure_buffer_printf(
			out, "      not enforced: %s\n",
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
static void add_values(const struct tenure_explanation *explanation,
		       struct tenure_buffer *out)
{
	bool any = false;

	tenure_buffer_printf(out,
			     "Values, where they stand, and why they count\n");
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		if (is_said(explanation, (enum tenure_setting)i))
			add_value(explanation, out, (enum tenure_setting)i);
	}
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;
		struct tenure_buffer value = TENURE_BUFFER_INIT;

		if (is_said(explanation, setting))
			continue;
		if (!any)
			tenure_buffer_printf(
				out, "  by default, as nobody sets them:\n");
		any = true;
		tenure_buffer_printf(
			out, "      %s = %s\n",
			tenure_setting_info(setting)->name,
			tenure_explanation_value(
				setting,
				tenure_explanation_reason(explanation, setting),
				&value));
		tenure_buffer_free(&value);
	}
}

void tenure_explanation_text(const struct tenure_explanation *explanation,
			     struct tenure_buffer *out)
{
	add_mailbox(explanation, out);
	add_message(explanation, out);
	add_classes(explanation, out);
	add_doors(explanation, out);
	add_values(explanation, out);
}
