/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_SESSION_H
#define TENURE_POP3_SESSION_H

#include "pop3-plugin/state/box.h"
#include "pop3-plugin/pop3/download.h"

/* What the plugin remembers of a POP3 session. */
struct tenure_pop3_session {
	union pop3_module_context module_ctx;
	struct client *client;
	struct tenure_user *user;
	/* A command that was ended outside of the conversation's loop calls
	   it: see to the connection, which may be gone after it together with
	   the session. */
	void (*resume)(struct tenure_pop3_session *session);
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

	/* It began when no policy could be read: nothing that one says was
	   announced, and no download of it deletes anything. */
	bool blind;

	/* It is the session of a device that has to be told from others. */
	bool of_device;

	/* QUIT waits for the client to get what was sent: the next look, the
	   time spent so far, that since it got something, and the octets that
	   were left then. */
	struct timeout *to_quit;
	unsigned int quit_interval, quit_waited, quit_stalled;
	uint64_t quit_left;
};

#endif
