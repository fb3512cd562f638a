/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PARSER_H
#define TENURE_PARSER_H

#include "base/attrs.h"
#include "base/limits.h"
#include "policy/arena.h"
#include "policy/tree.h"

/* How a tree is built: between tree.c, which owns it, and parser.c. */

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

/* A block whose "}" is still to come. */
struct tenure_parser_block {
	const struct tenure_statement *statement;
	/* Where the next statement is linked to. */
	struct tenure_statement **tail;
};

struct tenure_parser {
	/* Set by the caller, with the rest zero. */
	struct tenure_tree *tree;
	/* NULL: no includes. */
	const struct tenure_source *source;
	struct tenure_diagnostics *diagnostics;
	/* [0] is the file itself. */
	struct tenure_parser_block blocks[TENURE_POLICY_DEPTH_MAX + 1];
	unsigned int depth;
	/* Numbers of the files that include one another now. */
	uint16_t chain[TENURE_INCLUDE_DEPTH_MAX + 1];
	unsigned int chain_count;
	/* Files and octets so far, each as often as it was included. */
	unsigned int files_read;
	size_t octets_read;
	/* A limit of these was reported; nothing more is included. */
	bool over_limit;
};

/* Read a file of the tree, by its number. What is wrong is reported. Returns
   0, or -1 on out-of-memory. */
int tenure_parser_file(struct tenure_parser *parser,
		       uint16_t file) TENURE_CHECK;

/* Read the statements of one row of a table. The file of the tree has the
   text of the row and begins with it; the statements begin at pos, in the
   first line of the row, at a column of it. Line ends are only white space.
   Returns 0, or -1 on out-of-memory. */
int tenure_parser_row(struct tenure_parser *parser, uint16_t file, size_t pos,
		      unsigned int column) TENURE_CHECK;

/* Take an include pattern, whose place is word's, and read all it stands
   for. Returns 0, or -1 on out-of-memory. */
int tenure_tree_read_include(struct tenure_parser *parser,
			     const struct tenure_word *word) TENURE_CHECK;

#endif
