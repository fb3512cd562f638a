/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PUBLISH_H
#define TENURE_PUBLISH_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/error.h"
#include "policy/diagnostics.h"
#include "policy/policy.h"
#include "seal/keys.h"
#include "snapshot/snapshot.h"

/* What is to be published. */
struct tenure_publish_request {
	const struct tenure_policy *policy;
	const struct tenure_keyring *keys;
	/* NULL or empty: none. */
	const struct tenure_keyring *release_keys;
	/* The text of a release (seal/release.h), which is kept in it; NULL
	   without. Only approve looks at what it says. */
	const char *release;
	const char *realm;
	/* The snapshot. */
	const char *path;
	/* Written into it; seconds since 1970. */
	int64_t now;
	/* The least generation of the new one; 0 for the next. */
	uint64_t generation_floor;
	/* How many generations are kept in PATH.d, the new one too; at
	   least 1. */
	unsigned int generations;
	/* For what is found in rows of tables; NULL: only the first error is
	   told. */
	struct tenure_diagnostics *diagnostics;
	/* Asked when the new snapshot is written, before it takes the place of
	   the old one. old is the policy that was in force: the snapshot in
	   place or, where that is missing or damaged, the copy of it in PATH.d;
	   NULL if there is neither. lost is 0 if there never was one, as far
	   as anybody can tell. Returns 0, or -1 with err: nothing is published.
	   NULL: nobody is asked. */
	int (*approve)(void *context, struct tenure_snapshot *old, int lost,
		       struct tenure_snapshot *new, struct tenure_error *err);
	void *approve_context;
};

struct tenure_publish_result {
	uint64_t generation;
	/* The policy, keys and realm are those of the old snapshot: it stays
	   in place, and generation is the old one. */
	int unchanged;
	char digest[65];
	/* Rows of tables, of each kind. */
	uint64_t rows[TENURE_TABLE_KINDS];
};

/* Write a snapshot of policy and keys for realm to path, whole or not at all:
   temporary file, fsync, re-read and check, rename, fsync of the folder; mode
   0644. Same input, same octets, but for generation and time. Two publishers
   at a time: one waits (lock file PATH.lock, which stays).

   The generation is one more than any that was given before: that is known
   from the snapshot which is there now and from PATH.generation (see floor.h),
   of which one may be missing or the snapshot damaged; the first is 1, or the
   one behind those that are kept. Where neither tells it, although a snapshot
   is there, or where PATH.generation is damaged, generation_floor must say a
   number that is higher than any before.

   Rows of tables are read one by one: memory does not grow with their number
   but for some tens of octets each.

   The old snapshot and the new one are kept as PATH.d/GENERATION.cdb (see
   history.h).

   Returns 0; or -1 with err. The old file is then untouched, but where err
   begins with "generation N is in place, but": something that comes after
   putting it there failed, and publishing again makes up for it. */
int tenure_publish(const struct tenure_publish_request *request,
		   struct tenure_publish_result *result_r,
		   struct tenure_error *err) TENURE_CHECK;
/* The policy that was in force, and whether there was one that is lost, as
   approve is given them. Give *old_r back with tenure_snapshot_unref().
   Returns 0, or -1 with err if that cannot be told. */
int tenure_publish_find_old(const char *path, struct tenure_snapshot **old_r,
			    int *lost_r, struct tenure_error *err) TENURE_CHECK;
/* What tenure_publish() would answer now, without writing anything or waiting
   for other publishers. */
int tenure_publish_preview(const struct tenure_publish_request *request,
			   struct tenure_publish_result *result_r,
			   struct tenure_error *err) TENURE_CHECK;

#endif
