/* SPDX-License-Identifier: MIT */
#ifndef TM_FORESIGHT_H
#define TM_FORESIGHT_H

#include <stdbool.h>

#include "decide/decide.h"

/* What can be said at RCPT of what will happen to a recipient's mail: before
   the message is seen, by the envelope and the connection alone. */
struct tm_foresight {
	/* It will be refused or deferred, whatever the message is. The
	   decision has the reply. */
	bool refuses;
	/* The action is known, but for what the size of the message may
	   change. */
	bool known;
	enum tenure_smtp_action action;
	/* smtp.mixed = defer_others */
	bool defer_others;
	struct tenure_decision decision;
};

/* facts are those of the envelope; all else in it is "cannot tell". size is
   what the client declared, -1 if it declared nothing. Pure. */
void tm_foresee(const struct tenure_policy *policy,
		const struct tenure_mailbox *mailbox,
		const struct tenure_facts *facts, int64_t size,
		struct tm_foresight *foresight_r);

#endif
