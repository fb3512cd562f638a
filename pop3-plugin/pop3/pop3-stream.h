/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_STREAM_H
#define TENURE_POP3_STREAM_H

#include "pop3-plugin/pop3/pop3-session.h"

/* Was the message that RETR or TOP sends read to its end? The server ends its
   reply in the same way if a file cannot be read further or is shorter than it
   was; and what it sends cannot be compared with the announced size, as it
   contains the dots that POP3 doubles. So they read through a stream that makes
   line ends CRLF, as the size is counted, and its length is compared. */

/* mail_vfuncs.get_stream in the mailbox of a POP3 session */
int tenure_pop3_stream_get(struct mail *mail, bool get_body,
			   struct message_size *hdr_size,
			   struct message_size *body_size,
			   struct istream **stream_r);
/* Before a mail is closed: tell the session how far RETR or TOP came. */
void tenure_pop3_stream_closing(struct mail *mail);

#endif
