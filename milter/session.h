/* SPDX-License-Identifier: MIT */
#ifndef TM_SESSION_H
#define TM_SESSION_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/attrs.h"
#include "message.h"
#include "policy-holder.h"
#include "stages.h"
#include "verdict.h"

/* What all connections share. Immutable while there are threads. */
struct tm_server {
	struct tm_policy_holder *holder;
	/* Name of this host. */
	char host[64];
	/* The mail server reaches us by TCP. */
	bool tcp;
};

/* One connection of the mail server, and the message on it. One thread at a
   time. Knows nothing of libmilter. */
struct tm_session {
	const struct tm_server *server;
	/* The setup whose stages were negotiated. Referenced. */
	struct tm_setup *setup;
	/* NULL between messages, and after a failure in MAIL. */
	struct tm_message *message;
	/* SMFIP_* bits as negotiated. */
	unsigned long steps;
	struct tm_stages stages;
	struct tm_client client;
};

/* Begin a connection. NULL on out-of-memory. */
struct tm_session *tm_session_new(const struct tm_server *server) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. */
void tm_session_free(struct tm_session **session);

/* The client's address; NULL or another family than IP: not known. */
void tm_session_set_client(struct tm_session *session,
			   const struct sockaddr *address);
/* Begin a message; one that is still there is forgotten. Returns 0, or -1 on
   out-of-memory, which was logged. */
int tm_session_mail(struct tm_session *session,
		    const struct tm_envelope *envelope) TENURE_CHECK;
/* Note a recipient, as of tm_recipients_add(). queue_id ("" if there is none
   yet) is for the log. Returns
   0 if it stays; 1 if it is refused, with the reply in buf, which has
   TENURE_REPLY_MAX + 8 octets; -1 on out-of-memory, which was logged. */
int tm_session_rcpt(struct tm_session *session, const char *address,
		    const char *resolved, const char *queue_id,
		    char *buf) TENURE_CHECK;
/* Judge the message. Returns 0 with *verdict_r, which points into the message;
   -1 if it must be deferred. Either was logged. */
int tm_session_end(struct tm_session *session, const char *queue_id,
		   struct tm_verdict *verdict_r) TENURE_CHECK;
/* The message is over, or was given up. */
void tm_session_forget(struct tm_session *session);

#endif
