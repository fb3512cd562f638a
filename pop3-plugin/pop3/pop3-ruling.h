/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_RULING_H
#define TENURE_POP3_RULING_H

#include "pop3-plugin/pop3/pop3-session.h"
#include "pop3-plugin/ruling/ruling.h"

/* Rulings about the messages of a POP3 session. */

/* The storage's number of a message that is counted from 0. */
uint32_t tenure_pop3_sequence(const struct client *client,
			      unsigned int message);
/* Before a command is decided: a session that began when no policy could be
   read goes by the first one that can, which is looked for every few seconds;
   what was answered before by none is over. */
void tenure_pop3_see_policy(struct tenure_pop3_session *session);
/* Decide about a message, counted from 0. */
void tenure_pop3_rule(struct tenure_pop3_session *session, unsigned int message,
		      enum tenure_action action, const char *whence,
		      struct tenure_ruling *ruling_r);
/* Decide if a message may be sent by RETR or TOP; what is refused is logged. */
void tenure_pop3_rule_fetch(struct tenure_pop3_session *session,
			    unsigned int message, bool is_top,
			    struct tenure_ruling *ruling_r);

#endif
