/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOWNLOAD_HINT_H
#define TENURE_DOWNLOAD_HINT_H

#include "pop3-plugin/dovecot-compat.h"

/* When a POP3 client's download of a message counted, in the mailbox's index.
   A hint: where it is lost (an index is rebuilt, the message is copied), the
   message counts as not downloaded, and goes later. */

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_download_hint_register(struct mailbox *box);
/* 0 if there is none. */
int64_t tenure_download_hint_read(struct mail *mail);
/* Remember it, in the mail's own transaction. Does nothing where there is a
   time already, or no place for it. */
void tenure_download_hint_write(struct mail *mail, int64_t when);

#endif
