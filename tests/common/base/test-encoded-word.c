/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "base/encoded-word.h"
#include "base/limits.h"

static void test_parse(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *charset, *octets;
		size_t size;
		const char *rest;
	} cases[] = {
		{"=?utf-8?Q?abc?=", "utf-8", "abc", 3, ""},
		{"=?UTF-8?q?a_b?= c", "UTF-8", "a b", 3, " c"},
		{"=?utf-8*de-AT?Q?abc?=x", "utf-8", "abc", 3, "x"},
		{"=?ISO_8859-1:1987?Q?=e4=E4?=", "ISO_8859-1:1987", "\xe4\xe4",
		 2, ""},
		{"=?utf-8?Q?=00=0a?=", "utf-8", "\0\n", 2, ""},
		{"=?utf-8?Q?a b?=", "utf-8", "a b", 3, ""},
		{"=?utf-8?Q?"
		 "?=",
		 "utf-8", "", 0, ""},
		{"=?utf-8?B?"
		 "?=",
		 "utf-8", "", 0, ""},
		{"=?utf-8?B?Zg==?=", "utf-8", "f", 1, ""},
		{"=?utf-8?b?Zm8=?=", "utf-8", "fo", 2, ""},
		{"=?utf-8?B?Zm9v?=", "utf-8", "foo", 3, ""},
		{"=?utf-8?B?Zm9vYmFy?=", "utf-8", "foobar", 6, ""},
		{"=?utf-8?B?Zg?=", "utf-8", "f", 1, ""},
		{"=?utf-8?B?Zm8?=", "utf-8", "fo", 2, ""},
		{"=?utf-8?B?+/+/?=", "utf-8", "\xfb\xff\xbf", 3, ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer octets = TENURE_BUFFER_INIT;
		struct tenure_encoded_word word;

		tenure_buffer_add_str(&octets, "x");
		if (tenure_encoded_word_parse(cases[i].text, &word, &octets) !=
		    1)
			fail_msg("\"%s\" was not taken", cases[i].text);
		assert_string_equal(word.charset, cases[i].charset);
		assert_string_equal(word.end, cases[i].rest);
		assert_int_equal(octets.used, 1 + cases[i].size);
		assert_memory_equal(octets.data + 1, cases[i].octets,
				    cases[i].size);
		tenure_buffer_free(&octets);
	}
}

static void test_parse_bad(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		/* 0 no encoded word, -1 a broken one. */
		int want;
	} cases[] = {
		{"", 0},
		{"=", 0},
		{"=?", 0},
		{"x=?utf-8?Q?abc?=", 0},
		{"=?utf-8", 0},
		{"=?utf-8?", 0},
		{"=?utf-8?Q", 0},
		{"=??Q?abc?=", 0},
		{"=?utf 8?Q?abc?=", 0},
		{"=?utf-8//IGNORE?Q?abc?=", 0},
		{"=?utf-8?QQ?abc?=", 0},
		{"=?what?=", 0},
		{"=?utf-8?Q?", -1},
		{"=?utf-8?Q?abc", -1},
		{"=?utf-8?Q?abc?", -1},
		{"=?utf-8?Q?abc? =", -1},
		{"=?utf-8?Q?why?not?=", -1},
		{"=?utf-8?X?abc?=", -1},
		{"=?utf-8?Q?=?=", -1},
		{"=?utf-8?Q?=a?=", -1},
		{"=?utf-8?Q?=ag?=", -1},
		{"=?utf-8?Q?=ga?=", -1},
		{"=?utf-8?Q?a=", -1},
		{"=?utf-8?B?Z?=", -1},
		{"=?utf-8?B?Zg=?=", -1},
		{"=?utf-8?B?Zg===?=", -1},
		{"=?utf-8?B?Zm9v=?=", -1},
		{"=?utf-8?B?Zm9v====?=", -1},
		{"=?utf-8?B?====?=", -1},
		{"=?utf-8?B?==?=", -1},
		{"=?utf-8?B?Zm 9v?=", -1},
		{"=?utf-8?B?Zm-_?=", -1},
		{"=?utf-8?B?Zg==Zg==?=", -1},
		{"=?0123456789012345678901234567890123456789"
		 "01234567890123456789012?Q?a?=",
		 1},
		{"=?0123456789012345678901234567890123456789"
		 "012345678901234567890123?Q?a?=",
		 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer octets = TENURE_BUFFER_INIT;
		struct tenure_encoded_word word;
		int got;

		tenure_buffer_add_str(&octets, "x");
		got = tenure_encoded_word_parse(cases[i].text, &word, &octets);
		if (got != cases[i].want)
			fail_msg("\"%s\": got %d, want %d", cases[i].text, got,
				 cases[i].want);
		if (got <= 0)
			assert_string_equal(tenure_buffer_str(&octets), "x");
		tenure_buffer_free(&octets);
	}
}

static void test_same_charset(void **state TENURE_UNUSED)
{
	static const struct tenure_encoded_word a = {"utf-8", NULL};
	static const struct tenure_encoded_word b = {"UTF-8", NULL};
	static const struct tenure_encoded_word c = {"utf-80", NULL};

	assert_true(tenure_encoded_word_same_charset(&a, &b));
	assert_false(tenure_encoded_word_same_charset(&a, &c));
	assert_false(tenure_encoded_word_same_charset(&c, &a));
}

static void test_convert(void **state TENURE_UNUSED)
{
	static const struct {
		const char *charset, *octets;
		size_t size;
		/* NULL if they are none of the charset. */
		const char *want;
	} cases[] = {
		{"utf-8", "\xc3\xbc", 2, "\xc3\xbc"},
		{"UTF-8", "", 0, ""},
		{"utf-8", "\xfc", 1, NULL},
		{"utf-8", "a\0b", 3, NULL},
		{"us-ascii", "abc", 3, "abc"},
		{"us-ascii", "\xfc", 1, NULL},
		{"us-ascii", "\0", 1, NULL},
		{"iso-8859-1", "\xfc", 1, "\xc3\xbc"},
		{"iso-8859-1", "\xfc\0", 2, NULL},
		{"ISO-8859-15", "\xa4", 1, "\xe2\x82\xac"},
		{"windows-1252", "\x80", 1, "\xe2\x82\xac"},
		{"koi8-r", "\xc1", 1, "\xd0\xb0"},
		{"iso-2022-jp", "\x1b$B\x46|K\\\x1b(B", 10,
		 "\xe6\x97\xa5\xe6\x9c\xac"},
		{"shift_jis", "\x93\xfa", 2, "\xe6\x97\xa5"},
		{"shift_jis", "\x93", 1, NULL},
		{"gb2312", "\xd6\xd0", 2, "\xe4\xb8\xad"},
		/* Kept back by iconv for a combining character. */
		{"windows-1258", "a", 1, "a"},
		{"utf-16be", "\x20\xac", 2, "\xe2\x82\xac"},
		{"no-such-charset", "abc", 3, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer octets = TENURE_BUFFER_INIT;
		struct tenure_buffer text = TENURE_BUFFER_INIT;
		struct tenure_converter converter = {.opened = 0};
		struct tenure_encoded_word word = {"", NULL};
		int got;

		strcpy(word.charset, cases[i].charset);
		tenure_buffer_add(&octets, cases[i].octets, cases[i].size);
		tenure_buffer_add_str(&text, "x");
		got = tenure_encoded_word_convert(&word, &octets, &converter,
						  &text);
		if (got != (cases[i].want != NULL))
			fail_msg("case %zu, %s: got %d", i, cases[i].charset,
				 got);
		assert_string_equal(text.data + 1,
				    got > 0 ? cases[i].want : "");
		assert_int_equal(text.data[0], 'x');
		tenure_buffer_free(&octets);
		tenure_buffer_free(&text);
		tenure_converter_close(&converter);
	}
}

/* More than one piece of iconv's output, of every length about it. */
static void test_convert_long(void **state TENURE_UNUSED)
{
	static const struct tenure_encoded_word word = {"iso-8859-1", NULL};
	struct tenure_converter converter = {.opened = 0};

	for (size_t size = 200; size < 1100; size++) {
		struct tenure_buffer octets = TENURE_BUFFER_INIT;
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		for (size_t i = 0; i < size; i++)
			tenure_buffer_add_char(&octets, '\xfc');
		assert_int_equal(tenure_encoded_word_convert(&word, &octets,
							     &converter, &text),
				 1);
		assert_int_equal(text.used, 2 * size);
		for (size_t i = 0; i < 2 * size; i += 2)
			assert_memory_equal(text.data + i, "\xc3\xbc", 2);
		tenure_buffer_free(&octets);
		tenure_buffer_free(&text);
	}
	tenure_converter_close(&converter);
}

/* One converter for many words: no state is left over, and one that is open
   can be used for ever. */
static void test_converter(void **state TENURE_UNUSED)
{
	static const struct {
		const char *charset, *octets;
		const char *want;
	} cases[] = {
		{"shift_jis", "\x93", NULL},
		{"SHIFT_JIS", "\x93\xfa", "\xe6\x97\xa5"},
		{"iso-2022-jp", "\x1b$B\x46|", "\xe6\x97\xa5"},
		{"iso-2022-jp", "\x46|", "F|"},
		{"iso-2022-jp", "\x1b$B\x46", NULL},
		{"iso-2022-jp", "\x46|", "F|"},
		{"no-such", "x", NULL},
		{"iso-2022-jp", "x", "x"},
		{"iso-8859-1", "\xfc", "\xc3\xbc"},
	};
	struct tenure_converter converter = {.opened = 0};
	struct tenure_buffer octets = TENURE_BUFFER_INIT;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_encoded_word word = {"", NULL};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strcpy(word.charset, cases[i].charset);
		tenure_buffer_clear(&octets);
		tenure_buffer_clear(&text);
		tenure_buffer_add_str(&octets, cases[i].octets);
		assert_int_equal(tenure_encoded_word_convert(&word, &octets,
							     &converter, &text),
				 cases[i].want != NULL);
		assert_string_equal(tenure_buffer_str(&text),
				    cases[i].want == NULL ? "" : cases[i].want);
	}
	assert_int_equal(converter.opened, 4);
	converter.opened = TENURE_CHARSETS_MAX;
	assert_int_equal(
		tenure_encoded_word_convert(&word, &octets, &converter, &text),
		1);
	strcpy(word.charset, "iso-8859-2");
	assert_int_equal(
		tenure_encoded_word_convert(&word, &octets, &converter, &text),
		0);
	tenure_converter_close(&converter);
	tenure_converter_close(&converter);
	tenure_buffer_free(&octets);
	tenure_buffer_free(&text);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	static const char *const charsets[] = {"utf-8", "iso-8859-1"};

	for (size_t i = 0; i < 2; i++) {
		struct tenure_buffer octets = TENURE_BUFFER_INIT;
		struct tenure_buffer text = TENURE_BUFFER_INIT;
		struct tenure_converter converter = {.opened = 0};
		struct tenure_encoded_word word = {"", NULL};
		int ret;

		strcpy(word.charset, charsets[i]);
		tenure_buffer_add_str(&octets, "abc");
		tenure_alloc_fail_at(1, 0);
		ret = tenure_encoded_word_convert(&word, &octets, &converter,
						  &text);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, -1);
		/* What has failed before stays failed. */
		assert_int_equal(tenure_encoded_word_convert(&word, &octets,
							     &converter, &text),
				 -1);
		assert_int_equal(tenure_encoded_word_convert(
					 &word, &text, &converter, &octets),
				 -1);
		tenure_buffer_free(&octets);
		tenure_buffer_free(&text);
		tenure_converter_close(&converter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_bad),
		cmocka_unit_test(test_same_charset),
		cmocka_unit_test(test_convert),
		cmocka_unit_test(test_convert_long),
		cmocka_unit_test(test_converter),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
