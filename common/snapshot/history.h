/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_HISTORY_H
#define TENURE_SNAPSHOT_HISTORY_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"

/* The folder SNAPSHOT.d: the snapshots that were in force, as GENERATION.cdb.
   Each is one more name (a hard link) of the file that was published. */

/* Append the path of a generation. */
void tenure_history_path(const char *snapshot_path, uint64_t generation,
			 struct tenure_buffer *out);
/* Keep the snapshot that is in place, which has this generation; makes the
   folder. Survives a power cut when it returns 0. Nothing to do if it is kept
   already. Returns 0, or -1 with err. */
int tenure_history_keep(const char *snapshot_path, uint64_t generation,
			struct tenure_error *err) TENURE_CHECK;
/* The highest generation that is kept; 0 if there is none, also without a
   folder. Returns 0, or -1 with err. */
int tenure_history_newest(const char *snapshot_path, uint64_t *generation_r,
			  struct tenure_error *err) TENURE_CHECK;
/* Remove all but the newest ones, which are at least 1. Other files of the
   folder stay. Returns 0, or -1 with err. */
int tenure_history_prune(const char *snapshot_path, unsigned int newest,
			 struct tenure_error *err) TENURE_CHECK;

#endif
