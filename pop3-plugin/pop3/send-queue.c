/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#endif

#include "pop3-plugin/pop3/send-queue.h"

bool tenure_socket_is_tcp(int fd)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	int type;
	socklen_t type_size = sizeof(type);

	if (getpeername(fd, (struct sockaddr *)&address, &size) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) < 0)
		return false;
	return type == SOCK_STREAM &&
	       (address.ss_family == AF_INET || address.ss_family == AF_INET6);
}

int64_t tenure_send_queue_length(int fd)
{
#ifdef SIOCOUTQ
	int octets;

	return ioctl(fd, SIOCOUTQ, &octets) < 0 ? -1 : octets;
#else
	(void)fd;
	return -1;
#endif
}

int tenure_send_queue_empty(int fd)
{
#ifdef SIOCOUTQ
	struct pollfd pollfd = {.fd = fd, .events = POLLOUT};
	int octets;

	if (ioctl(fd, SIOCOUTQ, &octets) < 0)
		return -1;
	/* Looked at second: a reset throws the queue away. */
	if (poll(&pollfd, 1, 0) < 0 ||
	    (pollfd.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0)
		return -1;
	return octets == 0 ? 1 : 0;
#else
	(void)fd;
	return -1;
#endif
}

#ifdef __linux__
/* sock_diag(7) */
struct queue_request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 ask;
};
union queue_answer {
	struct nlmsghdr header;
	char octets[NLMSG_SPACE(sizeof(struct inet_diag_msg)) + 1024];
};

static bool queue_end(const struct sockaddr *sockaddr, __be32 address[4],
		      __be16 *port_r)
{
	if (sockaddr->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sockaddr, sizeof(in));
		memcpy(address, &in.sin_addr, sizeof(in.sin_addr));
		*port_r = in.sin_port;
		return true;
	}
	if (sockaddr->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sockaddr, sizeof(in6));
		memcpy(address, &in6.sin6_addr, sizeof(in6.sin6_addr));
		*port_r = in6.sin6_port;
		return true;
	}
	return false;
}

/* What the answer says of the connection, as the function below. */
static int queue_read(const union queue_answer *answer, size_t size)
{
	const struct inet_diag_msg *found = NLMSG_DATA(&answer->header);

	if (size < NLMSG_LENGTH(sizeof(*found)) ||
	    answer->header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    (found->idiag_state != TCP_ESTABLISHED &&
	     found->idiag_state != TCP_CLOSE_WAIT))
		return -1;
	return found->idiag_wqueue == 0 ? 1 : 0;
}

static int queue_ask(int fd, const struct queue_request *request)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	union queue_answer answer;
	ssize_t size;

	memset(&answer, 0, sizeof(answer));
	if (sendto(fd, request, sizeof(*request), 0,
		   (const struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -1;
	/* It is there when sendto() returns. */
	size = recv(fd, &answer, sizeof(answer), MSG_DONTWAIT);
	return size < 0 ? -1 : queue_read(&answer, (size_t)size);
}

int tenure_send_queue_of_others(const struct sockaddr *local,
				const struct sockaddr *remote)
{
	struct queue_request request;
	int fd, ret;

	memset(&request, 0, sizeof(request));
	request.header.nlmsg_len = sizeof(request);
	request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request.header.nlmsg_flags = NLM_F_REQUEST;
	request.ask.sdiag_family = (__u8)local->sa_family;
	request.ask.sdiag_protocol = IPPROTO_TCP;
	request.ask.idiag_states = ~0U;
	request.ask.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
	request.ask.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	if (local->sa_family != remote->sa_family ||
	    !queue_end(local, request.ask.id.idiag_src,
		       &request.ask.id.idiag_sport) ||
	    !queue_end(remote, request.ask.id.idiag_dst,
		       &request.ask.id.idiag_dport))
		return -1;
	fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd < 0)
		return -1;
	ret = queue_ask(fd, &request);
	close(fd);
	return ret;
}
#else
int tenure_send_queue_of_others(const struct sockaddr *local,
				const struct sockaddr *remote)
{
	(void)local;
	(void)remote;
	return -1;
}
#endif

int tenure_socket_has_input(int fd)
{
	int octets;

	if (ioctl(fd, FIONREAD, &octets) < 0)
		return -1;
	return octets > 0 ? 1 : 0;
}
