/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_H
#define TENURE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "attrs.h"
#include "buffer.h"
#include "error.h"

/* A file of key / value records: a table in cdb format (https://cr.yp.to/cdb),
   written by tinycdb and readable by every cdb tool, with checksums of its
   pages behind it (see pages.h). Written once, never changed in place. Keys
   are unique. Keys and values may have any octets. */
struct tenure_table;
struct tenure_table_writer;

/* Open a table. Only a few pages are read, and each page later when it is
   needed; nothing is believed before its checksum fits, so that a damaged
   table gives errors, never another answer, and never "no such key". The file
   is not mapped: one that is cut while it is open gives errors, too. Returns
   0, or -1 with err. Any number of threads may use a table at a time. */
int tenure_table_open(const char *path, struct tenure_table **table_r,
		      struct tenure_error *err) TENURE_CHECK;
/* Close, free, set to NULL; NULL accepted. */
void tenure_table_close(struct tenure_table **table);
/* Look a key up. Returns 1 with the value in the place of what the buffer had
   in it; 0 if there is surely none; -1 with err (which names the file) if that
   cannot be told: TENURE_ERROR_INPUT for damage. */
int tenure_table_find(const struct tenure_table *table, const void *key,
		      size_t key_size, struct tenure_buffer *value_r,
		      struct tenure_error *err) TENURE_CHECK;
/* Read and check every page. Returns 0, or -1 with err. */
int tenure_table_verify(const struct tenure_table *table,
			struct tenure_error *err) TENURE_CHECK;

/* A walk over all records in the order in which they were added. The table
   must stay open. One thread at a time. */
struct tenure_table_walk;
int tenure_table_walk_begin(const struct tenure_table *table,
			    struct tenure_table_walk **walk_r,
			    struct tenure_error *err) TENURE_CHECK;
/* Returns 1 with the next record in the place of what the buffers had in them;
   0 past the last; -1 with err. */
int tenure_table_walk_next(struct tenure_table_walk *walk,
			   struct tenure_buffer *key_r,
			   struct tenure_buffer *value_r,
			   struct tenure_error *err) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. */
void tenure_table_walk_end(struct tenure_table_walk **walk);

/* Begin a table on a descriptor of an empty file that is open for reading and
   writing; it stays the caller's. Returns 0, or -1 with err. */
int tenure_table_writer_open(int fd, struct tenure_table_writer **writer_r,
			     struct tenure_error *err) TENURE_CHECK;
/* Memory: 30 octets a record, or so. Returns 0, or -1 with err. */
int tenure_table_writer_add(struct tenure_table_writer *writer, const void *key,
			    size_t key_size, const void *value,
			    size_t value_size,
			    struct tenure_error *err) TENURE_CHECK;
/* Write the hash tables and the checksums. Always frees and clears the
   writer. */
int tenure_table_writer_finish(struct tenure_table_writer **writer,
			       struct tenure_error *err) TENURE_CHECK;
void tenure_table_writer_abort(struct tenure_table_writer **writer);

#endif
