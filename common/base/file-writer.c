/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

struct tenure_file_writer {
	char *path, *temp_path;
	int fd;
	/* The folder, kept open so that it can surely be synced later. */
	int folder_fd;
};

/* Set an error with errno's reason about the file that is to be written.
   Returns -1. */
static int writer_error(struct tenure_error *err, const char *path,
			const char *what)
{
	tenure_error_errno(err, errno, "%s", what);
	return tenure_error_at(err, path, 0, 0);
}

static void writer_free(struct tenure_file_writer *writer)
{
	if (writer->fd >= 0)
		close(writer->fd);
	if (writer->folder_fd >= 0)
		close(writer->folder_fd);
	tenure_free(writer->path);
	tenure_free(writer->temp_path);
	tenure_free(writer);
}

/* "folder/.name.XXXXXX" for "folder/name": hidden, so that include patterns
   like "*.conf" never find a half-written file. */
static char *temp_template(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t size = strlen(path) + sizeof("..XXXXXX");
	char *template = tenure_calloc(size, 1);

	if (template != NULL)
		snprintf(template, size, "%.*s.%s.XXXXXX", (int)(name - path),
			 path, name);
	return template;
}

/* Open the folder that path is in. */
static int folder_open(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int fd, saved;

	if (slash == NULL)
		folder = tenure_strdup(".");
	else
		folder = tenure_memdup(
			path, slash == path ? 1 : (size_t)(slash - path));
	if (folder == NULL) {
		errno = ENOMEM;
		return -1;
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	saved = errno;
	tenure_free(folder);
	errno = saved;
	return fd;
}

/* Open the descriptors. */
static int writer_start(struct tenure_file_writer *writer, mode_t mode,
			struct tenure_error *err)
{
	writer->folder_fd = folder_open(writer->path);
	if (writer->folder_fd < 0)
		return writer_error(err, writer->path,
				    "cannot open its folder");
	writer->fd = mkostemp(writer->temp_path, O_CLOEXEC);
	if (writer->fd < 0)
		return writer_error(err, writer->path,
				    "cannot make a temporary file beside it");
	if (fchmod(writer->fd, mode) < 0) {
		writer_error(err, writer->path, "cannot set its permissions");
		unlink(writer->temp_path);
		return -1;
	}
	return 0;
}

int tenure_file_writer_open(const char *path, mode_t mode,
			    struct tenure_file_writer **writer_r,
			    struct tenure_error *err)
{
	struct tenure_file_writer *writer;

	writer = tenure_calloc(1, sizeof(*writer));
	if (writer == NULL)
		return tenure_error_nomem(err);
	writer->fd = writer->folder_fd = -1;
	writer->path = tenure_strdup(path);
	writer->temp_path = temp_template(path);
	if (writer->path == NULL || writer->temp_path == NULL) {
		writer_free(writer);
		return tenure_error_nomem(err);
	}
	if (writer_start(writer, mode, err) < 0) {
		writer_free(writer);
		return -1;
	}
	*writer_r = writer;
	return 0;
}

int tenure_file_writer_fd(const struct tenure_file_writer *writer)
{
	return writer->fd;
}

const char *tenure_file_writer_path(const struct tenure_file_writer *writer)
{
	return writer->temp_path;
}

/* Everything up to the rename; after a failure the temporary file is still
   there. */
static int writer_install(struct tenure_file_writer *writer,
			  struct tenure_error *err)
{
	int ret;

	if (fsync(writer->fd) < 0)
		return writer_error(err, writer->path, "cannot fsync");
	ret = close(writer->fd);
	writer->fd = -1;
	/* Some file systems tell only now that there was no space. */
	if (ret < 0)
		return writer_error(err, writer->path, "cannot close");
	if (rename(writer->temp_path, writer->path) < 0)
		return writer_error(err, writer->path,
				    "cannot rename the new file to it");
	return 0;
}

int tenure_file_writer_commit(struct tenure_file_writer **writer,
			      struct tenure_error *err)
{
	int ret;

	ret = writer_install(*writer, err);
	if (ret < 0) {
		tenure_file_writer_abort(writer);
		return -1;
	}
	if (fsync((*writer)->folder_fd) < 0)
		ret = writer_error(err, (*writer)->path,
				   "is in place, but cannot fsync its folder");
	writer_free(*writer);
	*writer = NULL;
	return ret;
}

void tenure_file_writer_abort(struct tenure_file_writer **writer)
{
	if (*writer == NULL)
		return;
	unlink((*writer)->temp_path);
	writer_free(*writer);
	*writer = NULL;
}
