/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/ruling.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-note.h"
#include "pop3-plugin/ruling/facts.h"
#include "pop3-plugin/dovecot/log.h"
#include "policy/mailbox-value.h"
#include <imap-util.h>
#include <seq-range-array.h>

/* Lines that one transaction has in the log, and octets of the list of the
   other messages. */
#define REFUSALS_LOGGED 100
#define LOG_UIDS_MAX 500

static void ruling_cannot_tell(struct tenure_ruling *ruling, const char *what)
{
	ruling->allowed = FALSE;
	ruling->temporary = TRUE;
	ruling->place[0] = '\0';
	i_snprintf(ruling->reason, sizeof(ruling->reason), "cannot tell: %s",
		   what);
}

/* What is decided about one mail, and the policy that it was decided by. */
struct ruling_decision {
	/* The one that stands behind a virtual one. */
	struct mail *mail;
	/* The mailbox that it is in, or would be if a filter had not taken it
	   out. */
	struct mailbox *home;
	/* What applies to the owner of that. */
	const struct tenure_snapshot *snapshot;
	const struct tenure_mailbox *mailbox;
	const struct tenure_policy *policy;
	struct tenure_decision decision;
};

static void ruling_say(const struct ruling_decision *rd,
		       enum tenure_setting setting,
		       struct tenure_ruling *ruling)
{
	(void)tenure_policy_where(rd->policy,
				  rd->decision.reasons[setting].value->where,
				  ruling->place, sizeof(ruling->place));
}

/* Where the mail is, and what applies there. FALSE if that is not known. home
   is NULL for the mailbox that it is in. */
static bool ruling_begin(struct mail *mail, struct mailbox *home,
			 struct ruling_decision *rd_r,
			 struct tenure_ruling *ruling)
{
	struct mail_namespace *ns;
	struct tenure_user_policy *policy;
	struct tenure_user *tuser;

	i_zero(ruling);
	ruling->keep_until = TENURE_TIME_NONE;
	ruling->received = TENURE_TIME_NONE;
	if (mail_get_backend_mail(mail, &rd_r->mail) < 0) {
		ruling->gone = mail->expunged;
		ruling_cannot_tell(ruling, mailbox_get_last_internal_error(
						   mail->box, NULL));
		return FALSE;
	}
	rd_r->home = home == NULL ? rd_r->mail->box : home;
	ns = mailbox_get_namespace(rd_r->home);
	tuser = tenure_user_get(ns->user);
	i_assert(tuser != NULL);
	policy = tenure_transaction_policy(rd_r->mail->transaction, tuser);
	rd_r->mailbox = tenure_user_policy_mailbox(policy, ns->owner);
	if (rd_r->mailbox == NULL) {
		ruling_cannot_tell(ruling, "there is no policy");
		return FALSE;
	}
	rd_r->snapshot = policy->snapshot;
	rd_r->policy = tenure_snapshot_policy(rd_r->snapshot);
	return TRUE;
}

/* Decide. FALSE: the mail is gone. */
static bool ruling_decide(struct ruling_decision *rd, enum tenure_action action,
			  struct tenure_ruling *ruling)
{
	struct tenure_mail_facts mf;
	struct tenure_classes classes;

	tenure_mail_facts_init(&mf, rd->mail, rd->home, rd->snapshot);
	/* who asks what becomes of it after a download knows of one */
	if (action == TENURE_ACTION_AFTER_DOWNLOAD && mf.facts.downloaded == 0)
		mf.facts.downloaded = ioloop_time;
	tenure_classify(rd->policy, rd->mailbox, &mf.facts, &classes);
	tenure_decide(rd->mailbox, &mf.facts, &classes, action, ioloop_time,
		      &rd->decision);
	ruling->received = mf.facts.received;
	ruling->generation = tenure_snapshot_generation(rd->snapshot);
	ruling->downloads = mf.facts.download_count;
	ruling->devices = mf.facts.devices;
	tenure_mail_facts_deinit(&mf);
	ruling->gone = mf.gone;
	ruling->temporary = mf.failed && !mf.gone;
	/* A lookup that failed counts against what it might allow. */
	if (ruling->temporary)
		ruling_cannot_tell(ruling, mailbox_get_last_internal_error(
						   rd->mail->box, NULL));
	return !ruling->gone;
}

/* When was a mail concealed that is in a concealed mailbox? */
static int64_t ruling_concealed_at(struct mail *mail)
{
	struct tenure_concealed_note note;
	time_t saved;

	if (tenure_concealed_note_read(mail, &note))
		return note.concealed;
	return mail_get_save_date(mail, &saved) < 0 ? TENURE_TIME_NONE : saved;
}

/* What would have to be concealed and is so already: it goes when nothing
   keeps it and its grace is over, or when it would have expired had nobody
   deleted it: a delete makes nothing live longer. */
static bool ruling_concealed_may_go(const struct ruling_decision *rd)
{
	const struct tenure_value *grace =
		rd->decision.reasons[TENURE_SETTING_GRACE].value;
	int64_t concealed;

	if (rd->decision.kept)
		return FALSE;
	if (rd->decision.expire_at <= ioloop_time)
		return TRUE;
	concealed = ruling_concealed_at(rd->mail);
	return concealed != TENURE_TIME_NONE &&
	       tenure_duration_after(concealed, &grace->duration) <=
		       ioloop_time;
}

static void ruling_verdict(const struct ruling_decision *rd,
			   struct tenure_ruling *ruling)
{
	switch (rd->decision.verdict) {
	case TENURE_ALLOW:
		ruling->allowed = TRUE;
		break;
	case TENURE_CONCEAL:
		if (tenure_concealed_is(rd->home)) {
			ruling->allowed = ruling_concealed_may_go(rd);
		} else {
			ruling->conceal = tenure_concealed_can(rd->home);
			/* a grace with no place for it ends at once */
			ruling->allowed = ruling->conceal ||
					  (!rd->decision.kept &&
					   tenure_concealed_never(rd->home));
		}
		break;
	case TENURE_DENY:
		break;
	}
}

static void ruling_delete(const struct ruling_decision *rd, bool say_concealed,
			  struct tenure_ruling *ruling)
{
	ruling->keep_until = rd->decision.keep_until;
	ruling_verdict(rd, ruling);
	ruling->after_download = rd->decision.after_download;
	ruling->download_due = rd->decision.download_due;
	if (ruling->allowed && !(ruling->conceal && say_concealed))
		return;
	(void)tenure_decision_reason(rd->policy, &rd->decision, ruling->reason,
				     sizeof(ruling->reason));
	ruling_say(rd, rd->decision.decisive, ruling);
}

static void ruling_rule(struct mail *mail, struct mailbox *home,
			enum tenure_action action, bool say_concealed,
			struct tenure_ruling *ruling_r)
{
	struct ruling_decision rd;

	T_BEGIN
	{
		if (!ruling_begin(mail, home, &rd, ruling_r))
			; /* it says why */
		else if (action == TENURE_ACTION_DELETE &&
			 tenure_mailbox_lets_go(rd.mailbox))
			ruling_r->allowed = TRUE;
		else if (ruling_decide(&rd, action, ruling_r) &&
			 !ruling_r->temporary)
			ruling_delete(&rd, say_concealed, ruling_r);
	}
	T_END;
}

void tenure_rule(struct mail *mail, enum tenure_action action,
		 struct tenure_ruling *ruling_r)
{
	ruling_rule(mail, NULL, action, TRUE, ruling_r);
}

void tenure_rule_whether(struct mail *mail, enum tenure_action action,
			 struct tenure_ruling *ruling_r)
{
	ruling_rule(mail, NULL, action, FALSE, ruling_r);
}

void tenure_rule_delivery(struct mail *mail, struct mailbox *home,
			  struct tenure_ruling *ruling_r)
{
	ruling_rule(mail, home, TENURE_ACTION_DELETE, TRUE, ruling_r);
}

/* The setting that forbids to send a mail; COUNT if none does. */
static enum tenure_setting
ruling_fetch_forbids(const struct tenure_ruling *ruling, bool is_top,
		     bool is_tls)
{
	if (ruling->access == TENURE_ACCESS_NO ||
	    (ruling->access == TENURE_ACCESS_TLS && !is_tls))
		return TENURE_SETTING_POP3_ACCESS;
	if (is_top && ruling->top == TENURE_TOP_DENY)
		return TENURE_SETTING_POP3_TOP;
	return TENURE_SETTING_COUNT;
}

static void ruling_fetch(const struct ruling_decision *rd, bool is_top,
			 bool is_tls, struct tenure_ruling *ruling)
{
	const struct tenure_reason *reasons = rd->decision.reasons;
	const struct tenure_value *top = reasons[TENURE_SETTING_POP3_TOP].value;
	enum tenure_setting setting;

	ruling->access = (enum tenure_access)reasons[TENURE_SETTING_POP3_ACCESS]
				 .value->choice;
	ruling->top = (enum tenure_top)top->choice;
	ruling->top_lines = (uint64_t)top->number;
	setting = ruling_fetch_forbids(ruling, is_top, is_tls);
	ruling->allowed = setting == TENURE_SETTING_COUNT;
	if (ruling->allowed || ruling->temporary)
		return;
	(void)tenure_decision_rule(rd->policy, &rd->decision, setting,
				   ruling->reason, sizeof(ruling->reason));
	ruling_say(rd, setting, ruling);
}

void tenure_rule_fetch(struct mail *mail, bool is_top, bool is_tls,
		       struct tenure_ruling *ruling_r)
{
	struct ruling_decision rd;

	T_BEGIN
	{
		if (ruling_begin(mail, NULL, &rd, ruling_r) &&
		    ruling_decide(&rd, TENURE_ACTION_DELETE, ruling_r))
			ruling_fetch(&rd, is_top, is_tls, ruling_r);
	}
	T_END;
}

static bool ruling_is_observed(struct mail *mail)
{
	return tenure_user_get(mailbox_get_namespace(mail->box)->user)
		->set.observe;
}

static struct event *ruling_event(struct mail *mail, const char *name,
				  const struct tenure_ruling *ruling,
				  const char *whence)
{
	struct event *event = tenure_event(mail_event(mail), name);

	event_add_str(event, "whence", whence);
	event_add_str(event, "rule", ruling->reason);
	event_add_str(event, "place", ruling->place);
	event_add_str(event, "mode",
		      ruling_is_observed(mail) ? "observe" : "enforce");
	return event;
}

/* Has a refusal a line of its own in the log? One command can ask for all that
   is in a folder, and clients repeat it. */
static bool ruling_has_line(struct mail *mail)
{
	struct tenure_transaction *tt =
		tenure_transaction_get(mail->transaction);

	if (tt == NULL || tt->refusals_logged++ < REFUSALS_LOGGED)
		return TRUE;
	if (!array_is_created(&tt->refusals))
		i_array_init(&tt->refusals, 16);
	seq_range_array_add(&tt->refusals, mail->uid);
	return FALSE;
}

static void ruling_send(struct mail *mail, struct event *event,
			const struct tenure_ruling *ruling, const char *whence)
{
	const char *what =
		ruling_is_observed(mail) ? "would refuse" : "refused";

	if (ruling_has_line(mail))
		e_info(event, "%s %s: %s", what, whence, ruling->reason);
	else
		e_debug(event, "%s %s: %s", what, whence, ruling->reason);
	event_unref(&event);
}

void tenure_ruling_log_denied(struct mail *mail,
			      const struct tenure_ruling *ruling,
			      const char *whence)
{
	struct event *event =
		ruling_event(mail, "tenure_delete_denied", ruling, whence);
	char until[TENURE_DATE_SIZE];

	event_add_str(event, "keep_until",
		      tenure_date_format(ruling->keep_until, until));
	ruling_send(mail, event, ruling, whence);
}

void tenure_ruling_log_fetch_denied(struct mail *mail,
				    const struct tenure_ruling *ruling,
				    const char *whence)
{
	ruling_send(mail,
		    ruling_event(mail, "tenure_fetch_denied", ruling, whence),
		    ruling, whence);
}

void tenure_ruling_log_rest(struct mailbox_transaction_context *t)
{
	struct tenure_transaction *tt = tenure_transaction_get(t);
	struct event *event;
	string_t *uids;

	if (!array_is_created(&tt->refusals))
		return;
	event = tenure_event(t->box->event, NULL);
	T_BEGIN
	{
		uids = t_str_new(128);
		imap_write_seq_range(uids, &tt->refusals);
		if (str_len(uids) > LOG_UIDS_MAX) {
			str_truncate(uids, LOG_UIDS_MAX);
			str_append(uids, "...");
		}
		e_info(event,
		       "%s for %u more messages, which have no lines of "
		       "their own: UID %s",
		       tenure_box_get(t->box)->user->set.observe
			       ? "would refuse"
			       : "refused",
		       seq_range_count(&tt->refusals), str_c(uids));
	}
	T_END;
	event_unref(&event);
}
