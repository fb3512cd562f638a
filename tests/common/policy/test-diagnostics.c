/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/diagnostics.h"

#define ERROR TENURE_SEVERITY_ERROR
#define WARNING TENURE_SEVERITY_WARNING

static void check_format(const struct tenure_diagnostics *list,
			 const char *want)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;

	tenure_diagnostics_format(list, &out);
	assert_string_equal(tenure_buffer_str(&out), want);
	tenure_buffer_free(&out);
}

/* The files are "a", "b" and so on, in this order. */
static void add(struct tenure_diagnostics *list, enum tenure_severity severity,
		const char *file, unsigned int line, unsigned int column)
{
	struct tenure_diagnostic finding = {.severity = severity,
					    .file = file,
					    .file_number =
						    (unsigned)(file[0] - 'a'),
					    .line = line,
					    .column = column,
					    .message = "m"};

	tenure_diagnostics_add(list, &finding);
}

static void test_format(void **state TENURE_UNUSED)
{
	static const struct {
		struct tenure_diagnostic finding;
		const char *want;
	} cases[] = {
		{{ERROR, "policy.conf", 7, 3, 4, "  kepp = 30d",
		  "unknown setting \"kepp\"", "did you mean \"keep\"?", 0},
		 "policy.conf:7:3: error: unknown setting \"kepp\"\n"
		 "    kepp = 30d\n"
		 "    ^~~~ did you mean \"keep\"?\n"},
		{{WARNING, "a", 1, 5, 1, "\tx = y", "m", NULL, 0},
		 "a:1:5: warning: m\n"
		 "    x = y\n"
		 "       ^\n"},
		/* No marker, no line, no file. */
		{{ERROR, "a", 0, 0, 0, NULL, "m", "h", 0},
		 "a: error: m\n    h\n"},
		{{ERROR, "a", 3, 0, 0, NULL, "m", NULL, 0}, "a:3: error: m\n"},
		{{ERROR, NULL, 0, 0, 0, NULL, "m", NULL, 0}, "error: m\n"},
		/* Behind the end of the line. */
		{{ERROR, "a", 1, 9, 3, "x = 1", "m", NULL, 0},
		 "a:1:9: error: m\n"
		 "    x = 1\n"
		 "         ^\n"},
		/* A character that takes two columns. */
		{{ERROR, "a", 1, 3, 1, "\xe4\xb8\xad x", "m", NULL, 0},
		 "a:1:3: error: m\n"
		 "    \xe4\xb8\xad x\n"
		 "       ^\n"},
		/* Nothing reaches the terminal that could do harm there. */
		{{ERROR, "a\n", 1, 1, 1, "\x1b[2J\xff\xe2\x80\xae",
		  "m\x07\xc2\x9b", "\x7f", 0},
		 "a?:1:1: error: m??\n"
		 "    ?[2J??\n"
		 "    ^ ?\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_diagnostics list = {.count = 0};

		tenure_diagnostics_add(&list, &cases[i].finding);
		check_format(&list, cases[i].want);
		tenure_diagnostics_free(&list);
	}
}

/* Of a long line, what is around the marker. */
static void test_long_line(void **state TENURE_UNUSED)
{
	char line[301];
	struct tenure_diagnostics list = {.count = 0};
	struct tenure_diagnostic finding = {ERROR, "a", 1,    201, 3,
					    line,  "m", NULL, 0};

	for (int i = 0; i < 300; i++)
		line[i] = (char)('0' + i % 10);
	line[300] = '\0';
	tenure_diagnostics_add(&list, &finding);
	check_format(&list, "a:1:201: error: m\n"
			    "    ...0123456789012345678901234567890123456789012"
			    "34567890123456789012345678901...\n"
			    "                                               "
			    "^~~\n");
	tenure_diagnostics_free(&list);
}

static void test_limit(void **state TENURE_UNUSED)
{
	const struct tenure_where last = {.line = 999};
	struct tenure_diagnostics list = {.count = 0};
	unsigned int i;

	for (i = 1; i <= TENURE_DIAGNOSTICS_MAX; i++)
		add(&list, WARNING, "a", i, 1);
	assert_false(tenure_diagnostics_wants(&list, WARNING, last));
	assert_true(tenure_diagnostics_wants(&list, ERROR, last));
	add(&list, WARNING, "a", 99, 1);
	assert_int_equal(list.count, TENURE_DIAGNOSTICS_MAX);
	assert_int_equal(list.warning_count, TENURE_DIAGNOSTICS_MAX + 1);
	/* Errors push warnings out, the last first. */
	add(&list, ERROR, "a", 100, 1);
	assert_int_equal(list.count, TENURE_DIAGNOSTICS_MAX);
	assert_int_equal(list.items[TENURE_DIAGNOSTICS_MAX - 1].line, 100);
	assert_int_equal(list.items[TENURE_DIAGNOSTICS_MAX - 2].line,
			 TENURE_DIAGNOSTICS_MAX - 1);
	for (i = 1; i < TENURE_DIAGNOSTICS_MAX; i++)
		add(&list, ERROR, "a", 100 + i, 1);
	assert_false(tenure_diagnostics_wants(&list, ERROR, last));
	assert_int_equal(list.items[0].line, 100);
	add(&list, ERROR, "a", 200, 1);
	tenure_diagnostics_count(&list, ERROR);
	assert_int_equal(list.error_count, TENURE_DIAGNOSTICS_MAX + 2);
	tenure_diagnostics_free(&list);
	assert_int_equal(list.count, 0);
}

/* The first of the text stay, in whatever order they are found. */
static void test_first(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics list = {.count = 0};
	unsigned int i;

	for (i = 100; i > 0; i--)
		add(&list, i % 2 == 0 ? ERROR : WARNING, i > 90 ? "a" : "b", i,
		    1);
	tenure_diagnostics_sort(&list);
	assert_int_equal(list.error_count, 50);
	assert_int_equal(list.warning_count, 50);
	assert_int_equal(list.count, TENURE_DIAGNOSTICS_MAX);
	for (i = 0; i < TENURE_DIAGNOSTICS_MAX; i++) {
		assert_int_equal(list.items[i].severity, ERROR);
		assert_int_equal(list.items[i].line,
				 i < 5 ? 92 + 2 * i : 2 * (i - 4));
		assert_string_equal(list.items[i].file, i < 5 ? "a" : "b");
	}
	assert_true(tenure_diagnostics_wants(
		&list, ERROR, (struct tenure_where){.file = 1, .line = 29}));
	assert_false(tenure_diagnostics_wants(
		&list, ERROR, (struct tenure_where){.file = 1, .line = 31}));
	assert_false(tenure_diagnostics_wants(
		&list, WARNING, (struct tenure_where){.file = 0, .line = 1}));
	tenure_diagnostics_free(&list);
	for (i = 100; i > 0; i--)
		add(&list, WARNING, "a", i, 1);
	tenure_diagnostics_sort(&list);
	assert_int_equal(list.items[0].line, 1);
	assert_int_equal(list.items[TENURE_DIAGNOSTICS_MAX - 1].line,
			 TENURE_DIAGNOSTICS_MAX);
	tenure_diagnostics_free(&list);
}

static void test_more(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics list = {.count = 0};

	add(&list, ERROR, "a", 1, 1);
	list.error_count = 2;
	check_format(&list, "a:1:1: error: m\nand 1 more error\n");
	list.error_count = 3;
	list.warning_count = 4;
	check_format(&list, "a:1:1: error: m\nand 2 more errors\n"
			    "and 4 more warnings\n");
	tenure_diagnostics_free(&list);
}

static void test_sort(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics list = {.count = 0};

	add(&list, ERROR, "b", 5, 2);
	add(&list, ERROR, "a", 9, 9);
	add(&list, WARNING, "b", 5, 1);
	add(&list, ERROR, "c", 1, 1);
	add(&list, ERROR, "a", 1, 1);
	add(&list, ERROR, "b", 0, 0);
	tenure_diagnostics_sort(&list);
	check_format(&list, "a:1:1: error: m\n"
			    "a:9:9: error: m\n"
			    "b: error: m\n"
			    "b:5:1: warning: m\n"
			    "b:5:2: error: m\n"
			    "c:1:1: error: m\n");
	tenure_diagnostics_free(&list);
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	const struct tenure_diagnostic finding = {ERROR, "a", 1,   1, 1,
						  "l",   "m", "h", 0};

	for (unsigned long n = 1; n <= 4; n++) {
		struct tenure_diagnostics list = {.count = 0};

		tenure_alloc_fail_at(n, 0);
		tenure_diagnostics_add(&list, &finding);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(list.count, 0);
		assert_int_equal(list.error_count, 1);
		check_format(&list, "error: out of memory\n");
		tenure_diagnostics_free(&list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_more),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("diagnostics", tests, NULL, NULL);
}
