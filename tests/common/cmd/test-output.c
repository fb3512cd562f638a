/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/date.h"
#include "cmd/output.h"

static void test_escape(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
		bool keep_newlines;
	} cases[] = {
		{"", "", false},
		{"plain text", "plain text", false},
		{"caf\xc3\xa9 \xe2\x82\xac", "caf\xc3\xa9 \xe2\x82\xac", false},
		{"a\nb\tc\rd", "a\\nb\\tc\\rd", false},
		{"a\nb\tc", "a\nb\\tc", true},
		{"\x1b[2J\x07\x7f", "\\x1b[2J\\x07\\x7f", true},
		/* C1: some terminals take U+009B for ESC [ */
		{"\xc2\x9b"
		 "2J",
		 "\\u{009b}2J", false},
		/* Directions, and what is not seen. */
		{"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf",
		 "\\u{202e}\\u{2066}\\u{200b}\\u{feff}", false},
		/* Not UTF-8: alone, cut, over-long, surrogate. */
		{"\xff", "\\xff", false},
		{"\xe2\x82", "\\xe2\\x82", false},
		{"\xc0\x8a", "\\xc0\\x8a", true},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer out = TENURE_BUFFER_INIT;

		tenure_escape(cases[i].text, cases[i].keep_newlines, &out);
		assert_string_equal(tenure_buffer_str(&out), cases[i].want);
		tenure_buffer_free(&out);
	}
}

static void test_json_text(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", ""},
		{"caf\xc3\xa9", "caf\xc3\xa9"},
		{"a\xff"
		 "b",
		 "a\xef\xbf\xbd"
		 "b"},
		{"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},
		{"\x1b\n", "\x1b\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *value = tenure_json_text(cases[i].text);

		assert_string_equal(json_string_value(value), cases[i].want);
		json_decref(value);
	}
	assert_true(json_is_null(tenure_json_text(NULL)));
}

static void test_json_time(void **state TENURE_UNUSED)
{
	static const struct {
		int64_t when;
		const char *want;
	} cases[] = {
		{0, "1970-01-01T00:00:00Z"},
		{1795316400, "2026-11-22T03:00:00Z"},
		{TENURE_TIME_FOREVER, "forever"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *value = tenure_json_time(cases[i].when);

		assert_string_equal(json_string_value(value), cases[i].want);
		json_decref(value);
	}
	assert_true(json_is_null(tenure_json_time(TENURE_TIME_NONE)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_json_text),
		cmocka_unit_test(test_json_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
