/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate-conceal.h"
#include "pop3-plugin/concealed.h"
#include "pop3-plugin/concealed-origin.h"
#include "pop3-plugin/facts.h"
#include "pop3-plugin/gate-pass.h"
#include "pop3-plugin/log.h"
#include <imap-util.h>
#include <seq-range-array.h>

/* Octets of the list of messages in a line of the log. */
#define LOG_UIDS_MAX 500

struct conceal_copy {
	uint32_t uid;
	/* Of struct tenure_ruling; the same string for a run of equal ones. */
	const char *reason, *place;
};

struct tenure_conceal {
	pool_t pool;
	/* NULL if it cannot be opened; that is tried once. */
	struct mailbox *box;
	struct mailbox_transaction_context *t;
	ARRAY(struct conceal_copy) copies;
};

static void conceal_failed(struct mail *mail, const char *text)
{
	struct event *event =
		tenure_event(mail_event(mail), "tenure_conceal_failed");

	event_add_str(event, "error", text);
	e_error(event, "Message stays, as it cannot be concealed: %s", text);
	event_unref(&event);
}

static void conceal_failed_open(struct mailbox *box, const char *text)
{
	struct event *event = tenure_event(box->event, "tenure_conceal_failed");

	event_add_str(event, "error", text);
	e_error(event,
		"Messages stay, as the mailbox for concealed mail cannot be "
		"opened: %s",
		text);
	event_unref(&event);
}

/* What is to be concealed of a transaction; NULL if nothing can be. */
static struct tenure_conceal *conceal_get(struct mail *mail)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);
	struct tenure_transaction *tt =
		tenure_transaction_get(mail->transaction);
	struct tenure_conceal *conceal = tt->conceal;
	const char *error;
	pool_t pool;

	if (conceal != NULL)
		return conceal->box == NULL ? NULL : conceal;
	pool = pool_alloconly_create("tenure conceal", 1024);
	conceal = p_new(pool, struct tenure_conceal, 1);
	conceal->pool = pool;
	i_array_init(&conceal->copies, 16);
	tt->conceal = conceal;
	/* what other sessions have expunged is not concealed again */
	(void)mail_index_refresh(mail->box->index);
	conceal->box = tenure_concealed_open(
		tbox->user, tenure_facts_folder(mail->box), &error);
	if (conceal->box == NULL) {
		conceal_failed_open(mail->box, error);
		return NULL;
	}
	conceal->t = mailbox_transaction_begin(
		conceal->box, TENURE_CONCEAL_TRANSACTION, "tenure: conceal");
	return conceal;
}

/* With its flags, but not as deleted: it would be expunged again when it is
   restored. */
static int conceal_copy(struct tenure_conceal *conceal, struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct mail_save_context *ctx = mailbox_save_alloc(conceal->t);
	int ret;

	mailbox_save_copy_flags(ctx, mail);
	ctx->data.flags &= ENUM_NEGATE(MAIL_DELETED);
	tmail->deciding = TRUE;
	ret = mailbox_copy(&ctx, mail);
	tmail->deciding = FALSE;
	return ret;
}

static const char *conceal_strdup(struct tenure_conceal *conceal,
				  const char *last, const char *str)
{
	return last != NULL && strcmp(last, str) == 0
		       ? last
		       : p_strdup(conceal->pool, str);
}

static void conceal_remember(struct tenure_conceal *conceal, uint32_t uid,
			     const struct tenure_ruling *ruling)
{
	struct conceal_copy *last = NULL, copy;
	unsigned int count = array_count(&conceal->copies);

	if (count > 0)
		last = array_idx_modifiable(&conceal->copies, count - 1);
	copy.uid = uid;
	copy.reason = conceal_strdup(
		conceal, last == NULL ? NULL : last->reason, ruling->reason);
	copy.place = conceal_strdup(conceal, last == NULL ? NULL : last->place,
				    ruling->place);
	array_push_back(&conceal->copies, &copy);
}

/* Was it the last one? */
static bool conceal_has(const struct tenure_conceal *conceal, uint32_t uid)
{
	const struct conceal_copy *copies;
	unsigned int count;

	copies = array_get(&conceal->copies, &count);
	return count > 0 && copies[count - 1].uid == uid;
}

int tenure_gate_conceal(struct mail *mail, const struct tenure_ruling *ruling)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct tenure_conceal *conceal = conceal_get(mail);

	if (conceal == NULL)
		return -1;
	/* some expunge a mail twice, others one that is gone */
	if (conceal_has(conceal, mail->uid) ||
	    mail_index_is_expunged(mail->transaction->view, mail->seq))
		return 0;
	tmail->note.received = ruling->received;
	tmail->note.concealed = ioloop_time;
	tmail->origin.uid_validity =
		mail_index_get_header(mail->transaction->view)->uid_validity;
	tmail->origin.uid = mail->uid;
	if (conceal_copy(conceal, mail) < 0) {
		if (mail->expunged)
			return 0; /* it is gone already */
		conceal_failed(mail, mailbox_get_last_internal_error(
					     conceal->box, NULL));
		return -1;
	}
	conceal_remember(conceal, mail->uid, ruling);
	return 0;
}

static void conceal_log(struct mail *mail, const char *folder,
			const char *reason, const char *place, bool observe)
{
	struct event *event =
		tenure_event(mail_event(mail), "tenure_concealed");

	event_add_str(event, "folder", folder);
	event_add_str(event, "rule", reason);
	event_add_str(event, "place", place);
	event_add_str(event, "mode", observe ? "observe" : "enforce");
	if (observe)
		e_info(event, "would conceal delete: %s", reason);
	else
		e_debug(event, "concealed delete: %s", reason);
	event_unref(&event);
}

/* One line of the log for all that one rule has concealed: a line for each
   would cost as much as to conceal it. */
static void conceal_log_run(struct mailbox *box, const char *folder,
			    const struct conceal_copy *copies,
			    unsigned int count)
{
	struct event *event =
		tenure_event(box->event, "tenure_conceal_finished");
	ARRAY_TYPE(seq_range) uids;
	string_t *text = t_str_new(128);
	unsigned int i;

	t_array_init(&uids, 16);
	for (i = 0; i < count; i++)
		seq_range_array_add(&uids, copies[i].uid);
	imap_write_seq_range(text, &uids);
	if (str_len(text) > LOG_UIDS_MAX) {
		str_truncate(text, LOG_UIDS_MAX);
		str_append(text, "...");
	}
	event_add_str(event, "folder", folder);
	event_add_int(event, "messages", count);
	event_add_str(event, "rule", copies->reason);
	event_add_str(event, "place", copies->place);
	e_info(event, "concealed delete of UID %s: %s", str_c(text),
	       copies->reason);
	event_unref(&event);
}

static void conceal_log_all(struct mailbox *box, const char *folder,
			    const struct tenure_conceal *conceal)
{
	const struct conceal_copy *copies;
	unsigned int i, start = 0, count;

	copies = array_get(&conceal->copies, &count);
	for (i = 1; i <= count; i++) {
		if (i < count && copies[i].reason == copies[start].reason)
			continue;
		T_BEGIN
		{
			conceal_log_run(box, folder, copies + start, i - start);
		}
		T_END;
		start = i;
	}
}

void tenure_gate_conceal_observe(struct mail *mail,
				 const struct tenure_ruling *ruling)
{
	conceal_log(mail, tenure_facts_folder(mail->box), ruling->reason,
		    ruling->place, TRUE);
}

static void conceal_expunge(struct mail *mail, const struct conceal_copy *copy,
			    const char *folder)
{
	if (!mail_set_uid(mail, copy->uid))
		return;
	conceal_log(mail, folder, copy->reason, copy->place, FALSE);
	tenure_gate_pass(mail);
}

static void conceal_not_committed(struct mailbox_transaction_context *t,
				  struct tenure_conceal *conceal)
{
	struct tenure_box *tbox = tenure_box_get(t->box);
	struct tenure_transaction *tt = tenure_transaction_get(t);
	unsigned int count = array_count(&conceal->copies);

	conceal_failed_open(
		t->box, mailbox_get_last_internal_error(conceal->box, NULL));
	tbox->refused += count;
	tbox->refused_temporarily += count;
	tt->refused += count;
	tt->conceal_failed = TRUE;
}

/* Commit the copies; but another session may have been faster. */
static int conceal_commit(struct tenure_conceal *conceal)
{
	struct mail_transaction_commit_changes changes;

	if (mailbox_transaction_commit_get_changes(&conceal->t, &changes) < 0)
		return -1;
	T_BEGIN
	{
		tenure_concealed_origin_once(conceal->box, &changes.saved_uids);
	}
	T_END;
	pool_unref(&changes.pool);
	return 0;
}

void tenure_gate_conceal_finish(struct mailbox_transaction_context *t)
{
	struct tenure_transaction *tt = tenure_transaction_get(t);
	struct tenure_conceal *conceal = tt->conceal;
	const struct conceal_copy *copy;
	const char *folder;
	struct mail *mail;

	if (conceal == NULL || conceal->t == NULL)
		return;
	if (conceal_commit(conceal) < 0) {
		conceal_not_committed(t, conceal);
		return;
	}
	folder = tenure_facts_folder(t->box);
	mail = mail_alloc(t, 0, NULL);
	array_foreach(&conceal->copies, copy)
	{
		T_BEGIN
		{
			conceal_expunge(mail, copy, folder);
		}
		T_END;
	}
	mail_free(&mail);
	conceal_log_all(t->box, folder, conceal);
}

void tenure_gate_conceal_free(struct tenure_conceal **_conceal)
{
	struct tenure_conceal *conceal = *_conceal;

	*_conceal = NULL;
	if (conceal == NULL)
		return;
	if (conceal->t != NULL)
		mailbox_transaction_rollback(&conceal->t);
	if (conceal->box != NULL)
		mailbox_free(&conceal->box);
	array_free(&conceal->copies);
	pool_unref(&conceal->pool);
}
