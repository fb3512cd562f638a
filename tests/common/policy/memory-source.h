/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_MEMORY_SOURCE_H
#define TENURE_TEST_MEMORY_SOURCE_H

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "policy/source.h"

/* A source whose files are in memory. */
struct memory_file {
	const char *name, *text;
};

/* context: array of memory_file that ends with a NULL name. */
static int memory_load(void *context, const char *name, char **text_r,
		       size_t *size_r, struct tenure_error *err)
{
	const struct memory_file *file = context;

	for (; file->name != NULL; file++) {
		if (strcmp(file->name, name) != 0)
			continue;
		*size_r = strlen(file->text);
		*text_r = tenure_memdup(file->text, *size_r);
		return *text_r == NULL ? tenure_error_nomem(err) : 0;
	}
	return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				"No such file or directory");
}

static int memory_expand(void *context, const char *pattern, char ***names_r,
			 struct tenure_error *err)
{
	const struct memory_file *file = context;
	char **names = tenure_calloc(64, sizeof(*names));
	size_t count = 0;

	if (names == NULL)
		return tenure_error_nomem(err);
	if (strpbrk(pattern, "*?[") == NULL) {
		names[count++] = tenure_strdup(pattern);
	} else {
		for (; file->name != NULL && count < 63; file++) {
			if (fnmatch(pattern, file->name, FNM_PATHNAME) == 0)
				names[count++] = tenure_strdup(file->name);
		}
	}
	if (count > 0 && names[count - 1] == NULL) {
		tenure_source_names_free(names);
		return tenure_error_nomem(err);
	}
	*names_r = names;
	return 0;
}

/* A table is a file without name. */
static int memory_open_table(void *context, const char *name, int *fd_r,
			     struct tenure_error *err)
{
	size_t size;
	FILE *file;
	char *text;

	if (memory_load(context, name, &text, &size, err) < 0)
		return -1;
	file = tmpfile();
	if (file == NULL || fwrite(text, 1, size, file) != size ||
	    fflush(file) != 0)
		fail_msg("cannot write a temporary file");
	*fd_r = dup(fileno(file));
	(void)fclose(file);
	tenure_free(text);
	return 0;
}

static inline struct tenure_source
memory_source(const struct memory_file *files)
{
	return (struct tenure_source){.load = memory_load,
				      .expand = memory_expand,
				      .open_table = memory_open_table,
				      .context = (void *)files};
}

#endif
