/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_EXPIRE_H
#define TENURE_PLUGIN_EXPIRE_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/ruling/ruling.h"
#include "pop3-plugin/dovecot/shared.h"

/* The server destroys what is past its time and neither kept nor held: by
   "doveadm tenure expire" and "purge", and at the end of sessions. Oldest
   first, in batches that are committed one by one: whatever stops it, what is
   left is found the next time. Each message is logged before it goes, with the
   rule. */

/* Seconds that a command waits for another process which destroys in the same
   mailbox. */
#define TENURE_EXPIRE_WAIT 60
/* Messages in a batch. */
#define TENURE_EXPIRE_BATCH 100

struct tenure_expire {
	/* For the log: the command, or "session". */
	const char *whence;
	/* Count, and destroy nothing. Where the user has tenure_mode =
	   observe, it is said in the log what would be destroyed. */
	bool dry_run;
	/* How many seconds it waits for another process that destroys in the
	   same mailbox, before that is an error; 0: that one may do it. */
	unsigned int wait;
	/* Of each mailbox, only so many messages are looked at, the first
	   ones; 0: all. */
	unsigned int look_at;
	/* Only so many messages are destroyed; 0: all. */
	unsigned int limit;
	/* Called before each message is looked at, and after each batch.
	   FALSE: it is enough. Can be NULL. */
	bool (*proceed)(struct tenure_expire *expire);
	/* Called for a message that has to stay, with the reason. NULL: it is
	   not wanted. */
	void (*refused)(struct tenure_expire *expire, struct mail *mail,
			const struct tenure_ruling *ruling);
	void *context;

	/* Out, counted on: what was destroyed, or would be, and those about
	   which it cannot be told. */
	unsigned int destroyed, unknown;
};

/* Can the server remove anything from the mailboxes of a namespace, by its
   owner's policy? FALSE: no mailbox needs to be looked at, but that of
   concealed mail. */
TENURE_SHARED bool tenure_expire_is_possible(struct mail_namespace *ns);

/* Might a message have expired that was received then? */
bool tenure_expire_is_due(struct mail_namespace *ns, int64_t received);

/* Destroy what is due in a mailbox that has been opened and synced, among what
   args match (NULL: all; not initialized). Returns 0, or -1 with the mailbox's
   error. */
TENURE_SHARED int tenure_expire_box(struct tenure_expire *expire,
				    struct mailbox *box,
				    struct mail_search_args *args);

#endif
