/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/notes/last-login.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"

#define LAST_LOGIN_PREFIX "tenure-login 1 "
#define LAST_LOGIN_MAX 64
#define PATH_SIZE 4096
/* How long others may hold the lock: it is for one small file. */
#define LOCK_TRIES 250
#define LOCK_PAUSE_NSEC (20 * 1000 * 1000)

const char *tenure_last_login_format(int64_t time, char *buf, unsigned int size)
{
	snprintf(buf, size, LAST_LOGIN_PREFIX "%" PRId64 "\n", time);
	return buf;
}

int tenure_last_login_parse(const char *text, int64_t *time_r)
{
	const char *p = text + strlen(LAST_LOGIN_PREFIX);
	int64_t time = 0;

	if (strncmp(text, LAST_LOGIN_PREFIX, strlen(LAST_LOGIN_PREFIX)) != 0 ||
	    *p < '0' || *p > '9')
		return -1;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (time > (INT64_MAX - 9) / 10)
			return -1;
		time = time * 10 + (*p - '0');
	}
	if (strcmp(p, "\n") != 0)
		return -1;
	*time_r = time;
	return 0;
}

static int last_login_path(const char *folder, const char *name, char *path,
			   struct tenure_error *err)
{
	if (snprintf(path, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE)
		return 0;
	return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				"the path of %s is too long", name);
}

/* Returns the descriptor that holds the lock until it is closed, or -1. */
static int last_login_lock(const char *folder, struct tenure_error *err)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NSEC};
	char path[PATH_SIZE];
	int fd;

	if (last_login_path(folder, TENURE_LAST_LOGIN_LOCK, path, err) < 0)
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		  0600);
	if (fd < 0)
		return tenure_error_errno(err, errno, "open(%s)", path);
	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) < 0; i++) {
		if (errno == EWOULDBLOCK && i < LOCK_TRIES) {
			(void)nanosleep(&pause, NULL);
			continue;
		}
		(void)tenure_error_errno(err, errno, "flock(%s)", path);
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* Returns 1 with the time of the last login, or a time that is still to come
   where it is not understood; 0 if there was none; -1 with err. */
static int last_login_read(const char *path, int64_t *last_r,
			   struct tenure_error *err)
{
	struct stat st;
	char *text;
	size_t size;

	if (lstat(path, &st) < 0) {
		return errno == ENOENT ? 0
				       : tenure_error_errno(err, errno,
							    "stat(%s)", path);
	}
	if (st.st_size > LAST_LOGIN_MAX) {
		*last_r = INT64_MAX;
		return 1;
	}
	if (tenure_file_read(path, LAST_LOGIN_MAX, &text, &size, err) < 0)
		return -1;
	if (strlen(text) != size || tenure_last_login_parse(text, last_r) < 0)
		*last_r = INT64_MAX;
	tenure_free(text);
	return 1;
}

static int last_login_write(const char *path, int64_t now,
			    struct tenure_error *err)
{
	char text[LAST_LOGIN_MAX];

	(void)tenure_last_login_format(now, text, sizeof(text));
	return tenure_file_write(path, 0600, text, strlen(text), err);
}

static int64_t last_login_decide(const char *folder, int64_t now, int64_t delay,
				 struct tenure_error *err)
{
	char path[PATH_SIZE];
	int64_t last = 0, wait = 0;
	int ret;

	if (last_login_path(folder, TENURE_LAST_LOGIN_FILE, path, err) < 0 ||
	    (ret = last_login_read(path, &last, err)) < 0)
		return -1;
	if (ret > 0 && last > now)
		wait = delay;
	else if (ret > 0 && now - last < delay)
		return delay - (now - last);
	if (last_login_write(path, now, err) < 0)
		return -1;
	return wait;
}

int64_t tenure_last_login_check(const char *folder, int64_t now, int64_t delay,
				struct tenure_error *err)
{
	int lock = last_login_lock(folder, err);
	int64_t wait;

	if (lock < 0)
		return -1;
	wait = last_login_decide(folder, now, delay, err);
	(void)close(lock);
	return wait;
}
