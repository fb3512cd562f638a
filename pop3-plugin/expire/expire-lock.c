/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/expire/expire-lock.h"
#include <file-lock.h>
#include <sys/stat.h>

/* Beside the indexes, and gone with the lock. */
#define LOCK_NAME "tenure-expire.lock"

/* Has the user made a folder there? To lock_method = dotlock it would be a lock
   that somebody has. */
static bool lock_is_folder(struct mailbox *box)
{
	const char *folder;
	struct stat st;

	return mailbox_get_path_to(box, MAILBOX_LIST_PATH_TYPE_INDEX, &folder) >
		       0 &&
	       lstat(t_strconcat(folder, "/", LOCK_NAME, NULL), &st) == 0 &&
	       S_ISDIR(st.st_mode);
}

int tenure_expire_lock(struct mailbox *box, unsigned int seconds,
		       struct file_lock **lock_r)
{
	const char *error = "there is a folder " LOCK_NAME;
	int ret = -1;

	*lock_r = NULL;
	if (mail_index_is_in_memory(box->index))
		return 1;
	if (!lock_is_folder(box))
		ret = mailbox_lock_file_create(box, LOCK_NAME, seconds, lock_r,
					       &error);
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
