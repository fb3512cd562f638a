/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_GENERATION_H
#define TENURE_SNAPSHOT_GENERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/error.h"
#include "snapshot/digest.h"
#include "snapshot/floor.h"

/* What a publisher finds where it is to publish. */
struct tenure_generation {
	struct tenure_floor floor;
	/* The newest that is kept; 0 for none. */
	uint64_t kept;
	/* The snapshot in place can be opened. */
	bool usable;
	/* Of that one. */
	uint64_t current;
	char digest[TENURE_DIGEST_SIZE];
};

/* Look. floor is the generation that the new snapshot must at least have, or
   0; where it is not 0, it stands in for what is damaged. Returns 0; -1 with
   err where it cannot be told which generations were given. */
int tenure_generation_look(const char *path, uint64_t floor,
			   struct tenure_generation *found_r,
			   struct tenure_error *err) TENURE_CHECK;
/* The generation of a snapshot with this digest. Returns 1 with it; 0 with the
   current one if that has the same digest and is not below floor; -1 with err
   if there is none left. */
int tenure_generation_next(const struct tenure_generation *found,
			   uint64_t floor, const char *digest,
			   uint64_t *generation_r,
			   struct tenure_error *err) TENURE_CHECK;

#endif
