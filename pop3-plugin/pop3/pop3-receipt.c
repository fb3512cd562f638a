/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-receipt.h"
#include "pop3-plugin/pop3/send-queue.h"
#include <net.h>
#include <netinet/in.h>

/* Is it the client's own connection? A proxy may run on the client's host: its
   connection has another port. */
static bool receipt_is_direct(const struct client *client)
{
	const struct mail_user_connection_data *conn = &client->user->conn;
	struct ip_addr peer;
	in_port_t port;

	return !tenure_compat_is_tls(client->user) && conn->remote_ip != NULL &&
	       tenure_socket_is_tcp(client->fd_out) &&
	       net_getpeername(client->fd_out, &peer, &port) == 0 &&
	       net_ip_compare(conn->remote_ip, &peer) &&
	       conn->remote_port == port;
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

uint64_t tenure_pop3_receipt_left(const struct tenure_pop3_session *session)
{
	const struct client *client = session->client;
	int64_t queued = tenure_send_queue_length(client->fd_out);

	return o_stream_get_buffer_used_size(client->output) +
	       (queued < 0 ? 0 : (uint64_t)queued);
}

static void receipt_end(const struct ip_addr *ip, in_port_t port,
			struct sockaddr_storage *end_r)
{
	i_zero(end_r);
	if (ip->family == AF_INET) {
		struct sockaddr_in in = {.sin_family = AF_INET,
					 .sin_port = htons(port),
					 .sin_addr = ip->u.ip4};

		memcpy(end_r, &in, sizeof(in));
	} else {
		struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
					   .sin6_port = htons(port),
					   .sin6_addr = ip->u.ip6};

		memcpy(end_r, &in6, sizeof(in6));
	}
}

/* The client's own connection, which the login process has. */
static int receipt_of_others(const struct client *client)
{
	const struct mail_user_connection_data *conn = &client->user->conn;
	struct sockaddr_storage local, remote;

	if (conn->local_ip == NULL || conn->remote_ip == NULL ||
	    conn->local_ip->family != conn->remote_ip->family)
		return -1;
	receipt_end(conn->local_ip, conn->local_port, &local);
	receipt_end(conn->remote_ip, conn->remote_port, &remote);
	return tenure_send_queue_of_others((struct sockaddr *)&local,
					   (struct sockaddr *)&remote);
}

void tenure_pop3_receipt_init(struct tenure_pop3_session *session)
{
	session->connection_seen = receipt_of_others(session->client) >= 0;
}

/* Is something of what was written still on its way to the client, or lost on
   it? What it says now may then have been said without having read that. */
static bool receipt_is_under_way(const struct tenure_pop3_session *session)
{
	return tenure_send_queue_empty(session->client->fd_out) == 0 ||
	       (session->connection_seen &&
		receipt_of_others(session->client) <= 0);
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
		if (!receipt_is_under_way(session))
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
