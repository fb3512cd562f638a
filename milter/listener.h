/* SPDX-License-Identifier: MIT */
#ifndef TM_LISTENER_H
#define TM_LISTENER_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/error.h"
#include "config/config.h"

/* Connections that may wait to be accepted: a burst of 10,000 lost 3,892 at
   libmilter's default. The kernel cuts it at net.core.somaxconn. */
#define TM_LISTENER_BACKLOG 4096

/* Octets of one packet of the mail server. libmilter cuts the connection for
   a longer one, at 64 kilobytes if nobody says otherwise. Postfix cuts header
   fields at 60000 octets for that reason; not every server does. */
#define TM_LISTENER_PACKET_MAX (16U * 1024 * 1024)

/* Does the mail server reach this socket by TCP? */
bool tm_listener_is_tcp(const char *socket);
/* Open the socket of tenure.conf with its mode and group. After
   smfi_register(), and while there is one thread. Refuses a UNIX socket that
   another process answers on. Returns 0, or -1 with err. */
int tm_listener_open(const struct tenure_config *config,
		     struct tenure_error *err) TENURE_CHECK;

#endif
