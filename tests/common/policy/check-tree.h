/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_CHECK_TREE_H
#define TENURE_TEST_CHECK_TREE_H

#include "base/buffer.h"
#include "policy/tree-read.h"
#include "tests/common/policy/memory-source.h"

/* Trees of texts in memory, as text. */

static inline void dump_tree(const struct tenure_statement *statement,
			     struct tenure_buffer *out)
{
	static const char *const operators[] = {"=", "<", "<=", ">", ">="};
	size_t i;

	for (; statement != NULL; statement = statement->next) {
		tenure_buffer_add_str(out, statement->name.text);
		if (statement->argument.text != NULL)
			tenure_buffer_printf(out, "(%s)",
					     statement->argument.text);
		if (statement->block) {
			tenure_buffer_add_str(out, "{");
			dump_tree(statement->children, out);
			tenure_buffer_add_str(out, "}");
			continue;
		}
		tenure_buffer_add_str(out, operators[statement->op]);
		for (i = 0; i < statement->value_count; i++)
			tenure_buffer_printf(out, "%s[%s]",
					     statement->values[i].quoted ? "Q"
									 : "",
					     statement->values[i].text);
		tenure_buffer_add_str(out, ";");
	}
}

/* Read files, whose first is the policy; compare the tree and the errors. */
static inline void check_tree(const struct memory_file *files,
			      const char *want_tree, const char *want_errors)
{
	struct tenure_source source = memory_source(files);
	struct tenure_buffer tree_text = TENURE_BUFFER_INIT;
	struct tenure_buffer errors = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	int ret;

	ret = tenure_tree_read(&source, files[0].name, true, &tree,
			       &diagnostics);
	tenure_diagnostics_format(&diagnostics, &errors);
	if (want_tree != NULL) {
		assert_non_null(tree);
		dump_tree(tenure_tree_root(tree), &tree_text);
		assert_string_equal(tenure_buffer_str(&tree_text), want_tree);
	}
	assert_string_equal(tenure_buffer_str(&errors), want_errors);
	assert_int_equal(ret, want_errors[0] == '\0' ? 0 : -1);
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	tenure_buffer_free(&tree_text);
	tenure_buffer_free(&errors);
}

static inline void check_tree_text(const char *text, const char *want_tree,
				   const char *want_errors)
{
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};

	check_tree(files, want_tree, want_errors);
}

#endif
