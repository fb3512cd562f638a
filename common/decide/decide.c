/* SPDX-License-Identifier: MIT */
#include "decide/decide.h"

#include <stdio.h>
#include <string.h>

#include "decide/resolve.h"

static int decision_choice(const struct tenure_decision *decision,
			   enum tenure_setting setting)
{
	return decision->reasons[setting].value->u.choice;
}

/* The end of the minimum keep; NONE if there is none, FOREVER if the clock is
   not known. */
static int64_t keep_end(const struct tenure_decision *decision,
			int64_t received)
{
	const struct tenure_duration *keep =
		&decision->reasons[TENURE_SETTING_KEEP].value->u.duration;
	int64_t from = received;

	if (tenure_duration_is_zero(keep))
		return TENURE_TIME_NONE;
	if (received == TENURE_TIME_NONE)
		return TENURE_TIME_FOREVER;
	if (decision_choice(decision, TENURE_SETTING_KEEP_FROM) ==
	    TENURE_KEEP_FROM_YEAR_END)
		from = tenure_date_year_end(received, NULL);
	return tenure_duration_after(from, keep);
}

static int64_t expire_end(const struct tenure_decision *decision,
			  int64_t received, int64_t keep_until)
{
	const struct tenure_duration *expire =
		&decision->reasons[TENURE_SETTING_EXPIRE].value->u.duration;
	int64_t end;

	if (received == TENURE_TIME_NONE)
		return TENURE_TIME_FOREVER;
	end = tenure_duration_after(received, expire);
	/* TENURE_TIME_NONE is less than every time. */
	return end < keep_until ? keep_until : end;
}

static enum tenure_on_delete
decide_on_delete(const struct tenure_decision *decision)
{
	int choice = decision_choice(decision, TENURE_SETTING_ON_DELETE);

	if (!decision->kept)
		return TENURE_ON_DELETE_ALLOW;
	/* "allow" contradicts a keep: the user loses sight, we keep. */
	if (choice == TENURE_ON_DELETE_ALLOW)
		return TENURE_ON_DELETE_CONCEAL;
	return (enum tenure_on_delete)choice;
}

static enum tenure_verdict delete_verdict(enum tenure_on_delete on_delete)
{
	switch (on_delete) {
	case TENURE_ON_DELETE_ALLOW:
		return TENURE_ALLOW;
	case TENURE_ON_DELETE_CONCEAL:
		return TENURE_CONCEAL;
	case TENURE_ON_DELETE_DENY:
		break;
	}
	return TENURE_DENY;
}

static void decide_verdict(struct tenure_decision *decision,
			   enum tenure_action action, int64_t now)
{
	decision->verdict = TENURE_DENY;
	decision->decisive = TENURE_SETTING_KEEP;
	switch (action) {
	case TENURE_ACTION_ACCEPT:
		decision->decisive = TENURE_SETTING_SMTP_ACCEPT;
		if (decision->smtp != TENURE_SMTP_REJECT &&
		    decision->smtp != TENURE_SMTP_DEFER)
			decision->verdict = TENURE_ALLOW;
		break;
	case TENURE_ACTION_DELETE:
		decision->verdict = delete_verdict(decision->on_delete);
		break;
	case TENURE_ACTION_AFTER_DOWNLOAD:
		if (decision->after_download == TENURE_AFTER_DOWNLOAD_KEEP)
			decision->decisive = TENURE_SETTING_POP3_AFTER_DOWNLOAD;
		else
			decision->verdict = delete_verdict(decision->on_delete);
		break;
	case TENURE_ACTION_EXPIRE:
		if (decision->kept)
			break;
		decision->decisive = TENURE_SETTING_EXPIRE;
		if (now >= decision->expire_at)
			decision->verdict = TENURE_ALLOW;
		break;
	}
}

void tenure_decide(const struct tenure_mailbox *mailbox,
		   const struct tenure_facts *facts,
		   const struct tenure_classes *classes,
		   enum tenure_action action, int64_t now,
		   struct tenure_decision *decision_r)
{
	int64_t end;

	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		tenure_resolve(mailbox, classes, (enum tenure_setting)i,
			       facts->received, &decision_r->reasons[i]);
	}
	end = keep_end(decision_r, facts->received);
	decision_r->kept = end != TENURE_TIME_NONE &&
			   (end == TENURE_TIME_FOREVER || now < end);
	decision_r->keep_until = decision_r->kept ? end : TENURE_TIME_NONE;
	decision_r->expire_at = expire_end(decision_r, facts->received, end);
	decision_r->on_delete = decide_on_delete(decision_r);
	decision_r->after_download =
		(enum tenure_after_download)decision_choice(
			decision_r, TENURE_SETTING_POP3_AFTER_DOWNLOAD);
	decision_r->smtp = (enum tenure_smtp_action)decision_choice(
		decision_r, TENURE_SETTING_SMTP_ACCEPT);
	decide_verdict(decision_r, action, now);
}

const char *tenure_decision_smtp_reply(const struct tenure_decision *decision,
				       char *buf, size_t size)
{
	const char *reply =
		decision->reasons[TENURE_SETTING_SMTP_ACCEPT].value->reply;

	if (decision->smtp == TENURE_SMTP_REJECT)
		snprintf(buf, size, "550 %s", reply);
	else if (decision->smtp == TENURE_SMTP_DEFER)
		snprintf(buf, size, "451 %s", reply);
	else
		buf[0] = '\0';
	return buf;
}

const char *tenure_smtp_action_name(enum tenure_smtp_action action)
{
	switch (action) {
	case TENURE_SMTP_ACCEPT:
		return "accept";
	case TENURE_SMTP_DISCARD:
		return "discard";
	case TENURE_SMTP_QUARANTINE:
		return "quarantine";
	case TENURE_SMTP_DEFER:
		return "defer";
	case TENURE_SMTP_REJECT:
		break;
	}
	return "reject";
}

const char *tenure_verdict_name(enum tenure_verdict verdict)
{
	switch (verdict) {
	case TENURE_ALLOW:
		return "allow";
	case TENURE_CONCEAL:
		return "conceal";
	case TENURE_DENY:
		break;
	}
	return "deny";
}
