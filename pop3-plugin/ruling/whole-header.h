/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_WHOLE_HEADER_H
#define TENURE_PLUGIN_WHOLE_HEADER_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Header fields that are read without the cache: those that are wanted once
   (seal-header.h), and all of mail on another server (tenure_box_is_remote()).
   Dovecot's imapc fetches fields one by one there, and of each field that it
   was not asked for its cache says then that the message has none: by that, no
   class would match. So the whole header is fetched, and read without the
   cache. */

/* All values of a field as mail_get_headers() gives them, NULL-terminated,
   valid until the mail is closed. Returns 1; 0 if there is a NUL octet in one
   of them; -1 if the header cannot be read, which the mailbox has as its
   error. */
int tenure_whole_header_get(struct mail *mail, const char *name,
			    const char *const **values_r);

#endif
