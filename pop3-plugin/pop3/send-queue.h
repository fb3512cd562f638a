/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SEND_QUEUE_H
#define TENURE_SEND_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

/* What the kernel knows about the other end of a connection. */

/* Is it a TCP connection? The login process that does TLS hands on one end of
   a socket pair; a test may hand on a pipe. */
bool tenure_socket_is_tcp(int fd);
/* The octets that the peer's TCP has not acknowledged; -1 cannot tell. */
int64_t tenure_send_queue_length(int fd);
/* 1 everything that was written is acknowledged by the peer's TCP, and the
   connection stands; 0 not yet; -1 it never will be, or it cannot be told. */
int tenure_send_queue_empty(int fd);
/* The same for a TCP connection that another process of this host has, here the
   one that does TLS, by its two ends (of one address family). -1 also where the
   connection is there no more, or being closed by us, or if this system does
   not tell. What is in the other process's own memory is not seen. */
int tenure_send_queue_of_others(const struct sockaddr *local,
				const struct sockaddr *remote);
/* 1 there is input that nobody has read, 0 there is none, -1 cannot tell. */
int tenure_socket_has_input(int fd);

#endif
