/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_ROW_H
#define TENURE_TABLE_ROW_H

#include "base/attrs.h"
#include "policy/build.h"
#include "policy/table-lines.h"
#include "policy/tree-parts.h"

/* One row of a text table: its key and what is said about it. */

/* Octets that the key takes as it is written; it begins the line. */
size_t tenure_table_row_key_size(const struct tenure_table_line *line);
/* The key in the form of base/address.h; key_r has TENURE_ADDRESS_KEY_SIZE
   octets. Returns 0, or -1 if it is none. */
int tenure_table_row_key(enum tenure_table_kind kind,
			 const struct tenure_table_line *line,
			 char *key_r) TENURE_CHECK;

/* Reads rows. One thread at a time. */
struct tenure_row_reader {
	const struct tenure_policy *policy;
	/* The row as if it were a file of the policy. */
	struct tenure_tree tree;
	struct tenure_build build;
	struct tenure_arena arena;
	/* What was read last: key is "" if it has none. */
	char key[TENURE_ADDRESS_KEY_SIZE];
	struct tenure_word key_word;
	struct tenure_subject row;
	struct tenure_term terms[TENURE_ROW_VALUES_MAX];
	/* Rows that say the same are read once. */
	struct tenure_row_memory *memory;
	size_t memory_size;
};

/* Returns 0, or -1 on out-of-memory. Call free in any case. */
int tenure_row_reader_init(struct tenure_row_reader *reader,
			   const struct tenure_policy *policy,
			   struct tenure_diagnostics *diagnostics) TENURE_CHECK;
void tenure_row_reader_free(struct tenure_row_reader *reader);
/* Read a row. Returns 1 with reader->row; 0 if it has mistakes, which are
   reported; -1 on out-of-memory. The text of line must stay until the next
   row. */
int tenure_row_reader_next(struct tenure_row_reader *reader,
			   const struct tenure_policy_table *table,
			   const struct tenure_table_line *line) TENURE_CHECK;

#endif
