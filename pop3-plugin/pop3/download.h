/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOWNLOAD_H
#define TENURE_DOWNLOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"

/* Which messages of a POP3 session has the client really got?

   That the server wrote a message says nothing: megabytes may wait in the
   kernel, or in the login process that does TLS, when the connection is cut.
   A message counts as downloaded when it was sent whole, and then
   - on a TCP connection of the client's own, its TCP has acknowledged all; or
   - elsewhere, everything was written out while the client had nothing more to
     say, and later it said something: it had read the reply (lock step). If the
     kernel knows that something is still on its way then, it had not.
   Either confirms all that was sent whole before it. Clients that send many
   commands at once read all answers before they say QUIT; one that does not,
   over TLS, is taken as not having got what it did not wait for.

   Pure bookkeeping: messages are numbered from 0, in the order in which they
   were sent. One thread. */
struct tenure_download {
	/* Messages in the order of sending, each once. */
	unsigned int *order;
	bool *listed;
	size_t count;
	/* order[0 .. confirmed) were downloaded, [confirmed .. flushed) were
	   written out while the client was silent, [flushed .. sent) were sent
	   whole. */
	size_t confirmed, flushed, sent;
};

/* For a mailbox of count messages. Returns 0, or -1 on out-of-memory: the
   struct then counts nothing as downloaded, and is as harmless to use. */
int tenure_download_init(struct tenure_download *download,
			 size_t count) TENURE_CHECK;
void tenure_download_free(struct tenure_download *download);
/* Forget everything (RSET). */
void tenure_download_clear(struct tenure_download *download);

/* A message was sent, to its last octet. */
void tenure_download_sent(struct tenure_download *download,
			  unsigned int message);
/* Everything was written out, and no input of the client waits. */
void tenure_download_flushed(struct tenure_download *download);
/* The client sent something. */
void tenure_download_spoke(struct tenure_download *download);
/* The client's TCP has acknowledged everything. */
void tenure_download_acknowledged(struct tenure_download *download);

/* Was something sent whole that is not confirmed yet? */
bool tenure_download_is_waiting(const struct tenure_download *download);

#endif
