/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_COMMANDS_H
#define TENURE_POP3_COMMANDS_H

#include "pop3-plugin/pop3-session.h"
#include "pop3-plugin/ruling.h"

/* Run a command of the client: CAPA, DELE, QUIT, RETR, RSET and TOP are looked
   at,
   all else is the server's. name is what stood before the first space of the
   line, args what stood behind it. Returns 1 done or under way, 0 refused, -1 a
   bad command; that the policy says no is not a bad command. */
int tenure_pop3_command(struct tenure_pop3_session *session, const char *name,
			const char *args);

/* Run a command of the server with its reply added to reply instead of sent to
   the client. If the server ends the session, only its input is closed. */
int tenure_pop3_capture(struct tenure_pop3_session *session, const char *name,
			const char *args, string_t *reply);
/* Send lines, each with its CRLF. */
void tenure_pop3_send(struct tenure_pop3_session *session, string_t *reply);
/* The storage's number of a message that is counted from 0. */
uint32_t tenure_pop3_sequence(const struct client *client,
			      unsigned int message);
/* Decide about a message, counted from 0. */
void tenure_pop3_rule(struct tenure_pop3_session *session, unsigned int message,
		      enum tenure_action action, const char *whence,
		      struct tenure_ruling *ruling_r);
/* Decide if a message may be sent by RETR or TOP; what is refused is logged. */
void tenure_pop3_rule_fetch(struct tenure_pop3_session *session,
			    unsigned int message, bool is_top,
			    struct tenure_ruling *ruling_r);

#endif
