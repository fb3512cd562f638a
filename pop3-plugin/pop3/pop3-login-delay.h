/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_LOGIN_DELAY_H
#define TENURE_POP3_LOGIN_DELAY_H

#include "pop3-plugin/pop3/pop3-session.h"

/* The least time between two logins of a user (RFC 2449, 6.6). Only who has
   given the right password is told of it. */

/* A session begins, and nothing was sent to the client yet. If it is too early,
   or that cannot be told, the client is told so, and the server ends the
   session before it opens a mailbox. */
void tenure_pop3_login_delay(struct tenure_pop3_session *session);
/* The session ends. */
void tenure_pop3_login_delay_end(void);

#endif
