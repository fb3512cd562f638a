/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_CACHED_FIELD_H
#define TENURE_PLUGIN_CACHED_FIELD_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Header fields that decisions ask for, out of Dovecot's cache where they are
   in it, and put there where they are not. */

/* All values of a field as mail_get_headers() gives them, NULL-terminated,
   valid until the mail is closed. Returns 1; 0 if there is a NUL octet in one
   of them; -1 if they cannot be read, which the mailbox has as its error. */
int tenure_cached_field_get(struct mail *mail, const char *name,
			    const char *const **values_r);
/* The mailbox is about to be closed. */
void tenure_cached_field_box_closing(struct mailbox *box);

#endif
