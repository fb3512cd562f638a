/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LEXER_H
#define TENURE_LEXER_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "policy/arena.h"
#include "policy/tree.h"

/* Policy text as words and signs. What is no good is reported and stepped
   over, so that the rest is looked at too. Linear in the text. */

enum tenure_token_type {
	TENURE_TOKEN_WORD,
	TENURE_TOKEN_OPERATOR,
	TENURE_TOKEN_OPEN,  /* { */
	TENURE_TOKEN_CLOSE, /* } */
	/* A newline or ";". */
	TENURE_TOKEN_END_OF_SETTING,
	TENURE_TOKEN_END_OF_FILE,
};

struct tenure_token {
	enum tenure_token_type type;
	/* Its place, for every type; its text for a word and a sign. */
	struct tenure_word word;
	enum tenure_operator op;
};

/* Called for what is wrong; word has the place. */
typedef void tenure_lexer_report(void *context, const struct tenure_word *word,
				 const char *hint, const char *message);

struct tenure_lexer {
	/* Set by the caller, with the rest zero. */
	const char *text;
	size_t size;
	uint16_t file;
	/* The texts of words are put there. */
	struct tenure_arena *arena;
	tenure_lexer_report *report;
	void *context;
	/* A line end is white space, and ends no setting. */
	bool joined;
	/* Where reading is: the next octet, the end of its line. */
	size_t pos, line_end;
	/* Place of the next octet; line is 0 before the first line. */
	uint32_t line;
	unsigned int column;
	/* The octet before was the end of a string, or of a word. */
	bool after_string, after_word;
	/* A bad character of this line was reported; one is enough. */
	bool bad_line;
};

/* Begin in the middle of the first line, which has this number in the file and
   this column. */
void tenure_lexer_begin(struct tenure_lexer *lexer, uint32_t line, size_t pos,
			unsigned int column);
/* Read the next token; the last one comes again and again. Returns 0, or -1
   on out-of-memory. */
int tenure_lexer_next(struct tenure_lexer *lexer,
		      struct tenure_token *token_r) TENURE_CHECK;

#endif
