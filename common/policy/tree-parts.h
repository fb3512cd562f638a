/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TREE_PARTS_H
#define TENURE_TREE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "policy/arena.h"

/* What a tree consists of: between tree.c, which owns it, and those that read
   texts into it. */

struct tenure_tree_file {
	char *name;
	/* NULL for a table. */
	char *text;
	size_t size;
	/* Where text begins in the file, less 1: more than 0 for a row. */
	uint32_t lines_before;
};

struct tenure_tree_include {
	char *pattern;
	char **names;
};

struct tenure_tree {
	struct tenure_tree_file *files;
	size_t file_count, files_allocated;
	struct tenure_tree_include *includes;
	size_t include_count, includes_allocated;
	/* Time zones by name, with their data. */
	struct tenure_tree_file *zones;
	size_t zone_count, zones_allocated;
	/* Statements and their words. */
	struct tenure_arena arena;
	struct tenure_statement *root;
	/* Its only text is the row of a table. */
	bool is_row;
};

/* A tree without files; NULL on out-of-memory. */
struct tenure_tree *tenure_tree_new(void) TENURE_CHECK;
/* Takes text over, also when it fails. Returns 0, or -1 on out-of-memory. */
int tenure_tree_add_file(struct tenure_tree *tree, const char *name, char *text,
			 size_t size) TENURE_CHECK;
/* The number of a file that was read already; the number of files if not. */
size_t tenure_tree_find_file(const struct tenure_tree *tree, const char *name);
/* Remember what a pattern stands for; takes both over, also on failure.
   Returns 0, or -1 on out-of-memory. */
int tenure_tree_add_include(struct tenure_tree *tree, char *pattern,
			    char **names) TENURE_CHECK;

#endif
