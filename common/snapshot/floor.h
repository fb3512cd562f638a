/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_FLOOR_H
#define TENURE_SNAPSHOT_FLOOR_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/error.h"

/* The file SNAPSHOT.generation: a line with two generations. It stays when the
   snapshot is deleted or replaced by a copy from a backup, so that no
   generation is given twice and none comes back. */
struct tenure_floor {
	/* The least that is accepted; 0 for any. Rises only when the snapshot
	   in place is not older: publishing can end at any moment. */
	uint64_t accepted;
	/* The highest that was ever given to a snapshot, whether it was put
	   into its place in the end or not; 0 for none. */
	uint64_t given;
};

/* Read the floor beside a snapshot; without a file, both are 0. Returns 0; -1
   with err (TENURE_ERROR_INPUT if there is something else in it). */
int tenure_floor_read(const char *snapshot_path, struct tenure_floor *floor_r,
		      struct tenure_error *err) TENURE_CHECK;
/* Replace it; once it returns 0, it stays that, also without power. */
int tenure_floor_write(const char *snapshot_path,
		       const struct tenure_floor *floor,
		       struct tenure_error *err) TENURE_CHECK;

#endif
