/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/gate-copy.h"
#include "pop3-plugin/conceal/concealed-note.h"
#include "pop3-plugin/conceal/concealed-origin.h"
#include "pop3-plugin/gate/delivery.h"
#include "pop3-plugin/ruling/mail-seal.h"
#include "pop3-plugin/ruling/ruling.h"
#include "policy/mailbox-value.h"
#include <mail-index-private.h>

/* Is there still an owner's policy, and a gate, that the message is subject
   to? Another server has doors of its own. */
static bool copy_stays_home(struct mailbox *destination, struct mail *mail)
{
	if (tenure_box_is_remote(destination) &&
	    destination->storage != mail->box->storage)
		return FALSE;
	return tenure_namespaces_same_owner(mailbox_get_namespace(destination),
					    mailbox_get_namespace(mail->box));
}

/* May a message go where it is? If not, the destination has the error. */
static bool copy_may_go(struct mailbox *destination, struct mail *mail,
			const char *whence, const char *denial)
{
	struct tenure_ruling ruling;

	tenure_rule(mail, TENURE_ACTION_DELETE, &ruling);
	if (ruling.allowed || ruling.gone)
		return TRUE;
	tenure_ruling_log_denied(mail, &ruling, whence);
	if (tenure_user_get(mailbox_get_namespace(mail->box)->user)
		    ->set.observe)
		return TRUE;
	mail_storage_set_error(destination->storage, MAIL_ERROR_PERM,
			       ruling.temporary
				       ? "The retention policy is not available"
				       : denial);
	return FALSE;
}

/* Dovecot's imapc ends the process when it has to undo what it has sent to the
   other server before. There it is a copy and a delete: the copy goes, and the
   gate decides about the message here. */
static bool copy_may_leave(struct mailbox *destination, struct mail *mail)
{
	return tenure_box_is_remote(destination) ||
	       copy_may_go(destination, mail,
			   t_strdup_printf("move to %s", destination->vname),
			   "Message is retained in its owner's mailboxes");
}

/* Tie the expunge of the source, which comes next, to the fate of the
   transaction that the message is moved into. */
static void copy_tie_move(struct mailbox_transaction_context *t,
			  struct tenure_mail *tmail)
{
	struct tenure_transaction *tt = tenure_transaction_get(t);

	if (tt->target == NULL) {
		tt->target = i_new(struct tenure_move_target, 1);
		tt->target->refcount = 1;
	}
	tenure_move_target_unref(&tmail->moved_to);
	tmail->moved_to = tt->target;
	tenure_move_target_ref(tmail->moved_to);
}

/* A message has come into a transaction: mail is the copy, or what it is a copy
   of. Its seal is verified, also for the next time. To read it may synchronize
   the mailbox, and that may bring another policy. */
static void copy_count(struct mailbox_transaction_context *t, struct mail *mail)
{
	struct tenure_transaction *tt = tenure_transaction_get(t);
	struct tenure_user *tuser = tenure_box_get(t->box)->user;
	struct tenure_user_policy *policy =
		tenure_user_policy_ref(tenure_user_policy(tuser));
	const struct tenure_mailbox *mailbox = tenure_user_policy_mailbox(
		policy, mailbox_get_namespace(t->box)->owner);
	struct tenure_seal seal;

	tt->saved++;
	if (mailbox != NULL && !tenure_mailbox_needs_no_seal(mailbox) &&
	    tenure_mail_seal_verify(mail, policy->snapshot, &seal) ==
		    TENURE_SEAL_SEALED &&
	    tuser->delivery != NULL &&
	    tenure_delivery_has(tuser->delivery, &seal))
		tt->saved_sealed++;
	tenure_user_policy_unref(&policy);
}

int tenure_gate_copy(struct mail_save_context *ctx, struct mail *mail)
{
	struct mailbox_transaction_context *t = ctx->transaction;
	struct tenure_box *tbox = tenure_box_get(t->box);
	struct tenure_transaction *tt = tenure_transaction_get(t);
	struct tenure_mail *tmail = tenure_mail_get(mail);
	unsigned int saved = tt->saved;
	/* what is being expunged already was decided about */
	bool moving = ctx->moving && tmail != NULL && !tmail->expunging;
	bool home = copy_stays_home(t->box, mail);

	tt->save_failed = TRUE;
	if (moving && !home && !copy_may_leave(t->box, mail)) {
		mailbox_save_cancel(&ctx);
		return -1;
	}
	if (tbox->module_ctx.super.copy(ctx, mail) < 0)
		return -1;
	tt->save_failed = FALSE;
	/* else it was read and saved */
	if (tbox->user->delivery != NULL && tt->saved == saved)
		copy_count(t, mail);
	tenure_mail_seal_copied(mail, ctx->dest_mail);
	if (tbox->concealed && tmail != NULL && tmail->note.concealed != 0) {
		tenure_concealed_note_write(ctx->dest_mail, &tmail->note);
		tenure_concealed_origin_write(ctx->dest_mail, &tmail->origin);
	}
	if (moving && home)
		copy_tie_move(t, tmail);
	return 0;
}

int tenure_gate_save_begin(struct mail_save_context *ctx, struct istream *input)
{
	struct mailbox *box = ctx->transaction->box;
	struct mail *replaced = tenure_compat_replaced(ctx);

	if (replaced != NULL &&
	    !copy_may_go(box, replaced, "REPLACE",
			 "Message to be replaced is retained"))
		return -1;
	return tenure_box_get(box)->module_ctx.super.save_begin(ctx, input);
}

/* Have the sizes of messages in the mailbox's index itself, where a login finds
   them without a look into Dovecot's cache, which has grown by the fields that
   decisions ask for. As soon as there is a place for them Dovecot writes them
   there, and from 2.4 on makes that, too. In a Maildir they are in the names of
   the files. */
static void save_make_place_for_size(struct mailbox_transaction_context *t)
{
	uint32_t ext_id = t->box->mail_vsize_ext_id, place;

	if (strcmp(t->box->storage->name, "maildir") != 0 &&
	    !mail_index_map_get_ext_idx(t->box->index->map, ext_id, &place))
		mail_index_ext_resize(t->itrans, ext_id, 0, sizeof(uint32_t),
				      sizeof(uint32_t));
}

int tenure_gate_save_finish(struct mail_save_context *ctx)
{
	struct mailbox_transaction_context *t = ctx->transaction;

	tenure_transaction_get(t)->save_failed = TRUE;
	if (tenure_box_get(t->box)->module_ctx.super.save_finish(ctx) < 0)
		return -1;
	if (tenure_box_get(t->box)->has_hints)
		save_make_place_for_size(t);
	tenure_transaction_get(t)->save_failed = FALSE;
	copy_count(t, ctx->dest_mail);
	return 0;
}

void tenure_gate_save_cancel(struct mail_save_context *ctx)
{
	struct mailbox_transaction_context *t = ctx->transaction;

	tenure_transaction_get(t)->save_failed = TRUE;
	tenure_box_get(t->box)->module_ctx.super.save_cancel(ctx);
}
