/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_CONVERSATION_H
#define TENURE_POP3_CONVERSATION_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* The POP3 conversation. The server's table of commands cannot be changed, and
   a filter in front of its input is passed by what a client sends behind PASS.
   So the session has a command loop of its own, which is the server's own to
   the letter but that some commands (pop3-commands.h) come to us first. */

/* Put our part into the pop3 program; in others this does nothing. */
void tenure_pop3_init(void);
void tenure_pop3_deinit(void);
/* The mailbox_opened hook. */
void tenure_pop3_mailbox_opened(struct mailbox *box);

#endif
