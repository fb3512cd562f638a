/* SPDX-License-Identifier: MIT */
#include "policy/parser.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/lexer.h"
#include "policy/tree-parts.h"

/* Tokens that the rules look ahead. */
#define AHEAD 4U

/* One file being read. */
struct file_parser {
	struct tenure_parser *parser;
	struct tenure_lexer lexer;
	struct tenure_token tokens[AHEAD];
	unsigned int first, filled;
	/* Blocks that were open when the file began. */
	unsigned int base_depth;
	bool out_of_memory;
};

#define report_word(fp, word, hint, ...)                                       \
	tenure_tree_report((fp)->parser->tree, (fp)->parser->diagnostics,      \
			   TENURE_SEVERITY_ERROR, word, hint, __VA_ARGS__)

static void lexer_reported(void *context, const struct tenure_word *word,
			   const char *hint, const char *message)
{
	const struct file_parser *fp = context;

	report_word(fp, word, hint, "%s", message);
}

/* Read ahead up to the n-th token from here. */
static void fill(struct file_parser *fp, unsigned int n)
{
	struct tenure_token *token;

	while (fp->filled <= n) {
		token = &fp->tokens[(fp->first + fp->filled) % AHEAD];
		if (fp->out_of_memory ||
		    tenure_lexer_next(&fp->lexer, token) < 0) {
			fp->out_of_memory = true;
			memset(token, 0, sizeof(*token));
			token->type = TENURE_TOKEN_END_OF_FILE;
		}
		fp->filled++;
	}
}

/* The n-th token from here, 0 is the next. After out-of-memory, the end of
   the file. */
static inline const struct tenure_token *peek(struct file_parser *fp,
					      unsigned int n)
{
	if (fp->filled <= n)
		fill(fp, n);
	return &fp->tokens[(fp->first + n) % AHEAD];
}

/* Step over tokens that were peeked at. */
static void consume(struct file_parser *fp, unsigned int count)
{
	fp->first = (fp->first + count) % AHEAD;
	fp->filled -= count;
}

static enum tenure_token_type type_at(struct file_parser *fp, unsigned int n)
{
	return peek(fp, n)->type;
}

/* What makes the word before it the name of a statement. */
static bool starts_at(struct file_parser *fp, unsigned int n)
{
	return type_at(fp, n) == TENURE_TOKEN_OPERATOR ||
	       type_at(fp, n) == TENURE_TOKEN_OPEN;
}

static bool takes_argument(const char *name)
{
	static const char *const names[] = {"class", "plan",   "tenant",
					    "user",  "header", "network",
					    "key",   NULL};
	unsigned int i;

	for (i = 0; names[i] != NULL; i++) {
		if (names[i][0] == name[0] && strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static bool in_tenant_or_user(const struct tenure_parser *parser)
{
	const char *name;
	unsigned int i;

	for (i = 1; i <= parser->depth; i++) {
		name = parser->blocks[i].statement->name.text;
		if (strcmp(name, "tenant") == 0 || strcmp(name, "user") == 0)
			return true;
	}
	return false;
}

static struct tenure_statement *new_statement(struct file_parser *fp,
					      const struct tenure_token *name)
{
	struct tenure_statement *statement = tenure_arena_alloc(
		&fp->parser->tree->arena, 1, sizeof(*statement));

	if (statement == NULL)
		fp->out_of_memory = true;
	else
		statement->name = name->word;
	return statement;
}

static void link_statement(struct tenure_parser *parser,
			   struct tenure_statement *statement)
{
	struct tenure_parser_block *block = &parser->blocks[parser->depth];

	*block->tail = statement;
	block->tail = &statement->next;
}

/* Step over a block that is nested too deep; the next token is behind "{". */
static void skip_block(struct file_parser *fp)
{
	size_t open = 1;

	while (open > 0 && type_at(fp, 0) != TENURE_TOKEN_END_OF_FILE) {
		if (type_at(fp, 0) == TENURE_TOKEN_OPEN)
			open++;
		if (type_at(fp, 0) == TENURE_TOKEN_CLOSE)
			open--;
		consume(fp, 1);
	}
}

/* The statements that follow belong to the block. */
static void open_block(struct file_parser *fp,
		       struct tenure_statement *statement)
{
	struct tenure_parser *parser = fp->parser;

	if (parser->depth == TENURE_POLICY_DEPTH_MAX) {
		report_word(fp, &statement->name, NULL,
			    "blocks are nested deeper than %d",
			    TENURE_POLICY_DEPTH_MAX);
		skip_block(fp);
		return;
	}
	parser->depth++;
	parser->blocks[parser->depth] = (struct tenure_parser_block){
		.statement = statement, .tail = &statement->children};
}

/* After an error: go to the end of the setting. A block on the way is read
   for the errors in it, but belongs to nothing. */
static void recover(struct file_parser *fp)
{
	struct tenure_statement *nothing;
	enum tenure_token_type type;

	while ((type = type_at(fp, 0)) != TENURE_TOKEN_END_OF_FILE &&
	       type != TENURE_TOKEN_CLOSE) {
		if (type == TENURE_TOKEN_OPEN) {
			nothing = new_statement(fp, peek(fp, 0));
			consume(fp, 1);
			if (nothing != NULL)
				open_block(fp, nothing);
			return;
		}
		consume(fp, 1);
		if (type == TENURE_TOKEN_END_OF_SETTING)
			return;
	}
}

static void close_block(struct file_parser *fp)
{
	if (fp->parser->depth > fp->base_depth)
		fp->parser->depth--;
	else
		report_word(fp, &peek(fp, 0)->word, NULL,
			    "\"}\" closes no block");
	consume(fp, 1);
}

/* Does the next word begin another statement on the same line? */
static bool at_statement(struct file_parser *fp)
{
	const struct tenure_token *token = peek(fp, 0);

	if (token->word.quoted)
		return false;
	if (starts_at(fp, 1))
		return true;
	return takes_argument(token->word.text) &&
	       type_at(fp, 1) == TENURE_TOKEN_WORD && starts_at(fp, 2);
}

/* Collect the values of a setting. They stay in *values_r, which the caller
   frees, until their number is known. */
static size_t collect_values(struct file_parser *fp,
			     struct tenure_word **values_r)
{
	size_t count = 0, allocated = 0;

	*values_r = NULL;
	while (type_at(fp, 0) == TENURE_TOKEN_WORD && !at_statement(fp)) {
		if (count == TENURE_VALUES_MAX) {
			report_word(fp, &peek(fp, 0)->word, NULL,
				    "a setting has at most %d values",
				    TENURE_VALUES_MAX);
			recover(fp);
			break;
		}
		if (tenure_array_grow(values_r, count, &allocated,
				      sizeof(**values_r)) < 0) {
			fp->out_of_memory = true;
			break;
		}
		(*values_r)[count++] = peek(fp, 0)->word;
		consume(fp, 1);
	}
	return count;
}

static void read_values(struct file_parser *fp,
			struct tenure_statement *statement)
{
	struct tenure_word *values;
	size_t count = collect_values(fp, &values);

	if (count > 0) {
		statement->values = tenure_arena_alloc(&fp->parser->tree->arena,
						       count, sizeof(*values));
		if (statement->values == NULL) {
			fp->out_of_memory = true;
			count = 0;
		} else {
			memcpy(statement->values, values,
			       count * sizeof(*values));
		}
	}
	statement->value_count = count;
	tenure_free(values);
}

static void read_setting(struct file_parser *fp,
			 struct tenure_statement *statement,
			 enum tenure_operator op)
{
	statement->op = op;
	read_values(fp, statement);
	if (fp->out_of_memory)
		return;
	if (statement->value_count == 0)
		report_word(fp, &statement->name, NULL, "\"%s\" has no value",
			    statement->name.text);
	else
		link_statement(fp->parser, statement);
	switch (type_at(fp, 0)) {
	case TENURE_TOKEN_END_OF_SETTING:
		consume(fp, 1);
		break;
	case TENURE_TOKEN_OPERATOR:
	case TENURE_TOKEN_OPEN:
		report_word(fp, &peek(fp, 0)->word, NULL,
			    "\"%s\" is not expected here",
			    peek(fp, 0)->word.text);
		recover(fp);
		break;
	default:
		break;
	}
}

static void read_include(struct file_parser *fp)
{
	struct tenure_parser *parser = fp->parser;
	struct tenure_token name = *peek(fp, 0), pattern = *peek(fp, 1);

	consume(fp, 2);
	if (parser->include == NULL) {
		report_word(fp, &name.word, NULL,
			    "\"include\" is not allowed here");
	} else if (in_tenant_or_user(parser)) {
		report_word(
			fp, &name.word, NULL,
			"\"include\" is not allowed inside a tenant or user "
			"block");
	} else if (type_at(fp, 0) == TENURE_TOKEN_WORD) {
		report_word(fp, &peek(fp, 0)->word, NULL,
			    "\"include\" takes one file name or pattern");
	} else if (parser->include(parser->context, &pattern.word) < 0) {
		fp->out_of_memory = true;
	}
	recover(fp);
}

/* The name of a statement, without what must follow. */
static void read_incomplete(struct file_parser *fp, unsigned int words)
{
	struct tenure_statement *statement;
	const struct tenure_word *name = &peek(fp, 0)->word;

	if (strcmp(name->text, "include") == 0) {
		report_word(fp, name, "write include FILE or include PATTERN",
			    "\"include\" has no file name");
		recover(fp);
		return;
	}
	if (type_at(fp, words) != TENURE_TOKEN_END_OF_SETTING ||
	    type_at(fp, words + 1) != TENURE_TOKEN_OPEN) {
		report_word(fp, name, NULL,
			    "\"=\" or \"{\" is missing after \"%s\"",
			    name->text);
		recover(fp);
		return;
	}
	report_word(fp, name, NULL, "\"{\" must be on the same line as \"%s\"",
		    name->text);
	statement = new_statement(fp, peek(fp, 0));
	if (statement != NULL) {
		statement->block = true;
		if (words == 2)
			statement->argument = peek(fp, 1)->word;
		link_statement(fp->parser, statement);
	}
	consume(fp, words + 2);
	if (statement != NULL)
		open_block(fp, statement);
}

/* A statement whose name, with its argument, is words tokens long. */
static void read_complete(struct file_parser *fp, unsigned int words)
{
	struct tenure_statement *statement = new_statement(fp, peek(fp, 0));
	struct tenure_token sign = *peek(fp, words);

	if (statement == NULL)
		return;
	if (words == 2)
		statement->argument = peek(fp, 1)->word;
	consume(fp, words + 1);
	if (sign.type == TENURE_TOKEN_OPERATOR) {
		read_setting(fp, statement, sign.op);
		return;
	}
	statement->block = true;
	link_statement(fp->parser, statement);
	open_block(fp, statement);
}

static void read_statement(struct file_parser *fp)
{
	const struct tenure_token *name = peek(fp, 0);
	bool argument = type_at(fp, 1) == TENURE_TOKEN_WORD;

	if (name->word.quoted) {
		report_word(
			fp, &name->word, NULL,
			"a setting or block is expected here, not a string");
		recover(fp);
	} else if (starts_at(fp, 1)) {
		read_complete(fp, 1);
	} else if (argument && starts_at(fp, 2)) {
		read_complete(fp, 2);
	} else if (argument && strcmp(name->word.text, "include") == 0) {
		read_include(fp);
	} else {
		read_incomplete(fp, argument ? 2 : 1);
	}
}

static void read_next(struct file_parser *fp)
{
	const struct tenure_token *token = peek(fp, 0);

	switch (token->type) {
	case TENURE_TOKEN_WORD:
		read_statement(fp);
		break;
	case TENURE_TOKEN_CLOSE:
		close_block(fp);
		break;
	case TENURE_TOKEN_OPERATOR:
	case TENURE_TOKEN_OPEN:
		report_word(fp, &token->word, NULL,
			    "a setting or block is expected here, not \"%s\"",
			    token->word.text);
		recover(fp);
		break;
	case TENURE_TOKEN_END_OF_SETTING:
	case TENURE_TOKEN_END_OF_FILE:
		consume(fp, 1);
		break;
	}
}

static void init_file(struct file_parser *fp, struct tenure_parser *parser,
		      uint16_t file)
{
	memset(fp, 0, sizeof(*fp));
	fp->parser = parser;
	fp->base_depth = parser->depth;
	fp->lexer.text = parser->tree->files[file].text;
	fp->lexer.size = parser->tree->files[file].size;
	fp->lexer.file = file;
	fp->lexer.arena = &parser->tree->arena;
	fp->lexer.report = lexer_reported;
	fp->lexer.context = fp;
}

static int read_all(struct file_parser *fp)
{
	struct tenure_parser *parser = fp->parser;
	const struct tenure_statement *open;

	while (!fp->out_of_memory && type_at(fp, 0) != TENURE_TOKEN_END_OF_FILE)
		read_next(fp);
	for (; parser->depth > fp->base_depth; parser->depth--) {
		open = parser->blocks[parser->depth].statement;
		if (!fp->out_of_memory)
			report_word(fp, &open->name, "its \"}\" is missing",
				    "the block \"%s\" is not closed",
				    open->name.text);
	}
	return fp->out_of_memory ? -1 : 0;
}

int tenure_parser_file(struct tenure_parser *parser, uint16_t file)
{
	struct file_parser fp;

	init_file(&fp, parser, file);
	return read_all(&fp);
}

int tenure_parser_row(struct tenure_parser *parser, uint16_t file, size_t pos,
		      unsigned int column)
{
	struct file_parser fp;

	init_file(&fp, parser, file);
	fp.lexer.joined = true;
	tenure_lexer_begin(&fp.lexer,
			   parser->tree->files[file].lines_before + 1, pos,
			   column);
	return read_all(&fp);
}
