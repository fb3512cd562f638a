/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LOST_INDEX_H
#define TENURE_LOST_INDEX_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/lost/lost-mail.h"

/* Messages that the index of a folder loses without a request; see lost.h. They
   are looked at before it has lost them: Dovecot may make the cache anew right
   afterwards. */

/* What was found missing. */
struct tenure_lost {
	pool_t pool;
	/* Those that had to stay, or may have had to. */
	ARRAY(struct tenure_lost_mail) mails;
	/* What was looked at, and what was too much for that. */
	unsigned int looked_at, more;
	/* What came into the folder since has at least this UID. */
	uint32_t next_uid;
};

/* Follow the index of an open mailbox. To be ended before it is closed. */
void tenure_lost_index_follow(struct mailbox *box);
void tenure_lost_index_unfollow(struct mailbox *box);

/* What was found missing since this was asked last, by whichever mailbox that
   has the index; to be freed. NULL if nothing was, which costs nothing. */
struct tenure_lost *tenure_lost_index_take(struct mail_index *index);
/* NULL accepted; set to NULL. */
void tenure_lost_free(struct tenure_lost **lost);

/* When the plugin is unloaded. */
void tenure_lost_index_deinit(void);

#endif
