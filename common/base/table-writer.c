/* SPDX-License-Identifier: MIT */
#include "base/table.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <cdb.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "base/pages-writer.h"

#define SLOTS_MIN 256

/* tinycdb looks for a key that is there already by going through all that it
   has: the set of the hashes seen so far says where it needs to look. cdb's own
   hash is too small for that: of a million keys, thousands have the one of
   another. */
struct tenure_table_writer {
	struct cdb_make cdb;
	/* Open addressing, 0 is a free slot. The size is a power of two. */
	uint64_t *hashes;
	size_t slots, used;
};

static uint64_t key_hash(const void *key, size_t size)
{
	uint64_t hash = XXH3_64bits(key, size);

	return hash == 0 ? 1 : hash;
}

/* The slot of a hash: the one that has it, else the free one for it. */
static uint64_t *slot_find(uint64_t *hashes, size_t slots, uint64_t hash)
{
	size_t i = (size_t)hash & (slots - 1);

	while (hashes[i] != 0 && hashes[i] != hash)
		i = (i + 1) & (slots - 1);
	return &hashes[i];
}

/* Keep a quarter of the slots free. */
static int slots_grow(struct tenure_table_writer *writer)
{
	size_t slots = writer->slots * 2;
	uint64_t *hashes;

	if (writer->used < writer->slots / 4 * 3)
		return 0;
	hashes = tenure_calloc(slots, sizeof(*hashes));
	if (hashes == NULL)
		return -1;
	for (size_t i = 0; i < writer->slots; i++) {
		if (writer->hashes[i] != 0)
			*slot_find(hashes, slots, writer->hashes[i]) =
				writer->hashes[i];
	}
	tenure_free(writer->hashes);
	writer->hashes = hashes;
	writer->slots = slots;
	return 0;
}

int tenure_table_writer_open(int fd, struct tenure_table_writer **writer_r,
			     struct tenure_error *err)
{
	struct tenure_table_writer *writer;

	writer = tenure_calloc(1, sizeof(*writer));
	if (writer == NULL)
		return tenure_error_nomem(err);
	writer->slots = SLOTS_MIN;
	writer->hashes = tenure_calloc(SLOTS_MIN, sizeof(*writer->hashes));
	if (writer->hashes == NULL) {
		tenure_free(writer);
		return tenure_error_nomem(err);
	}
	if (cdb_make_start(&writer->cdb, fd) < 0) {
		tenure_error_errno(err, errno, "cannot begin a table");
		tenure_table_writer_abort(&writer);
		return -1;
	}
	*writer_r = writer;
	return 0;
}

/* Is there no such key yet? Returns 0; or -1 with err. */
static int key_check(struct tenure_table_writer *writer, const void *key,
		     size_t size, struct tenure_error *err)
{
	int ret = cdb_make_exists(&writer->cdb, key, (unsigned int)size);

	if (ret < 0)
		return tenure_error_errno(err, errno,
					  "cannot read the table back");
	if (ret > 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"duplicate key \"%.*s\" in a table",
					size > 200 ? 200 : (int)size,
					(const char *)key);
	return 0;
}

int tenure_table_writer_add(struct tenure_table_writer *writer, const void *key,
			    size_t key_size, const void *value,
			    size_t value_size, struct tenure_error *err)
{
	uint64_t hash = key_hash(key, key_size), *slot;

	/* Offsets in the file have 32 bits. */
	if (value_size > UINT32_MAX / 2 || key_size > UINT32_MAX / 4)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"a record is too large for a table");
	if (slots_grow(writer) < 0)
		return tenure_error_nomem(err);
	slot = slot_find(writer->hashes, writer->slots, hash);
	if (*slot != 0 && key_check(writer, key, key_size, err) < 0)
		return -1;
	errno = 0;
	if (cdb_make_add(&writer->cdb, key, (unsigned int)key_size, value,
			 (unsigned int)value_size) < 0)
		return tenure_error_errno(err, errno,
					  "cannot add to the table");
	if (*slot == 0) {
		*slot = hash;
		writer->used++;
	}
	return 0;
}

static void writer_free(struct tenure_table_writer **writer)
{
	tenure_free((*writer)->hashes);
	tenure_free(*writer);
	*writer = NULL;
}

int tenure_table_writer_finish(struct tenure_table_writer **writer,
			       struct tenure_error *err)
{
	int ret, fd = (*writer)->cdb.cdb_fd;

	if (cdb_make_finish(&(*writer)->cdb) < 0)
		ret = tenure_error_errno(err, errno, "cannot finish the table");
	else
		ret = tenure_pages_finish(fd, err);
	writer_free(writer);
	return ret;
}

void tenure_table_writer_abort(struct tenure_table_writer **writer)
{
	if (*writer == NULL)
		return;
	/* tinycdb frees its lists only when it finishes. Without a descriptor
	   its writing fails and the caller's file is left alone. */
	(*writer)->cdb.cdb_fd = -1;
	(void)cdb_make_finish(&(*writer)->cdb);
	writer_free(writer);
}
