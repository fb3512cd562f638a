/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/common/policy/check-tree.h"

static void test_include(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", "a = 1\ninclude d/*.conf\nplan x { include ./e }\n"
		      "include none/*.conf\nb = 2"},
		{"d/1.conf", "one = 1\ninclude x"},
		{"d/2.conf", "two { }"},
		{"d/x", "x = 1"},
		{"e", "e = 1"},
		{NULL, NULL}};
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {0};
	const struct tenure_statement *statement;
	const char *pattern, *const *names;
	struct tenure_tree *tree;

	check_tree(files, "a=[1];one=[1];x=[1];two{}plan(x){e=[1];}b=[2];", "");

	assert_int_equal(
		tenure_tree_read(&source, "p", true, &tree, &diagnostics), 0);
	assert_int_equal(tenure_tree_file_count(tree), 5);
	statement = tenure_tree_root(tree)->next;
	assert_string_equal(
		tenure_tree_file_name(tree, statement->name.where.file),
		"d/1.conf");
	assert_int_equal(statement->name.where.line, 1);
	assert_int_equal(tenure_tree_include(tree, 0, &pattern, &names), 1);
	assert_string_equal(pattern, "d/*.conf");
	assert_string_equal(names[0], "d/1.conf");
	assert_string_equal(names[1], "d/2.conf");
	assert_null(names[2]);
	assert_int_equal(tenure_tree_include(tree, 1, &pattern, &names), 1);
	assert_string_equal(pattern, "d/x");
	assert_int_equal(tenure_tree_include(tree, 2, &pattern, &names), 1);
	assert_string_equal(pattern, "e");
	assert_int_equal(tenure_tree_include(tree, 3, &pattern, &names), 1);
	assert_null(names[0]);
	assert_int_equal(tenure_tree_include(tree, 4, &pattern, &names), 0);
	tenure_tree_free(&tree);
}

static void test_error_include_loop(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {{"p", "include a\n"},
					    {"a", "x = 1\n  include b\n"},
					    {"b", "include a\n"},
					    {NULL, NULL}};

	check_tree(files, "x=[1];",
		   "b:1:9: error: include loop: a includes b includes a\n"
		   "    include a\n"
		   "            ^\n");
}

static void test_error_include_too_deep(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"0", "include 1"}, {"1", "include 2"}, {"2", "include 3"},
		{"3", "include 4"}, {"4", "include 5"}, {"5", "include 6"},
		{"6", "include 7"}, {"7", "include 8"}, {"8", "include 9"},
		{"9", "a = 1"},     {NULL, NULL}};

	check_tree(files, "",
		   "8:1:9: error: files include one another deeper than 8\n"
		   "    include 9\n"
		   "            ^\n");
	check_tree(files + 1, "a=[1];", "");
}

static void test_error_include_not_found(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {{"d/p", "include nothing\na = 1"},
					    {NULL, NULL}};

	check_tree(
		files, "a=[1];",
		"d/p:1:9: error: cannot include \"d/nothing\": No such file or "
		"directory\n"
		"    include nothing\n"
		"            ^~~~~~~\n");
}

static void test_error_include_wrong(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want_tree, *want_error;
	} cases[] = {
		{"tenant x { class y {\ninclude e\n} }",
		 "tenant(x){class(y){}}",
		 "p:2:1: error: \"include\" is not allowed inside a tenant or "
		 "user block\n"
		 "    include e\n"
		 "    ^~~~~~~\n"},
		{"include a b\nc = 1", "c=[1];",
		 "p:1:11: error: \"include\" takes one file name or pattern\n"
		 "    include a b\n"
		 "              ^\n"},
		{"include\nc = 1", "c=[1];",
		 "p:1:1: error: \"include\" has no file name\n"
		 "    include\n"
		 "    ^~~~~~~ write include FILE or include PATTERN\n"},
		{"include \"\"\nc = 1", "c=[1];",
		 "p:1:9: error: \"include\" has an empty file name\n"
		 "    include \"\"\n"
		 "            ^~\n"},
	};
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_tree_text(cases[i].text, cases[i].want_tree,
				cases[i].want_error);
	assert_int_equal(
		tenure_tree_read_text("p", "include a", 9, &tree, &diagnostics),
		-1);
	assert_string_equal(diagnostics.items[0].message,
			    "\"include\" is not allowed here");
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
}

/* A block must end in the file that it began in. */
static void test_include_blocks(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", "plan x {\ninclude e\n}"}, {"e", "}\ny {"}, {NULL, NULL}};

	check_tree(files, "plan(x){y{}}",
		   "e:1:1: error: \"}\" closes no block\n"
		   "    }\n"
		   "    ^\n"
		   "e:2:1: error: the block \"y\" is not closed\n"
		   "    y {\n"
		   "    ^ its \"}\" is missing\n");
}

/* Files that include the next one often would be read 100 ** 8 times. */
static void test_error_include_flood(void **state TENURE_UNUSED)
{
	struct memory_file files[9] = {{NULL, NULL}};
	static const char *const names[] = {"0", "1", "2", "3",
					    "4", "5", "6", "7"};
	struct tenure_buffer texts[8];
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_source source = memory_source(files);
	struct tenure_tree *tree;
	size_t i, j;

	for (i = 0; i < 8; i++) {
		texts[i] = (struct tenure_buffer)TENURE_BUFFER_INIT;
		for (j = 0; j < 100; j++)
			tenure_buffer_printf(&texts[i], "include %s\n",
					     i < 7 ? names[i + 1] : "none/*");
		files[i] = (struct memory_file){names[i], texts[i].data};
	}
	assert_int_equal(
		tenure_tree_read(&source, "0", true, &tree, &diagnostics), -1);
	assert_int_equal(diagnostics.error_count, 1);
	assert_string_equal(diagnostics.items[0].message,
			    "more than 4096 files are included");
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	for (i = 0; i < 8; i++)
		tenure_buffer_free(&texts[i]);
}

static void test_error_first_file_missing(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {{NULL, NULL}};
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;

	assert_int_equal(
		tenure_tree_read(&source, "p", true, &tree, &diagnostics), -1);
	assert_null(tree);
	assert_string_equal(diagnostics.items[0].file, "p");
	assert_string_equal(diagnostics.items[0].message,
			    "No such file or directory");
	tenure_diagnostics_free(&diagnostics);
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", "a = 1 2 \"3\"\nplan x { keep = 3d }\ninclude e*\n"},
		{"e1", "b {\nc = 1"},
		{NULL, NULL}};
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	unsigned long n, allocations;
	int ret;

	tenure_alloc_fail_at(~0UL, 0);
	assert_int_equal(
		tenure_tree_read(&source, "p", true, &tree, &diagnostics), -1);
	allocations = tenure_alloc_count();
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	/* Each alone, and with all that follow. */
	for (n = 2; n < 2 * allocations + 2; n++) {
		tenure_alloc_fail_at(n / 2, n % 2);
		ret = tenure_tree_read(&source, "p", true, &tree, &diagnostics);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, -1);
		assert_true(diagnostics.error_count > 0);
		tenure_tree_free(&tree);
		tenure_diagnostics_free(&diagnostics);
	}
}

/* It ends in the middle of a long text, wherever memory does. */
static void test_out_of_memory_later(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	size_t pad, i;

	for (pad = 0; pad < 300; pad += 15) {
		tenure_buffer_clear(&text);
		for (i = 0; i <= pad; i++)
			tenure_buffer_add_char(&text, 'x');
		tenure_buffer_add_str(&text, " { }\n");
		for (i = 0; i < 200; i++)
			tenure_buffer_add_str(&text, "a { }\n");
		/* Tree, text, name, list of files, the first chunk of the
		   arena; the second fails, mostly for a statement. */
		tenure_alloc_fail_at(6, 1);
		assert_int_equal(tenure_tree_read_text("p", text.data,
						       text.used, &tree,
						       &diagnostics),
				 -1);
		tenure_alloc_fail_at(0, 0);
		assert_null(tree);
		assert_true(diagnostics.error_count > 0);
		tenure_diagnostics_free(&diagnostics);
	}
	tenure_buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_include),
		cmocka_unit_test(test_error_include_loop),
		cmocka_unit_test(test_error_include_too_deep),
		cmocka_unit_test(test_error_include_not_found),
		cmocka_unit_test(test_error_include_wrong),
		cmocka_unit_test(test_include_blocks),
		cmocka_unit_test(test_error_include_flood),
		cmocka_unit_test(test_error_first_file_missing),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_out_of_memory_later),
	};

	return cmocka_run_group_tests_name("tree-read", tests, NULL, NULL);
}
