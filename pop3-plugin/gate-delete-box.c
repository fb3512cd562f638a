/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate-delete-box.h"
#include "pop3-plugin/ruling.h"
#include <mail-search-build.h>

/* Look for a message that has to stay. Returns 1 with *ruling_r if there is
   one, 0 if there is none, -1 if the mailbox cannot be searched. */
static int delete_box_search(struct mailbox_transaction_context *t,
			     struct tenure_ruling *ruling_r)
{
	struct mail_search_args *args = mail_search_build_init();
	struct mail_search_context *ctx;
	struct mail *mail;
	int ret = 0;

	mail_search_build_add_all(args);
	ctx = mailbox_search_init(t, args, NULL, 0, NULL);
	mail_search_args_unref(&args);
	while (ret == 0 && mailbox_search_next(ctx, &mail)) {
		tenure_rule(mail, TENURE_ACTION_DELETE, ruling_r);
		if (!ruling_r->allowed && !ruling_r->gone) {
			tenure_ruling_log_denied(mail, ruling_r,
						 "delete of the mailbox");
			ret = 1;
		}
	}
	if (mailbox_search_deinit(&ctx) < 0 && ret == 0)
		ret = -1;
	return ret;
}

static int delete_box_holds_kept(struct mailbox *box,
				 struct tenure_ruling *ruling_r)
{
	struct mailbox_transaction_context *t;
	int ret;

	if (mailbox_sync(box, MAILBOX_SYNC_FLAG_FULL_READ) < 0)
		return -1;
	t = mailbox_transaction_begin(box, 0, "tenure: look before deletion");
	ret = delete_box_search(t, ruling_r);
	mailbox_transaction_rollback(&t);
	return ret;
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

int tenure_gate_delete_box(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);
	struct tenure_ruling ruling;
	int ret = 0;

	if (delete_box_open(box))
		ret = delete_box_holds_kept(box, &ruling);
	/* What comes in from now on is not looked at by us, but by the
	   storage, unless it was told not to. */
	if (!tbox->user->set.observe)
		box->delete_skip_empty_check = FALSE;
	if (ret == 0 || tbox->user->set.observe)
		return tbox->module_ctx.super.delete_box(box);
	if (ret > 0 && ruling.temporary) {
		mail_storage_set_error(box->storage, MAIL_ERROR_UNAVAILABLE,
				       "The retention policy is not "
				       "available, try again later");
	} else if (ret > 0) {
		mail_storage_set_error(box->storage, MAIL_ERROR_PERM,
				       "Mailbox holds retained messages");
	}
	return -1;
}
