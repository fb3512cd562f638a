/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

/* Set an error with errno's reason about a file. Returns -1. */
static int file_error(struct tenure_error *err, const char *path,
		      const char *what)
{
	tenure_error_errno(err, errno, "%s", what);
	return tenure_error_at(err, path, 0, 0);
}

/* Read exactly size octets and look that there is no more. */
static int read_exactly(int fd, char *data, size_t size, const char *path,
			struct tenure_error *err)
{
	size_t used = 0;
	ssize_t ret;

	/* The octet too many falls on the place of the NUL. */
	while (used <= size) {
		ret = read(fd, data + used, size + 1 - used);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return file_error(err, path, "cannot read");
		if (ret == 0)
			break;
		used += (size_t)ret;
	}
	if (used != size) {
		tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				 "changed while it was read");
		return tenure_error_at(err, path, 0, 0);
	}
	data[size] = '\0';
	return 0;
}

static int read_open_file(int fd, const char *path, size_t max, char **data_r,
			  size_t *size_r, struct tenure_error *err)
{
	struct stat st;
	size_t size;
	char *data;

	if (fstat(fd, &st) < 0)
		return file_error(err, path, "cannot stat");
	if (!S_ISREG(st.st_mode)) {
		tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				 "not a regular file");
		return tenure_error_at(err, path, 0, 0);
	}
	if ((uintmax_t)st.st_size > max) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "too large: %jd octets, at most %zu are read",
				 (intmax_t)st.st_size, max);
		return tenure_error_at(err, path, 0, 0);
	}
	size = (size_t)st.st_size;
	data = tenure_calloc(size + 1, 1);
	if (data == NULL) {
		tenure_error_nomem(err);
		return tenure_error_at(err, path, 0, 0);
	}
	if (read_exactly(fd, data, size, path, err) < 0) {
		tenure_free(data);
		return -1;
	}
	*data_r = data;
	*size_r = size;
	return 0;
}

int tenure_file_read(const char *path, size_t max, char **data_r,
		     size_t *size_r, struct tenure_error *err)
{
	int fd, ret;

	/* Non-blocking: opening a FIFO must not wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return file_error(err, path, "cannot open");
	ret = read_open_file(fd, path, max, data_r, size_r, err);
	close(fd);
	return ret;
}

int tenure_file_write(const char *path, mode_t mode, const void *data,
		      size_t size, struct tenure_error *err)
{
	struct tenure_file_writer *writer;
	const char *rest = data;
	ssize_t ret;

	if (tenure_file_writer_open(path, mode, &writer, err) < 0)
		return -1;
	while (size > 0) {
		ret = write(tenure_file_writer_fd(writer), rest, size);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0) {
			file_error(err, path, "cannot write");
			tenure_file_writer_abort(&writer);
			return -1;
		}
		rest += ret;
		size -= (size_t)ret;
	}
	return tenure_file_writer_commit(&writer, err);
}
