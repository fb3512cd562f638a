/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_EXPIRE_SESSION_H
#define TENURE_PLUGIN_EXPIRE_SESSION_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* At the end of a POP3 or IMAP session, when the client is gone already, one
   batch of what has expired goes from the mailboxes that the session had open.
   It is the timer's work made smaller: only the first messages are looked at,
   nothing is tried twice, and what goes wrong is left to the timer. */

struct tenure_expire_session;
struct tenure_user;

/* A mailbox is about to be closed: remember it, and how old what it holds
   is. */
void tenure_expire_session_closing(struct mailbox *box);
/* The user's session is over. */
void tenure_expire_session_end(struct tenure_user *tuser);

#endif
