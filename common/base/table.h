/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_H
#define TENURE_TABLE_H

#include <stddef.h>

#include "attrs.h"
#include "error.h"

/* A file of key / value records in cdb format (by tinycdb): written once,
   mapped read-only by its readers, never changed in place. Keys are unique.
   A reader may be used by several threads at a time. */
struct tenure_table;
struct tenure_table_writer;

/* Map a table. The caller must know from elsewhere that it is whole (see
   snapshot.h): cdb itself does not notice damage, it misses keys. Returns 0,
   or -1 with err. */
int tenure_table_open(const char *path, struct tenure_table **table_r,
		      struct tenure_error *err) TENURE_CHECK;
/* Unmap, free, set to NULL; NULL accepted. */
void tenure_table_close(struct tenure_table **table);
/* Look a key up. Returns 1 with *value_r (not terminated, valid until close)
   and *size_r; 0 if there is none; -1 if the file is damaged there. */
int tenure_table_find(const struct tenure_table *table, const char *key,
		      const void **value_r, size_t *size_r) TENURE_CHECK;
/* The whole mapped file, for a digest over it. */
const void *tenure_table_data(const struct tenure_table *table, size_t *size_r);

/* Begin a table on a descriptor that is open for reading and writing and at
   offset 0; it stays the caller's. Returns 0, or -1 with err. */
int tenure_table_writer_open(int fd, struct tenure_table_writer **writer_r,
			     struct tenure_error *err) TENURE_CHECK;
int tenure_table_writer_add(struct tenure_table_writer *writer, const char *key,
			    const void *value, size_t size,
			    struct tenure_error *err) TENURE_CHECK;
/* Write the hash tables. Always frees and clears the writer. */
int tenure_table_writer_finish(struct tenure_table_writer **writer,
			       struct tenure_error *err) TENURE_CHECK;
void tenure_table_writer_abort(struct tenure_table_writer **writer);

#endif
