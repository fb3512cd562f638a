/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/gate-conceal-copy.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-cache.h"
#include "pop3-plugin/conceal/concealed-lock.h"
#include "pop3-plugin/conceal/concealed-note.h"
#include "pop3-plugin/conceal/concealed-origin.h"
#include "pop3-plugin/ruling/facts.h"
#include "pop3-plugin/dovecot/log.h"

struct conceal_copying {
	/* The concealed mailbox. */
	struct mailbox *box;
	struct tenure_concealed_cache *cache;
	/* Of the user's transaction. */
	struct mail *mail;
	struct tenure_conceal_message *messages;
	unsigned int count;
	uint32_t uid_validity;
};

static void copying_failed(struct mail *mail, const char *text)
{
	struct event *event =
		tenure_event(mail_event(mail), "tenure_conceal_failed");

	event_add_str(event, "error", text);
	e_error(event, "Message stays, as it cannot be concealed: %s", text);
	event_unref(&event);
}

/* All that is still wanted up to the one before end stays. */
static void copying_failed_all(struct conceal_copying *c, unsigned int end,
			       const char *what, const char *text)
{
	struct event *event =
		tenure_event(c->mail->box->event, "tenure_conceal_failed");
	unsigned int i;

	event_add_str(event, "error", text);
	e_error(event,
		"Messages stay, as the mailbox for concealed mail cannot be "
		"%s: %s",
		what, text);
	event_unref(&event);
	for (i = 0; i < end; i++) {
		if (c->messages[i].state == TENURE_CONCEAL_WANTED)
			c->messages[i].state = TENURE_CONCEAL_FAILED;
	}
}

/* Others may have been faster. */
static bool copying_is_gone(struct mail *mail)
{
	return mail->expunged ||
	       mail_index_is_expunged(mail->transaction->view, mail->seq);
}

/* With its flags, but not as deleted: it would be expunged again when it is
   restored. */
static int copying_copy(struct conceal_copying *c,
			struct mailbox_transaction_context *t)
{
	struct tenure_mail *tmail = tenure_mail_get(c->mail);
	struct mail_save_context *ctx = mailbox_save_alloc(t);
	int ret;

	mailbox_save_copy_flags(ctx, c->mail);
	ctx->data.flags &= ENUM_NEGATE(MAIL_DELETED);
	tmail->deciding = TRUE;
	tenure_concealed_cache_begin(c->cache);
	ret = mailbox_copy(&ctx, c->mail);
	tenure_concealed_cache_end(c->cache);
	tmail->deciding = FALSE;
	return ret;
}

/* Returns 1; 0 if it is gone, which was seen in time; -1 if it was not copied,
   and the transaction has to be rolled back. */
static int copying_try(struct conceal_copying *c,
		       struct mailbox_transaction_context *t,
		       struct tenure_conceal_message *message)
{
	struct mail *mail = c->mail;
	struct tenure_mail *tmail;

	if (!mail_set_uid(mail, message->uid) || copying_is_gone(mail)) {
		message->state = TENURE_CONCEAL_GONE;
		return 0;
	}
	tmail = tenure_mail_get(mail);
	tmail->note.received = message->received;
	tmail->note.concealed = ioloop_time;
	tmail->origin.uid_validity = c->uid_validity;
	tmail->origin.uid = message->uid;
	if (copying_copy(c, t) == 0)
		return 1;
	if (mail->expunged) {
		message->state = TENURE_CONCEAL_GONE;
		return -1;
	}
	copying_failed(mail, mailbox_get_last_internal_error(c->box, NULL));
	message->state = TENURE_CONCEAL_FAILED;
	return -1;
}

static void copying_commit(struct conceal_copying *c,
			   struct mailbox_transaction_context *t,
			   unsigned int first, unsigned int end)
{
	unsigned int i;

	if (mailbox_transaction_commit(&t) < 0) {
		copying_failed_all(
			c, end, "written to",
			mailbox_get_last_internal_error(c->box, NULL));
		return;
	}
	for (i = first; i < end; i++) {
		if (c->messages[i].state == TENURE_CONCEAL_WANTED)
			c->messages[i].state = TENURE_CONCEAL_DONE;
	}
}

/* Copy what is wanted in one transaction, until one cannot be copied. Returns
   end; or which one that was, and nothing was done. A transaction is not to be
   committed then: it may hold the copy all the same, where a plugin has refused
   it afterwards, and that is counted wrong; and if it was the last one, sdbox
   would delete all the files that it has just made. */
static unsigned int copying_batch(struct conceal_copying *c, unsigned int first,
				  unsigned int end)
{
	struct mailbox_transaction_context *t;
	unsigned int i;
	int ret = 0;

	t = mailbox_transaction_begin(c->box, TENURE_CONCEAL_TRANSACTION,
				      "tenure: conceal");
	for (i = first; i < end; i++) {
		if (c->messages[i].state != TENURE_CONCEAL_WANTED)
			continue;
		T_BEGIN
		{
			ret = copying_try(c, t, &c->messages[i]);
		}
		T_END;
		if (ret < 0) {
			mailbox_transaction_rollback(&t);
			return i;
		}
	}
	copying_commit(c, t, first, end);
	return end;
}

/* Those before one that cannot be copied, those behind it, and so on. */
static void copying_all(struct conceal_copying *c)
{
	unsigned int first, end;

	for (first = 0; first < c->count; first = end + 1) {
		end = copying_batch(c, first, c->count);
		if (end == c->count)
			break;
		/* they could be copied, as a rule */
		while (first < end && copying_batch(c, first, end) < end)
			;
	}
}

/* It is concealed from now on: who was killed a day ago began no grace. */
static void copying_renew(struct mail *copy)
{
	struct tenure_concealed_note note;

	if (tenure_concealed_note_read(copy, &note)) {
		note.concealed = ioloop_time;
		tenure_concealed_note_write(copy, &note);
	}
}

/* Those that have a copy already, of another session or one that was killed
   before it could expunge them. */
static void copying_compare(struct conceal_copying *c,
			    ARRAY_TYPE(tenure_concealed_twin) * twins)
{
	struct mailbox_transaction_context *t;
	struct mail *copy;
	unsigned int i;

	t = mailbox_transaction_begin(c->box, 0, "tenure: conceal once");
	copy = mail_alloc(t, 0, NULL);
	for (i = 0; i < c->count; i++) {
		struct tenure_conceal_message *message = &c->messages[i];
		uint32_t uid =
			tenure_concealed_origin_found(twins, message->uid);

		if (uid != 0 && mail_set_uid(copy, uid) &&
		    mail_set_uid(c->mail, message->uid) &&
		    !copying_is_gone(c->mail) &&
		    tenure_concealed_origin_is_same(c->mail, copy)) {
			e_debug(mail_event(c->mail),
				"tenure: concealed already as UID %u", uid);
			copying_renew(copy);
			message->state = TENURE_CONCEAL_DONE;
		}
	}
	mail_free(&copy);
	if (mailbox_transaction_commit(&t) == 0)
		return;
	for (i = 0; i < c->count; i++)
		c->messages[i].state = TENURE_CONCEAL_WANTED;
}

static void copying_find(struct conceal_copying *c)
{
	ARRAY_TYPE(tenure_concealed_twin) twins;
	struct tenure_concealed_twin *twin;
	unsigned int i;

	t_array_init(&twins, c->count);
	for (i = 0; i < c->count; i++) {
		twin = array_append_space(&twins);
		twin->uid = c->messages[i].uid;
	}
	if (tenure_concealed_origin_find(c->box, c->uid_validity, &twins))
		copying_compare(c, &twins);
}

static void copying_fields(struct conceal_copying *c)
{
	struct mailbox_transaction_context *t = c->mail->transaction;
	struct tenure_user_policy *policy =
		tenure_transaction_policy(t, tenure_box_get(t->box)->user);

	c->cache = tenure_concealed_cache_new(
		pool_datastack_create(), t->box, c->box,
		policy == NULL ? NULL
			       : tenure_policy_needs(tenure_snapshot_policy(
					 policy->snapshot)));
}

/* Dovecot keeps the index of a mailbox that was closed for a while: opened
   again, it is as it was then. */
static int copying_refresh(struct mailbox *box)
{
	struct mail_index_view_sync_ctx *sync;
	struct mail_index_view_sync_rec rec;
	bool delayed;

	if (mail_index_refresh(box->index) < 0)
		return -1;
	sync = mail_index_view_sync_begin(
		box->view, MAIL_INDEX_VIEW_SYNC_FLAG_FIX_INCONSISTENT);
	while (mail_index_view_sync_next(sync, &rec))
		;
	return mail_index_view_sync_commit(&sync, &delayed);
}

static void copying_locked(struct conceal_copying *c)
{
	struct mailbox *box = c->mail->box;
	const char *error;

	c->box = tenure_concealed_open(tenure_box_get(box)->user,
				       tenure_facts_folder(box), &error);
	if (c->box == NULL) {
		copying_failed_all(c, c->count, "opened", error);
		return;
	}
	/* What others have just concealed, and expunged. Where the index cannot
	   be read now, what they have concealed is concealed again. */
	(void)copying_refresh(c->box);
	(void)mail_index_refresh(box->index);
	T_BEGIN
	{
		copying_find(c);
	}
	T_END;
	copying_fields(c);
	copying_all(c);
	mailbox_free(&c->box);
}

void tenure_gate_conceal_copy(struct mailbox_transaction_context *t,
			      ARRAY_TYPE(tenure_conceal_message) * messages)
{
	struct conceal_copying c = {
		.mail = mail_alloc(t, 0, NULL),
		.uid_validity = mail_index_get_header(t->view)->uid_validity,
	};
	struct file_lock *lock;
	const char *error;

	c.messages = array_get_modifiable(messages, &c.count);
	if (tenure_concealed_lock(tenure_box_get(t->box)->user,
				  TENURE_LOCK_CONCEAL, &lock, &error) < 0) {
		copying_failed_all(&c, c.count, "locked", error);
	} else {
		copying_locked(&c);
		tenure_concealed_unlock(&lock);
	}
	mail_free(&c.mail);
}
