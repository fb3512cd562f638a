/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_FETCH_H
#define TENURE_POP3_FETCH_H

#include "pop3-plugin/pop3/pop3-session.h"

/* The commands that send a message: RETR, and TOP, which can send all of one,
   too. The policy may refuse them for a message, cut TOP, and wants to know
   what was sent whole. Arguments and results are those of
   tenure_pop3_command(). */
int tenure_pop3_retr(struct tenure_pop3_session *session, const char *name,
		     const char *args);
int tenure_pop3_top(struct tenure_pop3_session *session, const char *name,
		    const char *args);

/* One of them was continued, and may have ended. */
void tenure_pop3_fetch_continued(struct tenure_pop3_session *session);

#endif
