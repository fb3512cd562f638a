/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_RECEIPT_H
#define TENURE_POP3_RECEIPT_H

#include "pop3-plugin/pop3/pop3-session.h"

/* Has the client got all that was sent? Where the connection is the client's
   own its TCP says so; behind a proxy, or the login process that does TLS, it
   speaks for them only. 1 it has, 0 not yet, -1 it never will, or one cannot
   know. */
int tenure_pop3_receipt(const struct tenure_pop3_session *session);
/* The octets that are still to be sent and acknowledged. */
uint64_t tenure_pop3_receipt_left(const struct tenure_pop3_session *session);

/* Downloads are followed from now on. */
void tenure_pop3_receipt_init(struct tenure_pop3_session *session);
/* The client sent something: take note of what it must have got before. */
void tenure_pop3_receipt_spoke(struct tenure_pop3_session *session);
/* Does the client wait for us, and not we for it? Ask before the last of the
   output is written: its answer may be here when that is done. */
bool tenure_pop3_receipt_is_silent(const struct tenure_pop3_session *session);
/* Output was written, and the client was silent before that or not: take note
   if it was all. */
void tenure_pop3_receipt_written(struct tenure_pop3_session *session,
				 bool was_silent);

#endif
