/* SPDX-License-Identifier: MIT */
#include "policy/tree.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/parser.h"

/* Octets of a message; what is longer quotes something too long to read. */
#define MESSAGE_MAX 400

const struct tenure_statement *tenure_tree_root(const struct tenure_tree *tree)
{
	return tree->root;
}

size_t tenure_tree_file_count(const struct tenure_tree *tree)
{
	return tree->file_count;
}

const char *tenure_tree_file_name(const struct tenure_tree *tree, size_t file)
{
	return tree->files[file].name;
}

const char *tenure_tree_file_text(const struct tenure_tree *tree, size_t file,
				  size_t *size_r)
{
	*size_r = tree->files[file].size;
	return tree->files[file].text;
}

int tenure_tree_include(const struct tenure_tree *tree, size_t index,
			const char **pattern_r, const char *const **names_r)
{
	if (index >= tree->include_count)
		return 0;
	*pattern_r = tree->includes[index].pattern;
	*names_r = (const char *const *)tree->includes[index].names;
	return 1;
}

void tenure_tree_forget_statements(struct tenure_tree *tree)
{
	tenure_arena_free(&tree->arena);
	tree->root = NULL;
}

void tenure_tree_free(struct tenure_tree **_tree)
{
	struct tenure_tree *tree = *_tree;
	size_t i;

	if (tree == NULL)
		return;
	for (i = 0; i < tree->file_count; i++) {
		tenure_free(tree->files[i].name);
		tenure_free(tree->files[i].text);
	}
	for (i = 0; i < tree->include_count; i++) {
		tenure_free(tree->includes[i].pattern);
		tenure_source_names_free(tree->includes[i].names);
	}
	tenure_free(tree->files);
	for (i = 0; i < tree->zone_count; i++) {
		tenure_free(tree->zones[i].name);
		tenure_free(tree->zones[i].text);
	}
	tenure_free(tree->includes);
	tenure_free(tree->zones);
	tenure_arena_free(&tree->arena);
	tenure_free(tree);
	*_tree = NULL;
}

/* Copy a line of a file, cut where it is too long for any message. */
static void copy_line(const struct tenure_tree_file *file, uint32_t line,
		      char buf[static TENURE_POLICY_LINE_MAX + 1])
{
	const char *p = file->text, *end = file->text + file->size, *newline;
	size_t len;

	line -= file->lines_before;
	for (; line > 1; line--) {
		newline = memchr(p, '\n', (size_t)(end - p));
		if (newline == NULL)
			break;
		p = newline + 1;
	}
	/* A byte order mark is no column. */
	if (p == file->text && file->size >= 3 &&
	    memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	newline = memchr(p, '\n', (size_t)(end - p));
	len = (size_t)((newline == NULL ? end : newline) - p);
	if (len > 0 && p[len - 1] == '\r')
		len--;
	if (len > TENURE_POLICY_LINE_MAX)
		len = TENURE_POLICY_LINE_MAX;
	memcpy(buf, p, len);
	buf[len] = '\0';
	/* NULs would hide what follows them. */
	while (strlen(buf) < len)
		buf[strlen(buf)] = '\x01';
}

void tenure_tree_report(const struct tenure_tree *tree,
			struct tenure_diagnostics *diagnostics,
			enum tenure_severity severity,
			const struct tenure_word *word, const char *hint,
			const char *fmt, ...)
{
	const struct tenure_tree_file *file = &tree->files[word->where.file];
	char message[MESSAGE_MAX], line[TENURE_POLICY_LINE_MAX + 1];
	/* The lines of files are looked for when it is known which of them are
	   shown; a row's text does not wait. */
	bool has_line = word->where.line > 0 && tree->is_row;
	struct tenure_diagnostic finding = {
		.severity = severity,
		.file = file->name,
		.line = word->where.line,
		.column = word->where.column,
		.length = word->length,
		.source_line = has_line ? line : NULL,
		.message = message,
		.hint = hint,
		.file_number = word->where.file,
	};
	va_list args;

	if (!tenure_diagnostics_wants(diagnostics, severity, word->where)) {
		tenure_diagnostics_count(diagnostics, severity);
		return;
	}
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	if (has_line)
		copy_line(file, word->where.line, line);
	tenure_diagnostics_add(diagnostics, &finding);
}

void tenure_tree_show(const struct tenure_tree *tree,
		      struct tenure_diagnostics *diagnostics)
{
	char line[TENURE_POLICY_LINE_MAX + 1];
	struct tenure_diagnostic *item;
	const struct tenure_tree_file *file;
	size_t i;

	for (i = 0; tree != NULL && i < diagnostics->count; i++) {
		item = &diagnostics->items[i];
		if (item->source_line != NULL || item->line == 0 ||
		    item->file_number >= tree->file_count)
			continue;
		file = &tree->files[item->file_number];
		/* The findings of another tree have their lines already, or
		   never get them. */
		if (file->text == NULL || strcmp(file->name, item->file) != 0)
			continue;
		copy_line(file, item->line, line);
		tenure_diagnostics_show_line(item, line);
	}
	tenure_diagnostics_sort(diagnostics);
}

static struct tenure_tree *tree_new(void)
{
	struct tenure_tree *tree = tenure_calloc(1, sizeof(*tree));

	if (tree != NULL)
		tree->arena.limit = TENURE_POLICY_MEMORY_MAX;
	return tree;
}

/* Takes text over, also when it fails. Returns 0, or -1 on out-of-memory. */
static int tree_add_file(struct tenure_tree *tree, const char *name, char *text,
			 size_t size)
{
	struct tenure_tree_file file = {.text = text, .size = size};

	file.name = tenure_strdup(name);
	if (file.name == NULL ||
	    tenure_array_grow(&tree->files, tree->file_count,
			      &tree->files_allocated, sizeof(file)) < 0) {
		tenure_free(file.name);
		tenure_free(text);
		return -1;
	}
	tree->files[tree->file_count++] = file;
	return 0;
}

int tenure_tree_add_table(struct tenure_tree *tree, const char *name,
			  uint16_t *file_r)
{
	*file_r = (uint16_t)tree->file_count;
	return tree_add_file(tree, name, NULL, 0);
}

/* The number of a file that was read already; the number of files if not. */
static size_t tree_find_file(const struct tenure_tree *tree, const char *name)
{
	size_t i = 0;

	while (i < tree->file_count && strcmp(tree->files[i].name, name) != 0)
		i++;
	return i;
}

/* The limits that hold for all files together. */
static bool within_limits(struct tenure_parser *parser,
			  const struct tenure_word *word, size_t size)
{
	if (parser->files_read == TENURE_POLICY_FILES_MAX) {
		parser->over_limit = true;
		tenure_tree_report(parser->tree, parser->diagnostics,
				   TENURE_SEVERITY_ERROR, word, NULL,
				   "more than %d files are included",
				   TENURE_POLICY_FILES_MAX);
		return false;
	}
	if (size > TENURE_POLICY_FILE_MAX - parser->octets_read) {
		parser->over_limit = true;
		tenure_tree_report(parser->tree, parser->diagnostics,
				   TENURE_SEVERITY_ERROR, word, NULL,
				   "all files together are larger than %u "
				   "octets",
				   TENURE_POLICY_FILE_MAX);
		return false;
	}
	return true;
}

/* Read a file that is in the tree. Returns 0, or -1 on out-of-memory. */
static int read_file(struct tenure_parser *parser, uint16_t file)
{
	int ret;

	parser->files_read++;
	parser->octets_read += parser->tree->files[file].size;
	parser->chain[parser->chain_count++] = file;
	ret = tenure_parser_file(parser, file);
	parser->chain_count--;
	return ret;
}

/* Load a file into the tree. Returns 1; 0 if it was reported that it cannot
   be; -1 on out-of-memory. */
static int load_included(struct tenure_parser *parser, const char *name,
			 const struct tenure_word *word)
{
	struct tenure_error err = {0};
	size_t size;
	char *text;

	if (parser->source->load(parser->source->context, name, &text, &size,
				 &err) < 0) {
		tenure_tree_report(parser->tree, parser->diagnostics,
				   TENURE_SEVERITY_ERROR, word, NULL,
				   "cannot include \"%s\": %s", name, err.text);
		return 0;
	}
	return tree_add_file(parser->tree, name, text, size) < 0 ? -1 : 1;
}

/* "a.conf includes b.conf includes a.conf" */
static void report_loop(struct tenure_parser *parser, size_t file,
			const struct tenure_word *word)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	const struct tenure_tree_file *files = parser->tree->files;
	const char *text;
	unsigned int i = 0;

	while (parser->chain[i] != file)
		i++;
	for (; i < parser->chain_count; i++)
		tenure_buffer_printf(&path, "%s includes ",
				     files[parser->chain[i]].name);
	tenure_buffer_add_str(&path, files[file].name);
	text = tenure_buffer_str(&path);
	tenure_tree_report(parser->tree, parser->diagnostics,
			   TENURE_SEVERITY_ERROR, word, NULL,
			   "include loop: %s",
			   text == NULL ? files[file].name : text);
	tenure_buffer_free(&path);
}

static bool in_chain(const struct tenure_parser *parser, size_t file)
{
	unsigned int i;

	for (i = 0; i < parser->chain_count; i++) {
		if (parser->chain[i] == file)
			return true;
	}
	return false;
}

static int include_name(struct tenure_parser *parser, const char *name,
			const struct tenure_word *word)
{
	struct tenure_tree *tree = parser->tree;
	size_t file = tree_find_file(tree, name);
	int ret;

	if (parser->over_limit)
		return 0;
	if (in_chain(parser, file)) {
		report_loop(parser, file, word);
		return 0;
	}
	if (parser->chain_count > TENURE_INCLUDE_DEPTH_MAX) {
		tenure_tree_report(tree, parser->diagnostics,
				   TENURE_SEVERITY_ERROR, word, NULL,
				   "files include one another deeper than %d",
				   TENURE_INCLUDE_DEPTH_MAX);
		return 0;
	}
	if (!within_limits(parser, word, 0))
		return 0;
	if (file == tree->file_count) {
		ret = load_included(parser, name, word);
		if (ret <= 0)
			return ret;
	}
	if (!within_limits(parser, word, tree->files[file].size))
		return 0;
	return read_file(parser, (uint16_t)file);
}

char *tenure_tree_join(const struct tenure_tree *tree,
		       struct tenure_where where, const char *pattern)
{
	const char *including = tree->files[where.file].name;
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	const char *slash = strrchr(including, '/');
	char *result;

	while (strncmp(pattern, "./", 2) == 0)
		pattern += 2;
	if (pattern[0] != '/' && slash != NULL)
		tenure_buffer_add(&path, including,
				  (size_t)(slash + 1 - including));
	tenure_buffer_add_str(&path, pattern);
	result = tenure_buffer_take(&path);
	tenure_buffer_free(&path);
	return result;
}

/* Remember what a pattern stands for; takes both over, also on failure. */
static int tree_add_include(struct tenure_tree *tree, char *pattern,
			    char **names)
{
	if (tenure_array_grow(&tree->includes, tree->include_count,
			      &tree->includes_allocated,
			      sizeof(*tree->includes)) < 0) {
		tenure_free(pattern);
		tenure_source_names_free(names);
		return -1;
	}
	tree->includes[tree->include_count++] =
		(struct tenure_tree_include){pattern, names};
	return 0;
}

/* What a pattern stands for, the same each time it is asked. Takes pattern
   over. Returns 1 with the number of the include; 0 if it was reported that
   the source cannot tell; -1 on out-of-memory. */
static int expand(struct tenure_parser *parser, char *pattern,
		  const struct tenure_word *word, size_t *include_r)
{
	struct tenure_tree *tree = parser->tree;
	struct tenure_error err = {0};
	char **names;
	size_t i = 0;

	while (i < tree->include_count &&
	       strcmp(tree->includes[i].pattern, pattern) != 0)
		i++;
	*include_r = i;
	if (i < tree->include_count) {
		tenure_free(pattern);
		return 1;
	}
	if (parser->source->expand(parser->source->context, pattern, &names,
				   &err) < 0) {
		tenure_tree_report(
			tree, parser->diagnostics, TENURE_SEVERITY_ERROR, word,
			NULL, "cannot include \"%s\": %s", pattern, err.text);
		tenure_free(pattern);
		return 0;
	}
	return tree_add_include(tree, pattern, names) < 0 ? -1 : 1;
}

int tenure_tree_read_include(struct tenure_parser *parser,
			     const struct tenure_word *word)
{
	struct tenure_tree *tree = parser->tree;
	char *pattern;
	size_t include, i;
	int ret;

	if (word->text[0] == '\0') {
		tenure_tree_report(tree, parser->diagnostics,
				   TENURE_SEVERITY_ERROR, word, NULL,
				   "\"include\" has an empty file name");
		return 0;
	}
	pattern = tenure_tree_join(tree, word->where, word->text);
	if (pattern == NULL)
		return -1;
	ret = expand(parser, pattern, word, &include);
	if (ret <= 0)
		return ret;
	for (i = 0; tree->includes[include].names[i] != NULL; i++) {
		if (include_name(parser, tree->includes[include].names[i],
				 word) < 0)
			return -1;
	}
	return 0;
}

/* Read the first file, which is in the tree. */
static int tree_read(struct tenure_tree **_tree,
		     const struct tenure_source *source,
		     struct tenure_diagnostics *diagnostics)
{
	struct tenure_tree *tree = *_tree;
	struct tenure_parser parser = {
		.tree = tree, .source = source, .diagnostics = diagnostics};
	size_t errors = diagnostics->error_count;
	const struct tenure_word place = {.where = {.line = 0}};

	parser.blocks[0].tail = &tree->root;
	if (read_file(&parser, 0) == 0) {
		tenure_tree_show(tree, diagnostics);
		return diagnostics->error_count == errors ? 0 : -1;
	}
	if (tree->arena.full)
		tenure_tree_report(tree, diagnostics, TENURE_SEVERITY_ERROR,
				   &place, NULL,
				   "needs more than %u octets of memory",
				   TENURE_POLICY_MEMORY_MAX);
	else
		tenure_diagnostics_nomem(diagnostics);
	tenure_tree_free(_tree);
	return -1;
}

/* A tree with its first file; takes text over. */
static int tree_begin(const char *name, char *text, size_t size,
		      struct tenure_tree **tree_r,
		      struct tenure_diagnostics *diagnostics)
{
	*tree_r = tree_new();
	if (*tree_r == NULL || text == NULL) {
		tenure_free(text);
		tenure_tree_free(tree_r);
	} else {
		if (tree_add_file(*tree_r, name, text, size) == 0)
			return 0;
		tenure_tree_free(tree_r);
	}
	tenure_diagnostics_nomem(diagnostics);
	return -1;
}

static void report_file(struct tenure_diagnostics *diagnostics,
			const char *name, const char *message)
{
	struct tenure_diagnostic finding = {.file = name, .message = message};

	tenure_diagnostics_add(diagnostics, &finding);
}

int tenure_tree_read(const struct tenure_source *source, const char *name,
		     bool allow_include, struct tenure_tree **tree_r,
		     struct tenure_diagnostics *diagnostics)
{
	struct tenure_error err = {0};
	size_t size;
	char *text;

	*tree_r = NULL;
	if (source->load(source->context, name, &text, &size, &err) < 0) {
		report_file(diagnostics, name, err.text);
		return -1;
	}
	if (tree_begin(name, text, size, tree_r, diagnostics) < 0)
		return -1;
	return tree_read(tree_r, allow_include ? source : NULL, diagnostics);
}

int tenure_tree_read_text(const char *name, const char *text, size_t size,
			  struct tenure_tree **tree_r,
			  struct tenure_diagnostics *diagnostics)
{
	*tree_r = NULL;
	if (size > TENURE_POLICY_FILE_MAX) {
		report_file(diagnostics, name, "the text is too large");
		return -1;
	}
	if (tree_begin(name, tenure_memdup(text, size), size, tree_r,
		       diagnostics) < 0)
		return -1;
	return tree_read(tree_r, NULL, diagnostics);
}
