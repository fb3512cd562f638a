/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-lock.h"
#include <file-create-locked.h>
#include <file-lock.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_SUFFIX ".lock"
/* Another one, as a file that is there is no lock of the other kind. */
#define DOTLOCK_SUFFIX ".dotlock"
#define LOCK_SECS 60

/* As Dovecot gives them to files of its own there. */
static int lock_file_create(struct mailbox_list *list, const char *path)
{
	struct mailbox_permissions perm;
	mode_t mask;
	int fd;

	mailbox_list_get_root_permissions(list, &perm);
	mask = umask(0666 ^ perm.file_create_mode);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	(void)umask(mask);
	/* not possible for everybody, and then not needed by this user */
	if (fd != -1 && perm.file_create_gid != (gid_t)-1 &&
	    fchown(fd, (uid_t)-1, perm.file_create_gid) < 0)
		e_debug(list->ns->user->event, "tenure: fchown(%s): %m", path);
	return fd;
}

/* With the modes that the first concealed mailbox would give it. */
static int lock_folder_create(struct mailbox_list *list, const char *folder)
{
	return mailbox_list_mkdir_root(list, folder,
				       MAILBOX_LIST_PATH_TYPE_MAILBOX);
}

static int lock_file_open(struct mailbox_list *list, const char *folder,
			  const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	if (fd != -1 || errno != ENOENT)
		return fd;
	fd = lock_file_create(list, path);
	if (fd != -1 || errno != ENOENT || lock_folder_create(list, folder) < 0)
		return fd;
	return lock_file_create(list, path);
}

/* By the locks of the kernel. */
static int lock_file(struct mail_storage *storage, int fd, const char *path,
		     struct file_lock **lock_r, const char **error_r)
{
	struct file_lock_settings set = {
		.lock_method = storage->set->parsed_lock_method,
		.close_on_free = TRUE,
	};
	int ret = file_try_lock(fd, path, F_WRLCK, &set, lock_r, error_r);

	if (ret == 0) {
		ret = file_wait_lock(
			fd, path, F_WRLCK, &set,
			mail_storage_get_lock_timeout(storage, LOCK_SECS),
			lock_r, error_r);
	}
	return ret > 0 ? 0 : -1;
}

/* By a file that is made for it, where the configuration wants that. */
static int lock_dotlock(struct mail_namespace *ns, const char *folder,
			const char *path, struct file_lock **lock_r,
			const char **error_r)
{
	struct mail_storage *storage = ns->storage;
	struct file_create_settings set = {
		.lock_timeout_secs =
			mail_storage_get_lock_timeout(storage, LOCK_SECS),
		.lock_settings.lock_method = FILE_LOCK_METHOD_DOTLOCK,
	};
	int ret;

	if (access(folder, F_OK) < 0 && errno == ENOENT &&
	    lock_folder_create(ns->list, folder) < 0) {
		*error_r = mailbox_list_get_last_internal_error(ns->list, NULL);
		return -1;
	}
	ret = mail_storage_lock_create(path, &set, storage->set, lock_r,
				       error_r);
	return ret > 0 ? 0 : -1;
}

static int lock_at(struct mail_namespace *ns, const char *folder,
		   const char *name, struct file_lock **lock_r,
		   const char **error_r)
{
	const char *path = t_strdup_printf("%s/%s", folder, name);
	int fd;

	if (ns->storage->set->parsed_lock_method == FILE_LOCK_METHOD_DOTLOCK) {
		path = t_strconcat(path, DOTLOCK_SUFFIX, NULL);
		return lock_dotlock(ns, folder, path, lock_r, error_r);
	}
	path = t_strconcat(path, LOCK_SUFFIX, NULL);
	fd = lock_file_open(ns->list, folder, path);
	if (fd == -1) {
		*error_r = t_strdup_printf("open(%s): %m", path);
		return -1;
	}
	if (lock_file(ns->storage, fd, path, lock_r, error_r) < 0) {
		i_close_fd(&fd);
		return -1;
	}
	return 0;
}

int tenure_concealed_lock(struct tenure_user *tuser, const char *name,
			  struct file_lock **lock_r, const char **error_r)
{
	struct mail_namespace *ns = tuser->concealed;
	const char *folder;

	if (!mailbox_list_get_root_path(
		    ns->list, MAILBOX_LIST_PATH_TYPE_MAILBOX, &folder)) {
		*error_r = "the storage has no folder";
		return -1;
	}
	return lock_at(ns, folder, name, lock_r, error_r);
}

void tenure_concealed_unlock(struct file_lock **lock)
{
	file_lock_free(lock);
}
