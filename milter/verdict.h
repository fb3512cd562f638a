/* SPDX-License-Identifier: MIT */
#ifndef TM_VERDICT_H
#define TM_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "message.h"

/* Where and when a message comes in. */
struct tm_arrival {
	/* Name of this host, for the serial. */
	const char *host;
	/* The server's; "" if it has none. */
	const char *queue_id;
	/* Seconds since 1970-01-01 UTC. */
	int64_t now;
};

/* All that is to be done with a message, worked out before any of it is
   done. */
struct tm_verdict {
	enum tenure_smtp_action action;
	/* With reject and defer: "550 5.7.1 text". */
	char reply[TENURE_REPLY_MAX + 8];
	/* Take out the recipients whose action is discard. */
	bool delete_discarded;
	/* Tenure-Seal fields that came with it, and which of them stays
	   (counted from 1; 0 for none). */
	unsigned int seal_count, kept_seal;
	/* Body of the seal to insert; empty for none. */
	struct tenure_buffer seal;
	/* Of the new seal, or of the kept one; "" if there is none. */
	char serial[128];
	/* For the log: what the policy says, also where it is only observed,
	   and why. */
	enum tenure_smtp_action wanted;
	const char *decisive_recipient;
	char reason[512];
};

/* Judge a message at its end. verdict_r points into message, which must stay.
   Returns 0 (release with tm_verdict_free()); or -1 with err: something of
   ours failed, and the message must be deferred. */
int tm_verdict_reach(struct tm_message *message,
		     const struct tm_arrival *arrival,
		     struct tm_verdict *verdict_r,
		     struct tenure_error *err) TENURE_CHECK;
void tm_verdict_free(struct tm_verdict *verdict);

#endif
