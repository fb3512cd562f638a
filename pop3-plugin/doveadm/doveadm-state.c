/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/doveadm/doveadm-state.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/ruling/ruling.h"

/* A concealed message goes as soon as it may. */
static enum tenure_mail_state state_concealed(struct mail *mail)
{
	struct tenure_ruling ruling;

	tenure_rule(mail, TENURE_ACTION_DELETE, &ruling);
	return ruling.allowed ? TENURE_STATE_EXPIRED : TENURE_STATE_GRACE;
}

enum tenure_mail_state tenure_mail_state(const struct tenure_outlook *outlook)
{
	const struct tenure_decision *decision = &outlook->decision;

	if (decision->held)
		return TENURE_STATE_HELD;
	if (decision->kept)
		return TENURE_STATE_KEPT;
	if (tenure_concealed_is(outlook->mail->box))
		return state_concealed(outlook->mail);
	return decision->verdict == TENURE_ALLOW ? TENURE_STATE_EXPIRED
						 : TENURE_STATE_FREE;
}

const char *tenure_mail_state_name(enum tenure_mail_state state)
{
	static const char *const names[] = {
		[TENURE_STATE_HELD] = "held",
		[TENURE_STATE_KEPT] = "kept",
		[TENURE_STATE_GRACE] = "grace",
		[TENURE_STATE_FREE] = "free",
		[TENURE_STATE_EXPIRED] = "expired",
	};

	return names[state];
}
