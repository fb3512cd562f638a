/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling.h"
#include "pop3-plugin/facts.h"
#include "pop3-plugin/log.h"
#include "pop3-plugin/user.h"

static void ruling_cannot_tell(struct tenure_ruling *ruling, const char *what)
{
	ruling->allowed = FALSE;
	ruling->temporary = TRUE;
	ruling->place[0] = '\0';
	i_snprintf(ruling->reason, sizeof(ruling->reason), "cannot tell: %s",
		   what);
}

static void ruling_decide(struct mail *mail,
			  const struct tenure_snapshot *snapshot,
			  const struct tenure_mailbox *mailbox,
			  enum tenure_action action,
			  struct tenure_ruling *ruling)
{
	const struct tenure_policy *policy = tenure_snapshot_policy(snapshot);
	struct tenure_mail_facts mf;
	struct tenure_classes classes;
	struct tenure_decision decision;

	tenure_mail_facts_init(&mf, mail, snapshot);
	tenure_classify(policy, mailbox, &mf.facts, &classes);
	tenure_decide(mailbox, &mf.facts, &classes, action, ioloop_time,
		      &decision);
	ruling->keep_until = decision.keep_until;
	ruling->allowed = decision.verdict == TENURE_ALLOW;
	(void)tenure_decision_reason(policy, &decision, ruling->reason,
				     sizeof(ruling->reason));
	(void)tenure_policy_where(
		policy, decision.reasons[decision.decisive].value->where,
		ruling->place, sizeof(ruling->place));
	if (mf.gone) {
		ruling->allowed = FALSE;
		ruling->gone = TRUE;
	} else if (mf.failed) {
		/* also if it is refused: by what it might be */
		ruling->keep_until = TENURE_TIME_NONE;
		ruling_cannot_tell(ruling, mailbox_get_last_internal_error(
						   mail->box, NULL));
	}
}

void tenure_rule(struct mail *mail, enum tenure_action action,
		 struct tenure_ruling *ruling_r)
{
	struct mail_namespace *ns;
	const struct tenure_mailbox *mailbox;
	struct tenure_user *tuser;
	struct mail *real_mail;

	i_zero(ruling_r);
	ruling_r->keep_until = TENURE_TIME_NONE;
	if (mail_get_backend_mail(mail, &real_mail) < 0) {
		ruling_r->gone = mail->expunged;
		ruling_cannot_tell(ruling_r, mailbox_get_last_internal_error(
						     mail->box, NULL));
		return;
	}
	ns = mailbox_get_namespace(real_mail->box);
	tuser = tenure_user_get(ns->user);
	i_assert(tuser != NULL);
	mailbox = tenure_user_mailbox(tuser, ns);
	if (mailbox == NULL) {
		ruling_cannot_tell(ruling_r, "there is no policy");
		return;
	}
	T_BEGIN
	{
		ruling_decide(real_mail, tuser->snapshot, mailbox, action,
			      ruling_r);
	}
	T_END;
}

void tenure_ruling_log_denied(struct mail *mail,
			      const struct tenure_ruling *ruling,
			      const char *whence)
{
	struct tenure_user *tuser =
		tenure_user_get(mailbox_get_namespace(mail->box)->user);
	struct event *event =
		tenure_event(mail_event(mail), "tenure_delete_denied");
	char until[TENURE_DATE_SIZE];

	event_add_str(event, "whence", whence);
	event_add_str(event, "keep_until",
		      tenure_date_format(ruling->keep_until, until));
	event_add_str(event, "rule", ruling->reason);
	event_add_str(event, "place", ruling->place);
	event_add_str(event, "mode",
		      tuser->set.observe ? "observe" : "enforce");
	e_info(event, "%s %s: %s",
	       tuser->set.observe ? "would refuse" : "refused", whence,
	       ruling->reason);
	event_unref(&event);
}
