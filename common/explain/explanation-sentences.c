/* SPDX-License-Identifier: MIT */
/* What the doors do with a message, in sentences. */
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/zone.h"
#include "policy/value.h"
#include "explanation.h"
#include "text.h"

/* "keep = 10y (policy.conf:14, class invoice)" */
static void add_value(const struct tenure_explanation *explanation,
		      enum tenure_setting setting, struct tenure_buffer *out)
{
	const struct tenure_reason *reason =
		tenure_explanation_reason(explanation, setting);
	char where[512];

	tenure_buffer_printf(out, "%s = ", tenure_setting_info(setting)->name);
	tenure_value_format(setting, reason->value, out);
	tenure_buffer_printf(out, " (%s",
			     tenure_policy_where(explanation->policy,
						 reason->value->where, where,
						 sizeof(where)));
	if (reason->class != NULL)
		tenure_buffer_printf(out, ", class %s", reason->class->name);
	tenure_buffer_add_char(out, ')');
}

static void add_time(struct tenure_buffer *out, int64_t when)
{
	char date[TENURE_DATE_SIZE];

	tenure_buffer_add_str(out, tenure_date_format(when, date));
}

static const struct tenure_value *
value_of(const struct tenure_explanation *explanation,
	 enum tenure_setting setting)
{
	return tenure_explanation_reason(explanation, setting)->value;
}

/* -------------------------------------------------------------------- keep */

static bool from_year_end(const struct tenure_explanation *explanation)
{
	return value_of(explanation, TENURE_SETTING_KEEP_FROM)->choice ==
	       TENURE_KEEP_FROM_YEAR_END;
}

/* Where keep would end, if nobody held the message. */
static int64_t keep_end(const struct tenure_explanation *explanation)
{
	int64_t start = explanation->facts.received;

	if (from_year_end(explanation))
		start = tenure_zone_year_end(explanation->mailbox.zone, start);
	return tenure_duration_after(
		start, &value_of(explanation, TENURE_SETTING_KEEP)->duration);
}

/* "counted from the end of 2026 in Europe/Berlin (policy.conf:14, ...)" */
static void add_start(const struct tenure_explanation *explanation,
		      struct tenure_buffer *out)
{
	int64_t received = explanation->facts.received, end;
	struct tenure_date date;

	if (!from_year_end(explanation)) {
		tenure_buffer_add_str(out, "counted from ");
		add_time(out, received);
		tenure_buffer_add_str(out, ", when it was received");
		return;
	}
	end = tenure_zone_year_end(explanation->mailbox.zone, received);
	tenure_date_from_time(
		end + tenure_zone_offset(explanation->mailbox.zone, end),
		&date);
	tenure_buffer_printf(out, "counted from the end of %" PRId64 " in %s, ",
			     date.year,
			     tenure_policy_time_zone(explanation->policy));
	add_value(explanation, TENURE_SETTING_KEEP_FROM, out);
}

static void add_holds(const struct tenure_facts *facts,
		      struct tenure_buffer *out)
{
	for (size_t i = 0; i < facts->held_count; i++)
		tenure_buffer_printf(out, "%s%s", i == 0 ? "" : ", ",
				     facts->held_by[i]);
}

void tenure_explanation_keep(const struct tenure_explanation *explanation,
			     struct tenure_buffer *out)
{
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	const struct tenure_value *keep =
		value_of(explanation, TENURE_SETTING_KEEP);

	if (decision->held) {
		tenure_buffer_add_str(out, "Nobody destroys it as long as it "
					   "is held: ");
		add_holds(&explanation->facts, out);
		tenure_buffer_add_str(out, ". Without the hold: ");
	}
	if (tenure_duration_is_zero(&keep->duration)) {
		tenure_buffer_add_str(out, "Nothing keeps it, because ");
		add_value(explanation, TENURE_SETTING_KEEP, out);
	} else if (keep->duration.forever) {
		tenure_buffer_add_str(out, "It is kept for ever, because ");
		add_value(explanation, TENURE_SETTING_KEEP, out);
	} else if (explanation->facts.received == TENURE_TIME_NONE) {
		tenure_buffer_add_str(out, "It is kept for ever, because when "
					   "it was received cannot be told, "
					   "and ");
		add_value(explanation, TENURE_SETTING_KEEP, out);
	} else {
		tenure_buffer_add_str(out,
				      explanation->at < keep_end(explanation)
					      ? "It is kept until "
					      : "It was kept until ");
		add_time(out, keep_end(explanation));
		tenure_buffer_add_str(out, ", because ");
		add_value(explanation, TENURE_SETTING_KEEP, out);
		tenure_buffer_add_str(out, ", ");
		add_start(explanation, out);
	}
	tenure_buffer_add_char(out, '.');
}

/* ------------------------------------------------------------------ expire */

static void add_never(const struct tenure_explanation *explanation,
		      struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, "The server never removes it, because ");
	if (explanation->mailbox_decision.held)
		tenure_buffer_add_str(out, "it is held");
	else if (value_of(explanation, TENURE_SETTING_EXPIRE)->duration.forever)
		add_value(explanation, TENURE_SETTING_EXPIRE, out);
	else if (explanation->facts.received == TENURE_TIME_NONE)
		tenure_buffer_add_str(out, "when it was received cannot be "
					   "told");
	else
		tenure_buffer_add_str(out, "it is kept for ever");
}

void tenure_explanation_expire(const struct tenure_explanation *explanation,
			       struct tenure_buffer *out)
{
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	int64_t when = decision->expire_at, end;

	if (when == TENURE_TIME_FOREVER) {
		add_never(explanation, out);
		tenure_buffer_add_char(out, '.');
		return;
	}
	end = tenure_duration_after(
		explanation->facts.received,
		&value_of(explanation, TENURE_SETTING_EXPIRE)->duration);
	tenure_buffer_add_str(out, when <= explanation->at
					   ? "The server removes it, since "
					   : "The server removes it from ");
	add_time(out, when);
	tenure_buffer_add_str(out, when <= explanation->at ? ", because "
							   : " on, because ");
	add_value(explanation, TENURE_SETTING_EXPIRE, out);
	if (end < when)
		tenure_buffer_add_str(out, " has ended by then, and nothing "
					   "keeps it any more");
	else if (end > when)
		tenure_buffer_add_str(out, " is shortened by the sender's "
					   "Expires field");
	else
		tenure_buffer_add_str(out, ", counted from when it was "
					   "received");
	tenure_buffer_add_char(out, '.');
}

/* ------------------------------------------------------------------ delete */

void tenure_explanation_delete(const struct tenure_explanation *explanation,
			       struct tenure_buffer *out)
{
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	int said = value_of(explanation, TENURE_SETTING_ON_DELETE)->choice;

	tenure_buffer_add_str(out, "A user's delete ");
	if (!decision->kept && decision->on_delete == TENURE_ON_DELETE_ALLOW) {
		tenure_buffer_add_str(out, "destroys it: nothing keeps it.");
		return;
	}
	if (!decision->kept) {
		tenure_buffer_add_str(out, "conceals it, and destroys it "
					   "after ");
		add_value(explanation, TENURE_SETTING_GRACE, out);
		tenure_buffer_add_char(out, '.');
		return;
	}
	tenure_buffer_add_str(out,
			      decision->on_delete == TENURE_ON_DELETE_DENY
				      ? "is refused, because it is kept and "
				      : "only conceals it, because it is kept "
					"and ");
	add_value(explanation, TENURE_SETTING_ON_DELETE, out);
	if (said == TENURE_ON_DELETE_ALLOW)
		tenure_buffer_add_str(out, " contradicts that: it counts as "
					   "conceal");
	tenure_buffer_add_char(out, '.');
}

/* Whose download it takes, and since when it did. */
static void add_download_due(const struct tenure_explanation *explanation,
			     struct tenure_buffer *out)
{
	const struct tenure_decision *decision = &explanation->mailbox_decision;
	const struct tenure_value *devices =
		value_of(explanation, TENURE_SETTING_POP3_DEVICES);

	if (decision->after_download == TENURE_AFTER_DOWNLOAD_KEEP)
		return;
	if (devices->choice != TENURE_DEVICES_ANY) {
		tenure_buffer_add_str(out, ", where enough devices have it: ");
		add_value(explanation, TENURE_SETTING_POP3_DEVICES, out);
	}
	if (decision->download_due != TENURE_TIME_NONE &&
	    decision->download_due != TENURE_TIME_FOREVER) {
		tenure_buffer_add_str(out, ". That is from ");
		add_time(out, decision->download_due);
		tenure_buffer_add_str(out, " on");
	}
}

void tenure_explanation_download(const struct tenure_explanation *explanation,
				 struct tenure_buffer *out)
{
	static const char *const texts[] = {
		[TENURE_AFTER_DOWNLOAD_DELETE] =
			"After a download by POP3 it is deleted, as by the "
			"user",
		[TENURE_AFTER_DOWNLOAD_LATER] =
			"Some time after a download by POP3 it is deleted, as "
			"by the user",
		[TENURE_AFTER_DOWNLOAD_KEEP] =
			"A download by POP3 does not delete it",
	};

	tenure_buffer_printf(
		out,
		"%s: ", texts[explanation->mailbox_decision.after_download]);
	add_value(explanation, TENURE_SETTING_POP3_AFTER_DOWNLOAD, out);
	add_download_due(explanation, out);
	tenure_buffer_add_str(out, ". May it leave by POP3: ");
	add_value(explanation, TENURE_SETTING_POP3_ACCESS, out);
	tenure_buffer_add_char(out, '.');
}

/* -------------------------------------------------------------------- SMTP */

void tenure_explanation_smtp(const struct tenure_explanation *explanation,
			     struct tenure_buffer *out)
{
	static const char *const texts[] = {
		[TENURE_SMTP_ACCEPT] = "It is let in",
		[TENURE_SMTP_DISCARD] = "It is taken and thrown away",
		[TENURE_SMTP_QUARANTINE] = "It is put into Postfix's hold "
					   "queue",
		[TENURE_SMTP_DEFER] = "It is deferred",
		[TENURE_SMTP_REJECT] = "It is refused",
	};
	const struct tenure_decision *decision = &explanation->smtp_decision;
	char reply[TENURE_REPLY_MAX + 8];

	tenure_buffer_printf(out, "%s, because ", texts[decision->smtp]);
	add_value(explanation, decision->smtp_decisive, out);
	tenure_decision_smtp_reply(decision, reply, sizeof(reply));
	if (reply[0] != '\0')
		tenure_buffer_printf(out, "; the reply is \"%s\"", reply);
	tenure_buffer_add_char(out, '.');
}
