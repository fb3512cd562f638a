/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/lost/lost.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/lost/lost-index.h"
#include <fcntl.h>
#include <sys/stat.h>

/* Of so many new messages the seals are compared. */
#define LOST_COMPARED_MAX 1000

/* In a folder of which messages were expunged by an index that is elsewhere. */
#define LOST_OTHER_INDEX "tenure-other-index"

static const char *lost_other_index_path(struct mailbox *box)
{
	const char *path;

	if (mailbox_get_path_to(box, MAILBOX_LIST_PATH_TYPE_MAILBOX, &path) <=
	    0)
		return NULL;
	return t_strconcat(path, "/" LOST_OTHER_INDEX, NULL);
}

/* If that cannot be told, there is. */
static bool lost_has_other_index(struct mailbox *box)
{
	const char *path = lost_other_index_path(box);
	struct stat st;

	return path == NULL || stat(path, &st) == 0 || errno != ENOENT;
}

/* What was found missing and may be told; NULL: nothing. */
static struct tenure_lost *lost_take(struct mailbox *box)
{
	struct tenure_lost *lost = NULL;

	if (tenure_box_get(box)->follows_lost)
		lost = tenure_lost_index_take(box->index);
	if (lost != NULL && lost_has_other_index(box))
		tenure_lost_free(&lost);
	return lost;
}

/* One that came in is no longer missing. Where there is no seal to tell it by,
   it may be any of those that have none either. */
static void lost_found_again(struct tenure_lost *lost, struct mail *mail)
{
	const struct tenure_lost_mail *mails;
	const char *serial;
	unsigned int i, count;
	int ret = tenure_lost_mail_serial(mail, &serial);

	mails = array_get(&lost->mails, &count);
	for (i = count; i > 0; i--) {
		if (ret < 0 || mails[i - 1].serial == NULL ||
		    (ret > 0 && strcmp(mails[i - 1].serial, serial) == 0))
			array_delete(&lost->mails, i - 1, 1);
	}
}

/* Of those that are known to the index at present. */
static uint32_t lost_next_uid(struct mailbox *box)
{
	struct mail_index_view *view = mail_index_view_open(box->index);
	uint32_t next_uid = mail_index_get_header(view)->next_uid;

	mail_index_view_close(&view);
	return next_uid;
}

static void lost_clear(struct tenure_lost *lost)
{
	array_clear(&lost->mails);
	lost->more = 0;
}

/* Did they come in again? */
static void lost_compare(struct mailbox *box, struct tenure_lost *lost)
{
	struct mailbox_transaction_context *t;
	struct mail *mail;
	uint32_t seq1, seq2, next_uid = lost_next_uid(box);

	if (next_uid == lost->next_uid)
		return;
	/* are they all to be seen? */
	if (mail_index_get_header(box->view)->next_uid != next_uid ||
	    next_uid - lost->next_uid > LOST_COMPARED_MAX) {
		lost_clear(lost);
		return;
	}
	if (!mail_index_lookup_seq_range(box->view, lost->next_uid, next_uid,
					 &seq1, &seq2))
		return;
	t = mailbox_transaction_begin(box, 0, "tenure: lost");
	mail = mail_alloc(t, 0, NULL);
	for (; seq1 <= seq2 && array_count(&lost->mails) > 0; seq1++) {
		T_BEGIN
		{
			mail_set_seq(mail, seq1);
			lost_found_again(lost, mail);
		}
		T_END;
	}
	mail_free(&mail);
	mailbox_transaction_rollback(&t);
}

static void lost_tell(struct mailbox *box, const struct tenure_lost *lost)
{
	const struct tenure_lost_mail *lost_mail;

	array_foreach(&lost->mails, lost_mail)
	{
		T_BEGIN
		{
			tenure_lost_mail_log(box, lost_mail);
		}
		T_END;
	}
	if (lost->more > 0)
		tenure_lost_mail_log_more(box, lost->more);
}

int tenure_lost_sync_deinit(struct mailbox_sync_context *ctx,
			    struct mailbox_sync_status *status_r)
{
	struct mailbox *box = ctx->box;
	struct tenure_lost *lost;
	int ret;

	ret = tenure_box_get(box)->module_ctx.super.sync_deinit(ctx, status_r);
	lost = lost_take(box);
	if (lost == NULL)
		return ret;
	/* what the caller is to be told of its own */
	mail_storage_last_error_push(box->storage);
	lost_compare(box, lost);
	lost_tell(box, lost);
	mail_storage_last_error_pop(box->storage);
	tenure_lost_free(&lost);
	return ret;
}

void tenure_lost_box_closing(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);
	struct tenure_lost *lost = lost_take(box);

	/* what came in since is not in the mailbox's view */
	if (lost != NULL && lost_next_uid(box) == lost->next_uid)
		lost_tell(box, lost);
	tenure_lost_free(&lost);
	if (tbox->follows_lost)
		tenure_lost_index_unfollow(box);
	tbox->follows_lost = FALSE;
}

void tenure_lost_box_lets_go(struct mailbox *box)
{
	const struct mailbox_permissions *perm;
	bool is_other = !tenure_box_get(box)->follows_lost ||
			mail_index_is_in_memory(box->index);
	const char *path;
	int fd;

	if (!is_other || strcmp(box->storage->name, "maildir") != 0 ||
	    lost_has_other_index(box))
		return;
	path = lost_other_index_path(box);
	perm = mailbox_get_permissions(box);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, perm->file_create_mode);
	if (fd == -1) {
		e_warning(box->event, "tenure: open(%s) failed: %m", path);
		return;
	}
	i_close_fd(&fd);
}

/* Is the index in the folder itself? */
static bool lost_can_follow(struct mailbox *box)
{
	const char *index_path, *path;

	return strcmp(box->storage->name, "maildir") == 0 &&
	       mailbox_get_path_to(box, MAILBOX_LIST_PATH_TYPE_MAILBOX, &path) >
		       0 &&
	       mailbox_get_path_to(box, MAILBOX_LIST_PATH_TYPE_INDEX,
				   &index_path) > 0 &&
	       strcmp(index_path, path) == 0;
}

void tenure_lost_box_opened(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);

	if (!tbox->follows_lost && lost_can_follow(box)) {
		tenure_lost_index_follow(box);
		tbox->follows_lost = TRUE;
	}
}
