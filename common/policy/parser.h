/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PARSER_H
#define TENURE_PARSER_H

#include "base/attrs.h"
#include "base/limits.h"
#include "policy/diagnostics.h"
#include "policy/tree.h"

/* Makes the statements of a tree out of the texts of its files. */

/* A block whose "}" is still to come. */
struct tenure_parser_block {
	const struct tenure_statement *statement;
	/* Where the next statement is linked to. */
	struct tenure_statement **tail;
};

struct tenure_parser {
	/* Set by the caller, with the rest zero. */
	struct tenure_tree *tree;
	struct tenure_diagnostics *diagnostics;
	/* Reads all that an include pattern, whose place is word's, stands
	   for; by tenure_parser_file() again. Returns 0, or -1 on
	   out-of-memory. NULL: no includes. */
	int (*include)(void *context, const struct tenure_word *word);
	void *context;
	/* [0] is the file itself. */
	struct tenure_parser_block blocks[TENURE_POLICY_DEPTH_MAX + 1];
	unsigned int depth;
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

#endif
