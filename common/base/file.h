/* SPDX-License-Identifier: MIT */
#ifndef TENURE_FILE_H
#define TENURE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "attrs.h"
#include "error.h"

/* Read a whole regular file of at most max octets. *data_r has a NUL behind
   the *size_r octets; free with tenure_free(). Returns 0, or -1 with err
   (which names the file). */
int tenure_file_read(const char *path, size_t max, char **data_r,
		     size_t *size_r, struct tenure_error *err) TENURE_CHECK;

/* A file that is written beside its final name and appears whole or not at
   all. One thread at a time. */
struct tenure_file_writer;

/* Begin "path" with the permissions mode: makes a temporary file in the same
   folder. Returns 0, or -1 with err and nothing left behind. */
int tenure_file_writer_open(const char *path, mode_t mode,
			    struct tenure_file_writer **writer_r,
			    struct tenure_error *err) TENURE_CHECK;
/* The descriptor to write to, valid until commit or abort. */
int tenure_file_writer_fd(const struct tenure_file_writer *writer);
/* The temporary file's name, valid until commit or abort. */
const char *tenure_file_writer_path(const struct tenure_file_writer *writer);
/* fsync, rename, fsync of the folder. Always frees and clears the writer.
   Returns 0; or -1 with err: the old file is untouched and the temporary one
   is gone, unless only the last fsync failed: then the new file is in place,
   but may not survive a power cut. */
int tenure_file_writer_commit(struct tenure_file_writer **writer,
			      struct tenure_error *err) TENURE_CHECK;
/* Remove the temporary file; frees and clears the writer; NULL accepted. */
void tenure_file_writer_abort(struct tenure_file_writer **writer);

/* The three steps in one, for contents in memory. */
int tenure_file_write(const char *path, mode_t mode, const void *data,
		      size_t size, struct tenure_error *err) TENURE_CHECK;

#endif
