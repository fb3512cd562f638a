/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LAST_LOGIN_H
#define TENURE_LAST_LOGIN_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/error.h"

/* When a user last logged in by POP3, for the least time between two logins
   (RFC 2449, 6.6). It is in a file of the user's home folder, so that it
   survives the process, the server and its restart. Not for two threads of one
   process at a time. */
#define TENURE_LAST_LOGIN_FILE ".tenure-login"
/* Held while it is read and written. Stays there, empty. */
#define TENURE_LAST_LOGIN_LOCK ".tenure-login.lock"

/* Somebody logs in now, with delay > 0 seconds between two logins. Returns 0:
   it is allowed, and the time is recorded, durably. Else the number of seconds
   to wait, at most delay: nothing is recorded, but that a file which cannot be
   understood, or has a time that is still to come (the clock was set back), is
   written with now, so that the delay begins to pass. -1 with err if it cannot
   be told or recorded. Of several at a time one is allowed. */
int64_t tenure_last_login_check(const char *folder, int64_t now, int64_t delay,
				struct tenure_error *err) TENURE_CHECK;
/* The text of the file for a time; size octets are written, at most. Returns
   buf. */
const char *tenure_last_login_format(int64_t time, char *buf,
				     unsigned int size);
/* Read it. Returns 0, or -1 if it is not such a text. */
int tenure_last_login_parse(const char *text, int64_t *time_r) TENURE_CHECK;

#endif
