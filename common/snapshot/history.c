/* SPDX-License-Identifier: MIT */
#include "snapshot/history.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

static const char suffix[] = ".cdb";

static void folder_path(const char *snapshot_path, struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, snapshot_path);
	tenure_buffer_add_str(out, ".d");
}

void tenure_history_path(const char *snapshot_path, uint64_t generation,
			 struct tenure_buffer *out)
{
	folder_path(snapshot_path, out);
	tenure_buffer_printf(out, "/%" PRIu64 "%s", generation, suffix);
}

static int history_errno(struct tenure_error *err, const char *path,
			 const char *what)
{
	tenure_error_errno(err, errno, "%s", what);
	return tenure_error_at(err, path, 0, 0);
}

/* ---------------------------------------------------------------- keeping */

/* Returns the folder's descriptor, or -1 with err. */
static int folder_open(const char *folder, struct tenure_error *err)
{
	int fd;

	if (mkdir(folder, 0755) == 0) {
		/* What it has, everybody may read, whatever the umask is. */
		if (chmod(folder, 0755) < 0)
			return history_errno(err, folder,
					     "cannot set its permissions");
	} else if (errno != EEXIST) {
		return history_errno(err, folder, "cannot make the folder");
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? history_errno(err, folder, "cannot open") : fd;
}

static bool same_file(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static int link_file(const char *snapshot_path, const char *kept,
		     struct tenure_error *err)
{
	if (link(snapshot_path, kept) == 0)
		return 0;
	if (errno == EEXIST && same_file(snapshot_path, kept))
		return 0;
	/* A copy of it, as a restored backup has. */
	if (errno == EEXIST && unlink(kept) == 0 &&
	    link(snapshot_path, kept) == 0)
		return 0;
	return history_errno(err, kept, "cannot keep the snapshot as");
}

static int keep(const char *snapshot_path, const char *folder, const char *kept,
		struct tenure_error *err)
{
	int fd = folder_open(folder, err), ret;

	if (fd < 0)
		return -1;
	ret = link_file(snapshot_path, kept, err);
	if (ret == 0 && fsync(fd) < 0)
		ret = history_errno(err, folder, "cannot fsync");
	close(fd);
	return ret;
}

int tenure_history_keep(const char *snapshot_path, uint64_t generation,
			struct tenure_error *err)
{
	struct tenure_buffer folder = TENURE_BUFFER_INIT;
	struct tenure_buffer kept = TENURE_BUFFER_INIT;
	int ret;

	folder_path(snapshot_path, &folder);
	tenure_history_path(snapshot_path, generation, &kept);
	ret = folder.failed || kept.failed
		      ? tenure_error_nomem(err)
		      : keep(snapshot_path, folder.data, kept.data, err);
	tenure_buffer_free(&folder);
	tenure_buffer_free(&kept);
	return ret;
}

/* --------------------------------------------------------------- removing */

struct generations {
	uint64_t *numbers;
	size_t count, allocated;
};

/* Is it the name of a generation, exactly as it is written? */
static bool read_name(const char *name, uint64_t *number_r)
{
	char *end;

	if (*name < '1' || *name > '9')
		return false;
	errno = 0;
	*number_r = strtoull(name, &end, 10);
	return errno == 0 && strcmp(end, suffix) == 0;
}

static int list_folder(DIR *dir, struct generations *list,
		       struct tenure_error *err)
{
	struct dirent *entry;
	uint64_t number;

	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		if (!read_name(entry->d_name, &number))
			continue;
		if (tenure_array_grow(&list->numbers, list->count,
				      &list->allocated,
				      sizeof(*list->numbers)) < 0)
			return tenure_error_nomem(err);
		list->numbers[list->count++] = number;
	}
	if (errno != 0)
		return tenure_error_errno(err, errno, "cannot read");
	return 0;
}

static int list_generations(const char *folder, struct generations *list,
			    struct tenure_error *err)
{
	DIR *dir = opendir(folder);
	int ret;

	if (dir == NULL)
		return history_errno(err, folder, "cannot open");
	ret = list_folder(dir, list, err);
	closedir(dir);
	return ret < 0 ? tenure_error_at(err, folder, 0, 0) : 0;
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *first = a, *second = b;

	return (*first > *second) - (*first < *second);
}

static int remove_generation(const char *snapshot_path, uint64_t generation,
			     struct tenure_error *err)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	int ret = 0;

	tenure_history_path(snapshot_path, generation, &path);
	if (path.failed)
		ret = tenure_error_nomem(err);
	else if (unlink(path.data) < 0 && errno != ENOENT)
		ret = history_errno(err, path.data, "cannot remove");
	tenure_buffer_free(&path);
	return ret;
}

int tenure_history_prune(const char *snapshot_path, unsigned int newest,
			 struct tenure_error *err)
{
	struct tenure_buffer folder = TENURE_BUFFER_INIT;
	struct generations list = {NULL, 0, 0};
	size_t i;
	int ret;

	folder_path(snapshot_path, &folder);
	ret = folder.failed ? tenure_error_nomem(err)
			    : list_generations(folder.data, &list, err);
	if (list.count > 0)
		qsort(list.numbers, list.count, sizeof(*list.numbers),
		      compare_numbers);
	for (i = 0; ret == 0 && i + newest < list.count; i++)
		ret = remove_generation(snapshot_path, list.numbers[i], err);
	tenure_free(list.numbers);
	tenure_buffer_free(&folder);
	return ret;
}

int tenure_history_newest(const char *snapshot_path, uint64_t *generation_r,
			  struct tenure_error *err)
{
	struct tenure_buffer folder = TENURE_BUFFER_INIT;
	struct generations list = {NULL, 0, 0};
	int ret = 0;

	*generation_r = 0;
	folder_path(snapshot_path, &folder);
	if (folder.failed)
		ret = tenure_error_nomem(err);
	else if (access(folder.data, F_OK) == 0)
		ret = list_generations(folder.data, &list, err);
	for (size_t i = 0; ret == 0 && i < list.count; i++) {
		if (list.numbers[i] > *generation_r)
			*generation_r = list.numbers[i];
	}
	tenure_free(list.numbers);
	tenure_buffer_free(&folder);
	return ret;
}
