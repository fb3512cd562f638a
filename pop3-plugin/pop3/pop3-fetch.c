/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-fetch.h"
#include "policy/mailbox-value.h"
#include "pop3-plugin/pop3/pop3-device.h"
#include "pop3-plugin/pop3/pop3-number.h"
#include "pop3-plugin/pop3/pop3-receipt.h"
#include "pop3-plugin/pop3/pop3-ruling.h"

/* Find out, once, if downloads have to be followed. */
static bool fetch_is_tracking(struct tenure_pop3_session *session,
			      const struct tenure_mailbox *mailbox)
{
	if (!session->tracking_known) {
		session->tracking_known = TRUE;
		session->tracking =
			!session->blind &&
			tenure_mailbox_pop3_after_download(mailbox) &&
			!tenure_pop3_device_is_master(session->client->user) &&
			tenure_download_init(&session->download,
					     session->client->messages_count) ==
				0;
		if (session->tracking)
			tenure_pop3_receipt_init(session);
	}
	return session->tracking;
}

/* The server's command, whose message counts as downloaded if it is tracked
   and sent whole. */
static int fetch_run(struct tenure_pop3_session *session, const char *name,
		     const char *args, unsigned int message, bool tracked)
{
	int ret;

	if (tracked) {
		session->fetching = TRUE;
		session->fetched_whole = FALSE;
		session->fetched_message = message;
	}
	ret = tenure_compat_pop3_execute(session->client, name, args);
	tenure_pop3_fetch_continued(session);
	return ret;
}

void tenure_pop3_fetch_continued(struct tenure_pop3_session *session)
{
	if (session->fetching && session->client->cmd == NULL) {
		session->fetching = FALSE;
		if (session->fetched_whole &&
		    !session->client->output->closed) {
			tenure_download_sent(&session->download,
					     session->fetched_message);
		}
	}
}

/* Tells the client what it can do about it. */
static void fetch_send_denial(struct client *client, unsigned int number,
			      const struct tenure_ruling *ruling)
{
	const char *text = "cannot be sent by TOP.";

	if (ruling->temporary) {
		client_send_line(client,
				 "-ERR [SYS/TEMP] Message %u cannot be sent at "
				 "present, try again later.",
				 number);
		return;
	}
	if (ruling->access == TENURE_ACCESS_NO)
		text = "cannot be fetched by POP3.";
	else if (ruling->access == TENURE_ACCESS_TLS &&
		 !tenure_compat_is_tls(client->user))
		text = "can be fetched over TLS only.";
	client_send_line(client, "-ERR [SYS/PERM] Message %u %s", number, text);
}

/* May the message be sent? Most policies say nothing about that; then it is
   not looked at. FALSE: it was refused. */
static bool fetch_is_allowed(struct tenure_pop3_session *session,
			     const struct tenure_mailbox *mailbox,
			     unsigned int number, bool is_top,
			     struct tenure_ruling *ruling_r)
{
	i_zero(ruling_r);
	if (!tenure_mailbox_says(mailbox, TENURE_SETTING_POP3_ACCESS) &&
	    (!is_top || !tenure_mailbox_says(mailbox, TENURE_SETTING_POP3_TOP)))
		return TRUE;
	tenure_pop3_rule_fetch(session, number - 1, is_top, ruling_r);
	if (ruling_r->allowed || ruling_r->gone || session->user->set.observe)
		return TRUE;
	fetch_send_denial(session->client, number, ruling_r);
	return FALSE;
}

int tenure_pop3_retr(struct tenure_pop3_session *session, const char *name,
		     const char *args)
{
	struct client *client = session->client;
	const struct tenure_mailbox *mailbox =
		tenure_user_mailbox(session->user, client->inbox_ns);
	struct tenure_ruling ruling;
	unsigned int number;

	tenure_pop3_see_policy(session);
	if (mailbox == NULL ||
	    tenure_pop3_number(args, client->messages_count, &number) < 0)
		return tenure_compat_pop3_execute(client, name, args);
	if (!fetch_is_allowed(session, mailbox, number, FALSE, &ruling))
		return 0;
	return fetch_run(session, name, args, number - 1,
			 fetch_is_tracking(session, mailbox));
}

int tenure_pop3_top(struct tenure_pop3_session *session, const char *name,
		    const char *args)
{
	struct client *client = session->client;
	const struct tenure_mailbox *mailbox =
		tenure_user_mailbox(session->user, client->inbox_ns);
	struct tenure_ruling ruling;
	unsigned int number;
	uint64_t lines;

	tenure_pop3_see_policy(session);
	if (mailbox == NULL ||
	    tenure_pop3_number_and_lines(args, client->messages_count, &number,
					 &lines) < 0)
		return tenure_compat_pop3_execute(client, name, args);
	if (!fetch_is_allowed(session, mailbox, number, TRUE, &ruling))
		return 0;
	if (ruling.top == TENURE_TOP_LIMIT && lines > ruling.top_lines &&
	    !session->user->set.observe) {
		args = t_strdup_printf("%u %llu", number,
				       (unsigned long long)ruling.top_lines);
	}
	return fetch_run(session, name, args, number - 1,
			 ruling.top == TENURE_TOP_COUNT &&
				 fetch_is_tracking(session, mailbox));
}
