/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/lexer.h"

static void collect(void *context, const struct tenure_word *word,
		    const char *hint TENURE_UNUSED, const char *message)
{
	tenure_buffer_printf(
		context, "%u:%u+%u %s\n", (unsigned int)word->where.line,
		(unsigned int)word->where.column, word->length, message);
}

/* All tokens as "TYPE text@line:column+length ". */
static void dump(const char *text, struct tenure_buffer *tokens,
		 struct tenure_buffer *errors)
{
	static const char types[] = "wo{};$";
	struct tenure_arena arena = {.limit = 1024U * 1024};
	struct tenure_lexer lexer = {.text = text,
				     .size = strlen(text),
				     .file = 3,
				     .arena = &arena,
				     .report = collect,
				     .context = errors};
	struct tenure_token token;

	do {
		assert_int_equal(tenure_lexer_next(&lexer, &token), 0);
		assert_int_equal(token.word.where.file, 3);
		tenure_buffer_printf(
			tokens, "%s%c%s%s@%u:%u+%u",
			tokens->used == 0 ? "" : " ", types[token.type],
			token.word.quoted ? "Q" : "",
			token.type == TENURE_TOKEN_WORD ||
					token.type == TENURE_TOKEN_OPERATOR
				? token.word.text
				: "",
			(unsigned int)token.word.where.line,
			(unsigned int)token.word.where.column,
			token.word.length);
	} while (token.type != TENURE_TOKEN_END_OF_FILE);
	tenure_arena_free(&arena);
}

static void test_tokens(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *tokens, *errors;
	} cases[] = {
		{"", "$@1:1+1", ""},
		{"a", "wa@1:1+1 $@1:2+1", ""},
		{"a\n", "wa@1:1+1 ;@1:2+1 $@2:1+1", ""},
		{" ab=c ", "wab@1:2+2 o=@1:4+1 wc@1:5+1 $@1:7+1", ""},
		{"a>=1<=2<3>4",
		 "wa@1:1+1 o>=@1:2+2 w1@1:4+1 o<=@1:5+2 w2@1:7+1 o<@1:8+1 "
		 "w3@1:9+1 o>@1:10+1 w4@1:11+1 $@1:12+1",
		 ""},
		{"a=<>", "wa@1:1+1 o=@1:2+1 w<>@1:3+2 $@1:5+1", ""},
		{"<>x", "w<>x@1:1+3 $@1:4+1", ""},
		{"< >", "o<@1:1+1 o>@1:3+1 $@1:4+1", ""},
		{"a{};", "wa@1:1+1 {@1:2+1 }@1:3+1 ;@1:4+1 $@1:5+1", ""},
		{"\"a b\" \"\\\\\\\"\"", "wQa b@1:1+5 wQ\\\"@1:7+6 $@1:13+1",
		 ""},
		/* Columns are characters. */
		{"\xc3\xa4\xe4\xb8\xad b",
		 "w\xc3\xa4\xe4\xb8\xad@1:1+2 wb@1:4+1 $@1:5+1", ""},
		{"a#b", "wa@1:1+1 $@1:4+1", ""},
		{"a\tb", "wa@1:1+1 wb@1:3+1 $@1:4+1", ""},
		{"a\r\nb", "wa@1:1+1 ;@1:3+1 wb@2:1+1 $@2:2+1", ""},
		{"\"a\r\n", "wQa@1:1+2 ;@1:4+1 $@2:1+1",
		 "1:1+2 the string has no closing quote\n"},
		{"a\rb", "wa@1:1+1 wb@1:3+1 $@1:4+1",
		 "1:2+1 control character U+000D is not allowed here\n"},
		{"\"a\tb\"", "wQab@1:1+5 $@1:6+1",
		 "1:3+1 control character U+0009 is not allowed here\n"},
		{"\xff", "w\xff@1:1+1 $@1:2+1",
		 "1:1+1 the text is not UTF-8\n"},
		{"\xef\xbb\xbf"
		 "a",
		 "wa@1:1+1 $@1:2+1", ""},
		{"\"a\\", "wQa\\@1:1+3 $@1:4+1",
		 "1:3+1 unknown escape in a string\n"
		 "1:1+3 the string has no closing quote\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer tokens = TENURE_BUFFER_INIT;
		struct tenure_buffer errors = TENURE_BUFFER_INIT;

		dump(cases[i].text, &tokens, &errors);
		assert_string_equal(tenure_buffer_str(&tokens),
				    cases[i].tokens);
		assert_string_equal(tenure_buffer_str(&errors),
				    cases[i].errors);
		tenure_buffer_free(&tokens);
		tenure_buffer_free(&errors);
	}
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	struct tenure_arena arena = {.limit = 1024U * 1024};
	struct tenure_lexer lexer = {
		.text = "a", .size = 1, .arena = &arena, .report = collect};
	struct tenure_token token;

	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_lexer_next(&lexer, &token), -1);
	tenure_alloc_fail_at(0, 0);
	tenure_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("lexer", tests, NULL, NULL);
}
