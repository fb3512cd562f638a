/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-reply.h"

int tenure_pop3_capture(struct tenure_pop3_session *session, const char *name,
			const char *args, string_t *reply)
{
	struct client *client = session->client;
	struct ostream *output = client->output;
	int ret;

	client->output = o_stream_create_buffer(reply);
	o_stream_set_no_error_handling(client->output, TRUE);
	/* the server's statistics count from here */
	client->output->offset = output->offset;
	ret = tenure_compat_pop3_execute(client, name, args);
	o_stream_destroy(&client->output);
	client->output = output;
	return ret;
}

void tenure_pop3_send(struct tenure_pop3_session *session, string_t *reply)
{
	struct client *client = session->client;

	if (str_len(reply) == 0)
		return;
	/* Without the last CRLF: the server's function does what has to be
	   done when the client does not read. */
	if (str_len(reply) >= 2)
		str_truncate(reply, str_len(reply) - 2);
	client_send_line(client, "%s", str_c(reply));
}
