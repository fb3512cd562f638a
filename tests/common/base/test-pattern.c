/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/pattern.h"

static int match(const char *glob, const char *text)
{
	struct tenure_pattern *pattern;
	const char *error = "";
	int ret;

	assert_int_equal(tenure_pattern_parse(glob, &pattern, &error), 0);
	assert_null(error);
	assert_string_equal(tenure_pattern_text(pattern), glob);
	ret = tenure_pattern_match(pattern, text);
	tenure_pattern_free(&pattern);
	assert_null(pattern);
	return ret;
}

static void test_match(void **state TENURE_UNUSED)
{
	static const struct {
		const char *glob, *text;
		int want;
	} cases[] = {
		{"", "", 1},
		{"", "a", 0},
		{"a", "", 0},
		{"a", "a", 1},
		{"a", "ab", 0},
		{"ab", "a", 0},
		{"*", "", 1},
		{"*", "anything", 1},
		{"**", "", 1},
		{"***", "x", 1},
		{"?", "", 0},
		{"?", "x", 1},
		{"?", "xy", 0},
		{"?*", "", 0},
		{"?*", "x", 1},
		{"*?", "xyz", 1},
		{"*?*?*", "x", 0},
		{"*?*?*", "xy", 1},
		{"a*", "a", 1},
		{"a*", "ba", 0},
		{"*a", "ba", 1},
		{"*a", "ab", 0},
		{"*a*", "bab", 1},
		{"*invoice*", "Your Invoice 4711", 1},
		{"*invoice*", "Your Invoic 4711", 0},
		{"a*b*c", "a-b-b-c", 1},
		{"a*b*c", "a-c-b", 0},
		{"a*bc", "abcbc", 1},
		{"*ab", "aab", 1},
		{"*aab", "aaaab", 1},
		{"*abc*abd*", "abcabcabd", 1},
		{"a?c", "aBC", 1},
		{"ABC", "abc", 1},
		{"abc", "ABC", 1},
		/* Only letters have a case. */
		{"@[`{", "@[`{", 1},
		{"@", "`", 0},
		{"[", "{", 0},
		/* There is no escape and no class. */
		{"\\*", "\\anything", 1},
		{"\\*", "*", 0},
		{"[ab]", "a", 0},
		{"[ab]", "[ab]", 1},
		{"a?b", "a*b", 1},
		/* Line ends are characters like others. */
		{"a*b", "a\r\n b", 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (match(cases[i].glob, cases[i].text) != cases[i].want)
			fail_msg("\"%s\" and \"%s\": want %d", cases[i].glob,
				 cases[i].text, cases[i].want);
	}
}

static void test_unicode(void **state TENURE_UNUSED)
{
	static const struct {
		const char *glob, *text;
		int want;
	} cases[] = {
		{"*\xc3\xbc*", "\xc3\x9c", 1}, /* u umlaut, U umlaut */
		{"u\xcc\x88", "\xc3\x9c", 1},  /* composed or not */
		{"\xc3\xbc", "U\xcc\x88", 1},
		{"u", "\xc3\xbc", 0},
		{"?", "\xc3\xbc", 1},
		{"?", "u\xcc\x88", 1},
		{"stra\xc3\x9f"
		 "e",
		 "STRASSE", 1}, /* sharp s */
		{"strasse",
		 "Stra\xc3\x9f"
		 "e",
		 1},
		{"?", "\xc3\x9f", 0},
		{"??", "\xc3\x9f", 1},
		{"\xce\xbf\xce\xb4\xcf\x8c\xcf\x82",
		 "\xce\x9f\xce\x94\xce\x8c\xce\xa3", 1}, /* final sigma */
		{"k", "\xe2\x84\xaa", 1},                /* Kelvin sign */
		{"\xe2\x84\xaa", "K", 1},
		{"i", "\xc4\xb0", 0}, /* no Turkish rules */
		{"i", "I", 1},
		{"*\xf0\x9f\x93\xa7*", "x \xf0\x9f\x93\xa7 y", 1},
		{"?", "\xf0\x9f\x93\xa7", 1},
		/* Octets that are no UTF-8. */
		{"?", "\xff", 1},
		{"??", "\xff\xfe", 1},
		{"\xef\xbf\xbd", "\xff", 1},
		{"??", "\xc3\xc3", 1},
		{"a?b",
		 "a\xc3"
		 "b",
		 1},
		{"???", "\xed\xa0\x80", 1}, /* a surrogate */
		{"??", "\xc0\x80", 1},      /* over-long */
		{"\xc3\xbc", "\xfc", 0},    /* Latin-1 is not guessed */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (match(cases[i].glob, cases[i].text) != cases[i].want)
			fail_msg("case %zu: want %d", i, cases[i].want);
	}
}

static void test_parse_bad(void **state TENURE_UNUSED)
{
	char longest[TENURE_PATTERN_MAX + 2];
	struct tenure_pattern *pattern = NULL;
	const char *error;

	memset(longest, 'x', sizeof(longest));
	longest[TENURE_PATTERN_MAX + 1] = '\0';
	assert_int_equal(tenure_pattern_parse(longest, &pattern, &error), -1);
	assert_string_equal(error, "the pattern is longer than 512 octets");
	assert_null(pattern);
	longest[TENURE_PATTERN_MAX] = '\0';
	assert_int_equal(match(longest, longest), 1);

	assert_int_equal(tenure_pattern_parse("a\xff", &pattern, &error), -1);
	assert_string_equal(error, "the pattern is not UTF-8");
	assert_int_equal(tenure_pattern_parse("\xc3", &pattern, &error), -1);
	assert_string_equal(error, "the pattern is not UTF-8");
	tenure_pattern_free(&pattern);
}

/* Backtracking would never come to an end here. */
static void test_hostile(void **state TENURE_UNUSED)
{
	char glob[TENURE_PATTERN_MAX + 1];
	size_t size = TENURE_HEADER_MAX;
	char *text = malloc(size + 1);

	assert_non_null(text);
	for (size_t i = 0; i < TENURE_PATTERN_MAX; i += 2) {
		glob[i] = '*';
		glob[i + 1] = 'a';
	}
	glob[TENURE_PATTERN_MAX - 1] = 'b';
	glob[TENURE_PATTERN_MAX] = '\0';
	memset(text, 'a', size);
	text[size] = '\0';
	assert_int_equal(match(glob, text), 0);
	text[size - 1] = 'B';
	assert_int_equal(match(glob, text), 1);
	text[0] = '\xff';
	assert_int_equal(match(glob, text), 1);
	free(text);
}

/* The same answer as a matcher that simply tries everything. */
static int slow_match(const char *glob, const char *text)
{
	if (*glob == '\0')
		return *text == '\0';
	if (*glob == '*')
		return slow_match(glob + 1, text) ||
		       (*text != '\0' && slow_match(glob, text + 1));
	return *text != '\0' && (*glob == '?' || *glob == *text) &&
	       slow_match(glob + 1, text + 1);
}

/* Word number i over an alphabet. */
static void nth_word(const char *alphabet, unsigned int i, char *word_r)
{
	unsigned int letters = (unsigned int)strlen(alphabet);

	for (; i > 0; i = (i - 1) / letters)
		*word_r++ = alphabet[(i - 1) % letters];
	*word_r = '\0';
}

static void test_all_short(void **state TENURE_UNUSED)
{
	struct tenure_pattern *pattern;
	char glob[16], text[16];
	const char *error;

	/* Up to five of "ab*?", up to six of "ab". */
	for (unsigned int i = 0; i < 1365; i++) {
		nth_word("ab*?", i, glob);
		assert_int_equal(tenure_pattern_parse(glob, &pattern, &error),
				 0);
		for (unsigned int j = 0; j < 127; j++) {
			nth_word("ab", j, text);
			if (tenure_pattern_match(pattern, text) !=
			    slow_match(glob, text))
				fail_msg("\"%s\" and \"%s\"", glob, text);
		}
		tenure_pattern_free(&pattern);
	}
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_pattern *pattern = NULL;
	const char *error;
	unsigned long n;
	int ret = -1;

	for (n = 1; ret < 0; n++) {
		tenure_alloc_fail_at(n, 0);
		ret = tenure_pattern_parse("a*", &pattern, &error);
		tenure_alloc_fail_at(0, 0);
		if (ret < 0) {
			assert_null(pattern);
			assert_string_equal(error, "out of memory");
		}
	}
	assert_int_equal(n - 2, 3);
	tenure_alloc_fail_at(1, 0);
	/* ASCII needs no memory. */
	assert_int_equal(tenure_pattern_match(pattern, "ab"), 1);
	assert_int_equal(tenure_pattern_match(pattern, "\xc3\xbc"), -1);
	tenure_alloc_fail_at(0, 0);
	tenure_pattern_free(&pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_unicode),
		cmocka_unit_test(test_parse_bad),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_all_short),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
