/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TREE_ZONE_H
#define TENURE_TREE_ZONE_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/error.h"
#include "base/zone.h"
#include "policy/source.h"
#include "policy/tree.h"

/* Read a time zone out of the source of the tree, and keep its data with the
   files, so that a snapshot can carry them. "UTC" needs no data and gives
   NULL. Returns 0 with *zone_r, which the caller frees; -1 with err: the name
   or the data are no zone's. Each zone is asked for once. */
int tenure_tree_read_zone(struct tenure_tree *tree,
			  const struct tenure_source *source, const char *name,
			  struct tenure_zone **zone_r,
			  struct tenure_error *err) TENURE_CHECK;
/* Returns 1 and the index-th zone that was read, 0 past the last. */
int tenure_tree_zone(const struct tenure_tree *tree, size_t index,
		     const char **name_r, const void **data_r, size_t *size_r);

#endif
