/* SPDX-License-Identifier: MIT */
#include "snapshot/floor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/file.h"

/* Two numbers of 20 digits and what is between. */
#define FLOOR_FILE_MAX 64

/* Free with tenure_free(); NULL with err. */
static char *floor_path(const char *snapshot_path, struct tenure_error *err)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	char *result;

	tenure_buffer_add_str(&path, snapshot_path);
	tenure_buffer_add_str(&path, ".generation");
	result = tenure_buffer_take(&path);
	tenure_buffer_free(&path);
	if (result == NULL)
		tenure_error_nomem(err);
	return result;
}

/* A number as it is written, and the character behind it. Returns what is
   behind that, or NULL. */
static const char *read_number(const char *text, char end, uint64_t *number_r)
{
	char *rest;

	/* No sign, no white space, no other notation. */
	if (*text < '0' || *text > '9' || (text[0] == '0' && text[1] != end))
		return NULL;
	errno = 0;
	*number_r = strtoull(text, &rest, 10);
	return errno == 0 && *rest == end ? rest + 1 : NULL;
}

static int floor_parse(const char *text, size_t size,
		       struct tenure_floor *floor_r)
{
	const char *rest = read_number(text, ' ', &floor_r->accepted);

	if (rest != NULL)
		rest = read_number(rest, '\n', &floor_r->given);
	return rest == text + size && floor_r->accepted <= floor_r->given ? 0
									  : -1;
}

static int floor_load(const char *path, struct tenure_floor *floor_r,
		      struct tenure_error *err)
{
	size_t size;
	char *text;
	int ret;

	floor_r->accepted = floor_r->given = 0;
	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 0;
	if (tenure_file_read(path, FLOOR_FILE_MAX, &text, &size, err) < 0)
		return -1;
	ret = floor_parse(text, size, floor_r);
	tenure_free(text);
	if (ret == 0)
		return 0;
	tenure_error_set(err, TENURE_ERROR_INPUT,
			 "not two generations: which snapshots are too old is "
			 "not known");
	return tenure_error_at(err, path, 0, 0);
}

int tenure_floor_read(const char *snapshot_path, struct tenure_floor *floor_r,
		      struct tenure_error *err)
{
	char *path = floor_path(snapshot_path, err);
	int ret;

	if (path == NULL)
		return -1;
	ret = floor_load(path, floor_r, err);
	tenure_free(path);
	return ret;
}

int tenure_floor_write(const char *snapshot_path,
		       const struct tenure_floor *floor,
		       struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char *path = floor_path(snapshot_path, err);
	int ret;

	if (path == NULL)
		return -1;
	tenure_buffer_printf(&text, "%" PRIu64 " %" PRIu64 "\n",
			     floor->accepted, floor->given);
	ret = text.failed ? tenure_error_nomem(err)
			  : tenure_file_write(path, 0644, text.data, text.used,
					      err);
	tenure_buffer_free(&text);
	tenure_free(path);
	return ret;
}
