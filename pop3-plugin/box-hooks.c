/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/box-hooks.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/ruling/cached-field.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-cache.h"
#include "pop3-plugin/conceal/concealed-guard.h"
#include "pop3-plugin/conceal/concealed-note.h"
#include "pop3-plugin/conceal/concealed-origin.h"
#include "pop3-plugin/gate/delivery.h"
#include "pop3-plugin/notes/download-hint.h"
#include "pop3-plugin/expire/expire-session.h"
#include "pop3-plugin/gate/gate.h"
#include "pop3-plugin/gate/gate-conceal.h"
#include "pop3-plugin/gate/gate-copy.h"
#include "pop3-plugin/gate/gate-delete-box.h"
#include "pop3-plugin/gate/gate-flag.h"
#include "pop3-plugin/notes/hint.h"
#include "pop3-plugin/lost/lost.h"
#include "pop3-plugin/pop3/pop3-conversation.h"
#include "pop3-plugin/pop3/pop3-stream.h"
#include "pop3-plugin/ruling/ruling.h"
#include "pop3-plugin/notes/seal-memo.h"

static struct mailbox_transaction_context *
box_transaction_begin(struct mailbox *box, enum mailbox_transaction_flags flags,
		      const char *reason)
{
	struct tenure_box *tbox = tenure_box_get(box);
	struct mailbox_transaction_context *t;
	struct tenure_transaction *tt;

	t = tbox->module_ctx.super.transaction_begin(box, flags, reason);
	tt = i_new(struct tenure_transaction, 1);
	tt->action = TENURE_ACTION_DELETE;
	tt->autoexpunge = strcmp(reason, "autoexpunge") == 0;
	tt->makes_room = tt->autoexpunge ||
			 strcmp(reason, "trash_clean_mailbox_open") == 0;
	tt->is_store = tenure_gate_flag_is_store(reason);
	tenure_transaction_set(t, tt);
	return t;
}

static void box_transaction_free(struct tenure_transaction *tt)
{
	struct tenure_move *move;

	if (array_is_created(&tt->moves)) {
		array_foreach_modifiable(&tt->moves, move)
			tenure_move_target_unref(&move->target);
		array_free(&tt->moves);
	}
	if (array_is_created(&tt->refusals))
		array_free(&tt->refusals);
	tenure_move_target_unref(&tt->target);
	tenure_gate_conceal_free(&tt->conceal);
	tenure_user_policy_unref(&tt->policy);
	i_free(tt);
}

/* What was done is done. Is there something that the caller has to hear? */
static int box_transaction_report(struct mailbox *box,
				  const struct tenure_transaction *tt)
{
	if (tt->conceal_failed) {
		mail_storage_set_error(box->storage, MAIL_ERROR_UNAVAILABLE,
				       "Some messages cannot be deleted at "
				       "present, try again later");
		return -1;
	}
	if (tt->autoexpunge && tt->refused > 0 && tt->let_through == 0) {
		/* Nothing was removed. Dovecot would try the same messages
		   again, without an end, if this looked like a success. */
		mail_storage_set_error(box->storage, MAIL_ERROR_PERM,
				       "The retention policy keeps the "
				       "messages that autoexpunge removes");
		return -1;
	}
	return 0;
}

/* What came into a mailbox of its user? */
static void box_transaction_delivered(struct mailbox *box,
				      const struct tenure_transaction *tt)
{
	struct tenure_user *tuser = tenure_box_get(box)->user;

	if (tuser->delivery == NULL || box->list->ns->owner != tuser->user)
		return;
	tuser->delivery->saved += tt->saved;
	tuser->delivery->sealed += tt->saved_sealed;
}

static void box_transaction_rollback(struct mailbox_transaction_context *t)
{
	struct tenure_box *tbox = tenure_box_get(t->box);
	struct tenure_transaction *tt = tenure_transaction_get(t);

	if (tt->asked != NULL)
		mail_free(&tt->asked);
	tenure_ruling_log_rest(t);
	tbox->module_ctx.super.transaction_rollback(t);
	box_transaction_free(tt);
}

/* doveadm copy and move go on when a message cannot be copied. If that is the
   last one, Dovecot's sdbox takes the whole transaction for failed, and deletes
   the files of all copies; but the commit says that all is well, and then the
   originals go. */
static bool box_transaction_loses_copies(struct mailbox_transaction_context *t)
{
	return tenure_transaction_get(t)->save_failed && t->save_count > 0 &&
	       strcmp(t->box->storage->name, "sdbox") == 0;
}

static int
box_transaction_commit(struct mailbox_transaction_context *t,
		       struct mail_transaction_commit_changes *changes_r)
{
	struct mailbox *box = t->box;
	struct tenure_box *tbox = tenure_box_get(box);
	struct tenure_transaction *tt = tenure_transaction_get(t);
	int ret;

	if (box_transaction_loses_copies(t)) {
		box_transaction_rollback(t);
		mail_storage_set_error(box->storage, MAIL_ERROR_TEMP,
				       "Nothing was copied, as the last "
				       "message cannot be");
		return -1;
	}
	if (tt->asked != NULL)
		mail_free(&tt->asked);
	tenure_gate_finish_moves(t);
	tenure_gate_conceal_finish(t);
	if (tt->let_through > 0)
		tenure_lost_box_lets_go(box);
	tenure_ruling_log_rest(t);
	/* t is freed by this */
	ret = tbox->module_ctx.super.transaction_commit(t, changes_r);
	if (ret == 0 && tt->target != NULL)
		tt->target->committed = TRUE;
	if (ret == 0)
		box_transaction_delivered(box, tt);
	if (ret == 0 && box_transaction_report(box, tt) < 0) {
		pool_unref(&changes_r->pool);
		ret = -1;
	}
	if (ret == 0)
		tenure_gate_flag_committed(box, tt);
	box_transaction_free(tt);
	return ret;
}

static void box_close(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);

	tenure_expire_session_closing(box);
	tenure_lost_box_closing(box);
	tenure_seal_memo_free(&tbox->seals);
	tenure_cached_field_box_closing(box);
	tbox->module_ctx.super.close(box);
}

static int box_rename(struct mailbox *source, struct mailbox *destination)
{
	if (!tenure_concealed_guard_rename(source, destination))
		return -1;
	return tenure_box_get(source)->module_ctx.super.rename_box(source,
								   destination);
}

static void box_mail_close(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);

	/* A login closes each message of the mailbox. */
	if (tmail->moved_to != NULL)
		tenure_move_target_unref(&tmail->moved_to);
	if (tmail->counted != NULL)
		tenure_pop3_stream_closing(mail);
	tmail->module_ctx.super.close(mail);
}

/* Mailboxes that have no messages of their own: what is done in a virtual one
   is done, and decided, in those that stand behind it. */
static bool box_is_gated(struct mailbox *box)
{
	const char *storage = box->storage->name;

	return strcmp(storage, "virtual") != 0 && strcmp(storage, "raw") != 0 &&
	       strcmp(storage, "fail") != 0;
}

void tenure_box_allocated(struct mailbox *box)
{
	struct mailbox_vfuncs *v = box->vlast;
	struct tenure_user *tuser =
		tenure_user_get(mailbox_get_namespace(box)->user);
	struct tenure_box *tbox;

	if (tuser == NULL || !box_is_gated(box) ||
	    !tenure_concealed_guard_box(box))
		return;
	tbox = p_new(box->pool, struct tenure_box, 1);
	tbox->module_ctx.super = *v;
	tbox->user = tuser;
	tbox->concealed = tenure_concealed_is(box);
	T_BEGIN
	{
		tbox->alias_of =
			p_strdup(box->pool, tenure_compat_alias_of(box));
	}
	T_END;
	box->vlast = &tbox->module_ctx.super;
	v->close = box_close;
	v->transaction_begin = box_transaction_begin;
	v->transaction_commit = box_transaction_commit;
	v->transaction_rollback = box_transaction_rollback;
	v->copy = tenure_gate_copy;
	v->save_begin = tenure_gate_save_begin;
	v->save_finish = tenure_gate_save_finish;
	v->save_cancel = tenure_gate_save_cancel;
	v->delete_box = tenure_gate_delete_box;
	v->rename_box = box_rename;
	v->sync_deinit = tenure_lost_sync_deinit;
	v->get_metadata = tenure_concealed_cache_get_metadata;
	tenure_box_set(box, tbox);
}

void tenure_box_opened(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);

	if (tbox != NULL && box->index != NULL) {
		tbox->hint_ext_id = tenure_hint_register(box);
		tbox->download_ext_id = tenure_download_hint_register(box);
		if (tbox->concealed) {
			tbox->note_ext_id = tenure_concealed_note_register(box);
			tbox->origin_ext_id =
				tenure_concealed_origin_register(box);
		}
		tbox->has_hints = TRUE;
		tenure_lost_box_opened(box);
	}
	tenure_pop3_mailbox_opened(box);
}

void tenure_mail_allocated(struct mail *mail)
{
	struct mail_private *pmail = (struct mail_private *)mail;
	struct mail_vfuncs *v = pmail->vlast;
	struct tenure_box *tbox = tenure_box_get(mail->box);
	struct tenure_mail *tmail;

	if (tbox == NULL || tenure_transaction_get(mail->transaction) == NULL)
		return;
	tmail = p_new(pmail->pool, struct tenure_mail, 1);
	tmail->module_ctx.super = *v;
	pmail->vlast = &tmail->module_ctx.super;
	v->expunge = tenure_gate_expunge;
	v->update_flags = tenure_gate_flag_update;
	v->get_save_date = tenure_gate_get_save_date;
	v->get_physical_size = tenure_gate_get_physical_size;
	v->close = box_mail_close;
	if (tbox->pop3 != NULL)
		v->get_stream = tenure_pop3_stream_get;
	tenure_mail_set(pmail, tmail);
}
