/* SPDX-License-Identifier: MIT */
#include "policy/table-row.h"

#include <string.h>
#include <xxhash.h>

#include "base/alloc.h"
#include "policy/parser.h"

/* Rows that are remembered, and octets of what they say. A server has few
   plans and many rows, most of which differ only in their keys. */
#define MEMORY_SIZE 1024
#define MEMORY_TEXT_MAX 256
/* Memory for one row. */
#define ROW_MEMORY_MAX (64U * 1024 * 1024)

struct tenure_row_memory {
	/* What follows the key; NULL: free. */
	char *text;
	size_t size;
	/* Lines are counted from 1 at the row's first; columns in it from
	   where text begins. */
	struct tenure_subject *subject;
	bool clean;
};

size_t tenure_table_row_key_size(const struct tenure_table_line *line)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < line->size; i++) {
		char c = line->text[i];

		if (c == '\n' ||
		    (!quoted && strchr(" \t\r", c) != NULL && c != '\0'))
			break;
		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\')
			i++;
	}
	return i < line->size ? i : line->size;
}

static int make_key(enum tenure_table_kind kind, const char *text, size_t size,
		    char *key_r)
{
	char word[TENURE_POLICY_LINE_MAX + 1];

	if (size >= sizeof(word) || memchr(text, '\0', size) != NULL)
		return -1;
	memcpy(word, text, size);
	word[size] = '\0';
	return kind == TENURE_TABLE_TENANTS ? tenure_domain_key(word, key_r)
					    : tenure_address_key(word, key_r);
}

int tenure_table_row_key(enum tenure_table_kind kind,
			 const struct tenure_table_line *line, char *key_r)
{
	return make_key(kind, line->text, tenure_table_row_key_size(line),
			key_r);
}

/* Copy the names of the files; the row's own text comes with each row. */
static int copy_files(struct tenure_row_reader *reader)
{
	const struct tenure_tree *tree = reader->policy->tree;
	size_t i;

	reader->tree.files =
		tenure_calloc(tree->file_count, sizeof(*tree->files));
	if (reader->tree.files == NULL)
		return -1;
	for (i = 0; i < tree->file_count; i++)
		reader->tree.files[i].name = tree->files[i].name;
	reader->tree.file_count = tree->file_count;
	return 0;
}

static void list_names(struct tenure_row_reader *reader)
{
	const struct tenure_policy *policy = reader->policy;
	struct tenure_build *build = &reader->build;
	size_t i;

	build->class_names = tenure_build_scratch(
		build, policy->class_count + 1, sizeof(char *));
	build->plan_names = tenure_build_scratch(build, policy->plan_count + 1,
						 sizeof(char *));
	build->class_used =
		tenure_build_scratch(build, policy->class_count, sizeof(bool));
	build->plan_used =
		tenure_build_scratch(build, policy->plan_count, sizeof(bool));
	build->class_seen = tenure_build_scratch(build, policy->class_count,
						 sizeof(*build->class_seen));
	if (build->out_of_memory)
		return;
	for (i = 0; i < policy->class_count; i++) {
		build->class_names[i] = policy->classes[i].name;
		build->class_used[i] = policy->class_used[i];
	}
	for (i = 0; i < policy->plan_count; i++) {
		build->plan_names[i] = policy->plans[i].name;
		build->plan_used[i] = policy->plan_used[i];
	}
}

int tenure_row_reader_init(struct tenure_row_reader *reader,
			   const struct tenure_policy *policy,
			   struct tenure_diagnostics *diagnostics)
{
	struct tenure_build *build = &reader->build;

	memset(reader, 0, sizeof(*reader));
	reader->policy = policy;
	reader->tree.is_row = true;
	reader->tree.arena.limit = ROW_MEMORY_MAX;
	reader->arena.limit = ROW_MEMORY_MAX;
	/* Only read from. */
	build->policy = (struct tenure_policy *)policy;
	build->tree = &reader->tree;
	build->diagnostics = diagnostics;
	build->arena = &reader->arena;
	build->scratch.limit = TENURE_POLICY_MEMORY_MAX;
	tenure_build_forms(build);
	tenure_build_check_told(build);
	list_names(reader);
	reader->memory = tenure_calloc(MEMORY_SIZE, sizeof(*reader->memory));
	if (copy_files(reader) < 0 || reader->memory == NULL ||
	    build->out_of_memory)
		return -1;
	reader->memory_size = MEMORY_SIZE;
	return 0;
}

void tenure_row_reader_free(struct tenure_row_reader *reader)
{
	size_t i;

	for (i = 0; i < reader->memory_size; i++) {
		tenure_free(reader->memory[i].text);
		tenure_free(reader->memory[i].subject);
	}
	tenure_free(reader->memory);
	tenure_free(reader->tree.files);
	tenure_free(reader->build.given);
	tenure_arena_free(&reader->tree.arena);
	tenure_arena_free(&reader->arena);
	tenure_arena_free(&reader->build.scratch);
	memset(reader, 0, sizeof(*reader));
}

/* Columns of the first octets of a line. */
static unsigned int count_columns(const char *text, size_t size)
{
	unsigned int columns = 0;
	size_t i;

	for (i = 0; i < size; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

static const char *key_hint(enum tenure_table_kind kind, const char *text,
			    size_t size)
{
	if (size > 0 && text[size - 1] == ':')
		return "write it without \":\"";
	if (kind == TENURE_TABLE_TENANTS && memchr(text, '@', size) != NULL)
		return "addresses belong into a table of users";
	if (kind == TENURE_TABLE_USERS && size > 0 && text[0] == '@')
		return "domains belong into a table of tenants, without \"@\"";
	return NULL;
}

/* The key. Returns 0, or -1 if there is none, which is reported. */
static int read_key(struct tenure_row_reader *reader,
		    const struct tenure_policy_table *table,
		    const struct tenure_table_line *line, size_t size)
{
	struct tenure_build *build = &reader->build;
	struct tenure_word *word = &reader->key_word;

	reader->key[0] = '\0';
	*word = (struct tenure_word){
		.text = reader->key,
		.where = {.file = table->file,
			  .line = line->number,
			  .column = 1},
		.length = count_columns(line->text, size),
	};
	if (line->too_long)
		build_error(build, word, NULL,
			    "the row is longer than %d octets",
			    TENURE_TABLE_ROW_MAX);
	else if (size == 0)
		build_error(build, word, NULL,
			    "there is no row that this line could continue");
	else if (make_key(table->kind, line->text, size, reader->key) == 0)
		return 0;
	else
		build_error(build, word,
			    key_hint(table->kind, line->text, size),
			    "bad %s \"%.*s\"",
			    table->kind == TENURE_TABLE_TENANTS ? "domain"
								: "address",
			    size > 200 ? 200 : (int)size, line->text);
	reader->key[0] = '\0';
	return -1;
}

/* Add to a place in the text where the text begins; or take it away. */
static struct tenure_where shift(struct tenure_where where, int64_t lines,
				 int columns, uint32_t first_line)
{
	if (where.line == 0)
		return where;
	if (where.line == first_line)
		where.column = (uint16_t)(where.column + columns);
	where.line = (uint32_t)(where.line + lines);
	return where;
}

static void shift_row(struct tenure_subject *row, struct tenure_term *terms,
		      const struct tenure_subject *from, int64_t lines,
		      int columns, uint32_t first_line)
{
	size_t i, count = from->layer.first[TENURE_SETTING_COUNT];

	row->plan = from->plan;
	row->plan_where = shift(from->plan_where, lines, columns, first_line);
	row->layer = from->layer;
	row->layer.terms = terms;
	for (i = 0; i < count; i++) {
		terms[i] = from->layer.terms[i];
		terms[i].value.where =
			shift(terms[i].value.where, lines, columns, first_line);
	}
}

/* The row of the reader, from the remembered one. */
static void recall(struct tenure_row_reader *reader,
		   const struct tenure_row_memory *memory, uint32_t line,
		   unsigned int column)
{
	shift_row(&reader->row, reader->terms, memory->subject,
		  (int64_t)line - 1, (int)column, 1);
	/* The file of the one that was remembered may be another. */
	if (reader->row.plan_where.line > 0)
		reader->row.plan_where.file = reader->row.where.file;
	for (size_t i = 0; i < reader->row.layer.first[TENURE_SETTING_COUNT];
	     i++)
		reader->terms[i].value.where.file = reader->row.where.file;
	if (!memory->clean)
		(void)tenure_build_check_row(&reader->build, &reader->row);
}

/* Remember the row of the reader. Without memory, it is not. */
static void remember(struct tenure_row_reader *reader,
		     struct tenure_row_memory *memory, const char *text,
		     size_t size, unsigned int column, bool clean)
{
	struct tenure_subject *subject;
	uint32_t line = reader->row.where.line;

	/* A place in its first line is counted from 1 at pos. */
	tenure_free(memory->text);
	tenure_free(memory->subject);
	memory->text = tenure_memdup(text, size);
	memory->size = size;
	memory->clean = clean;
	memory->subject = subject = tenure_subject_dup(&reader->row);
	if (subject == NULL || memory->text == NULL) {
		tenure_free(memory->text);
		tenure_free(memory->subject);
		memory->text = NULL;
		memory->subject = NULL;
		return;
	}
	shift_row(subject, (struct tenure_term *)subject->layer.terms, subject,
		  1 - (int64_t)line, -(int)column, line);
}

/* Parse what follows the key. Returns 1, 0 after mistakes, -1 on
   out-of-memory. */
static int parse(struct tenure_row_reader *reader, size_t pos,
		 unsigned int column)
{
	struct tenure_build *build = &reader->build;
	struct tenure_subject *row = &reader->row;
	struct tenure_parser parser = {.tree = &reader->tree,
				       .diagnostics = build->diagnostics};
	struct tenure_statement block = {.block = true};
	size_t errors = build->diagnostics->error_count;

	tenure_arena_clear(&reader->tree.arena);
	tenure_arena_clear(&reader->arena);
	reader->tree.root = NULL;
	parser.blocks[0].tail = &reader->tree.root;
	if (tenure_parser_row(&parser, row->where.file, pos, column + 1) < 0)
		return -1;
	block.children = reader->tree.root;
	tenure_build_layer(build, &row->layer, row, &block);
	if (build->out_of_memory)
		return -1;
	if (build->diagnostics->error_count == errors && block.children == NULL)
		build_error(build, &reader->key_word, "write plan=NAME",
			    "nothing is said about \"%s\"", reader->key);
	if (build->given_count > TENURE_ROW_VALUES_MAX ||
	    row->layer.class_count > TENURE_ROW_VALUES_MAX)
		build_error(build, &reader->key_word, "write a plan",
			    "more than %d values or classes in a row",
			    TENURE_ROW_VALUES_MAX);
	return build->diagnostics->error_count == errors;
}

static bool says_journal(const struct tenure_layer *layer)
{
	return layer->first[TENURE_SETTING_SMTP_JOURNAL] <
	       layer->first[TENURE_SETTING_SMTP_JOURNAL + 1];
}

static int read_rest(struct tenure_row_reader *reader, const char *text,
		     size_t pos, size_t size)
{
	unsigned int column = count_columns(text, pos);
	struct tenure_row_memory *memory = NULL;
	bool clean;
	int ret;

	if (size - pos <= MEMORY_TEXT_MAX) {
		memory = &reader->memory[XXH3_64bits(text + pos, size - pos) &
					 (MEMORY_SIZE - 1)];
		if (memory->text != NULL && memory->size == size - pos &&
		    memcmp(memory->text, text + pos, size - pos) == 0) {
			recall(reader, memory, reader->row.where.line, column);
			return 1;
		}
	}
	ret = parse(reader, pos, column);
	if (ret <= 0)
		return ret;
	/* Whose journal it is may be the one thing that depends on the key. */
	clean = tenure_build_check_row(&reader->build, &reader->row) &&
		!says_journal(&reader->row.layer);
	if (memory != NULL)
		remember(reader, memory, text + pos, size - pos, column, clean);
	return 1;
}

int tenure_row_reader_next(struct tenure_row_reader *reader,
			   const struct tenure_policy_table *table,
			   const struct tenure_table_line *line)
{
	struct tenure_tree_file *file = &reader->tree.files[table->file];
	size_t size = tenure_table_row_key_size(line), pos = size;

	/* Only read from. */
	file->text = (char *)line->text;
	file->size = line->size;
	file->lines_before = line->number - 1;
	if (read_key(reader, table, line, size) < 0)
		return 0;
	memset(&reader->row, 0, sizeof(reader->row));
	reader->row.key = reader->key;
	reader->row.where = reader->key_word.where;
	while (pos < line->size &&
	       (line->text[pos] == ' ' || line->text[pos] == '\t'))
		pos++;
	return read_rest(reader, line->text, pos, line->size);
}
