/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_LOCK_H
#define TENURE_CONCEALED_LOCK_H

#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/dovecot/shared.h"
#include "pop3-plugin/state/user.h"

/* A lock is one of an empty file that stays, so that it is gone with the
   process that had it. It is in the folder of concealed mailboxes, where no
   session of a user can make anything, and so nobody a folder of its name; no
   concealed mailbox can have a '.' in its own. Builds that have it elsewhere do
   not wait for those that have it here: Dovecot is restarted between them.

   One session at a time looks for what is concealed already, copies the rest
   and commits that. It is held for that only: nothing that waits for it has a
   lock of a concealed mailbox, and nobody who has it waits for one of the
   user's mailboxes or of their list. */
#define TENURE_LOCK_CONCEAL "conceal"
/* One process at a time brings concealed messages back. Who conceals does not
   wait for it. */
#define TENURE_LOCK_RESTORE "restore"

struct file_lock;

/* Of a user who has a concealed namespace. Waits a minute (or what Dovecot's
   mail_max_lock_timeout says, if that is less) for those before. Returns 0, or
   -1 with *error_r on the data stack. */
TENURE_SHARED int tenure_concealed_lock(struct tenure_user *tuser,
					const char *name,
					struct file_lock **lock_r,
					const char **error_r);
/* Set to NULL. */
TENURE_SHARED void tenure_concealed_unlock(struct file_lock **lock);

#endif
