/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/lost/lost-mail.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/ruling/facts.h"
#include "pop3-plugin/dovecot/log.h"
#include "pop3-plugin/ruling/mail-seal.h"

static void lost_cannot_tell(struct tenure_lost_mail *lost, const char *why)
{
	lost->kept = FALSE;
	lost->keep_until = TENURE_TIME_NONE;
	lost->reason = why;
	lost->place = "";
}

static void lost_say(const struct tenure_policy *policy,
		     const struct tenure_decision *decision, pool_t pool,
		     struct tenure_lost_mail *lost)
{
	char reason[768], place[256];

	lost->kept = TRUE;
	lost->keep_until = decision->keep_until;
	lost->reason =
		p_strdup(pool, tenure_decision_reason(policy, decision, reason,
						      sizeof(reason)));
	(void)tenure_policy_where(
		policy, decision->reasons[decision->decisive].value->where,
		place, sizeof(place));
	lost->place = p_strdup(pool, place);
}

/* By what is in the cache. What is not counts as what would keep it longest:
   if even so nothing keeps it, nothing did. */
static bool lost_decide(struct mail *mail,
			const struct tenure_snapshot *snapshot,
			const struct tenure_mailbox *mailbox, pool_t pool,
			struct tenure_lost_mail *lost)
{
	const struct tenure_policy *policy = tenure_snapshot_policy(snapshot);
	struct tenure_mail_facts mf;
	struct tenure_classes classes;
	struct tenure_decision decision;
	bool known;

	tenure_mail_facts_init(&mf, mail, mail->box, snapshot);
	tenure_classify(policy, mailbox, &mf.facts, &classes);
	tenure_decide(mailbox, &mf.facts, &classes, TENURE_ACTION_DELETE,
		      ioloop_time, &decision);
	if (mf.facts.seal == TENURE_SEAL_SEALED)
		lost->serial = p_strdup(pool, mf.seal.serial);
	known = !mf.failed && !mf.gone;
	tenure_mail_facts_deinit(&mf);
	if (!decision.kept || decision.verdict == TENURE_ALLOW)
		return FALSE;
	if (known)
		lost_say(policy, &decision, pool, lost);
	else
		lost_cannot_tell(lost, "Dovecot's cache does not have all that "
				       "the policy asks for");
	return TRUE;
}

bool tenure_lost_mail_look(struct mail *mail, uint32_t uid, pool_t pool,
			   struct tenure_lost_mail *lost_r)
{
	struct mail_namespace *ns = mailbox_get_namespace(mail->box);
	struct tenure_user *tuser = tenure_user_get(ns->user);
	struct tenure_user_policy *policy =
		tenure_transaction_policy(mail->transaction, tuser);
	const struct tenure_mailbox *mailbox =
		tenure_user_policy_mailbox(policy, ns->owner);

	i_zero(lost_r);
	lost_r->uid = uid;
	if (mailbox == NULL) {
		lost_cannot_tell(lost_r, "there is no policy");
		return TRUE;
	}
	if (!mail_set_uid(mail, uid)) {
		lost_cannot_tell(lost_r, "the index does not have it any more");
		return TRUE;
	}
	/* there is no file to look into */
	mail->lookup_abort = MAIL_LOOKUP_ABORT_NOT_IN_CACHE;
	return lost_decide(mail, policy->snapshot, mailbox, pool, lost_r);
}

int tenure_lost_mail_serial(struct mail *mail, const char **serial_r)
{
	struct tenure_user *tuser =
		tenure_user_get(mailbox_get_namespace(mail->box)->user);
	struct tenure_user_policy *policy;
	struct tenure_mail_facts mf;
	enum tenure_seal_state state;

	/* To read it may synchronize the mailbox, and that may bring another
	   policy. */
	policy = tenure_user_policy_ref(tenure_user_policy(tuser));
	if (policy == NULL)
		return -1;
	tenure_mail_facts_init_headers(&mf, mail);
	state = tenure_mail_seal(&mf, policy->snapshot, &mf.seal);
	if (state == TENURE_SEAL_SEALED)
		*serial_r = t_strdup(mf.seal.serial);
	tenure_user_policy_unref(&policy);
	if (state == TENURE_SEAL_SEALED)
		return 1;
	return state == TENURE_SEAL_UNSEALED ? 0 : -1;
}

static struct event *lost_event(struct mailbox *box)
{
	struct event *event = tenure_event(box->event, "tenure_mail_lost");
	struct tenure_user *tuser =
		tenure_user_get(mailbox_get_namespace(box)->user);

	event_add_str(event, "mode",
		      tuser->set.observe ? "observe" : "enforce");
	return event;
}

void tenure_lost_mail_log(struct mailbox *box,
			  const struct tenure_lost_mail *lost)
{
	struct event *event = lost_event(box);
	const char *seal = "";
	char until[TENURE_DATE_SIZE];

	event_add_int(event, "uid", lost->uid);
	if (lost->serial != NULL) {
		event_add_str(event, "seal", lost->serial);
		seal = t_strdup_printf(" (seal %s)", lost->serial);
	}
	if (lost->kept) {
		event_add_str(event, "rule", lost->reason);
		event_add_str(event, "place", lost->place);
		event_add_str(event, "keep_until",
			      tenure_date_format(lost->keep_until, until));
		e_warning(event,
			  "Kept mail UID %u%s is gone without having passed "
			  "the policy: %s",
			  lost->uid, seal, lost->reason);
	} else {
		event_add_str(event, "error", lost->reason);
		e_warning(event,
			  "Mail UID %u%s is gone without having passed the "
			  "policy; cannot tell if it was kept: %s",
			  lost->uid, seal, lost->reason);
	}
	event_unref(&event);
}

void tenure_lost_mail_log_more(struct mailbox *box, unsigned int count)
{
	struct event *event = lost_event(box);

	event_add_str(event, "error", "too many");
	event_add_int(event, "messages", count);
	e_warning(event,
		  "%u more messages are gone without having passed the policy; "
		  "cannot tell if they were kept: too many",
		  count);
	event_unref(&event);
}
