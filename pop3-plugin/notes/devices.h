/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DEVICES_H
#define TENURE_DEVICES_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/notes/device-name.h"

/* The devices of a mailbox's user, and which messages each has downloaded by
   POP3, in the mailbox's index: hints that can be lost at any time, and then a
   message counts as not downloaded.

   Each device has a place of its own, an extension of the index: its header
   has the name and when it was last seen, its records the times of the
   downloads. So two devices never write the same record. There are few places,
   which bounds what is stored; nobody is put out of one but for a long
   absence. A place is given to another device by a reset of the extension,
   which Dovecot does only if nobody else was faster, and after which what is
   still written for the device before is ignored. */

#define TENURE_DEVICES_MAX 16
/* A device that was not seen for so long is forgotten. */
#define TENURE_DEVICES_FORGET (90 * 24 * 60 * 60)

/* What the index knows about the downloads of a message. */
struct tenure_device_downloads {
	int64_t times[TENURE_DEVICES_MAX];
	size_t count;
	/* Devices that are known; 0: cannot be told. */
	size_t devices;
};

/* Look again, also at what other sessions have written meanwhile. */
void tenure_devices_refresh(struct mailbox *box);

/* A device's session begins. name is NULL if it cannot be told which one it
   is. With observe nothing is written. */
void tenure_devices_enter(struct mailbox *box, const char *name, bool observe);
/* The session's device has downloaded a message: remember it in the
   transaction. */
void tenure_devices_note(struct mailbox_transaction_context *t, uint32_t seq,
			 int64_t when);

/* seq is one of the transaction, or 0. */
void tenure_devices_downloads(struct mailbox_transaction_context *t,
			      uint32_t seq,
			      struct tenure_device_downloads *downloads_r);

#endif
