/* SPDX-License-Identifier: MIT */
#ifndef TM_MESSAGE_H
#define TM_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/mime-parts.h"
#include "decide/facts.h"
#include "fields.h"
#include "recipients.h"
#include "setup.h"

/* Octets of header fields kept of one message. Four times what Postfix takes
   for a whole message by default. */
#define TM_FIELDS_MAX (40U * 1024 * 1024)
/* Tenure-Seal fields that are removed from one message. No honest message has
   more than a few, and each removal makes Postfix search the header anew. */
#define TM_FORGED_MAX 100

/* What the server tells at MAIL. Strings are the server's. */
struct tm_envelope {
	/* As the client wrote it, angle brackets included. */
	const char *sender;
	/* ESMTP parameters, NULL-terminated: SIZE=... */
	const char *const *parameters;
	/* Macros; NULL where the server has none. */
	const char *tls_version, *auth_authen, *client_port;
};

/* One message on its way in: the facts, and who gets it. It is judged by one
   setup from MAIL to the end. */
struct tm_message {
	/* Referenced. */
	struct tm_setup *setup;
	/* Something of ours failed, and was logged: it must not come in now. */
	bool failed;
	/* The empty line behind the header was seen. */
	bool in_body;
	/* The header is over TM_FIELDS_MAX. */
	bool oversized;
	/* The client is one of trusted_relays. */
	bool trusted;
	/* Mail that did not come by SMTP (sendmail(1), bounces): Postfix takes
	   no answer at RCPT then. */
	bool local;
	int tls, auth;
	/* Of the policy's networks, those that the client is in; their number
	   is -1 where that cannot be told. The names are the policy's. */
	const char **networks;
	int network_count;
	/* What SIZE= said, -1 if nothing. */
	int64_t declared_size;
	/* Counted so far. */
	int64_t octets;
	/* Parts as far as they were seen; NULL if no condition is about
	   them. */
	struct tenure_mime_parts *parts;
	struct tm_fields fields;
	/* Tenure-Seal fields that came with it. */
	unsigned int seal_count;
	struct tm_recipients recipients;
	/* Recipients refused by name. */
	unsigned int refused;
	/* Without angle brackets; "" for the null sender. */
	char sender[];
};

/* The client's address: family 4 or 6, 0 if it is not known. */
struct tm_client {
	int family;
	unsigned char octets[16];
};

/* Begin a message at MAIL; references setup. NULL on out-of-memory. */
struct tm_message *
tm_message_new(struct tm_setup *setup, const struct tm_client *client,
	       const struct tm_envelope *envelope) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. */
void tm_message_free(struct tm_message **message);

/* Note a header field. leading_space: body has the blanks behind the colon. */
void tm_message_add_field(struct tm_message *message, const char *name,
			  const char *body, bool leading_space);
void tm_message_add_body(struct tm_message *message, const void *data,
			 size_t size);
/* What is known of it at RCPT. From a trusted relay that is nothing: a seal in
   the header may say how the message came to the relay. */
void tm_message_envelope_facts(const struct tm_message *message,
			       struct tenure_facts *facts_r);
/* All facts, at the end of the message; received at now. They point into
   message, which must stay. */
void tm_message_facts(struct tm_message *message, int64_t now,
		      struct tenure_facts *facts_r);

/* "TLSv1.3" is 13, "TLSv1" 10; 0 for NULL and for what is no TLS. What is
   newer than 1.3 counts as 1.3. */
int tm_tls_version(const char *macro);

#endif
