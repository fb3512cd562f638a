/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-commands.h"
#include "pop3-plugin/pop3/pop3-fetch.h"
#include "pop3-plugin/pop3/pop3-number.h"
#include "pop3-plugin/pop3/pop3-quit.h"
#include "pop3-plugin/pop3/pop3-reply.h"
#include "pop3-plugin/pop3/pop3-ruling.h"
#include "base/date.h"
#include "policy/mailbox-value.h"

/* Tells the client when it may try again, and not why. */
static void commands_send_denial(struct client *client, unsigned int number,
				 const struct tenure_ruling *ruling)
{
	char until[TENURE_DATE_SIZE];

	if (ruling->temporary) {
		client_send_line(client,
				 "-ERR [SYS/TEMP] Message %u cannot be deleted "
				 "at present, try again later.",
				 number);
	} else if (ruling->keep_until == TENURE_TIME_NONE) {
		/* It is not kept, but would have to be concealed for a time
		   of grace. */
		client_send_line(client,
				 "-ERR [SYS/PERM] Message %u cannot be "
				 "deleted.",
				 number);
	} else if (ruling->keep_until == TENURE_TIME_FOREVER) {
		client_send_line(client,
				 "-ERR [SYS/PERM] Message %u is retained for "
				 "ever.",
				 number);
	} else {
		client_send_line(
			client,
			"-ERR [SYS/PERM] Message %u is retained until %s.",
			number,
			tenure_date_format_day(ruling->keep_until, until));
	}
}

static int command_dele(struct tenure_pop3_session *session, const char *name,
			const char *args)
{
	struct client *client = session->client;
	struct tenure_ruling ruling;
	unsigned int number;

	if (tenure_pop3_number(args, client->messages_count, &number) < 0)
		return tenure_compat_pop3_execute(client, name, args);
	tenure_pop3_see_policy(session);
	tenure_pop3_rule(session, number - 1, TENURE_ACTION_DELETE, "DELE",
			 &ruling);
	if (ruling.allowed || ruling.gone || session->user->set.observe)
		return tenure_compat_pop3_execute(client, name, args);
	commands_send_denial(client, number, &ruling);
	return 0;
}

static int command_rset(struct tenure_pop3_session *session, const char *name,
			const char *args)
{
	tenure_download_clear(&session->download);
	return tenure_compat_pop3_execute(session->client, name, args);
}

/* EXPIRE is about what the server deletes by itself (RFC 2449, 6.7). */
static void capa_add(const struct tenure_mailbox *mailbox, string_t *reply)
{
	int64_t expire = tenure_mailbox_pop3_expire(mailbox);
	int64_t delay = tenure_mailbox_pop3_login_delay(mailbox);

	if (expire < 0)
		str_append(reply, "EXPIRE NEVER\r\n");
	else
		str_printfa(reply, "EXPIRE %lld\r\n", (long long)expire);
	if (delay > 0)
		str_printfa(reply, "LOGIN-DELAY %lld\r\n", (long long)delay);
}

static int command_capa(struct tenure_pop3_session *session, const char *name,
			const char *args)
{
	const struct tenure_mailbox *mailbox =
		tenure_user_mailbox(session->user, session->client->inbox_ns);
	string_t *reply = t_str_new(256);
	int ret;

	if (mailbox == NULL || session->blind || session->user->set.observe)
		return tenure_compat_pop3_execute(session->client, name, args);
	ret = tenure_pop3_capture(session, name, args, reply);
	if (str_len(reply) > 3 &&
	    strcmp(str_c(reply) + str_len(reply) - 5, "\r\n.\r\n") == 0) {
		str_truncate(reply, str_len(reply) - 3);
		capa_add(mailbox, reply);
		str_append(reply, ".\r\n");
	}
	tenure_pop3_send(session, reply);
	return ret;
}

static const struct {
	const char *name;
	int (*run)(struct tenure_pop3_session *session, const char *name,
		   const char *args);
} commands[] = {
	{"CAPA", command_capa},     {"DELE", command_dele},
	{"QUIT", tenure_pop3_quit}, {"RETR", tenure_pop3_retr},
	{"RSET", command_rset},     {"TOP", tenure_pop3_top},
};

int tenure_pop3_command(struct tenure_pop3_session *session, const char *name,
			const char *args)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(commands); i++) {
		if (strcasecmp(name, commands[i].name) == 0)
			return commands[i].run(session, name, args);
	}
	return tenure_compat_pop3_execute(session->client, name, args);
}
