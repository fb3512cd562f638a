/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PUBLISH_H
#define TENURE_PUBLISH_H

#include <stdint.h>

#include "base/attrs.h"
#include "base/error.h"
#include "policy/policy.h"
#include "seal/keys.h"

/* Write a snapshot of policy and keys for realm to path, whole or not at all:
   temporary file, fsync, re-read and check, rename, fsync of the folder; mode
   0644. The generation is one more than that of the snapshot which is there
   now (1 if there is none), or generation_floor if that is higher. A snapshot
   that is there but damaged is refused, unless generation_floor is not 0: then
   the new generation is that number, which must be chosen higher than any
   before. Same input, same octets, but for generation and time. Two publishers
   at a time: one waits (lock file PATH.lock, which stays). now is written into
   it, seconds since 1970. Returns 0; -1 with err and the old file untouched,
   but for a failing fsync of the folder (see tenure_file_writer_commit()). */
struct tenure_publish_result {
	uint64_t generation;
	/* The policy, keys and realm are those of the old snapshot: nothing
	   was written, and generation is the old one. */
	int unchanged;
	char digest[65];
};
int tenure_publish(const struct tenure_policy *policy,
		   const struct tenure_keyring *keys, const char *realm,
		   const char *path, int64_t now, uint64_t generation_floor,
		   struct tenure_publish_result *result_r,
		   struct tenure_error *err) TENURE_CHECK;
/* What tenure_publish() would answer now, without writing anything or waiting
   for other publishers. */
int tenure_publish_preview(const struct tenure_policy *policy,
			   const struct tenure_keyring *keys, const char *realm,
			   const char *path, uint64_t generation_floor,
			   struct tenure_publish_result *result_r,
			   struct tenure_error *err) TENURE_CHECK;

#endif
