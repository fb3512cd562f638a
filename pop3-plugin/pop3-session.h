/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_SESSION_H
#define TENURE_POP3_SESSION_H

#include "pop3-plugin/box.h"
#include "pop3-plugin/download.h"

/* The POP3 conversation. The server's table of commands cannot be changed, and
   a filter in front of its input is passed by what a client sends behind PASS.
   So the session has a command loop of its own, which is the server's own to
   the letter but that some commands (pop3-commands.h) come to us first. */
struct tenure_pop3_session {
	union pop3_module_context module_ctx;
	struct client *client;
	struct tenure_user *user;
	/* The one under way. */
	struct tenure_compat_command command;

	/* What the client has got; only where a downloaded message may have to
	   go. Which is found out when the first one is sent. */
	bool tracking, tracking_known;
	struct tenure_download download;
	/* The kernel knows the client's connection, also where another process
	   has it. */
	bool connection_seen;
	/* A command is under way that counts as a download if it sends a
	   message whole: its message (from 0), and whether all of it was read
	   and handed over. */
	bool fetching, fetched_whole;
	unsigned int fetched_message;

	/* It is the session of a device that has to be told from others. */
	bool of_device;

	/* QUIT waits for the client to get what was sent: the next look, the
	   time spent so far, that since it got something, and the octets that
	   were left then. */
	struct timeout *to_quit;
	unsigned int quit_interval, quit_waited, quit_stalled;
	uint64_t quit_left;
};

/* Put our part into the pop3 program; in others this does nothing. */
void tenure_pop3_init(void);
void tenure_pop3_deinit(void);
/* The mailbox_opened hook. */
void tenure_pop3_mailbox_opened(struct mailbox *box);

/* The session has ended a command outside of the loop: see to the connection,
   which may be gone after it together with the session. */
void tenure_pop3_session_resume(struct tenure_pop3_session *session);

#endif
