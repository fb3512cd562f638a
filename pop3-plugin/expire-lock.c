/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/expire-lock.h"
#include <file-lock.h>

/* Beside the indexes, and gone with the lock. */
#define LOCK_NAME "tenure-expire.lock"

int tenure_expire_lock(struct mailbox *box, unsigned int seconds,
		       struct file_lock **lock_r)
{
	const char *error;
	int ret;

	*lock_r = NULL;
	if (mail_index_is_in_memory(box->index))
		return 1;
	ret = mailbox_lock_file_create(box, LOCK_NAME, seconds, lock_r, &error);
	if (ret >= 0)
		return ret;
	e_warning(box->event,
		  "tenure: What another process destroys here at the same time "
		  "may be counted twice: %s",
		  error);
	return 1;
}

void tenure_expire_unlock(struct file_lock **lock)
{
	file_lock_free(lock);
}
