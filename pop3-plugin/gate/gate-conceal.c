/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/gate-conceal.h"
#include "pop3-plugin/ruling/facts.h"
#include "pop3-plugin/gate/gate-conceal-copy.h"
#include "pop3-plugin/gate/gate-pass.h"
#include "pop3-plugin/dovecot/log.h"
#include <imap-util.h>
#include <seq-range-array.h>

/* Octets of the list of messages in a line of the log. */
#define LOG_UIDS_MAX 500

struct tenure_conceal {
	pool_t pool;
	/* In the order in which they were expunged, each once. */
	ARRAY_TYPE(tenure_conceal_message) messages;
	ARRAY_TYPE(seq_range) uids;
};

/* What is to be concealed of a transaction. */
static struct tenure_conceal *conceal_get(struct tenure_transaction *tt)
{
	pool_t pool;

	if (tt->conceal == NULL) {
		pool = pool_alloconly_create("tenure conceal", 1024);
		tt->conceal = p_new(pool, struct tenure_conceal, 1);
		tt->conceal->pool = pool;
		i_array_init(&tt->conceal->messages, 16);
		p_array_init(&tt->conceal->uids, pool, 4);
	}
	return tt->conceal;
}

static const char *conceal_strdup(struct tenure_conceal *conceal,
				  const char *last, const char *str)
{
	return last != NULL && strcmp(last, str) == 0
		       ? last
		       : p_strdup(conceal->pool, str);
}

void tenure_gate_conceal(struct mail *mail, const struct tenure_ruling *ruling)
{
	struct tenure_conceal *conceal =
		conceal_get(tenure_transaction_get(mail->transaction));
	struct tenure_conceal_message *last = NULL, message;
	unsigned int count = array_count(&conceal->messages);

	/* some expunge a mail twice, others one that is gone */
	if (mail_index_is_expunged(mail->transaction->view, mail->seq) ||
	    seq_range_array_add(&conceal->uids, mail->uid))
		return;
	if (count > 0)
		last = array_idx_modifiable(&conceal->messages, count - 1);
	i_zero(&message);
	message.uid = mail->uid;
	message.received = ruling->received;
	message.reason = conceal_strdup(
		conceal, last == NULL ? NULL : last->reason, ruling->reason);
	message.place = conceal_strdup(
		conceal, last == NULL ? NULL : last->place, ruling->place);
	array_push_back(&conceal->messages, &message);
}

/* Returns whether anybody wants to hear of it. */
static bool conceal_log(struct mail *mail, const char *folder,
			const char *reason, const char *place, bool observe)
{
	struct event *event =
		tenure_event(mail_event(mail), "tenure_concealed");
	bool wanted;

	event_add_str(event, "folder", folder);
	event_add_str(event, "rule", reason);
	event_add_str(event, "place", place);
	event_add_str(event, "mode", observe ? "observe" : "enforce");
	if (observe)
		e_info(event, "would conceal delete: %s", reason);
	else
		e_debug(event, "concealed delete: %s", reason);
	wanted = observe || event_want_debug(event);
	event_unref(&event);
	return wanted;
}

/* One line of the log for all that one rule has concealed: a line for each
   would cost as much as to conceal it. */
static void conceal_log_run(struct mailbox *box, const char *folder,
			    const struct tenure_conceal_message *first,
			    const ARRAY_TYPE(seq_range) * uids)
{
	struct event *event =
		tenure_event(box->event, "tenure_conceal_finished");
	string_t *text = t_str_new(128);

	imap_write_seq_range(text, uids);
	if (str_len(text) > LOG_UIDS_MAX) {
		str_truncate(text, LOG_UIDS_MAX);
		str_append(text, "...");
	}
	event_add_str(event, "folder", folder);
	event_add_int(event, "messages", seq_range_count(uids));
	event_add_str(event, "rule", first->reason);
	event_add_str(event, "place", first->place);
	e_info(event, "concealed delete of UID %s: %s", str_c(text),
	       first->reason);
	event_unref(&event);
}

static void conceal_log_all(struct mailbox *box, const char *folder,
			    const struct tenure_conceal *conceal)
{
	const struct tenure_conceal_message *message, *first = NULL;
	ARRAY_TYPE(seq_range) uids;

	t_array_init(&uids, 16);
	array_foreach(&conceal->messages, message)
	{
		if (message->state != TENURE_CONCEAL_DONE)
			continue;
		if (first != NULL && message->reason != first->reason) {
			T_BEGIN
			{
				conceal_log_run(box, folder, first, &uids);
			}
			T_END;
			array_clear(&uids);
			first = NULL;
		}
		if (first == NULL)
			first = message;
		seq_range_array_add(&uids, message->uid);
	}
	if (first != NULL)
		conceal_log_run(box, folder, first, &uids);
}

void tenure_gate_conceal_observe(struct mail *mail,
				 const struct tenure_ruling *ruling)
{
	(void)conceal_log(mail, tenure_facts_folder(mail->box), ruling->reason,
			  ruling->place, TRUE);
}

/* Who wants to hear of one message wants to hear of all that the same rule
   conceals, and mostly nobody does: an event costs more than to expunge one. */
struct conceal_hearer {
	/* The last one's. */
	const char *place;
	bool wants;
};

static void conceal_expunge(struct mail *mail,
			    const struct tenure_conceal_message *message,
			    const char *folder, struct conceal_hearer *hearer)
{
	if (!mail_set_uid(mail, message->uid))
		return;
	if (hearer->wants || hearer->place != message->place)
		hearer->wants = conceal_log(mail, folder, message->reason,
					    message->place, FALSE);
	hearer->place = message->place;
	tenure_gate_pass(mail);
}

static void conceal_refused(struct mailbox_transaction_context *t)
{
	struct tenure_box *tbox = tenure_box_get(t->box);
	struct tenure_transaction *tt = tenure_transaction_get(t);

	tbox->refused++;
	tbox->refused_temporarily++;
	tt->refused++;
	tt->conceal_failed = TRUE;
}

void tenure_gate_conceal_finish(struct mailbox_transaction_context *t)
{
	struct tenure_conceal *conceal = tenure_transaction_get(t)->conceal;
	const struct tenure_conceal_message *message;
	struct conceal_hearer hearer = {.place = NULL};
	const char *folder;
	struct mail *mail;

	if (conceal == NULL || array_is_empty(&conceal->messages))
		return;
	tenure_gate_conceal_copy(t, &conceal->messages);
	folder = tenure_facts_folder(t->box);
	mail = mail_alloc(t, 0, NULL);
	array_foreach(&conceal->messages, message)
	{
		T_BEGIN
		{
			if (message->state == TENURE_CONCEAL_DONE)
				conceal_expunge(mail, message, folder, &hearer);
			else if (message->state == TENURE_CONCEAL_FAILED)
				conceal_refused(t);
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
	array_free(&conceal->messages);
	pool_unref(&conceal->pool);
}
