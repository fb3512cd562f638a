/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_META_H
#define TENURE_SNAPSHOT_META_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "snapshot/digest.h"

/* The record "meta" of a snapshot: what is said about the others, in Tenure's
   language. */

#define TENURE_SNAPSHOT_VERSION 1

struct tenure_snapshot_meta {
	uint64_t generation;
	int64_t time;
	/* Over all other records. */
	char content[TENURE_DIGEST_SIZE];
	/* Over the whole file, see tenure_digest_file(). */
	char file[TENURE_DIGEST_SIZE];
};

/* Append the text. The digest of the file is the last thing in it, at
   tenure_snapshot_meta_file_offset() from its beginning. */
void tenure_snapshot_meta_format(const struct tenure_snapshot_meta *meta,
				 struct tenure_buffer *out);
/* Read it. Returns 0, or -1 with err: also if it is of a version that is not
   ours. */
int tenure_snapshot_meta_parse(const char *text, size_t size,
			       struct tenure_snapshot_meta *meta_r,
			       struct tenure_error *err) TENURE_CHECK;
/* Where in the text of size octets the digest of the file begins, without
   looking at the rest. Returns 0, or -1 if it is not there. */
int tenure_snapshot_meta_file_offset(const char *text, size_t size,
				     size_t *offset_r) TENURE_CHECK;

#endif
