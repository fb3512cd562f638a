/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_CONCEAL_H
#define TENURE_PLUGIN_GATE_CONCEAL_H

#include "pop3-plugin/state/box.h"
#include "pop3-plugin/ruling/ruling.h"

/* The gate's third answer: the message leaves the user's sight, and is kept.
   It is copied to the concealed mailbox, in one transaction for all that one
   transaction of the user's expunges. That is committed first; only then are
   the messages expunged. Whatever happens in between, a message is in at least
   one of the two places: at worst in both, and then it is, as a rule, not
   copied again by those who delete it the next time (concealed-origin.h). */

/* Remember a mail that is to be expunged, to be copied before that. */
void tenure_gate_conceal(struct mail *mail, const struct tenure_ruling *ruling);

/* Log that it would be concealed, if this were not mode observe. */
void tenure_gate_conceal_observe(struct mail *mail,
				 const struct tenure_ruling *ruling);

/* Before a transaction is committed: copy the messages, and expunge what was
   copied. What could not be copied has been logged, and stays. */
void tenure_gate_conceal_finish(struct mailbox_transaction_context *t);
/* NULL accepted; set to NULL. */
void tenure_gate_conceal_free(struct tenure_conceal **conceal);

#endif
