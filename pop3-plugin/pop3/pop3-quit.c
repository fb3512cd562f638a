/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-quit.h"
#include "policy/mailbox-value.h"
#include "pop3-plugin/notes/devices.h"
#include "pop3-plugin/notes/download-hint.h"
#include "pop3-plugin/notes/download-times.h"
#include "pop3-plugin/dovecot/log.h"
#include "pop3-plugin/pop3/pop3-receipt.h"
#include "pop3-plugin/pop3/pop3-reply.h"
#include "pop3-plugin/pop3/pop3-ruling.h"

/* Milliseconds between two looks at the send queue, at first and at most; how
   long altogether QUIT waits for a client that reads slowly; and for one that
   reads nothing, so that the dead hold no process. */
#define QUIT_INTERVAL_MIN 5
#define QUIT_INTERVAL_MAX 250
#define QUIT_WAIT_MAX (30 * 1000)
#define QUIT_STALL_MAX (2 * 1000)

static void quit_log_downloaded(struct tenure_pop3_session *session,
				unsigned int message, const char *text)
{
	struct event *event = tenure_event(session->client->mailbox->event,
					   "tenure_after_download");

	event_add_int(event, "message", message + 1);
	event_add_str(event, "mode",
		      session->user->set.observe ? "observe" : "enforce");
	e_info(event, "%s message %u, which was downloaded", text, message + 1);
	event_unref(&event);
}

/* By the server's own command, which knows how to keep its books; a message
   that the client marked itself is refused by it, as it should. */
static void quit_mark(struct tenure_pop3_session *session, unsigned int message)
{
	string_t *reply = t_str_new(64);

	if (session->user->set.observe) {
		quit_log_downloaded(session, message, "would delete");
		return;
	}
	(void)tenure_pop3_capture(session, "DELE", dec2str(message + 1), reply);
	if (str_c(reply)[0] == '+')
		quit_log_downloaded(session, message, "delete");
}

/* A message that was downloaded stays: remember that, and when to look at it
   again. */
static void quit_note(struct tenure_pop3_session *session, uint32_t seq,
		      const struct tenure_ruling *ruling)
{
	if (session->user->set.observe || ruling->gone || ruling->temporary)
		return;
	tenure_download_hint_write(
		session->client->trans, seq,
		tenure_download_hint_policy(ruling->generation,
					    session->user->set.plan),
		tenure_download_look(ruling->download_due, ruling->keep_until,
				     ioloop_time),
		ruling->downloads, ruling->devices);
}

/* Mark what was downloaded and has to go, or remember it for later. What a
   download deletes at once, or never, needs no remembering. */
static void quit_mark_if_downloaded(struct tenure_pop3_session *session,
				    unsigned int message)
{
	struct client *client = session->client;
	uint32_t seq = tenure_pop3_sequence(client, message);
	struct tenure_ruling ruling;

	if (session->of_device)
		tenure_devices_note(client->trans, seq, ioloop_time);
	tenure_pop3_rule(session, message, TENURE_ACTION_AFTER_DOWNLOAD, NULL,
			 &ruling);
	if (ruling.allowed)
		quit_mark(session, message);
	else if (ruling.after_download != TENURE_AFTER_DOWNLOAD_KEEP &&
		 ruling.download_due != TENURE_TIME_NONE)
		quit_note(session, seq, &ruling);
}

static void quit_mark_downloaded(struct tenure_pop3_session *session)
{
	const struct tenure_download *download = &session->download;
	size_t i;

	for (i = 0; i < download->confirmed; i++)
		T_BEGIN
		{
			quit_mark_if_downloaded(session, download->order[i]);
		}
	T_END;
}

/* Mark a message that was downloaded in an earlier session, if its time has
   come. */
static void quit_mark_if_due(struct tenure_pop3_session *session,
			     unsigned int message, uint32_t seq)
{
	struct tenure_ruling ruling;

	tenure_pop3_rule(session, message, TENURE_ACTION_AFTER_DOWNLOAD, NULL,
			 &ruling);
	if (ruling.allowed)
		quit_mark(session, message);
	else
		quit_note(session, seq, &ruling);
}

/* Most messages that were downloaded are not due yet: what earlier sessions
   have found out about them is in the index, and they are not looked at. What
   cannot be told now is looked at again the next time. */
static void quit_mark_due(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	const struct tenure_mailbox *mailbox =
		tenure_user_mailbox(session->user, client->inbox_ns);
	unsigned int message;
	uint16_t policy;

	if (mailbox == NULL || !tenure_download_hint_any(client->mailbox) ||
	    !tenure_mailbox_pop3_after_download(mailbox))
		return;
	policy = tenure_download_hint_policy(
		tenure_snapshot_generation(session->user->policy->snapshot),
		session->user->set.plan);
	for (message = 0; message < client->messages_count; message++) {
		uint32_t seq = tenure_pop3_sequence(client, message);

		if (!tenure_download_hint_is_due(client->trans, seq, policy))
			continue;
		T_BEGIN
		{
			quit_mark_if_due(session, message, seq);
		}
		T_END;
	}
}

/* What is deleted is decided by the policy that is in force now, and no longer
   by the one that the session was told of. What was asked by that is over: it
   holds in one transaction. */
static void quit_renew(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	struct tenure_user *tuser = session->user;
	bool had = tuser->policy != NULL;
	unsigned int policies = tuser->policies;

	tuser->announced = FALSE;
	if ((tenure_user_policy_in_force(tuser) != NULL) != had ||
	    tuser->policies != policies) {
		(void)mailbox_transaction_commit(&client->trans);
		client->trans = mailbox_transaction_begin(client->mailbox, 0,
							  "tenure: QUIT");
	}
	tuser->announced = TRUE;
}

/* Other sessions may have noted downloads since the mailbox was opened: the
   first one of a message counts, and the devices that are known. */
static void quit_refresh(struct tenure_pop3_session *session)
{
	struct mailbox *box = session->client->mailbox;

	if (session->of_device)
		tenure_devices_refresh(box);
	else if (session->download.confirmed > 0)
		(void)mail_index_refresh(box->index);
}

/* The server's QUIT; what it says to the client comes last, when it is known
   what was not removed. */
static int quit_finish(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	struct tenure_box *tbox = tenure_box_get(client->mailbox);
	string_t *reply = t_str_new(128);
	unsigned int refused = 0, temporarily = 0;
	int ret;

	if (tbox != NULL) {
		refused = tbox->refused;
		temporarily = tbox->refused_temporarily;
	}
	quit_renew(session);
	quit_refresh(session);
	quit_mark_downloaded(session);
	quit_mark_due(session);
	ret = tenure_pop3_capture(session, "QUIT", "", reply);
	/* The server takes every failure that it hears of for one that lasts.
	 */
	if (tbox != NULL && tbox->refused != refused &&
	    (str_c(reply)[0] == '+' ||
	     tbox->refused_temporarily != temporarily)) {
		str_truncate(reply, 0);
		str_printfa(
			reply,
			"-ERR [SYS/%s] some deleted messages not removed\r\n",
			tbox->refused_temporarily != temporarily ? "TEMP"
								 : "PERM");
		ret = 0;
	}
	tenure_pop3_send(session, reply);
	if (client->disconnected) {
		(void)o_stream_flush(client->output);
		o_stream_close(client->output);
	}
	return ret;
}

bool tenure_pop3_quit_is_waiting(const struct tenure_pop3_session *session)
{
	return session->to_quit != NULL;
}

/* client->cmd while QUIT waits. The loop calls no command that waits, and the
   server calls it only when a session ends, which was seen to before. */
static void quit_command(struct client *client)
{
	client->cmd = NULL;
}

void tenure_pop3_quit_abort(struct tenure_pop3_session *session)
{
	if (session->to_quit != NULL) {
		timeout_remove(&session->to_quit);
		session->client->cmd = NULL;
	}
}

static void quit_wait(struct tenure_pop3_session *session);

/* Is it worth while to look again? */
static bool quit_goes_on(struct tenure_pop3_session *session)
{
	uint64_t left = tenure_pop3_receipt_left(session);

	session->quit_waited += session->quit_interval;
	session->quit_stalled += session->quit_interval;
	if (left < session->quit_left)
		session->quit_stalled = 0;
	session->quit_left = left;
	session->quit_interval =
		I_MIN(session->quit_interval * 2, QUIT_INTERVAL_MAX);
	return session->quit_waited < QUIT_WAIT_MAX &&
	       session->quit_stalled < QUIT_STALL_MAX;
}

static void quit_timeout(struct tenure_pop3_session *session)
{
	int ret = tenure_pop3_receipt(session);

	tenure_pop3_quit_abort(session);
	if (ret == 0 && quit_goes_on(session)) {
		quit_wait(session);
		return;
	}
	if (ret > 0)
		tenure_download_acknowledged(&session->download);
	T_BEGIN
	{
		ret = quit_finish(session);
		tenure_compat_command_end(&session->command, session->client,
					  ret);
	}
	T_END;
	session->resume(session);
}

static void quit_wait(struct tenure_pop3_session *session)
{
	session->client->cmd = quit_command;
	session->to_quit = timeout_add_short(session->quit_interval,
					     quit_timeout, session);
}

/* The server would be about to end, and hold no locks: what the transaction
   holds (in an mbox) is let go, as the server does it for an idle client. */
static void quit_begin_wait(struct tenure_pop3_session *session)
{
	struct client *client = session->client;

	(void)mailbox_transaction_commit(&client->trans);
	client->trans =
		mailbox_transaction_begin(client->mailbox, 0, "tenure: QUIT");
	session->quit_interval = QUIT_INTERVAL_MIN;
	session->quit_waited = 0;
	session->quit_stalled = 0;
	session->quit_left = tenure_pop3_receipt_left(session);
	quit_wait(session);
}

int tenure_pop3_quit(struct tenure_pop3_session *session,
		     const char *name ATTR_UNUSED, const char *args ATTR_UNUSED)
{
	struct client *client = session->client;

	if (tenure_download_is_waiting(&session->download)) {
		/* what this loop has written is still corked */
		if (o_stream_uncork_flush(client->output) < 0)
			return 1;
		o_stream_cork(client->output);
		switch (tenure_pop3_receipt(session)) {
		case 1:
			tenure_download_acknowledged(&session->download);
			break;
		case 0:
			/* With pop3_lock_session others wait for our end. */
			if (client->session_dotlock != NULL)
				break;
			quit_begin_wait(session);
			return 1;
		}
	}
	return quit_finish(session);
}
