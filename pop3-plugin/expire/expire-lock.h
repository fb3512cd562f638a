/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_EXPIRE_LOCK_H
#define TENURE_PLUGIN_EXPIRE_LOCK_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* One process at a time destroys in a mailbox what is due there: two that do it
   at the same time both take what each has asked for to be gone by itself,
   until one of them has synchronized the mailbox. */

struct file_lock;

/* Returns 1; or 0 if another process is at it still after so many seconds.
   Where there can be no lock, which is logged, *lock_r is NULL: that two count
   the same is better than that nothing goes. */
int tenure_expire_lock(struct mailbox *box, unsigned int seconds,
		       struct file_lock **lock_r);
/* Set to NULL. */
void tenure_expire_unlock(struct file_lock **lock);

#endif
