/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_CONCEAL_COPY_H
#define TENURE_PLUGIN_GATE_CONCEAL_COPY_H

#include "pop3-plugin/state/box.h"

/* How the concealed mailbox comes to its copies. */

enum tenure_conceal_state {
	TENURE_CONCEAL_WANTED = 0,
	/* There is a copy. */
	TENURE_CONCEAL_DONE,
	/* Another session has expunged it. */
	TENURE_CONCEAL_GONE,
	/* There is no copy; that has been logged. */
	TENURE_CONCEAL_FAILED,
};

struct tenure_conceal_message {
	uint32_t uid;
	enum tenure_conceal_state state;
	/* As of struct tenure_ruling; the strings are the same for a run of
	   equal ones. */
	int64_t received;
	const char *reason, *place;
};
ARRAY_DEFINE_TYPE(tenure_conceal_message, struct tenure_conceal_message);

/* Copy messages of a transaction's mailbox, which are all wanted, to the
   concealed mailbox of its folder, and commit that. What is there already, as
   of another session, is not copied again. What cannot be copied does not keep
   the others from it. All have another state afterwards. */
void tenure_gate_conceal_copy(struct mailbox_transaction_context *t,
			      ARRAY_TYPE(tenure_conceal_message) * messages);

#endif
