/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_DOUBLES_H
#define TENURE_DOVEADM_DOUBLES_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Messages that are in a concealed mailbox twice, as releases before this one
   could leave them: the same message of the same folder, octet by octet. */

struct tenure_double {
	uint32_t uid, first_uid;
};

struct tenure_doubles {
	ARRAY(struct tenure_double_origin) origins;
	/* Sorted by first_uid. */
	ARRAY(struct tenure_double) found;
};

void tenure_doubles_init(struct tenure_doubles *doubles);
void tenure_doubles_deinit(struct tenure_doubles *doubles);
/* One of the messages that are looked at. */
void tenure_doubles_add(struct tenure_doubles *doubles, struct mail *mail);
/* Take those out of uids that are the same as another one, in the mailbox that
   all of them are in. */
void tenure_doubles_find(struct tenure_doubles *doubles, struct mailbox *box,
			 ARRAY_TYPE(uint32_t) * uids);
/* Expunge the doubles of a message, with a mail of their mailbox. */
void tenure_doubles_remove(const struct tenure_doubles *doubles,
			   uint32_t first_uid, struct mail *mail);

#endif
