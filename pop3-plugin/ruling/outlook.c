/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/outlook.h"
#include "pop3-plugin/state/box.h"

static int outlook_failed(struct mail *mail, const char **error_r)
{
	if (mail->expunged)
		return 0;
	*error_r = mailbox_get_last_internal_error(mail->box, NULL);
	return -1;
}

int tenure_outlook_get(struct mail *mail, int64_t now,
		       struct tenure_outlook *outlook_r, const char **error_r)
{
	struct mail_namespace *ns;
	struct tenure_user_policy *policy;
	struct tenure_user *tuser;
	struct mail *real_mail;

	if (mail_get_backend_mail(mail, &real_mail) < 0)
		return outlook_failed(mail, error_r);
	outlook_r->mail = real_mail;
	ns = mailbox_get_namespace(real_mail->box);
	tuser = tenure_user_get(ns->user);
	i_assert(tuser != NULL);
	policy = tenure_transaction_policy(real_mail->transaction, tuser);
	outlook_r->mailbox = tenure_user_policy_mailbox(policy, ns->owner);
	if (outlook_r->mailbox == NULL) {
		*error_r = "there is no policy";
		return -1;
	}
	outlook_r->snapshot = policy->snapshot;
	tenure_mail_facts_init_seal(&outlook_r->mf, real_mail,
				    policy->snapshot);
	tenure_classify(tenure_snapshot_policy(policy->snapshot),
			outlook_r->mailbox, &outlook_r->mf.facts,
			&outlook_r->classes);
	tenure_decide(outlook_r->mailbox, &outlook_r->mf.facts,
		      &outlook_r->classes, TENURE_ACTION_EXPIRE, now,
		      &outlook_r->decision);
	if (!outlook_r->mf.failed && !outlook_r->mf.gone)
		return 1;
	tenure_outlook_end(outlook_r);
	return outlook_r->mf.gone ? 0 : outlook_failed(real_mail, error_r);
}

void tenure_outlook_end(struct tenure_outlook *outlook)
{
	tenure_mail_facts_deinit(&outlook->mf);
}
