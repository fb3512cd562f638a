/* SPDX-License-Identifier: MIT */
/* doveadm tenure restore: put concealed messages back. */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-lock.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/doveadm/doveadm-doubles.h"
#include "pop3-plugin/gate/gate-pass.h"
#include "pop3-plugin/dovecot/log.h"
#include <unichar.h>

/* Messages that are copied, committed, and then taken away where they were. */
#define RESTORE_BATCH 100

struct restore_command {
	struct tenure_command command;
	/* NULL: where they came from. */
	const char *to;
	/* Of the mailbox at hand. */
	struct mailbox *source, *destination;
	ARRAY_TYPE(uint32_t) uids;
	struct tenure_doubles doubles;
	unsigned int restored, failed;
};

static void restore_init(struct tenure_command *command)
{
	struct restore_command *restore = (struct restore_command *)command;

	restore->to = tenure_compat_doveadm_str(&command->ctx, "to");
	if (restore->to != NULL && !uni_utf8_str_is_valid(restore->to)) {
		i_fatal_status(EX_USAGE,
			       "tenure restore: The folder's name is not valid "
			       "UTF-8");
	}
	tenure_command_column("mailbox");
	tenure_command_column("folder");
	tenure_command_column_number("restored");
	tenure_command_column_number("failed");
}

static int restore_mail(struct tenure_command *command, struct mail *mail)
{
	struct restore_command *restore = (struct restore_command *)command;

	array_push_back(&restore->uids, &mail->uid);
	tenure_doubles_add(&restore->doubles, mail);
	return 0;
}

static struct mailbox *
restore_alloc_destination(struct restore_command *restore)
{
	struct mail_user *user = restore->command.tuser->user;
	struct mail_namespace *ns;
	const char *name;

	if (restore->to != NULL) {
		name = restore->to;
		ns = mail_namespace_find(user->namespaces, name);
	} else {
		name = tenure_concealed_source(restore->source, &ns);
	}
	return mailbox_alloc(ns->list, name, MAILBOX_FLAG_IGNORE_ACLS);
}

/* Opened, and made again if it is gone. */
static int restore_open_destination(struct restore_command *restore)
{
	struct mailbox *box = restore_alloc_destination(restore);
	struct mail_user *user = restore->command.tuser->user;

	restore->destination = box;
	/* what is kept stays in its owner's mailboxes */
	if (tenure_concealed_is(box) ||
	    mailbox_get_namespace(box)->owner != user) {
		e_error(user->event, "%s is not a folder of the user",
			mailbox_get_vname(box));
		restore->command.ctx.exit_code = EX_USAGE;
		return -1;
	}
	if (mailbox_open(box) == 0)
		return 0;
	if (mailbox_get_last_mail_error(box) != MAIL_ERROR_NOTFOUND ||
	    (mailbox_create(box, NULL, FALSE) < 0 &&
	     mailbox_get_last_mail_error(box) != MAIL_ERROR_EXISTS) ||
	    mailbox_open(box) < 0)
		return tenure_command_failed(&restore->command, box, "Opening");
	return 0;
}

/* Returns 1; 0 if the message is gone, -1 if it cannot be copied. */
static int restore_copy(struct mailbox_transaction_context *t,
			struct mail *mail, uint32_t uid)
{
	struct mail_save_context *ctx;

	/* also if another process has just brought it back */
	if (!mail_set_uid(mail, uid) ||
	    mail_index_is_expunged(mail->transaction->view, mail->seq))
		return 0;
	ctx = mailbox_save_alloc(t);
	mailbox_save_copy_flags(ctx, mail);
	/* or the next EXPUNGE would take it away again */
	ctx->data.flags &= ENUM_NEGATE(MAIL_DELETED);
	if (mailbox_copy(&ctx, mail) == 0)
		return 1;
	return mail->expunged || mailbox_get_last_mail_error(mail->box) ==
					 MAIL_ERROR_EXPUNGED
		       ? 0
		       : -1;
}

static void restore_copy_failed(struct restore_command *restore,
				struct mail *mail)
{
	struct mailbox *box = restore->destination;

	e_error(mail_event(mail), "Restoring to %s failed: %s",
		mailbox_get_vname(box),
		mailbox_get_last_internal_error(box, NULL));
	doveadm_mail_failed_mailbox(&restore->command.ctx, box);
	restore->failed++;
}

enum restore_result {
	RESTORE_COPIED,
	/* One is gone, and no longer in the list; nothing was done. */
	RESTORE_AGAIN,
	/* One cannot be copied, and nothing was done. */
	RESTORE_NOT,
	/* That has been logged. */
	RESTORE_ERROR
};

/* Copy messages and commit that. A transaction in which one was not copied is
   not committed: the quota plugin refuses a copy after it was made, so that it
   counts among those that were; and Dovecot's sdbox deletes all files of one
   whose last copy failed. */
static enum restore_result restore_copy_all(struct restore_command *restore,
					    struct mail *mail,
					    ARRAY_TYPE(uint32_t) * uids,
					    bool alone)
{
	struct mailbox_transaction_context *t = mailbox_transaction_begin(
		restore->destination,
		MAILBOX_TRANSACTION_FLAG_EXTERNAL |
			restore->command.ctx.transaction_flags,
		"tenure: restore");
	unsigned int i;
	int ret;

	for (i = 0; i < array_count(uids); i++) {
		ret = restore_copy(t, mail, *array_idx(uids, i));
		if (ret > 0)
			continue;
		if (ret == 0)
			array_delete(uids, i, 1);
		else if (alone)
			restore_copy_failed(restore, mail);
		mailbox_transaction_rollback(&t);
		return ret == 0 ? RESTORE_AGAIN : RESTORE_NOT;
	}
	if (mailbox_transaction_commit(&t) == 0)
		return RESTORE_COPIED;
	restore->failed += array_count(uids);
	(void)tenure_command_failed(&restore->command, restore->destination,
				    "Committing");
	return RESTORE_ERROR;
}

/* Those that were copied stay in uids. Returns 1; or 0 if one of several cannot
   be copied, and nothing was done; or -1 after logging. */
static int restore_copy_batch(struct restore_command *restore,
			      struct mail *mail, ARRAY_TYPE(uint32_t) * uids)
{
	enum restore_result result = RESTORE_AGAIN;
	bool alone = array_count(uids) == 1;

	while (result == RESTORE_AGAIN)
		result = restore_copy_all(restore, mail, uids, alone);
	if (result == RESTORE_COPIED)
		return 1;
	array_clear(uids);
	if (result == RESTORE_ERROR)
		return -1;
	return alone ? 1 : 0;
}

static void restore_remove(struct restore_command *restore, struct mail *mail)
{
	const char *folder = mailbox_get_vname(restore->destination);
	struct event *event;

	event = tenure_event(mail_event(mail), "tenure_restored");
	event_add_str(event, "folder", folder);
	e_info(event, "restored to %s", folder);
	event_unref(&event);
	restore->restored++;
	tenure_gate_let_go(mail);
}

/* Returns 0; 1 if one of several cannot be copied, and nothing was done; or -1
   after logging. */
static int restore_batch(struct restore_command *restore, const uint32_t *first,
			 unsigned int count)
{
	struct mailbox_transaction_context *t;
	ARRAY_TYPE(uint32_t) uids;
	struct mail *mail;
	uint32_t uid;
	int ret;

	t_array_init(&uids, count);
	array_append(&uids, first, count);
	t = mailbox_transaction_begin(restore->source, 0, "tenure: restore");
	mail = mail_alloc(t, 0, NULL);
	ret = restore_copy_batch(restore, mail, &uids);
	if (ret > 0) {
		array_foreach_elem(&uids, uid)
		{
			if (mail_set_uid(mail, uid))
				restore_remove(restore, mail);
			tenure_doubles_remove(&restore->doubles, uid, mail);
		}
	}
	mail_free(&mail);
	if (mailbox_transaction_commit(&t) < 0)
		ret = tenure_command_failed(&restore->command, restore->source,
					    "Committing");
	return ret < 0 ? -1 : ret == 0;
}

/* One by one, those that can be. */
static int restore_each(struct restore_command *restore, const uint32_t *first,
			unsigned int count)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; ret == 0 && i < count && !doveadm_is_killed(); i++) {
		T_BEGIN
		{
			ret = restore_batch(restore, first + i, 1);
		}
		T_END;
	}
	if (ret < 0)
		restore->failed += count - i;
	return ret;
}

static int restore_all(struct restore_command *restore)
{
	const uint32_t *uids;
	unsigned int count, size;
	int ret = 0;

	uids = array_get(&restore->uids, &count);
	for (; ret == 0 && count > 0 && !doveadm_is_killed();
	     uids += size, count -= size) {
		size = I_MIN(count, RESTORE_BATCH);
		T_BEGIN
		{
			ret = restore_batch(restore, uids, size);
			if (ret > 0)
				ret = restore_each(restore, uids, size);
		}
		T_END;
	}
	if (ret < 0)
		restore->failed += count;
	if (mailbox_sync(restore->source, 0) < 0)
		ret = tenure_command_failed(&restore->command, restore->source,
					    "Syncing");
	if (restore->failed > 0)
		ret = -1;
	return ret;
}

/* What the process before has brought back is gone from the storage then, and
   so it is seen. */
static int restore_lock(struct restore_command *restore,
			struct file_lock **lock_r)
{
	struct tenure_user *tuser = restore->command.tuser;
	const char *error;

	if (tenure_concealed_lock(tuser, TENURE_LOCK_RESTORE, lock_r, &error) <
	    0) {
		e_error(tuser->user->event,
			"Another process may be restoring: %s", error);
		restore->command.ctx.exit_code = EX_TEMPFAIL;
		return -1;
	}
	(void)mail_index_refresh(restore->source->index);
	return 0;
}

static int restore_alone(struct restore_command *restore)
{
	struct file_lock *lock;
	int ret;

	if (restore_open_destination(restore) < 0 ||
	    restore_lock(restore, &lock) < 0) {
		restore->failed = array_count(&restore->uids);
		return -1;
	}
	ret = restore_all(restore);
	tenure_concealed_unlock(&lock);
	return ret;
}

static int restore_box(struct tenure_command *command, struct mailbox *box,
		       struct mail_search_args *args)
{
	struct restore_command *restore = (struct restore_command *)command;
	int ret;

	restore->source = box;
	restore->restored = restore->failed = 0;
	i_array_init(&restore->uids, 64);
	tenure_doubles_init(&restore->doubles);
	ret = tenure_command_mails(command, box, args);
	tenure_doubles_find(&restore->doubles, box, &restore->uids);
	if (array_count(&restore->uids) > 0) {
		if (restore_alone(restore) < 0)
			ret = -1;
		doveadm_print(mailbox_get_vname(box));
		doveadm_print(mailbox_get_vname(restore->destination));
		doveadm_print_num(restore->restored);
		doveadm_print_num(restore->failed);
		mailbox_free(&restore->destination);
	}
	tenure_doubles_deinit(&restore->doubles);
	array_free(&restore->uids);
	return ret;
}

static const struct tenure_verb restore_verb = {
	.name = "tenure restore",
	.scope = TENURE_COMMAND_CONCEALED,
	.query = TENURE_QUERY_REQUIRED,
	.format = DOVEADM_PRINT_TYPE_TABLE,
	.init = restore_init,
	.box = restore_box,
	.mail = restore_mail,
};

static struct doveadm_mail_cmd_context *restore_alloc(void)
{
	return tenure_command_alloc(&restore_verb,
				    sizeof(struct restore_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_restore = {
	.name = "tenure restore",
	.mail_cmd = restore_alloc,
	.usage = TENURE_COMMAND_USAGE "[-t <folder>] <search query>",
	TENURE_COMMAND_PARAMS(DOVEADM_CMD_PARAM('t', "to", CMD_PARAM_STR, 0)),
};
