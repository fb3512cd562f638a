/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "policy/tree.h"
#include "tests/common/policy/memory-source.h"

static void dump(const struct tenure_statement *statement,
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
			dump(statement->children, out);
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
static void check(const struct memory_file *files, const char *want_tree,
		  const char *want_errors)
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
		dump(tenure_tree_root(tree), &tree_text);
		assert_string_equal(tenure_buffer_str(&tree_text), want_tree);
	}
	assert_string_equal(tenure_buffer_str(&errors), want_errors);
	assert_int_equal(ret, want_errors[0] == '\0' ? 0 : -1);
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	tenure_buffer_free(&tree_text);
	tenure_buffer_free(&errors);
}

static void check_text(const char *text, const char *want_tree,
		       const char *want_errors)
{
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};

	check(files, want_tree, want_errors);
}

static void test_forms(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"\n\n# comment\n", ""},
		{"a = 1", "a=[1];"},
		{"a=1", "a=[1];"},
		{"a = 1\r\nb = 2\r\n", "a=[1];b=[2];"},
		{"\xef\xbb\xbf"
		 "a = 1",
		 "a=[1];"},
		{"a = 1; b = 2", "a=[1];b=[2];"},
		{"a = 1 2 \"3 4\" # five", "a=[1][2]Q[3 4];"},
		{"a = \"#\" \"\\\"\\\\\"", "a=Q[#]Q[\"\\];"},
		{"a = \"\"", "a=Q[];"},
		{"keep = 90d  keep_from = year_end",
		 "keep=[90d];keep_from=[year_end];"},
		{"match { sealed = no  mailbox = \\Drafts }",
		 "match{sealed=[no];mailbox=[\\Drafts];}"},
		{"pop3 { after_download = delete   login_delay = 5min }",
		 "pop3{after_download=[delete];login_delay=[5min];}"},
		{"class x { match { header Subject = \"*invoice*\" b } }",
		 "class(x){match{header(Subject)=Q[*invoice*][b];}}"},
		{"plan a { keep = 0  class b { keep = 1d } } plan c { }",
		 "plan(a){keep=[0];class(b){keep=[1d];}}plan(c){}"},
		{"match { header A = b c header D = e not { tls = no } }",
		 "match{header(A)=[b][c];header(D)=[e];not{tls=[no];}}"},
		/* Quotes take from a word that it begins a statement. */
		{"a = b \"smtp\"", "a=[b]Q[smtp];"},
		{"a = class b", "a=[class][b];"},
		{"unknown = x smtp { a = b }", "unknown=[x];smtp{a=[b];}"},
		{"sender = <> size > 10M", "sender=[<>];size>[10M];"},
		{"size <= 1k size<2k size>=3 size>4 sender=<>",
		 "size<=[1k];size<[2k];size>=[3];size>[4];sender=[<>];"},
		{"a = k\xc3\xa4se", "a=[k\xc3\xa4se];"},
		{"a {\n}\nb {}", "a{}b{}"},
		{"a{b{c{d{e{f{g{h{i=1}}}}}}}}",
		 "a{b{c{d{e{f{g{h{i=[1];}}}}}}}}"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_text(cases[i].text, cases[i].want, "");
}

static void test_error_unterminated_block(void **state TENURE_UNUSED)
{
	check_text("a = 1\nplan x {\n  keep = 1d\n",
		   "a=[1];plan(x){keep=[1d];}",
		   "p:2:1: error: the block \"plan\" is not closed\n"
		   "    plan x {\n"
		   "    ^~~~ its \"}\" is missing\n");
}

static void test_error_close_without_block(void **state TENURE_UNUSED)
{
	check_text("a { }\n}\nb = 1", "a{}b=[1];",
		   "p:2:1: error: \"}\" closes no block\n"
		   "    }\n"
		   "    ^\n");
}

static void test_error_unterminated_string(void **state TENURE_UNUSED)
{
	check_text("a = \"one\nb = 2", "a=Q[one];b=[2];",
		   "p:1:5: error: the string has no closing quote\n"
		   "    a = \"one\n"
		   "        ^~~~ it must end in the same line\n");
}

static void test_error_bad_escape(void **state TENURE_UNUSED)
{
	check_text("a = \"\\d\"", NULL,
		   "p:1:6: error: unknown escape in a string\n"
		   "    a = \"\\d\"\n"
		   "         ^ write \\\\ for a backslash\n");
}

static void test_error_control_character(void **state TENURE_UNUSED)
{
	check_text("a = b\x01"
		   "c\x02\nd = \"\x1b[0m\"\n# \x7f\ne = \xe2\x80\xae"
		   "f",
		   NULL,
		   "p:1:6: error: control character U+0001 is not allowed "
		   "here\n"
		   "    a = b?c?\n"
		   "         ^\n"
		   "p:2:6: error: control character U+001B is not allowed "
		   "here\n"
		   "    d = \"?[0m\"\n"
		   "         ^\n"
		   "p:3:3: error: control character U+007F is not allowed "
		   "here\n"
		   "    # ?\n"
		   "      ^\n"
		   "p:4:5: error: control character U+202E is not allowed "
		   "here\n"
		   "    e = ?f\n"
		   "        ^\n");
}

static void test_error_blank_character(void **state TENURE_UNUSED)
{
	check_text("a\xc2\xa0= 1 # \xc2\xa0\nb = \"\xc2\xa0\"",
		   "a=[1];b=Q[\xc2\xa0];",
		   "p:1:2: error: blank character U+00A0 is not allowed here\n"
		   "    a\xc2\xa0= 1 # \xc2\xa0\n"
		   "     ^ write an ordinary space\n");
}

static void test_error_not_utf8(void **state TENURE_UNUSED)
{
	check_text("a = k\xe4se\nb = \xc0\xaf\xed\xa0\x80", NULL,
		   "p:1:6: error: the text is not UTF-8\n"
		   "    a = k?se\n"
		   "         ^\n"
		   "p:2:5: error: the text is not UTF-8\n"
		   "    b = ?????\n"
		   "        ^\n");
}

static void test_nul(void **state TENURE_UNUSED)
{
	static const char text[] = "a = b\0c";
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;

	assert_int_equal(tenure_tree_read_text("p", text, sizeof(text) - 1,
					       &tree, &diagnostics),
			 -1);
	assert_int_equal(diagnostics.error_count, 1);
	assert_string_equal(diagnostics.items[0].source_line, "a = b?c");
	assert_int_equal(diagnostics.items[0].column, 6);
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
}

static void test_error_over_long_line(void **state TENURE_UNUSED)
{
	char text[TENURE_POLICY_LINE_MAX + 64];
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	int extra;

	for (extra = 0; extra <= 1; extra++) {
		memset(text, 'x', sizeof(text));
		memcpy(text, "a = ", 4);
		memcpy(text + TENURE_POLICY_LINE_MAX + extra, "\nb = 1\n", 8);
		assert_int_equal(tenure_tree_read_text("p", text, strlen(text),
						       &tree, &diagnostics),
				 -extra);
		assert_int_equal(diagnostics.error_count, extra);
		if (extra > 0)
			assert_string_equal(diagnostics.items[0].message,
					    "the line is longer than 4096 "
					    "octets");
		assert_non_null(tree);
		assert_non_null(tenure_tree_root(tree));
		tenure_tree_free(&tree);
		tenure_diagnostics_free(&diagnostics);
	}
}

static void test_error_nested_too_deep(void **state TENURE_UNUSED)
{
	check_text("a{a{a{a{a{a{a{a{z{y{}=}x=1}b=2}}}}}}}\nc=3",
		   "a{a{a{a{a{a{a{a{z{}x=[1];}b=[2];}}}}}}}c=[3];",
		   "p:1:17: error: blocks are nested deeper than 8\n"
		   "    a{a{a{a{a{a{a{a{z{y{}=}x=1}b=2}}}}}}}\n"
		   "                    ^\n");
}

static void test_nested_hostile(void **state TENURE_UNUSED)
{
	size_t size = 2000000;
	char *text = malloc(size);
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	size_t i;

	assert_non_null(text);
	for (i = 0; i < size; i++)
		text[i] = i % 100 == 99 ? '\n' : "a{"[i % 2];
	assert_int_equal(
		tenure_tree_read_text("p", text, size, &tree, &diagnostics),
		-1);
	assert_int_equal(diagnostics.count, 9);
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	free(text);
}

static void test_incomplete(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want_tree, *want_error;
	} cases[] = {
		{"keep 90d\na = 1", "a=[1];",
		 "p:1:1: error: \"=\" or \"{\" is missing after \"keep\"\n"
		 "    keep 90d\n"
		 "    ^~~~\n"},
		{"keep", "",
		 "p:1:1: error: \"=\" or \"{\" is missing after \"keep\"\n"
		 "    keep\n"
		 "    ^~~~\n"},
		{"plan x\n{\n  a = 1\n}\nb = 2", "plan(x){a=[1];}b=[2];",
		 "p:1:1: error: \"{\" must be on the same line as "
		 "\"plan\"\n"
		 "    plan x\n"
		 "    ^~~~\n"},
		{"a =\nb = 1", "b=[1];",
		 "p:1:1: error: \"a\" has no value\n"
		 "    a =\n"
		 "    ^\n"},
		{"a = b = 1", "b=[1];",
		 "p:1:1: error: \"a\" has no value\n"
		 "    a = b = 1\n"
		 "    ^\n"},
		{"a = 1 = 2\nb = 1", "1=[2];b=[1];",
		 "p:1:1: error: \"a\" has no value\n"
		 "    a = 1 = 2\n"
		 "    ^\n"},
		{"a = \"1\" = 2\nb = 1", "a=Q[1];b=[1];",
		 "p:1:9: error: \"=\" is not expected here\n"
		 "    a = \"1\" = 2\n"
		 "            ^\n"},
		{"= 2\nb = 1", "b=[1];",
		 "p:1:1: error: a setting or block is expected here, not "
		 "\"=\"\n"
		 "    = 2\n"
		 "    ^\n"},
		{"\"a\" = 2\nb = 1", "b=[1];",
		 "p:1:1: error: a setting or block is expected here, not a "
		 "string\n"
		 "    \"a\" = 2\n"
		 "    ^~~\n"},
		{"plan x y { a = 1 }\nb = 1", "b=[1];",
		 "p:1:1: error: \"=\" or \"{\" is missing after \"plan\"\n"
		 "    plan x y { a = 1 }\n"
		 "    ^~~~\n"},
		{"a = \"x\"y", "a=Q[x][y];",
		 "p:1:8: error: white space is missing after the string\n"
		 "    a = \"x\"y\n"
		 "           ^\n"},
		{"a = x\"y\"", "a=[x]Q[y];",
		 "p:1:6: error: white space is missing before the string\n"
		 "    a = x\"y\"\n"
		 "         ^\n"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_text(cases[i].text, cases[i].want_tree,
			   cases[i].want_error);
}

static void test_error_too_many_values(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;
	int i;

	tenure_buffer_add_str(&text, "a =");
	for (i = 0; i <= TENURE_VALUES_MAX; i++)
		tenure_buffer_add_str(&text, " 1");
	assert_int_equal(tenure_tree_read_text("p", text.data, text.used, &tree,
					       &diagnostics),
			 -1);
	assert_string_equal(diagnostics.items[0].message,
			    "a setting has at most 1024 values");
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	tenure_buffer_free(&text);
}

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

	check(files, "a=[1];one=[1];x=[1];two{}plan(x){e=[1];}b=[2];", "");

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

	check(files, "x=[1];",
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

	check(files, "",
	      "8:1:9: error: files include one another deeper than 8\n"
	      "    include 9\n"
	      "            ^\n");
	check(files + 1, "a=[1];", "");
}

static void test_error_include_not_found(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {{"d/p", "include nothing\na = 1"},
					    {NULL, NULL}};

	check(files, "a=[1];",
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
		check_text(cases[i].text, cases[i].want_tree,
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

	check(files, "plan(x){y{}}",
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_error_unterminated_block),
		cmocka_unit_test(test_error_close_without_block),
		cmocka_unit_test(test_error_unterminated_string),
		cmocka_unit_test(test_error_bad_escape),
		cmocka_unit_test(test_error_control_character),
		cmocka_unit_test(test_error_blank_character),
		cmocka_unit_test(test_error_not_utf8),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_error_over_long_line),
		cmocka_unit_test(test_error_nested_too_deep),
		cmocka_unit_test(test_nested_hostile),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_error_too_many_values),
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
		cmocka_unit_test(test_forget_statements),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
