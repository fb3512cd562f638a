/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TREE_H
#define TENURE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "policy/diagnostics.h"
#include "policy/where.h"

/* The form of a text in Tenure's language, before anybody asks what it means:
   settings and blocks. The policy, tenure.conf and the records of a snapshot
   are read with it.

   file      = { statement }
   statement = setting | block | include
   setting   = NAME [ ARG ] OPERATOR value { value }
   block     = NAME [ ARG ] "{" { statement } "}"
   include   = "include" PATTERN

   A newline or ";" ends a setting. On one line, a value that is followed by
   an operator or "{" begins the next statement; so does one of the names that
   take an argument (class, plan, tenant, user, header, network, key) followed
   by its argument and an operator or "{". */

enum tenure_operator {
	TENURE_OPERATOR_IS, /* = */
	TENURE_OPERATOR_LT, /* < */
	TENURE_OPERATOR_LE, /* <= */
	TENURE_OPERATOR_GT, /* > */
	TENURE_OPERATOR_GE, /* >= */
};

/* A word of the text, with its place. */
struct tenure_word {
	/* Without quotes and escapes, NUL-terminated; owned by the tree. */
	const char *text;
	struct tenure_where where;
	/* Columns it takes in its line, quotes included. */
	unsigned int length;
	bool quoted;
};

struct tenure_statement {
	struct tenure_statement *next;
	struct tenure_word name;
	/* text is NULL if there is no argument. */
	struct tenure_word argument;
	/* A block ("{"), else a setting. */
	bool block;
	/* Of a block: its statements, in the order of the text. */
	struct tenure_statement *children;
	/* Of a setting. */
	enum tenure_operator op;
	struct tenure_word *values;
	size_t value_count;
};

struct tenure_tree;

/* Free and set to NULL; NULL accepted. */
void tenure_tree_free(struct tenure_tree **tree);
/* Free the statements and words, and keep the files and includes. */
void tenure_tree_forget_statements(struct tenure_tree *tree);

const struct tenure_statement *tenure_tree_root(const struct tenure_tree *tree);
/* Files that were read, by their number in struct tenure_where. */
size_t tenure_tree_file_count(const struct tenure_tree *tree);
const char *tenure_tree_file_name(const struct tenure_tree *tree, size_t file);
/* NULL for a table of tenants or users, whose rows are not part of it. */
const char *tenure_tree_file_text(const struct tenure_tree *tree, size_t file,
				  size_t *size_r);
/* Give a table a number among the files, so that messages can name it. Returns
   0, or -1 on out-of-memory. */
int tenure_tree_add_table(struct tenure_tree *tree, const char *name,
			  uint16_t *file_r) TENURE_CHECK;
/* The name that a file has in messages when the file of the tree that word
   stands in names it by the text of word: as seen from the folder of the first
   file, without "./". NULL on out-of-memory; free with tenure_free(). */
char *tenure_tree_join(const struct tenure_tree *tree,
		       struct tenure_where where,
		       const char *name) TENURE_CHECK;
/* Report about a word of the tree. hint may be NULL. The finding has no line of
   text before tenure_tree_show(). */
void tenure_tree_report(const struct tenure_tree *tree,
			struct tenure_diagnostics *diagnostics,
			enum tenure_severity severity,
			const struct tenure_word *word, const char *hint,
			const char *fmt, ...) TENURE_FORMAT(6, 7);

/* Give the findings about files of the tree their lines of text, and sort
   them: once after the last one was reported. tree may be NULL. */
void tenure_tree_show(const struct tenure_tree *tree,
		      struct tenure_diagnostics *diagnostics);

/* The include patterns that were met and what each stood for, so that a
   snapshot can answer the same. Returns 1 and the index-th one, 0 past the
   last. */
int tenure_tree_include(const struct tenure_tree *tree, size_t index,
			const char **pattern_r, const char *const **names_r);

#endif
