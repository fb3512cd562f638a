/* SPDX-License-Identifier: MIT */
#include "snapshot/generation.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "snapshot/history.h"
#include "snapshot/snapshot.h"

/* The snapshot in place cannot be used: may another one take its place? */
static int replace_damaged(const struct tenure_generation *found,
			   uint64_t floor, const struct tenure_error *damage,
			   const char *path, struct tenure_error *err)
{
	/* Something that cannot even be read is not replaced: it might be
	   another's file, or a disk that fails. */
	if (damage->code == TENURE_ERROR_INPUT &&
	    (floor != 0 || found->floor.given != 0))
		return 0;
	tenure_error_set(err, damage->code,
			 "the snapshot that is there cannot be read, and so "
			 "its generation is not known (%s)%s",
			 damage->text,
			 damage->code == TENURE_ERROR_INPUT
				 ? "; a generation that is higher than any "
				   "before must be given"
				 : "");
	return tenure_error_at(err, path, 0, 0);
}

static int look_at_snapshot(const char *path, uint64_t floor,
			    struct tenure_generation *found_r,
			    struct tenure_error *err)
{
	struct tenure_snapshot *old;
	struct tenure_error damage;
	struct stat st;

	if (lstat(path, &st) < 0 && errno == ENOENT)
		return 0;
	if (tenure_snapshot_open(path, &old, &damage) < 0)
		return replace_damaged(found_r, floor, &damage, path, err);
	found_r->usable = true;
	found_r->current = tenure_snapshot_generation(old);
	memcpy(found_r->digest, tenure_snapshot_digest(old),
	       sizeof(found_r->digest));
	tenure_snapshot_unref(&old);
	return 0;
}

int tenure_generation_look(const char *path, uint64_t floor,
			   struct tenure_generation *found_r,
			   struct tenure_error *err)
{
	struct tenure_error damage;

	memset(found_r, 0, sizeof(*found_r));
	if (tenure_floor_read(path, &found_r->floor, &damage) < 0) {
		memset(&found_r->floor, 0, sizeof(found_r->floor));
		if (floor == 0 || damage.code != TENURE_ERROR_INPUT) {
			if (err != NULL)
				*err = damage;
			return -1;
		}
	}
	if (tenure_history_newest(path, &found_r->kept, err) < 0)
		return -1;
	return look_at_snapshot(path, floor, found_r, err);
}

int tenure_generation_next(const struct tenure_generation *found,
			   uint64_t floor, const char *digest,
			   uint64_t *generation_r, struct tenure_error *err)
{
	uint64_t last = found->floor.given;

	if (found->usable && floor <= found->current &&
	    strcmp(found->digest, digest) == 0) {
		*generation_r = found->current;
		return 0;
	}
	if (last < found->current)
		last = found->current;
	/* Where the floor is lost, copies still tell of generations that were
	   in force. */
	if (last < found->kept)
		last = found->kept;
	if (last == UINT64_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"there is no generation after "
					"%" PRIu64,
					last);
	*generation_r = floor > last ? floor : last + 1;
	return 1;
}
