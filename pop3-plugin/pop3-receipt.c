/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3-receipt.h"
#include "pop3-plugin/send-queue.h"
#include <net.h>

static bool receipt_is_direct(const struct client *client)
{
	const struct ip_addr *ip = client->user->conn.remote_ip;
	struct ip_addr peer;

	return !tenure_compat_is_tls(client->user) && ip != NULL &&
	       tenure_socket_is_tcp(client->fd_out) &&
	       net_getpeername(client->fd_out, &peer, NULL) == 0 &&
	       net_ip_compare(ip, &peer);
}

static bool receipt_all_written(const struct client *client)
{
	return o_stream_get_buffer_used_size(client->output) == 0;
}

int tenure_pop3_receipt(const struct tenure_pop3_session *session)
{
	const struct client *client = session->client;
	int ret;

	if (client->output->closed || !receipt_is_direct(client))
		return -1;
	if ((ret = tenure_send_queue_empty(client->fd_out)) <= 0)
		return ret;
	return receipt_all_written(client) ? 1 : 0;
}

void tenure_pop3_receipt_spoke(struct tenure_pop3_session *session)
{
	if (!tenure_download_is_waiting(&session->download))
		return;
	switch (tenure_pop3_receipt(session)) {
	case 1:
		tenure_download_acknowledged(&session->download);
		break;
	case -1:
		tenure_download_spoke(&session->download);
		break;
	}
}

bool tenure_pop3_receipt_is_silent(const struct tenure_pop3_session *session)
{
	const struct client *client = session->client;

	return session->tracking &&
	       i_stream_get_data_size(client->input) == 0 &&
	       tenure_socket_has_input(client->fd_in) == 0;
}

void tenure_pop3_receipt_written(struct tenure_pop3_session *session,
				 bool was_silent)
{
	const struct client *client = session->client;

	if (was_silent && client->cmd == NULL && !client->output->closed &&
	    receipt_all_written(client))
		tenure_download_flushed(&session->download);
}
