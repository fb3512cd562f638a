/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_COMMANDS_H
#define TENURE_POP3_COMMANDS_H

#include "pop3-plugin/pop3/pop3-session.h"

/* Run a command of the client: CAPA, DELE, QUIT, RETR, RSET and TOP are looked
   at, all else is the server's. name is what stood before the first space of
   the line, args what stood behind it. Returns 1 done or under way, 0 refused,
   -1 a bad command; that the policy says no is not a bad command. */
int tenure_pop3_command(struct tenure_pop3_session *session, const char *name,
			const char *args);

#endif
