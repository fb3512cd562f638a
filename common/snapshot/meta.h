/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_META_H
#define TENURE_SNAPSHOT_META_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "policy/extremes.h"
#include "policy/policy.h"
#include "snapshot/digest.h"

/* The record "meta" of a snapshot: what is said about the others, in Tenure's
   language. */

#define TENURE_SNAPSHOT_VERSION 1

struct tenure_snapshot_meta {
	uint64_t generation;
	int64_t time;
	/* Over all other records but the networks. */
	char content[TENURE_DIGEST_SIZE];
	/* Of each kind of table, how many rows there are. */
	uint64_t rows[TENURE_TABLE_KINDS];
	/* What the rows need; only the flags that
	   tenure_needs_add_layer() sets. */
	struct tenure_needs needs;
	/* Over plans, tenants, users and rows. */
	struct tenure_pop3_extremes pop3;
};

/* Append the text. */
void tenure_snapshot_meta_format(const struct tenure_snapshot_meta *meta,
				 struct tenure_buffer *out);
/* Set the flags in sum that are set in needs. */
void tenure_snapshot_meta_add_needs(const struct tenure_needs *needs,
				    struct tenure_needs *sum);
/* Read it. Returns 0, or -1 with err: also if it is of a version that is not
   ours. */
int tenure_snapshot_meta_parse(const char *text, size_t size,
			       struct tenure_snapshot_meta *meta_r,
			       struct tenure_error *err) TENURE_CHECK;

#endif
