/* SPDX-License-Identifier: MIT */
#include "decide/decide.h"

#include <stdio.h>
#include <string.h>

#include "base/zone.h"

static int decision_choice(const struct tenure_decision *decision,
			   enum tenure_setting setting)
{
	return decision->reasons[setting].value->choice;
}

static const struct tenure_duration *
decision_duration(const struct tenure_decision *decision,
		  enum tenure_setting setting)
{
	return &decision->reasons[setting].value->duration;
}

/* Where compliance asks for it and nobody has said otherwise. */
static const struct tenure_value record_durable = {
	.choice = TENURE_RECORD_DURABLE,
};

static void imply_record(struct tenure_decision *decision)
{
	struct tenure_reason *reason =
		&decision->reasons[TENURE_SETTING_RECORD];

	if (reason->value->where.line == 0 &&
	    decision_choice(decision, TENURE_SETTING_MODE) ==
		    TENURE_KEEP_MODE_COMPLIANCE)
		reason->value = reason->said = &record_durable;
}

/* The moment that keep counts from; NONE if the clock is not known. */
static int64_t keep_start(const struct tenure_mailbox *mailbox,
			  const struct tenure_decision *decision,
			  int64_t received)
{
	if (decision_choice(decision, TENURE_SETTING_KEEP_FROM) ==
	    TENURE_KEEP_FROM_YEAR_END)
		return tenure_zone_year_end(mailbox->zone, received);
	return received;
}

/* The end of the minimum keep; NONE if there is none, FOREVER if the clock is
   not known. */
static int64_t keep_end(const struct tenure_decision *decision, int64_t start)
{
	const struct tenure_duration *keep =
		decision_duration(decision, TENURE_SETTING_KEEP);

	if (decision->held)
		return TENURE_TIME_FOREVER;
	if (tenure_duration_is_zero(keep))
		return TENURE_TIME_NONE;
	/* FOREVER from a start that is not known. */
	return tenure_duration_after(start, keep);
}

/* The date that the sender has set; FOREVER if there is none, or no single
   one that can be read (RFC 2156 5.3.6.1.6, RFC 5322 3.3), or if somebody else
   may have set it. */
static int64_t expires_header(const struct tenure_facts *facts)
{
	const char *body;
	int64_t when;

	if (facts->seal == TENURE_SEAL_UNKNOWN || facts->header == NULL ||
	    facts->header(facts->header_context, "expires", 0, &body) <= 0 ||
	    tenure_date_parse_header(body, &when) < 0 ||
	    facts->header(facts->header_context, "expires", 1, &body) != 0)
		return TENURE_TIME_FOREVER;
	return when;
}

static int64_t expire_end(const struct tenure_decision *decision,
			  const struct tenure_facts *facts, int64_t keep_until)
{
	int64_t end, wish;

	if (facts->received == TENURE_TIME_NONE)
		return TENURE_TIME_FOREVER;
	end = tenure_duration_after(
		facts->received,
		decision_duration(decision, TENURE_SETTING_EXPIRE));
	if (decision_choice(decision, TENURE_SETTING_SMTP_EXPIRES_HEADER) ==
	    TENURE_EXPIRES_HEADER_HONOUR) {
		wish = expires_header(facts);
		if (wish < facts->received)
			wish = facts->received;
		if (wish < end)
			end = wish;
	}
	/* TENURE_TIME_NONE is less than every time. */
	return end < keep_until ? keep_until : end;
}

static enum tenure_on_delete
decide_on_delete(const struct tenure_decision *decision)
{
	int choice = decision_choice(decision, TENURE_SETTING_ON_DELETE);

	if (!decision->kept)
		return tenure_duration_is_zero(decision_duration(
			       decision, TENURE_SETTING_GRACE))
			       ? TENURE_ON_DELETE_ALLOW
			       : TENURE_ON_DELETE_CONCEAL;
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

static void decide_delete(struct tenure_decision *decision)
{
	decision->verdict = delete_verdict(decision->on_delete);
	if (!decision->kept && decision->verdict != TENURE_ALLOW)
		decision->decisive = TENURE_SETTING_GRACE;
}

/* What the SMTP door does with the message. A fact that cannot be told refuses
   nothing. */
static void decide_smtp(struct tenure_decision *decision,
			const struct tenure_facts *facts)
{
	int64_t max_size =
		decision->reasons[TENURE_SETTING_SMTP_MAX_SIZE].value->number;

	decision->smtp_decisive = TENURE_SETTING_SMTP_ACCEPT;
	decision->smtp = (enum tenure_smtp_action)decision_choice(
		decision, TENURE_SETTING_SMTP_ACCEPT);
	if (decision->smtp == TENURE_SMTP_REJECT)
		return;
	if (decision_choice(decision, TENURE_SETTING_SMTP_REQUIRE_TLS) != 0 &&
	    facts->tls == 0)
		decision->smtp_decisive = TENURE_SETTING_SMTP_REQUIRE_TLS;
	else if (decision_choice(decision, TENURE_SETTING_SMTP_REQUIRE_AUTH) !=
			 0 &&
		 facts->auth == 0)
		decision->smtp_decisive = TENURE_SETTING_SMTP_REQUIRE_AUTH;
	else if (max_size > 0 && facts->size > max_size)
		decision->smtp_decisive = TENURE_SETTING_SMTP_MAX_SIZE;
	else
		return;
	decision->smtp = TENURE_SMTP_REJECT;
}

/* The moment when so many devices had it; wanted is 1 or more. */
static int64_t downloaded_by(const struct tenure_facts *facts, size_t wanted)
{
	int64_t moment = TENURE_TIME_FOREVER;

	for (size_t i = 0; i < facts->download_count; i++) {
		size_t count = 0;

		for (size_t j = 0; j < facts->download_count; j++)
			count += facts->downloads[j] <= facts->downloads[i];
		if (count >= wanted && facts->downloads[i] < moment)
			moment = facts->downloads[i];
	}
	return moment;
}

/* When a download by enough devices counted; FOREVER if it is not known to
   have. Who asks about a download at all knows of one. */
static int64_t download_counted(const struct tenure_decision *decision,
				const struct tenure_facts *facts)
{
	const struct tenure_value *devices =
		decision->reasons[TENURE_SETTING_POP3_DEVICES].value;

	switch (devices->choice) {
	case TENURE_DEVICES_ALL:
		return facts->devices == 0
			       ? TENURE_TIME_FOREVER
			       : downloaded_by(facts, facts->devices);
	case TENURE_DEVICES_NUMBER:
		if (devices->number > 1)
			return downloaded_by(facts, (size_t)devices->number);
		break;
	}
	if (decision->after_download == TENURE_AFTER_DOWNLOAD_DELETE)
		return TENURE_TIME_NONE;
	return facts->downloaded > 0 ? facts->downloaded : TENURE_TIME_FOREVER;
}

/* When a download makes it go by itself. */
static int64_t download_due(const struct tenure_decision *decision,
			    const struct tenure_facts *facts)
{
	int64_t counted;

	if (decision->after_download == TENURE_AFTER_DOWNLOAD_KEEP)
		return TENURE_TIME_FOREVER;
	counted = download_counted(decision, facts);
	if (counted == TENURE_TIME_FOREVER ||
	    decision->after_download == TENURE_AFTER_DOWNLOAD_DELETE)
		return counted;
	return tenure_duration_after(
		counted, decision_duration(decision,
					   TENURE_SETTING_POP3_AFTER_DOWNLOAD));
}

static void decide_verdict(struct tenure_decision *decision,
			   enum tenure_action action, int64_t now)
{
	decision->verdict = TENURE_DENY;
	decision->decisive = TENURE_SETTING_KEEP;
	switch (action) {
	case TENURE_ACTION_ACCEPT:
		decision->decisive = decision->smtp_decisive;
		if (decision->smtp != TENURE_SMTP_REJECT &&
		    decision->smtp != TENURE_SMTP_DEFER)
			decision->verdict = TENURE_ALLOW;
		break;
	case TENURE_ACTION_DELETE:
		decide_delete(decision);
		break;
	case TENURE_ACTION_AFTER_DOWNLOAD:
		if (decision->download_due == TENURE_TIME_FOREVER ||
		    now < decision->download_due)
			decision->decisive = TENURE_SETTING_POP3_AFTER_DOWNLOAD;
		else
			decide_delete(decision);
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
	int64_t start, end;

	for (int i = TENURE_SETTING_KEEP_FROM; i < TENURE_SETTING_COUNT; i++) {
		tenure_resolve(mailbox, classes, (enum tenure_setting)i,
			       facts->received, &decision_r->reasons[i]);
	}
	/* Which keep is the longest depends on where it begins. */
	start = keep_start(mailbox, decision_r, facts->received);
	tenure_resolve(mailbox, classes, TENURE_SETTING_KEEP, start,
		       &decision_r->reasons[TENURE_SETTING_KEEP]);
	imply_record(decision_r);
	decision_r->held = facts->held_count > 0;
	end = keep_end(decision_r, start);
	decision_r->kept = end != TENURE_TIME_NONE &&
			   (end == TENURE_TIME_FOREVER || now < end);
	decision_r->keep_until = decision_r->kept ? end : TENURE_TIME_NONE;
	decision_r->expire_at = expire_end(decision_r, facts, end);
	decision_r->on_delete = decide_on_delete(decision_r);
	decision_r->after_download =
		(enum tenure_after_download)decision_choice(
			decision_r, TENURE_SETTING_POP3_AFTER_DOWNLOAD);
	decision_r->download_due = download_due(decision_r, facts);
	decide_smtp(decision_r, facts);
	decide_verdict(decision_r, action, now);
}

const char *tenure_decision_smtp_reply(const struct tenure_decision *decision,
				       char *buf, size_t size)
{
	const char *reply =
		decision->reasons[TENURE_SETTING_SMTP_ACCEPT].value->text;

	buf[0] = '\0';
	if (decision->smtp == TENURE_SMTP_DEFER) {
		snprintf(buf, size, "451 %s", reply);
		return buf;
	}
	if (decision->smtp != TENURE_SMTP_REJECT)
		return buf;
	switch (decision->smtp_decisive) {
	case TENURE_SETTING_SMTP_REQUIRE_TLS:
		snprintf(buf, size, "550 5.7.10 Encryption is required");
		break;
	case TENURE_SETTING_SMTP_REQUIRE_AUTH:
		snprintf(buf, size, "550 5.7.0 Authentication is required");
		break;
	case TENURE_SETTING_SMTP_MAX_SIZE:
		snprintf(buf, size, "552 5.3.4 Message is too large");
		break;
	default:
		snprintf(buf, size, "550 %s", reply);
	}
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
