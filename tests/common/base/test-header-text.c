/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/header-text.h"
#include "base/limits.h"

#define UUML "\xc3\xbc"

static void test_text(void **state TENURE_UNUSED)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
		{"", ""},
		{" ", ""},
		{" \t\r\n", ""},
		{"Hello", "Hello"},
		{" Hello \r\n", "Hello"},
		{"Hello\r\n world", "Hello world"},
		{"Hello\n\tworld", "Hello\tworld"},
		{"Hello\r\n \r\n world", "Hello  world"},
		{"a  b\tc", "a  b\tc"},
		/* Not folding, but line ends all the same. */
		{"a\r\nb", "a b"},
		{"a\rb\n\nc", "a b c"},
		/* Encoded words (RFC 2047 8). */
		{"=?ISO-8859-1?Q?a?=", "a"},
		{"=?ISO-8859-1?Q?a?= b", "a b"},
		{"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
		{"=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"},
		{"=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"},
		{"=?ISO-8859-1?Q?a_b?=", "a b"},
		{"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"},
		{"(=?ISO-8859-1?Q?a?=)", "(a)"},
		{"(=?ISO-8859-1?Q?a?= b)", "(a b)"},
		{"=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>",
		 "Keith Moore <moore@cs.utk.edu>"},
		{"=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n"
		 " =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
		 "If you can read this you understand the example."},
		{"=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore"},
		{"Re: =?utf-8?q?M=C3=BCller?= 7", "Re: M" UUML "ller 7"},
		/* Anywhere. */
		{"x=?utf-8?q?a?=y", "xay"},
		{"\"=?utf-8?q?a?=\"", "\"a\""},
		{"=?utf-8?q?a?==?utf-8?q?b?=", "ab"},
		/* A character in two words, three charsets in a row. */
		{"=?utf-8?q?M=C3?= =?UTF-8?B?vA==?=", "M" UUML},
		{"=?utf-8?q?=C3=BC?= =?iso-8859-1?q?=FC?= =?koi8-r?q?=C1?=",
		 UUML UUML "\xd0\xb0"},
		/* White space in a word stays, but for the ends of all. */
		{"=?utf-8?q?_a_?= =?utf-8?q?_b_?=", "a  b"},
		{"=?utf-8?q?a b?=", "a b"},
		{"=?utf-8?q?a\r\n b?=", "a b"},
		/* Not an encoded word. */
		{"what=?", "what=?"},
		{"=?=?=?", "=?=?=?"},
		{"=?a?b", "=?a?b"},
		{"a = ? b", "a = ? b"},
		{"=?utf-8?q?a?= =?", "a =?"},
		/* Octets that are no ASCII. */
		{"M" UUML "ller", "M" UUML "ller"},
		{"M\xfcller", "M\xfcller"},
		{"\x01\x7f", "\x01\x7f"},
	};
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_header_text(cases[i].body, &text) != 1)
			fail_msg("<<%s>> was not decoded", cases[i].body);
		assert_string_equal(tenure_buffer_str(&text), cases[i].want);
	}
	tenure_buffer_free(&text);
}

static void test_unknown(void **state TENURE_UNUSED)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
		{"=?no-such?q?a?=", "=?no-such?q?a?="},
		{"a =?no-such?q?a?= b", "a =?no-such?q?a?= b"},
		{"a =?no-such?q?a?=  =?no-such?q?b?=  c",
		 "a =?no-such?q?a?=  =?no-such?q?b?=  c"},
		{"=?no-such?q?a?= =?utf-8?q?b?=", "=?no-such?q?a?= b"},
		{"=?utf-8?q?b?= =?no-such?q?a?=", "b=?no-such?q?a?="},
		{"=?utf-8?q?b?=  =?utf-8?z?a?= =?utf-8?q?c?=",
		 "b  =?utf-8?z?a?= c"},
		{"=?utf-8?q?=FF?=", "=?utf-8?q?=FF?="},
		{"=?utf-8?q?=C3?= x", "=?utf-8?q?=C3?= x"},
		{"=?utf-8?q?a=00b?=", "=?utf-8?q?a=00b?="},
		{"=?iso-8859-1?q?a=00b?=", "=?iso-8859-1?q?a=00b?="},
		{"=?utf-8?b?a?= x", "=?utf-8?b?a?= x"},
		{"=?utf-8?q?why?not?= =?utf-8?q?a?=", "=?utf-8?q?why?not?= a"},
		{"=?utf-8?q?abc", "=?utf-8?q?abc"},
		{"=?utf-8?q?abc =?utf-8?q?d?=", "=?utf-8?q?abc d"},
		{"=?utf-8?q?=G0?=\r\n =?utf-8?q?=00?=",
		 "=?utf-8?q?=G0?= =?utf-8?q?=00?="},
	};
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_header_text(cases[i].body, &text) != 0)
			fail_msg("<<%s>> was decoded", cases[i].body);
		assert_string_equal(tenure_buffer_str(&text), cases[i].want);
	}
	tenure_buffer_free(&text);
}

static void test_long(void **state TENURE_UNUSED)
{
	static const char *const pieces[] = {
		"a",
		"\r\n ",
		"=?",
		"=?a?q?",
		"=?utf-8?q?a?=",
		"=?utf-8?q?=?=",
		"=?utf-8?q?a?= ",
		"=?iso-8859-1?q?a?= =?iso-8859-2?q?b?=",
	};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char *body = malloc(TENURE_HEADER_MAX + 2);

	assert_non_null(body);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		size_t size = strlen(pieces[i]);

		for (size_t j = 0; j <= TENURE_HEADER_MAX; j++)
			body[j] = pieces[i][j % size];
		body[TENURE_HEADER_MAX + 1] = '\0';
		assert_int_equal(tenure_header_text(body, &text), -1);
		body[TENURE_HEADER_MAX] = '\0';
		assert_true(tenure_header_text(body, &text) >= 0);
	}
	free(body);
	tenure_buffer_free(&text);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	static const char body[] =
		"long enough to need more than one allocation, really; "
		"=?utf-8?q?a?= =?koi8-r?b?wQ==?= =?no-such?q?x?= "
		"and all of this text behind it, which is long enough as well";
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret = -1;
	unsigned long n;

	for (n = 1; ret < 0; n++) {
		assert_true(n < 100);
		tenure_buffer_free(&text);
		tenure_alloc_fail_at(n, 0);
		ret = tenure_header_text(body, &text);
		tenure_alloc_fail_at(0, 0);
	}
	assert_int_equal(ret, 0);
	assert_true(n > 5);
	/* The buffer can be used again after a failure. */
	tenure_alloc_fail_at(1, 0);
	ret = tenure_header_text(body, &text);
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, -1);
	assert_int_equal(tenure_header_text("a", &text), 1);
	assert_string_equal(tenure_buffer_str(&text), "a");
	tenure_buffer_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
