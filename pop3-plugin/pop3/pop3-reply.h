/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_REPLY_H
#define TENURE_POP3_REPLY_H

#include "pop3-plugin/pop3/pop3-session.h"

/* What the server answers, before the client hears it. */

/* Run a command of the server with its reply added to reply instead of sent to
   the client. If the server ends the session, only its input is closed. */
int tenure_pop3_capture(struct tenure_pop3_session *session, const char *name,
			const char *args, string_t *reply);
/* Send lines, each with its CRLF. */
void tenure_pop3_send(struct tenure_pop3_session *session, string_t *reply);

#endif
