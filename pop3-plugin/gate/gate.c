/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/gate.h"
#include "pop3-plugin/gate/gate-conceal.h"
#include "pop3-plugin/gate/gate-pass.h"
#include "pop3-plugin/ruling/ruling.h"

static void gate_refuse(struct mail *mail, const struct tenure_ruling *ruling)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);
	struct tenure_transaction *tt =
		tenure_transaction_get(mail->transaction);

	tbox->refused++;
	if (ruling->temporary)
		tbox->refused_temporarily++;
	tt->refused++;
}

/* Is it to be expunged now nevertheless? */
static bool gate_conceals(struct mail *mail, const struct tenure_ruling *ruling)
{
	if (tenure_box_get(mail->box)->user->set.observe) {
		tenure_gate_conceal_observe(mail, ruling);
		return TRUE;
	}
	tenure_gate_conceal(mail, ruling);
	return FALSE;
}

/* May a mail be expunged now? What is gone already is neither let through nor
   refused: the storage finds out by itself, and a file that only seemed to be
   missing is not deleted. What is concealed is expunged later. */
static bool gate_allows(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct tenure_box *tbox = tenure_box_get(mail->box);
	struct tenure_ruling ruling;

	tmail->deciding = TRUE;
	tenure_rule(mail, tenure_transaction_get(mail->transaction)->action,
		    &ruling);
	tmail->deciding = FALSE;
	if (ruling.conceal)
		return gate_conceals(mail, &ruling);
	if (ruling.allowed)
		return TRUE;
	if (ruling.gone)
		return tbox->user->set.observe;
	tenure_ruling_log_denied(mail, &ruling, "delete");
	if (tbox->user->set.observe)
		return TRUE;
	gate_refuse(mail, &ruling);
	return FALSE;
}

static void gate_defer_move(struct mail *mail, struct tenure_mail *tmail)
{
	struct tenure_transaction *tt =
		tenure_transaction_get(mail->transaction);
	struct tenure_move *move;

	if (!array_is_created(&tt->moves))
		i_array_init(&tt->moves, 16);
	move = array_append_space(&tt->moves);
	move->uid = mail->uid;
	move->target = tmail->moved_to;
	tmail->moved_to = NULL;
}

void tenure_gate_expunge(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);

	if (tmail->expunging) {
		/* a plugin behind us moves it in place of expunging it */
		tmail->module_ctx.super.expunge(mail);
		return;
	}
	if (tmail->moved_to != NULL) {
		gate_defer_move(mail, tmail);
		return;
	}
	if (tmail->decided || gate_allows(mail))
		tenure_gate_pass(mail);
}

void tenure_gate_finish_moves(struct mailbox_transaction_context *t)
{
	struct tenure_transaction *tt = tenure_transaction_get(t);
	struct tenure_mail *tmail;
	const struct tenure_move *move;
	struct mail *mail;

	if (!array_is_created(&tt->moves))
		return;
	mail = mail_alloc(t, 0, NULL);
	array_foreach(&tt->moves, move)
	{
		if (!mail_set_uid(mail, move->uid))
			continue;
		tmail = tenure_mail_get(mail);
		/* within one transaction both happen or neither */
		tmail->decided =
			move->target->committed || move->target == tt->target;
		tenure_gate_expunge(mail);
	}
	mail_free(&mail);
}

/* For those that make room: is it as if the mail were not there? */
static bool gate_passes_over(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct tenure_ruling ruling;

	if (!tenure_transaction_get(mail->transaction)->makes_room ||
	    tmail->deciding || tmail->expunging ||
	    tenure_box_get(mail->box)->user->set.observe)
		return FALSE;
	tmail->deciding = TRUE;
	tenure_rule(mail, TENURE_ACTION_DELETE, &ruling);
	tmail->deciding = FALSE;
	if (ruling.allowed)
		return FALSE;
	mail_storage_set_error(mail->box->storage, MAIL_ERROR_EXPUNGED,
			       "The retention policy keeps the message");
	return TRUE;
}

int tenure_gate_get_save_date(struct mail *mail, time_t *date_r)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	int ret = tmail->module_ctx.super.get_save_date(mail, date_r);

	return ret >= 0 && gate_passes_over(mail) ? -1 : ret;
}

int tenure_gate_get_physical_size(struct mail *mail, uoff_t *size_r)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	int ret = tmail->module_ctx.super.get_physical_size(mail, size_r);

	return ret >= 0 && gate_passes_over(mail) ? -1 : ret;
}
