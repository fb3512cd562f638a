/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/gate/gate-flag.h"
#include "pop3-plugin/ruling/ruling.h"
#include "base/date.h"

bool tenure_gate_flag_is_store(const char *reason)
{
	if (strncasecmp(reason, "UID ", 4) == 0)
		reason += 4;
	return strncasecmp(reason, "STORE ", 6) == 0;
}

static void flag_refuse(struct tenure_unflagged *un,
			const struct tenure_ruling *ruling)
{
	if (un->messages == 0 || ruling->keep_until < un->until)
		un->until = ruling->keep_until;
	un->messages++;
	if (ruling->temporary)
		un->temporarily++;
}

static bool flag_is_allowed(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct tenure_ruling ruling;

	tmail->deciding = TRUE;
	tenure_rule_whether(mail, TENURE_ACTION_DELETE, &ruling);
	tmail->deciding = FALSE;
	if (ruling.allowed || ruling.gone)
		return TRUE;
	tenure_ruling_log_denied(mail, &ruling, "STORE \\Deleted");
	if (tenure_box_get(mail->box)->user->set.observe)
		return TRUE;
	flag_refuse(&tenure_transaction_get(mail->transaction)->unflagged,
		    &ruling);
	return FALSE;
}

void tenure_gate_flag_update(struct mail *mail, enum modify_type modify_type,
			     enum mail_flags flags)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);

	if (tenure_transaction_get(mail->transaction)->is_store &&
	    modify_type != MODIFY_REMOVE && (flags & MAIL_DELETED) != 0 &&
	    !flag_is_allowed(mail))
		flags &= ENUM_NEGATE(MAIL_DELETED);
	tmail->module_ctx.super.update_flags(mail, modify_type, flags);
}

void tenure_gate_flag_committed(struct mailbox *box,
				const struct tenure_transaction *tt)
{
	if (tt->is_store)
		tenure_box_get(box)->unflagged = tt->unflagged;
}

/* Tells the client when it may try again, as DELE does. */
static const char *flag_text(const struct tenure_unflagged *un)
{
	char day[TENURE_DATE_SIZE];
	const char *until;

	if (un->temporarily > 0) {
		return "[UNAVAILABLE] The retention policy is not available, "
		       "try again later.";
	}
	if (un->until == TENURE_TIME_NONE)
		return "[CANNOT] Message cannot be deleted.";
	until = un->until == TENURE_TIME_FOREVER
			? "for ever"
			: t_strconcat("until ",
				      tenure_date_format_day(un->until, day),
				      NULL);
	if (un->messages == 1)
		return t_strdup_printf("[CANNOT] Message is retained %s.",
				       until);
	return t_strdup_printf("[CANNOT] %u messages are retained, the first "
			       "%s.",
			       un->messages, until);
}

const char *tenure_gate_flag_reply(struct mailbox *box)
{
	struct tenure_box *tbox = box == NULL ? NULL : tenure_box_get(box);
	struct tenure_unflagged un;

	if (tbox == NULL || tbox->unflagged.messages == 0)
		return NULL;
	un = tbox->unflagged;
	i_zero(&tbox->unflagged);
	return flag_text(&un);
}
