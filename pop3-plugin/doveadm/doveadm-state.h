/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_STATE_H
#define TENURE_DOVEADM_STATE_H

#include "pop3-plugin/ruling/outlook.h"

/* What becomes of a message, in one word. */
enum tenure_mail_state {
	/* A hold is on it. */
	TENURE_STATE_HELD,
	/* Nobody destroys it yet. */
	TENURE_STATE_KEPT,
	/* It was deleted, nothing keeps it, and its grace is not over. */
	TENURE_STATE_GRACE,
	/* Nothing keeps it. */
	TENURE_STATE_FREE,
	/* The server may destroy it: the next "doveadm tenure expire" does. */
	TENURE_STATE_EXPIRED,
};

/* Of a mail at this moment, by what tenure_outlook_get() said of it. */
enum tenure_mail_state tenure_mail_state(const struct tenure_outlook *outlook);
/* "held" ... */
const char *tenure_mail_state_name(enum tenure_mail_state state);

#endif
