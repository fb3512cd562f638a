/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "policy/text.h"

static void test_word(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"invoice", "invoice"},
		{"*rechnung*", "*rechnung*"},
		{"straße", "straße"},
		{"\\Drafts", "\\Drafts"},
		{"a@b.example", "a@b.example"},
		{"", "\"\""},
		{"two words", "\"two words\""},
		{"a;b", "\"a;b\""},
		{"#a", "\"#a\""},
		{"{}", "\"{}\""},
		{"a=b", "\"a=b\""},
		{"<>", "\"<>\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		/* Blanks that nobody sees. */
		{"a\u00a0b", "\"a\u00a0b\""},
		{"\u200b", "\"\u200b\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer out = TENURE_BUFFER_INIT;

		tenure_text_word(cases[i].text, &out);
		assert_string_equal(tenure_buffer_str(&out), cases[i].want);
		tenure_buffer_free(&out);
	}
}

static void test_quote(void **state TENURE_UNUSED)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;

	tenure_text_quote("5.7.1 \"No\" \\", &out);
	assert_string_equal(tenure_buffer_str(&out),
			    "\"5.7.1 \\\"No\\\" \\\\\"");
	tenure_buffer_free(&out);
}

static void test_control(void **state TENURE_UNUSED)
{
	static const ucs4_t control[] = {0,      0x1f,   0x7f,   0x9f,  0x61c,
					 0x200e, 0x202e, 0x2066, 0x2069};
	static const ucs4_t plain[] = {' ', '~', 0xa0, 0xe9, 0x200d, 0x206a};

	for (size_t i = 0; i < sizeof(control) / sizeof(control[0]); i++)
		assert_true(tenure_text_is_control(control[i]));
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		assert_false(tenure_text_is_control(plain[i]));
}

static void test_char(void **state TENURE_UNUSED)
{
	ucs4_t c;

	assert_int_equal(tenure_text_char("a", 1, &c), 1);
	assert_int_equal(c, 'a');
	assert_int_equal(tenure_text_char("é", 2, &c), 2);
	assert_int_equal(c, 0xe9);
	/* Cut, and never UTF-8. */
	assert_int_equal(tenure_text_char("é", 1, &c), 1);
	assert_int_equal(c, TENURE_TEXT_BAD);
	assert_int_equal(tenure_text_char("\xff", 1, &c), 1);
	assert_int_equal(c, TENURE_TEXT_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_word),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_control),
		cmocka_unit_test(test_char),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
