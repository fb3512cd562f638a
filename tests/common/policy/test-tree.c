/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/tree-read.h"

static void test_forget_statements(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	size_t size;

	assert_int_equal(
		tenure_tree_read_text("p", "a = 1", 5, &tree, &diagnostics), 0);
	tenure_tree_forget_statements(tree);
	assert_null(tenure_tree_root(tree));
	assert_string_equal(tenure_tree_file_text(tree, 0, &size), "a = 1");
	assert_int_equal(size, 5);
	tenure_tree_free(&tree);
	tenure_tree_free(&tree);
}

/* A tree whose first file has this name. */
static struct tenure_tree *tree_called(const char *name)
{
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;

	assert_int_equal(
		tenure_tree_read_text(name, "", 0, &tree, &diagnostics), 0);
	return tree;
}

static void test_join(void **state TENURE_UNUSED)
{
	static const struct {
		const char *file, *name, *want;
	} cases[] = {
		{"p", "a", "a"},
		{"p", "./a", "a"},
		{"p", "././a", "a"},
		{"p", "b/a", "b/a"},
		{"p", "../a", "../a"},
		{"p", "/b/a", "/b/a"},
		{"c/p", "a", "c/a"},
		{"c/p", "./a", "c/a"},
		{"c/d/p", "b/*", "c/d/b/*"},
		{"/c/p", "a", "/c/a"},
		{"/c/p", "/a", "/a"},
	};
	const struct tenure_where where = {.line = 1};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_tree *tree = tree_called(cases[i].file);
		char *got = tenure_tree_join(tree, where, cases[i].name);

		assert_string_equal(got, cases[i].want);
		tenure_free(got);
		tenure_alloc_fail_at(1, 1);
		assert_null(tenure_tree_join(tree, where, cases[i].name));
		tenure_alloc_fail_at(0, 0);
		tenure_tree_free(&tree);
	}
}

/* A table has a number and a name, and no text. */
static void test_table(void **state TENURE_UNUSED)
{
	struct tenure_tree *tree = tree_called("p");
	uint16_t file = 0;
	size_t size;

	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_tree_add_table(tree, "t", &file), -1);
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(tenure_tree_file_count(tree), 1);
	assert_int_equal(tenure_tree_add_table(tree, "t", &file), 0);
	assert_int_equal(file, 1);
	assert_int_equal(tenure_tree_file_count(tree), 2);
	assert_string_equal(tenure_tree_file_name(tree, file), "t");
	assert_null(tenure_tree_file_text(tree, file, &size));
	assert_int_equal(size, 0);
	tenure_tree_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forget_statements),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
