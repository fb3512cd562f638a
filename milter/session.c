/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "foresight.h"
#include "log.h"

struct tm_session *tm_session_new(const struct tm_server *server)
{
	struct tm_session *session = tenure_calloc(1, sizeof(*session));

	if (session == NULL)
		return NULL;
	session->server = server;
	session->setup = tm_policy_holder_get(server->holder);
	session->stages = tm_stages_needed(session->setup);
	return session;
}

void tm_session_free(struct tm_session **session)
{
	struct tm_session *old = *session;

	*session = NULL;
	if (old == NULL)
		return;
	tm_session_forget(old);
	tm_setup_unref(&old->setup);
	tenure_free(old);
}

void tm_session_forget(struct tm_session *session)
{
	tm_message_free(&session->message);
}

void tm_session_set_client(struct tm_session *session,
			   const struct sockaddr *address)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	session->client.family = 0;
	if (address == NULL)
		return;
	if (address->sa_family == AF_INET) {
		memcpy(&in4, address, sizeof(in4));
		session->client.family = 4;
		memcpy(session->client.octets, &in4.sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof(in6));
		session->client.family = 6;
		memcpy(session->client.octets, &in6.sin6_addr, 16);
	}
}

/* The newest setup that this connection can be judged by: one that needs
   stages which were negotiated away has to wait for the next connection. */
static void session_renew_setup(struct tm_session *session)
{
	struct tm_setup *setup = tm_policy_holder_get(session->server->holder);
	struct tm_stages need = tm_stages_needed(setup);

	if (setup != session->setup &&
	    tm_stages_cover(&session->stages, &need)) {
		struct tm_setup *old = session->setup;

		session->setup = setup;
		setup = old;
	}
	tm_setup_unref(&setup);
}

int tm_session_mail(struct tm_session *session,
		    const struct tm_envelope *envelope)
{
	tm_session_forget(session);
	session_renew_setup(session);
	session->message =
		tm_message_new(session->setup, &session->client, envelope);
	if (session->message == NULL) {
		tm_log(LOG_ERR, "out of memory for a message");
		return -1;
	}
	return 0;
}

static const char *queue_id_or_none(const char *queue_id)
{
	return queue_id == NULL || queue_id[0] == '\0' ? "NOQUEUE" : queue_id;
}

/* Write the reply to a recipient whose own decision is not to take it, and why
   for the log. Returns 1; 0 if it is taken; -1 with err. */
static int rcpt_refuse(const struct tm_message *message,
		       struct tm_recipient *last, char *reply, char *reason,
		       size_t reason_size, struct tenure_error *err)
{
	const struct tenure_policy *policy = tm_setup_policy(message->setup);
	struct tenure_mailbox mailbox;
	struct tm_foresight foresight;
	struct tenure_facts facts;

	if (tm_recipient_mailbox(last, policy, &mailbox, err) < 0)
		return -1;
	tm_message_envelope_facts(message, &facts);
	/* Of a message that a relay has sealed, the size of before counts. */
	tm_foresee(policy, &mailbox, &facts,
		   message->trusted ? TENURE_CANNOT_TELL
				    : message->declared_size,
		   &foresight);
	last->known = foresight.known;
	last->action = foresight.action;
	last->defer_others = foresight.defer_others;
	if (foresight.refuses) {
		(void)tenure_decision_smtp_reply(&foresight.decision, reply,
						 TENURE_REPLY_MAX + 8);
		(void)tenure_decision_reason(policy, &foresight.decision,
					     reason, reason_size);
	}
	tenure_mailbox_clear(&mailbox);
	return foresight.refuses;
}

/* Write the reply to a recipient that is not taken now, and why for the log.
   Returns 1; 0 if it is taken; -1 with err. */
static int rcpt_reply(struct tm_message *message, char *reply, char *reason,
		      size_t reason_size, struct tenure_error *err)
{
	struct tm_recipients *recipients = &message->recipients;
	struct tm_recipient *last = &recipients->items[recipients->count - 1];
	int ret = rcpt_refuse(message, last, reply, reason, reason_size, err);

	if (ret != 0)
		return ret;
	if (!tm_recipients_differ(recipients))
		return 0;
	snprintf(reply, TENURE_REPLY_MAX + 8,
		 "450 4.7.1 Send this recipient's copy separately");
	snprintf(reason, reason_size,
		 "defer: smtp.mixed = defer_others: %s beside %s",
		 tenure_smtp_action_name(last->action),
		 tenure_smtp_action_name(recipients->items[0].action));
	return 1;
}

/* May a recipient be refused by name? The mode can be another one than when
   the stages were negotiated. */
static bool rcpt_is_answered(const struct tm_session *session)
{
	const struct tm_message *message = session->message;

	return session->stages.rcpt_reply && !message->local &&
	       tm_setup_config(message->setup)->mode == TENURE_MODE_ENFORCE;
}

int tm_session_rcpt(struct tm_session *session, const char *address,
		    const char *resolved, const char *queue_id, char *buf)
{
	struct tm_message *message = session->message;
	struct tenure_error err;
	char reason[512];
	int ret;

	if (message == NULL || message->failed)
		return -1;
	ret = tm_recipients_add(&message->recipients, address, resolved, &err);
	if (ret == 0 && rcpt_is_answered(session))
		ret = rcpt_reply(message, buf, reason, sizeof(reason), &err);
	if (ret < 0) {
		tm_log(LOG_ERR, "recipient: %s",
		       tenure_error_format(&err, reason, sizeof(reason)));
		message->failed = true;
	}
	if (ret <= 0)
		return ret;
	tm_log(LOG_INFO,
	       "%s: generation=%" PRIu64 ", from=<%s>, to=%s, refused, %s",
	       queue_id_or_none(queue_id),
	       tm_setup_seal(message->setup)->generation, message->sender,
	       address, reason);
	tm_recipients_drop_last(&message->recipients);
	message->refused++;
	return 1;
}

static unsigned int count_forged(const struct tm_verdict *verdict)
{
	return verdict->seal_count - (verdict->kept_seal > 0);
}

static void log_verdict(const struct tm_session *session, const char *queue_id,
			const struct tm_verdict *verdict)
{
	const struct tm_message *message = session->message;
	const struct tenure_config *config = tm_setup_config(message->setup);

	tm_log(LOG_INFO,
	       "%s: serial=%s, generation=%" PRIu64 ", from=<%s>, "
	       "recipients=%zu, refused=%u, size=%" PRId64 ", forged_seals=%u, "
	       "%saction=%s, to=%s, %s",
	       queue_id_or_none(queue_id),
	       verdict->serial[0] == '\0' ? "none" : verdict->serial,
	       tm_setup_seal(message->setup)->generation, message->sender,
	       message->recipients.count, message->refused,
	       session->stages.body ? message->octets : message->declared_size,
	       count_forged(verdict),
	       config->mode == TENURE_MODE_OBSERVE ? "observed, " : "",
	       tenure_smtp_action_name(verdict->wanted),
	       verdict->decisive_recipient == NULL
		       ? "-"
		       : verdict->decisive_recipient,
	       verdict->reason);
}

int tm_session_end(struct tm_session *session, const char *queue_id,
		   struct tm_verdict *verdict_r)
{
	struct tm_arrival arrival = {
		.host = session->server->host,
		.queue_id = queue_id == NULL ? "" : queue_id,
		.now = (int64_t)time(NULL),
	};
	struct tenure_error err;
	char text[1024];

	if (session->message == NULL) {
		tm_log(LOG_ERR, "%s: deferred: its beginning was not seen",
		       queue_id_or_none(queue_id));
		return -1;
	}
	if (tm_verdict_reach(session->message, &arrival, verdict_r, &err) < 0) {
		tm_log(LOG_ERR, "%s: deferred: %s", queue_id_or_none(queue_id),
		       tenure_error_format(&err, text, sizeof(text)));
		return -1;
	}
	log_verdict(session, queue_id, verdict_r);
	return 0;
}
