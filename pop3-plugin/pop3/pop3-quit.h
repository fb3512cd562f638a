/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_QUIT_H
#define TENURE_POP3_QUIT_H

#include "pop3-plugin/pop3/pop3-session.h"

/* QUIT, and only QUIT, deletes (RFC 1939, 6): what the client marked, and what
   it has downloaded where the policy wants that gone. It tells the truth about
   what was deleted. Returns 1: done, or waiting for the client to get what was
   sent. */
int tenure_pop3_quit(struct tenure_pop3_session *session, const char *name,
		     const char *args);
bool tenure_pop3_quit_is_waiting(const struct tenure_pop3_session *session);
/* The session ends otherwise. */
void tenure_pop3_quit_abort(struct tenure_pop3_session *session);

#endif
