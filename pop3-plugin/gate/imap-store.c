/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/imap-store.h"
#include "pop3-plugin/gate/gate-flag.h"
#include <imap-common.h>
#include <imap-commands.h>
#include <imap-sync-private.h>

/* What the imap program exports, see dovecot-compat.h, which cannot be
   included here: pop3 has a "struct client", too. */
#pragma weak command_hook_register
#pragma weak command_hook_unregister

static void store_before(struct client_command_context *cmd ATTR_UNUSED)
{
}

/* The answer waits for the client to be told of changes. What OK says of a
   conditional STORE (RFC 7162) it says in a response code: that stays. */
static void store_answer(struct client_command_context *cmd, const char *reply)
{
	const char *tagline = cmd->sync->tagline, *end;

	if (strncmp(tagline, "OK [", 4) == 0 &&
	    (end = strchr(tagline, ']')) != NULL) {
		reply = t_strconcat(t_strdup_until(tagline + 3, end + 1),
				    strchr(reply, ' '), NULL);
	}
	cmd->tagline_reply = p_strconcat(cmd->pool, "NO ", reply, NULL);
	cmd->sync->tagline = cmd->tagline_reply;
}

static void store_after(struct client_command_context *cmd)
{
	T_BEGIN
	{
		const char *reply =
			tenure_gate_flag_reply(cmd->client->mailbox);

		if (reply != NULL && cmd->sync != NULL &&
		    cmd->sync->tagline != NULL &&
		    strncmp(cmd->sync->tagline, "OK ", 3) == 0)
			store_answer(cmd, reply);
	}
	T_END;
}

void tenure_imap_store_init(void)
{
	if (command_hook_register != NULL)
		command_hook_register(store_before, store_after);
}

void tenure_imap_store_deinit(void)
{
	if (command_hook_unregister != NULL)
		command_hook_unregister(store_before, store_after);
}
