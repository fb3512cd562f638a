/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/gate-delete-box.h"
#include "pop3-plugin/ruling/ruling.h"
#include <mail-search-build.h>

/* What a look at a mailbox has found. */
struct delete_box_look {
	/* Of the message that has to stay, if there is one. */
	struct tenure_ruling ruling;
	/* There are messages to be concealed. */
	bool conceal;
	/* It is on another server, which has it open. */
	bool opened_remote;
};

/* Returns 1 if the mail has to stay, else 0. */
static int delete_box_look_at(struct mail *mail, struct delete_box_look *look)
{
	tenure_rule(mail, TENURE_ACTION_DELETE, &look->ruling);
	if (look->ruling.conceal)
		look->conceal = TRUE;
	if (look->ruling.allowed || look->ruling.gone)
		return 0;
	tenure_ruling_log_denied(mail, &look->ruling, "delete of the mailbox");
	return 1;
}

static int delete_box_conceal(struct mail *mail, struct delete_box_look *look)
{
	tenure_rule(mail, TENURE_ACTION_DELETE, &look->ruling);
	if (look->ruling.conceal)
		mail_expunge(mail);
	return 0;
}

/* Call a function for each message, until it returns 1. Returns what it
   returned last, or -1 if the mailbox cannot be searched. */
static int delete_box_search(struct mailbox_transaction_context *t,
			     struct delete_box_look *look,
			     int (*function)(struct mail *mail,
					     struct delete_box_look *look))
{
	struct mail_search_args *args = mail_search_build_init();
	struct mail_search_context *ctx;
	struct mail *mail;
	int ret = 0;

	mail_search_build_add_all(args);
	ctx = mailbox_search_init(t, args, NULL, 0, NULL);
	mail_search_args_unref(&args);
	while (ret == 0 && mailbox_search_next(ctx, &mail))
		ret = function(mail, look);
	if (mailbox_search_deinit(&ctx) < 0 && ret == 0)
		ret = -1;
	return ret;
}

/* Returns 1 if there is a message that has to stay, 0 if there is none, -1 if
   the mailbox cannot be searched. */
static int delete_box_holds_kept(struct mailbox *box,
				 struct delete_box_look *look)
{
	struct mailbox_transaction_context *t;
	int ret;

	if (mailbox_sync(box, MAILBOX_SYNC_FLAG_FULL_READ) < 0)
		return -1;
	t = mailbox_transaction_begin(box, 0, "tenure: look before deletion");
	ret = delete_box_search(t, look, delete_box_look_at);
	mailbox_transaction_rollback(&t);
	return ret;
}

/* Conceal what is to be concealed, by the gate. What came in since the look is
   expunged by the storage, by the same way. */
static int delete_box_conceal_all(struct mailbox *box,
				  struct delete_box_look *look)
{
	struct tenure_box *tbox = tenure_box_get(box);
	unsigned int refused = tbox->refused;
	struct mailbox_transaction_context *t;
	int ret;

	t = mailbox_transaction_begin(box, 0,
				      "tenure: conceal before deletion");
	ret = delete_box_search(t, look, delete_box_conceal);
	if (ret < 0) {
		mailbox_transaction_rollback(&t);
		return -1;
	}
	if (mailbox_transaction_commit(&t) < 0 || tbox->refused != refused) {
		look->ruling.temporary = TRUE;
		return 1;
	}
	return mailbox_sync(box, 0);
}

/* Opened, as far as it can be: names without messages (\Noselect) cannot, and
   a mailbox whose earlier deletion was interrupted only with a flag. */
static bool delete_box_open(struct mailbox *box)
{
	enum mailbox_flags flags = box->flags;
	int ret;

	if (box->opened)
		return TRUE;
	if (!box->mailbox_deleted)
		return FALSE;
	box->flags |= MAILBOX_FLAG_OPEN_DELETED;
	ret = mailbox_open(box);
	box->flags = flags;
	return ret == 0;
}

/* Of a symbolic link to another mailbox the storage deletes the link, and no
   message. An alias has the other one's name in the storage, but its own on the
   disk. */
static bool delete_box_is_link(struct mailbox *box)
{
	const char *name = box->name;

	if (tenure_box_get(box)->alias_of != NULL) {
		name = mailbox_list_default_get_storage_name(box->list,
							     box->vname);
	}
	return tenure_compat_is_link(box->list, name);
}

/* Look into a mailbox that is open, and conceal what is to be concealed.
   Returns 0 if it may go, 1 if it has to stay, -1 if that cannot be told. */
static int delete_box_prepare(struct mailbox *box, struct delete_box_look *look)
{
	int ret = delete_box_holds_kept(box, look);

	if (ret == 0 && look->conceal &&
	    !tenure_box_get(box)->user->set.observe &&
	    !box->deleting_must_be_empty)
		ret = delete_box_conceal_all(box, look);
	return ret;
}

/* Of a mailbox on another server that is to be deleted, Dovecot opens nothing,
   so that it seems to be empty. */
static int delete_box_prepare_remote(struct mailbox *deleted,
				     struct delete_box_look *look)
{
	struct mailbox *box = mailbox_alloc(deleted->list, deleted->vname, 0);
	int ret = mailbox_open(box);

	if (ret == 0) {
		look->opened_remote = TRUE;
		ret = delete_box_prepare(box, look);
	} else if (mailbox_get_last_mail_error(box) == MAIL_ERROR_NOTFOUND) {
		ret = 0; /* no messages, or no such name */
	}
	mailbox_free(&box);
	return ret;
}

/* Another server may end the connection over a mailbox that is open there, and
   Dovecot then asks it a second time to delete what is gone. */
static int delete_box_super(struct mailbox *box,
			    const struct delete_box_look *look)
{
	int ret = tenure_box_get(box)->module_ctx.super.delete_box(box);

	if (ret < 0 && look->opened_remote &&
	    mailbox_get_last_mail_error(box) == MAIL_ERROR_NOTFOUND)
		return 0;
	return ret;
}

int tenure_gate_delete_box(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);
	struct delete_box_look look;
	int ret = 0;

	i_zero(&look);
	if (delete_box_is_link(box) || tenure_compat_has_alias(box))
		return delete_box_super(box, &look);
	if (tenure_box_is_remote(box))
		ret = delete_box_prepare_remote(box, &look);
	else if (delete_box_open(box))
		ret = delete_box_prepare(box, &look);
	/* What comes in from now on is not looked at by us, but by the
	   storage, unless it was told not to. */
	if (!tbox->user->set.observe)
		box->delete_skip_empty_check = FALSE;
	if (ret == 0 || tbox->user->set.observe)
		return delete_box_super(box, &look);
	if (ret > 0 && look.ruling.temporary) {
		mail_storage_set_error(box->storage, MAIL_ERROR_UNAVAILABLE,
				       "Mailbox cannot be deleted at "
				       "present, try again later");
	} else if (ret > 0) {
		mail_storage_set_error(box->storage, MAIL_ERROR_PERM,
				       "Mailbox holds retained messages");
	}
	return -1;
}
