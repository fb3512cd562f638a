/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TREE_READ_H
#define TENURE_TREE_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "policy/diagnostics.h"
#include "policy/source.h"
#include "policy/tree.h"

/* Read the file called name from source, and what it includes. allow_include
   is false for texts that must stand alone (tenure.conf's records, keys).
   What is wrong is added to diagnostics, and reading goes on after it.
   Returns 0 if the form was right; -1 if there were errors: *tree_r then
   holds what could be read (so that more errors can be found in it), or NULL
   if the first file cannot be read or memory does not suffice. */
int tenure_tree_read(const struct tenure_source *source, const char *name,
		     bool allow_include, struct tenure_tree **tree_r,
		     struct tenure_diagnostics *diagnostics) TENURE_CHECK;
/* The same for a text in memory, called name in messages; no includes. */
int tenure_tree_read_text(const char *name, const char *text, size_t size,
			  struct tenure_tree **tree_r,
			  struct tenure_diagnostics *diagnostics) TENURE_CHECK;

#endif
