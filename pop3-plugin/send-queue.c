/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

#include "pop3-plugin/send-queue.h"

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

int tenure_socket_has_input(int fd)
{
	int octets;

	if (ioctl(fd, FIONREAD, &octets) < 0)
		return -1;
	return octets > 0 ? 1 : 0;
}
