/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/common/policy/check-tree.h"

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
		check_tree_text(cases[i].text, cases[i].want, "");
}

static void test_error_unterminated_block(void **state TENURE_UNUSED)
{
	check_tree_text("a = 1\nplan x {\n  keep = 1d\n",
			"a=[1];plan(x){keep=[1d];}",
			"p:2:1: error: the block \"plan\" is not closed\n"
			"    plan x {\n"
			"    ^~~~ its \"}\" is missing\n");
}

static void test_error_close_without_block(void **state TENURE_UNUSED)
{
	check_tree_text("a { }\n}\nb = 1", "a{}b=[1];",
			"p:2:1: error: \"}\" closes no block\n"
			"    }\n"
			"    ^\n");
}

static void test_error_unterminated_string(void **state TENURE_UNUSED)
{
	check_tree_text("a = \"one\nb = 2", "a=Q[one];b=[2];",
			"p:1:5: error: the string has no closing quote\n"
			"    a = \"one\n"
			"        ^~~~ it must end in the same line\n");
}

static void test_error_bad_escape(void **state TENURE_UNUSED)
{
	check_tree_text("a = \"\\d\"", NULL,
			"p:1:6: error: unknown escape in a string\n"
			"    a = \"\\d\"\n"
			"         ^ write \\\\ for a backslash\n");
}

static void test_error_control_character(void **state TENURE_UNUSED)
{
	check_tree_text("a = b\x01"
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
	check_tree_text(
		"a\xc2\xa0= 1 # \xc2\xa0\nb = \"\xc2\xa0\"",
		"a=[1];b=Q[\xc2\xa0];",
		"p:1:2: error: blank character U+00A0 is not allowed here\n"
		"    a\xc2\xa0= 1 # \xc2\xa0\n"
		"     ^ write an ordinary space\n");
}

static void test_error_not_utf8(void **state TENURE_UNUSED)
{
	check_tree_text("a = k\xe4se\nb = \xc0\xaf\xed\xa0\x80", NULL,
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
	check_tree_text("a{a{a{a{a{a{a{a{z{y{}=}x=1}b=2}}}}}}}\nc=3",
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
		check_tree_text(cases[i].text, cases[i].want_tree,
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
	};

	return cmocka_run_group_tests_name("parser", tests, NULL, NULL);
}
