/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LOST_MAIL_H
#define TENURE_LOST_MAIL_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* One message that was lost (lost.h), as far as Dovecot's cache knows it. */
struct tenure_lost_mail {
	uint32_t uid;
	/* Of its seal; NULL if it has none that can be believed. */
	const char *serial;
	/* It was kept; else that cannot be told. */
	bool kept;
	int64_t keep_until;
	/* The rule that keeps it, or why it cannot be told. */
	const char *reason;
	/* File and line of the rule; "" where that is not known. */
	const char *place;
};

/* Look at a message whose file is gone. Returns TRUE if it had to stay, or may
   have had to. Strings are from pool. */
bool tenure_lost_mail_look(struct mail *mail, uint32_t uid, pool_t pool,
			   struct tenure_lost_mail *lost_r);
/* Returns 1 with the serial of a message's seal, on the data stack; 0 if it has
   no seal, -1 if that cannot be told. */
int tenure_lost_mail_serial(struct mail *mail, const char **serial_r);

void tenure_lost_mail_log(struct mailbox *box,
			  const struct tenure_lost_mail *lost);
/* Of so many more it was not found out what they were. */
void tenure_lost_mail_log_more(struct mailbox *box, unsigned int count);

#endif
