/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_IMAP_STORE_H
#define TENURE_PLUGIN_IMAP_STORE_H

/* The answer to IMAP's STORE (gate-flag.h). The command itself succeeds, so
   that the client is told of the flags that did change, and the gate's answer
   takes the place of its OK. */

/* In programs other than imap these do nothing. */
void tenure_imap_store_init(void);
void tenure_imap_store_deinit(void);

#endif
