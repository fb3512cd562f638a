/* SPDX-License-Identifier: MIT */
#include <ctype.h>

#include "pop3-plugin/pop3/pop3-conversation.h"
#include "pop3-plugin/pop3/pop3-commands.h"
#include "pop3-plugin/pop3/pop3-device.h"
#include "pop3-plugin/pop3/pop3-fetch.h"
#include "pop3-plugin/pop3/pop3-login-delay.h"
#include "pop3-plugin/pop3/pop3-quit.h"
#include "pop3-plugin/pop3/pop3-receipt.h"

/* As the server has it: so many bad commands in a row end the session. */
#define BAD_COMMANDS_MAX 20

#define TENURE_POP3_CONTEXT(obj) MODULE_CONTEXT(obj, tenure_pop3_module)

static MODULE_CONTEXT_DEFINE_INIT(tenure_pop3_module, &pop3_module_register);
static pop3_client_created_func_t *next_hook_client_created;

static struct tenure_pop3_session *session_get(struct client *client)
{
	return TENURE_POP3_CONTEXT(client);
}

static void session_input(struct client *client);

static void session_touch(struct client *client)
{
	timeout_reset(client->to_idle);
	if (client->to_commit != NULL)
		timeout_reset(client->to_commit);
}

/* What the line is called in events, where a colon ends the process. */
static const char *session_reason(const char *line)
{
	const char *p = line;

	while (i_isalpha(*p))
		p++;
	return event_reason_code_prefix(
		"pop3", "cmd_", p == line || *p != '\0' ? "unknown" : line);
}

/* start: where in the input the line begins. */
static int session_run_line(struct tenure_pop3_session *session, uint64_t start,
			    char *line)
{
	char *args = strchr(line, ' ');
	int ret;

	if (args != NULL)
		*args++ = '\0';
	else
		args = line + strlen(line);
	T_BEGIN
	{
		struct event_reason *reason =
			event_reason_begin(session_reason(line));

		tenure_compat_command_begin(&session->command, session->client,
					    start, line, args);
		ret = tenure_pop3_command(session, line, args);
		event_reason_end(&reason);
		if (!tenure_pop3_quit_is_waiting(session)) {
			tenure_compat_command_end(&session->command,
						  session->client, ret);
		}
	}
	T_END;
	return ret;
}

/* Run the commands that have been read. FALSE if the session is over and its
   memory gone. */
static bool session_run(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	uint64_t start = i_stream_get_absolute_offset(client->input);
	bool silent;
	char *line;

	o_stream_cork(client->output);
	while (client->cmd == NULL && !client->output->closed &&
	       (line = i_stream_next_line(client->input)) != NULL) {
		if (session_run_line(session, start, line) >= 0) {
			client->bad_counter = 0;
		} else if (++client->bad_counter > BAD_COMMANDS_MAX) {
			client_send_line(client, "-ERR Too many bad commands.");
			client_disconnect(client, "Too many bad commands.");
		}
		start = i_stream_get_absolute_offset(client->input);
	}
	if (client->cmd != NULL) {
		/* the rest when it has finished */
		client->waiting_input = TRUE;
		if (!tenure_pop3_quit_is_waiting(session))
			o_stream_set_flush_pending(client->output, TRUE);
	}
	silent = tenure_pop3_receipt_is_silent(session);
	o_stream_uncork(client->output);
	if (client->output->closed) {
		client_destroy(client, NULL);
		return FALSE;
	}
	tenure_pop3_receipt_written(session, silent);
	return TRUE;
}

static void session_input(struct client *client)
{
	struct tenure_pop3_session *session = session_get(client);
	ssize_t ret;

	if (client->cmd != NULL) {
		/* not before the command has finished */
		io_remove(&client->io);
		client->waiting_input = TRUE;
		return;
	}
	client->waiting_input = FALSE;
	client->last_input = ioloop_time;
	session_touch(client);

	ret = i_stream_read(client->input);
	if (ret == -1) {
		client_destroy(client, NULL);
		return;
	}
	if (ret == -2) {
		client_send_line(client, "-ERR Input line too long.");
		client_destroy(client, "Input line too long");
		return;
	}
	if (ret > 0)
		tenure_pop3_receipt_spoke(session);
	(void)session_run(session);
}

/* Listen again, if the client reads what it is sent. */
static void session_listen(struct client *client)
{
	if (client->io == NULL && !client->input->closed &&
	    o_stream_get_buffer_used_size(client->output) <
		    POP3_OUTBUF_THROTTLE_SIZE / 2)
		client->io =
			io_add_istream(client->input, session_input, client);
}

/* Write what is there. FALSE if the session is over and its memory gone. */
static bool session_flush(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	bool silent = tenure_pop3_receipt_is_silent(session);

	if (o_stream_flush(client->output) < 0) {
		client_destroy(client, NULL);
		return FALSE;
	}
	tenure_pop3_receipt_written(session, silent);
	client->last_output = ioloop_time;
	session_touch(client);
	return TRUE;
}

/* Go on with the command that is under way. */
static void session_continue(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	bool silent;

	o_stream_cork(client->output);
	client->cmd(client);
	tenure_pop3_fetch_continued(session);
	silent = tenure_pop3_receipt_is_silent(session);
	o_stream_uncork(client->output);
	tenure_pop3_receipt_written(session, silent);
}

/* The flush callback: 1 when there is no more to write, 0 to be called again
   when there is room. */
static int session_output(struct client *client)
{
	struct tenure_pop3_session *session = session_get(client);

	if (!session_flush(session))
		return 1;
	if (tenure_pop3_quit_is_waiting(session)) {
		/* for the client, not for room to write */
		return 1;
	}
	if (client->cmd != NULL)
		session_continue(session);
	if (client->cmd != NULL)
		return 0;
	session_listen(client);
	if (client->io == NULL)
		return 0;
	if (client->waiting_input) {
		client->waiting_input = FALSE;
		if (!session_run(session))
			return 1;
	}
	return client->cmd == NULL && client->io != NULL ? 1 : 0;
}

static void session_resume(struct tenure_pop3_session *session)
{
	struct client *client = session->client;

	session_listen(client);
	(void)session_run(session);
}

static void session_destroy(struct client *client, const char *reason)
{
	struct tenure_pop3_session *session = session_get(client);

	session->user->announced = FALSE;
	tenure_pop3_login_delay_end();
	tenure_pop3_quit_abort(session);
	tenure_compat_command_abort(&session->command);
	tenure_download_free(&session->download);
	session->tracking = FALSE;
	if (client->mailbox != NULL && tenure_box_get(client->mailbox) != NULL)
		tenure_box_get(client->mailbox)->pop3 = NULL;
	session->module_ctx.super.destroy(client, reason);
}

static void session_client_created(struct client **_client)
{
	struct client *client = *_client;
	struct tenure_user *tuser = tenure_user_get(client->user);
	struct tenure_pop3_session *session;

	if (tuser != NULL) {
		session = p_new(client->pool, struct tenure_pop3_session, 1);
		session->client = client;
		session->user = tuser;
		session->resume = session_resume;
		tuser->announced = TRUE;
		session->blind = tenure_user_policy(tuser) == NULL;
		session->module_ctx.super = client->v;
		client->v.destroy = session_destroy;
		MODULE_CONTEXT_SET(client, tenure_pop3_module, session);
		tenure_pop3_login_delay(session);
	}
	if (next_hook_client_created != NULL)
		next_hook_client_created(_client);
}

/* Nothing has been read from the client yet, also of what it sent behind PASS,
   as the server reads in its event loop only. */
static void session_take_over(struct client *client)
{
	if (client->io == NULL)
		i_fatal("tenure: The POP3 session cannot be taken over");
	io_remove(&client->io);
	client->io = io_add_istream(client->input, session_input, client);
	o_stream_set_flush_callback(client->output, session_output, client);
}

void tenure_pop3_mailbox_opened(struct mailbox *box)
{
	struct tenure_pop3_session *session;
	struct tenure_box *tbox = tenure_box_get(box);
	struct client *client;

	if ((box->flags & MAILBOX_FLAG_POP3_SESSION) == 0 ||
	    !tenure_compat_is_pop3())
		return;
	for (client = pop3_clients; client != NULL; client = client->next) {
		if (client->mailbox == box)
			break;
	}
	session = client == NULL ? NULL : session_get(client);
	if (session == NULL)
		i_fatal("tenure: The POP3 session of a mailbox is not known");
	if (tbox != NULL)
		tbox->pop3 = session;
	session_take_over(client);
	tenure_pop3_device(session);
}

void tenure_pop3_init(void)
{
	if (tenure_compat_is_pop3()) {
		next_hook_client_created =
			pop3_client_created_hook_set(session_client_created);
	}
}

void tenure_pop3_deinit(void)
{
	if (tenure_compat_is_pop3())
		(void)pop3_client_created_hook_set(next_hook_client_created);
}
