/* SPDX-License-Identifier: MIT */
#include "policy/source.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/limits.h"

void tenure_source_names_free(char **names)
{
	size_t i;

	if (names == NULL)
		return;
	for (i = 0; names[i] != NULL; i++)
		tenure_free(names[i]);
	tenure_free(names);
}

/* folder/name; in a glob, the folder's own name must not act as one. */
static char *folder_path(const char *folder, const char *name, bool escape)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	const char *p;
	char *result;

	if (name[0] != '/') {
		for (p = folder; *p != '\0'; p++) {
			if (escape && strchr("*?[]\\", *p) != NULL)
				tenure_buffer_add_char(&path, '\\');
			tenure_buffer_add_char(&path, *p);
		}
		tenure_buffer_add_char(&path, '/');
	}
	tenure_buffer_add_str(&path, name);
	result = tenure_buffer_take(&path);
	tenure_buffer_free(&path);
	return result;
}

static int folder_load(void *context, const char *name, char **text_r,
		       size_t *size_r, struct tenure_error *err)
{
	char *path = folder_path(context, name, false);
	int ret;

	if (path == NULL)
		return tenure_error_nomem(err);
	ret = tenure_file_read(path, TENURE_POLICY_FILE_MAX, text_r, size_r,
			       err);
	tenure_free(path);
	return ret;
}

/* A folder that is not there holds no files; one that cannot be read may hold
   some: then the policy would silently lack them. */
static int glob_error(const char *path TENURE_UNUSED, int errnum)
{
	return errnum != ENOENT && errnum != ENOTDIR;
}

static int names_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Copy count paths without their first skip octets, sorted. */
static int names_copy(char *const *paths, size_t count, size_t skip,
		      char ***names_r, struct tenure_error *err)
{
	char **names = tenure_calloc(count + 1, sizeof(*names));
	size_t i;

	if (names == NULL)
		return tenure_error_nomem(err);
	for (i = 0; i < count; i++) {
		names[i] = tenure_strdup(paths[i] + skip);
		if (names[i] == NULL) {
			tenure_source_names_free(names);
			return tenure_error_nomem(err);
		}
	}
	qsort(names, count, sizeof(*names), names_compare);
	*names_r = names;
	return 0;
}

static int folder_glob(const char *folder, const char *pattern, char ***names_r,
		       struct tenure_error *err)
{
	char *path = folder_path(folder, pattern, true);
	size_t skip = pattern[0] == '/' ? 0 : strlen(folder) + 1;
	glob_t found;
	int ret;

	if (path == NULL)
		return tenure_error_nomem(err);
	ret = glob(path, GLOB_NOSORT, glob_error, &found);
	tenure_free(path);
	switch (ret) {
	case 0:
		ret = names_copy(found.gl_pathv, found.gl_pathc, skip, names_r,
				 err);
		break;
	case GLOB_NOMATCH:
		ret = names_copy(NULL, 0, 0, names_r, err);
		break;
	case GLOB_NOSPACE:
		ret = tenure_error_nomem(err);
		break;
	default:
		ret = tenure_error_errno(
			err, errno, "cannot list the files of \"%s\"", pattern);
	}
	globfree(&found);
	return ret;
}

static int folder_expand(void *context, const char *pattern, char ***names_r,
			 struct tenure_error *err)
{
	/* names_copy() does not write to it. */
	char name[TENURE_POLICY_LINE_MAX + 1], *names[1] = {name};
	size_t len = strlen(pattern);

	if (strpbrk(pattern, "*?[") != NULL)
		return folder_glob(context, pattern, names_r, err);
	if (len >= sizeof(name))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"file name is too long");
	memcpy(name, pattern, len + 1);
	return names_copy(names, 1, 0, names_r, err);
}

/* The name keeps the path in the folder. */
static int folder_zone(void *context TENURE_UNUSED, const char *name,
		       char **data_r, size_t *size_r, struct tenure_error *err)
{
	char path[sizeof(TENURE_ZONE_FOLDER) + 1 + TENURE_NAME_MAX];

	snprintf(path, sizeof(path), "%s/%s", TENURE_ZONE_FOLDER, name);
	return tenure_file_read(path, TENURE_ZONE_DATA_MAX, data_r, size_r,
				err);
}

/* A regular file that pread(2) can read, of a size that is allowed. */
static int check_table(int fd, struct tenure_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return tenure_error_errno(err, errno, "cannot stat");
	if (S_ISDIR(st.st_mode))
		return tenure_error_errno(err, EISDIR, "cannot read");
	if (!S_ISREG(st.st_mode))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"not a regular file");
	if ((uintmax_t)st.st_size > TENURE_TABLE_FILE_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"larger than %u octets",
					TENURE_TABLE_FILE_MAX);
	return 0;
}

static int folder_open_table(void *context, const char *name, int *fd_r,
			     struct tenure_error *err)
{
	char *path = folder_path(context, name, false);

	if (path == NULL)
		return tenure_error_nomem(err);
	*fd_r = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	tenure_free(path);
	if (*fd_r < 0)
		return tenure_error_errno(err, errno, "cannot open");
	if (check_table(*fd_r, err) == 0)
		return 0;
	(void)close(*fd_r);
	return -1;
}

struct tenure_source tenure_source_folder(const char *folder)
{
	struct tenure_source source = {
		.load = folder_load,
		.expand = folder_expand,
		.zone = folder_zone,
		.open_table = folder_open_table,
		/* Only read from. */
		.context = (void *)folder,
	};

	return source;
}
