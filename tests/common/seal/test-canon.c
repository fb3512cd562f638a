/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "seal/canon.h"

static const struct {
	const char *name, *body, *want;
} cases[] = {
	{"Subject", "hello", "subject:hello"},
	{"SUBJECT", " hello", "subject:hello"},
	{"x-A_1", "", "x-a_1:"},
	{"to", " \t\r\n ", "to:"},
	{"to", " a,\r\n\tb \t c  ", "to:a,bc"},
	/* as Dovecot unfolds, and as libmilter folds */
	{"to", "a,\tb   c", "to:a,bc"},
	{"to", "a,\n b   c\n", "to:a,bc"},
	/* other control characters and 8-bit text stay */
	{"s", "\v\f\x01\x7f \xc3\xa9", "s:\v\f\x01\x7f\xc3\xa9"},
	/* letters outside of ASCII are not names, and are left alone */
	{"\xc3\x89", "E", "\xc3\x89:E"},
	{"a", "b: c;D", "a:b:c;D"},
};

static void test_field(void **state)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tenure_buffer_clear(&out);
		tenure_canon_field(cases[i].name, cases[i].body, &out);
		assert_string_equal(tenure_buffer_str(&out), cases[i].want);
	}
	tenure_buffer_free(&out);
}

/* What Postfix does to long header lines: CRLF and a space every 998. */
static void test_broken_line(void **state)
{
	struct tenure_buffer broken = TENURE_BUFFER_INIT;
	struct tenure_buffer want = TENURE_BUFFER_INIT;
	struct tenure_buffer got = TENURE_BUFFER_INIT;
	char body[5000];
	size_t i, line;

	(void)state;
	for (i = 0; i < sizeof(body) - 1; i++)
		body[i] = (char)(i % 50 == 0 ? ' ' : 'a' + i % 26);
	body[i] = '\0';
	for (i = 0; i < sizeof(body) - 1; i += line) {
		line = sizeof(body) - 1 - i < 990 ? sizeof(body) - 1 - i : 990;
		tenure_buffer_add(&broken, body + i, line);
		tenure_buffer_add_str(&broken, "\r\n ");
	}
	tenure_canon_field("to", body, &want);
	tenure_canon_field("to", broken.data, &got);
	assert_string_equal(tenure_buffer_str(&got), tenure_buffer_str(&want));
	tenure_buffer_free(&broken);
	tenure_buffer_free(&want);
	tenure_buffer_free(&got);
}

static void test_no_memory(void **state)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;

	(void)state;
	tenure_alloc_fail_at(1, 1);
	tenure_canon_field("to", "a b", &out);
	tenure_alloc_fail_at(0, 0);
	assert_null(tenure_buffer_str(&out));
	tenure_buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_field),
		cmocka_unit_test(test_broken_line),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
