/* SPDX-License-Identifier: MIT */
#include "policy/lexer.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "policy/text.h"

/* What nearly all text is made of, and can be stepped over at once: ASCII
   without control characters that means nothing in a word, in a string, in a
   comment. */
enum plain_place {
	PLAIN_WORD = 0x1,
	PLAIN_STRING = 0x2,
	PLAIN_COMMENT = 0x4,
};
#define PLAIN_ALL (PLAIN_WORD | PLAIN_STRING | PLAIN_COMMENT)
#define PLAIN_SIGN (PLAIN_STRING | PLAIN_COMMENT)
static const unsigned char plain[256] = {
	['\t'] = PLAIN_COMMENT,
	[' '] = PLAIN_SIGN,
	['!'] = PLAIN_ALL,
	['"'] = PLAIN_COMMENT,
	['#'] = PLAIN_SIGN,
	['$' ... ':'] = PLAIN_ALL,
	[';' ... '>'] = PLAIN_SIGN,
	['?' ... '['] = PLAIN_ALL,
	['\\'] = PLAIN_WORD | PLAIN_COMMENT,
	[']' ... 'z'] = PLAIN_ALL,
	['{'] = PLAIN_SIGN,
	['|'] = PLAIN_ALL,
	['}'] = PLAIN_SIGN,
	['~'] = PLAIN_ALL,
};

/* A word at the next octet, that covers length columns. */
static struct tenure_word lexer_place(const struct tenure_lexer *lexer,
				      unsigned int length)
{
	struct tenure_word word = {
		.where = {.file = lexer->file,
			  .line = lexer->line,
			  .column = (uint16_t)lexer->column},
		.length = length,
	};

	return word;
}

static void lexer_complain(const struct tenure_lexer *lexer, const char *hint,
			   const char *message)
{
	struct tenure_word word = lexer_place(lexer, 1);

	lexer->report(lexer->context, &word, hint, message);
}

/* Find the end of the line that begins at an octet. Returns true; or false if
   the line is too long, which is reported. */
static bool lexer_find_end(struct tenure_lexer *lexer, size_t start)
{
	const char *end =
		memchr(lexer->text + start, '\n', lexer->size - start);
	char message[80];

	lexer->line_end =
		end == NULL ? lexer->size : (size_t)(end - lexer->text);
	if (lexer->line_end - start <= TENURE_POLICY_LINE_MAX)
		return true;
	snprintf(message, sizeof(message), "the line is longer than %d octets",
		 TENURE_POLICY_LINE_MAX);
	lexer_complain(lexer, NULL, message);
	return false;
}

/* Begin the next line that is not too long. */
static void lexer_next_line(struct tenure_lexer *lexer)
{

	for (;;) {
		if (lexer->line > 0)
			lexer->pos = lexer->line_end + 1;
		lexer->line++;
		lexer->column = 1;
		lexer->after_string = lexer->after_word = false;
		lexer->bad_line = false;
		if (lexer->pos >= lexer->size) {
			lexer->pos = lexer->line_end = lexer->size;
			return;
		}
		if (lexer_find_end(lexer, lexer->pos))
			return;
	}
}

void tenure_lexer_begin(struct tenure_lexer *lexer, uint32_t line, size_t pos,
			unsigned int column)
{
	lexer->line = line;
	lexer->column = 1;
	if (!lexer_find_end(lexer, 0)) {
		lexer_next_line(lexer);
		return;
	}
	lexer->pos = pos;
	lexer->column = column;
}

static void lexer_step(struct tenure_lexer *lexer, size_t octets)
{
	lexer->pos += octets;
	lexer->column++;
}

/* Step over plain characters. Returns how many. */
static size_t lexer_plain(struct tenure_lexer *lexer, enum plain_place place)
{
	const unsigned char *text = (const unsigned char *)lexer->text;
	size_t end = lexer->pos;

	while (end < lexer->line_end && (plain[text[end]] & place) != 0)
		end++;
	end -= lexer->pos;
	lexer->pos += end;
	lexer->column += (unsigned int)end;
	return end;
}

/* Octets of the next character; 0 at the end of the line. */
static size_t lexer_peek(const struct tenure_lexer *lexer, ucs4_t *c_r)
{
	if (lexer->pos >= lexer->line_end)
		return 0;
	return tenure_text_char(lexer->text + lexer->pos,
				lexer->line_end - lexer->pos, c_r);
}

static void lexer_complain_char(struct tenure_lexer *lexer, ucs4_t c,
				const char *kind, const char *hint)
{
	char message[80] = "the text is not UTF-8";

	if (lexer->bad_line)
		return;
	lexer->bad_line = true;
	if (c != TENURE_TEXT_BAD)
		snprintf(message, sizeof(message),
			 "%s character U+%04X is not allowed here", kind,
			 (unsigned int)c);
	lexer_complain(lexer, hint, message);
}

/* Is it a character that stands for nothing, neither in a word nor, but for
   blanks, in a string? Then it is reported. */
static bool lexer_bad_char(struct tenure_lexer *lexer, ucs4_t c, bool quoted)
{
	if (c == TENURE_TEXT_BAD ||
	    (tenure_text_is_control(c) && !(c == '\t' && !quoted))) {
		lexer_complain_char(lexer, c, "control", NULL);
		return true;
	}
	if (!quoted && tenure_text_is_blank(c)) {
		lexer_complain_char(lexer, c, "blank",
				    "write an ordinary space");
		return true;
	}
	return false;
}

static bool lexer_at_cr(const struct tenure_lexer *lexer)
{
	return lexer->text[lexer->pos] == '\r' &&
	       lexer->pos + 1 == lexer->line_end;
}

/* Step over a comment, whose text must still be clean. */
static void lexer_comment(struct tenure_lexer *lexer)
{
	size_t len;
	ucs4_t c;

	for (;;) {
		(void)lexer_plain(lexer, PLAIN_COMMENT);
		if ((len = lexer_peek(lexer, &c)) == 0 || lexer_at_cr(lexer))
			return;
		if (!tenure_text_is_blank(c))
			(void)lexer_bad_char(lexer, c, false);
		lexer_step(lexer, len);
	}
}

/* Step over blanks, comments, bad characters. */
static void lexer_skip(struct tenure_lexer *lexer)
{
	size_t len;
	ucs4_t c;

	while ((len = lexer_peek(lexer, &c)) > 0) {
		if (c == '#') {
			lexer_comment(lexer);
			continue;
		}
		/* What is not UTF-8 is taken for a part of a word. */
		if (c == TENURE_TEXT_BAD ||
		    (c != ' ' && c != '\t' && !lexer_at_cr(lexer) &&
		     !lexer_bad_char(lexer, c, false)))
			break;
		lexer->after_string = lexer->after_word = false;
		lexer_step(lexer, len);
	}
}

/* The one word with signs: the null sender. */
static bool lexer_at_null(const struct tenure_lexer *lexer)
{
	return lexer->line_end - lexer->pos >= 2 &&
	       memcmp(lexer->text + lexer->pos, "<>", 2) == 0;
}

static int lexer_word(struct tenure_lexer *lexer, struct tenure_token *token_r)
{
	size_t start = lexer->pos, len;
	unsigned int column = lexer->column;
	ucs4_t c;

	if (lexer->after_string)
		lexer_complain(lexer, NULL,
			       "white space is missing after the string");
	*token_r = (struct tenure_token){.type = TENURE_TOKEN_WORD,
					 .word = lexer_place(lexer, 1)};
	if (lexer_at_null(lexer)) {
		lexer_step(lexer, 1);
		lexer_step(lexer, 1);
	}
	for (;;) {
		(void)lexer_plain(lexer, PLAIN_WORD);
		if ((len = lexer_peek(lexer, &c)) == 0 ||
		    (c < 0x80 && strchr(" \t\r{};#\"=<>", (int)c) != NULL))
			break;
		if (c == TENURE_TEXT_BAD)
			lexer_complain_char(lexer, c, "", NULL);
		else if (tenure_text_is_control(c) || tenure_text_is_blank(c))
			break;
		lexer_step(lexer, len);
	}
	token_r->word.length = lexer->column - column;
	token_r->word.text = tenure_arena_strndup(
		lexer->arena, lexer->text + start, lexer->pos - start);
	lexer->after_string = false;
	lexer->after_word = true;
	return token_r->word.text == NULL ? -1 : 0;
}

/* The octets of a string between its quotes, without escapes, into out, which
   has room for them. Returns their number. The position is behind the closing
   quote, or at the end of the line. */
static size_t lexer_unquote(struct tenure_lexer *lexer, char *out)
{
	struct tenure_word open = lexer_place(lexer, 1);
	size_t used = 0, start, len;
	ucs4_t c;

	lexer_step(lexer, 1);
	for (;;) {
		start = lexer->pos;
		len = lexer_plain(lexer, PLAIN_STRING);
		memcpy(out + used, lexer->text + start, len);
		used += len;
		if ((len = lexer_peek(lexer, &c)) == 0 || lexer_at_cr(lexer))
			break;
		if (c == '"') {
			lexer_step(lexer, 1);
			return used;
		}
		if (c == '\\') {
			char next = lexer->pos + 1 < lexer->line_end
					    ? lexer->text[lexer->pos + 1]
					    : '\0';

			if (next == '"' || next == '\\')
				lexer_step(lexer, 1);
			else
				lexer_complain(lexer,
					       "write \\\\ for a backslash",
					       "unknown escape in a string");
			out[used++] = lexer->text[lexer->pos];
			lexer_step(lexer, 1);
			continue;
		}
		if (!lexer_bad_char(lexer, c, true)) {
			memcpy(out + used, lexer->text + lexer->pos, len);
			used += len;
		}
		lexer_step(lexer, len);
	}
	open.length = lexer->column - open.where.column;
	lexer->report(lexer->context, &open, "it must end in the same line",
		      "the string has no closing quote");
	return used;
}

static int lexer_string(struct tenure_lexer *lexer,
			struct tenure_token *token_r)
{
	char octets[TENURE_POLICY_LINE_MAX];
	unsigned int column = lexer->column;
	size_t size;

	if (lexer->after_word || lexer->after_string)
		lexer_complain(lexer, NULL,
			       "white space is missing before the string");
	*token_r = (struct tenure_token){.type = TENURE_TOKEN_WORD,
					 .word = lexer_place(lexer, 1)};
	size = lexer_unquote(lexer, octets);
	token_r->word.quoted = true;
	token_r->word.length = lexer->column - column;
	token_r->word.text = tenure_arena_strndup(lexer->arena, octets, size);
	lexer->after_string = true;
	lexer->after_word = false;
	return token_r->word.text == NULL ? -1 : 0;
}

static void lexer_sign(struct tenure_lexer *lexer, struct tenure_token *token_r,
		       enum tenure_token_type type, const char *text)
{
	size_t i, len = strlen(text);

	*token_r = (struct tenure_token){
		.type = type, .word = lexer_place(lexer, (unsigned int)len)};
	token_r->word.text = text;
	for (i = 0; i < len; i++)
		lexer_step(lexer, 1);
	lexer->after_string = lexer->after_word = false;
}

static void lexer_operator(struct tenure_lexer *lexer,
			   struct tenure_token *token_r)
{
	static const struct {
		const char *text;
		enum tenure_operator op;
	} operators[] = {
		{"<=", TENURE_OPERATOR_LE}, {">=", TENURE_OPERATOR_GE},
		{"=", TENURE_OPERATOR_IS},  {"<", TENURE_OPERATOR_LT},
		{">", TENURE_OPERATOR_GT},
	};
	size_t i = 0, left = lexer->line_end - lexer->pos;

	while (strlen(operators[i].text) > left ||
	       memcmp(operators[i].text, lexer->text + lexer->pos,
		      strlen(operators[i].text)) != 0)
		i++;
	lexer_sign(lexer, token_r, TENURE_TOKEN_OPERATOR, operators[i].text);
	token_r->op = operators[i].op;
}

static int lexer_in_line(struct tenure_lexer *lexer,
			 struct tenure_token *token_r)
{
	switch (lexer->text[lexer->pos]) {
	case '{':
		lexer_sign(lexer, token_r, TENURE_TOKEN_OPEN, "{");
		return 0;
	case '}':
		lexer_sign(lexer, token_r, TENURE_TOKEN_CLOSE, "}");
		return 0;
	case ';':
		lexer_sign(lexer, token_r, TENURE_TOKEN_END_OF_SETTING, ";");
		return 0;
	case '"':
		return lexer_string(lexer, token_r);
	case '=':
	case '<':
	case '>':
		if (!lexer_at_null(lexer)) {
			lexer_operator(lexer, token_r);
			return 0;
		}
		break;
	default:
		break;
	}
	return lexer_word(lexer, token_r);
}

int tenure_lexer_next(struct tenure_lexer *lexer, struct tenure_token *token_r)
{
	if (lexer->line == 0) {
		/* Some editors write a byte order mark. */
		if (lexer->size >= 3 &&
		    memcmp(lexer->text, "\xef\xbb\xbf", 3) == 0)
			lexer->pos = 3;
		lexer_next_line(lexer);
	}
	lexer_skip(lexer);
	while (lexer->joined && lexer->pos >= lexer->line_end &&
	       lexer->line_end < lexer->size) {
		lexer_next_line(lexer);
		lexer_skip(lexer);
	}
	if (lexer->pos < lexer->line_end)
		return lexer_in_line(lexer, token_r);
	*token_r = (struct tenure_token){.word = lexer_place(lexer, 1)};
	if (lexer->line_end >= lexer->size) {
		token_r->type = TENURE_TOKEN_END_OF_FILE;
	} else {
		token_r->type = TENURE_TOKEN_END_OF_SETTING;
		lexer_next_line(lexer);
	}
	return 0;
}
