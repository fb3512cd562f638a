/* SPDX-License-Identifier: MIT */
#include "policy/tree-read.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/parser.h"
#include "policy/tree-parts.h"

/* The files of one tree. */
struct tree_reader {
	struct tenure_parser parser;
	/* NULL: no includes. */
	const struct tenure_source *source;
	/* Numbers of the files that include one another now. */
	uint16_t chain[TENURE_INCLUDE_DEPTH_MAX + 1];
	unsigned int chain_count;
	/* Files and octets so far, each as often as it was included. */
	unsigned int files_read;
	size_t octets_read;
	/* A limit of these was reported; nothing more is included. */
	bool over_limit;
};

#define report_word(reader, word, ...)                                         \
	tenure_tree_report((reader)->parser.tree,                              \
			   (reader)->parser.diagnostics,                       \
			   TENURE_SEVERITY_ERROR, word, NULL, __VA_ARGS__)

/* The limits that hold for all files together. */
static bool within_limits(struct tree_reader *reader,
			  const struct tenure_word *word, size_t size)
{
	if (reader->files_read == TENURE_POLICY_FILES_MAX) {
		reader->over_limit = true;
		report_word(reader, word, "more than %d files are included",
			    TENURE_POLICY_FILES_MAX);
		return false;
	}
	if (size > TENURE_POLICY_FILE_MAX - reader->octets_read) {
		reader->over_limit = true;
		report_word(reader, word,
			    "all files together are larger than %u "
			    "octets",
			    TENURE_POLICY_FILE_MAX);
		return false;
	}
	return true;
}

/* Read a file that is in the tree. Returns 0, or -1 on out-of-memory. */
static int read_file(struct tree_reader *reader, uint16_t file)
{
	int ret;

	reader->files_read++;
	reader->octets_read += reader->parser.tree->files[file].size;
	reader->chain[reader->chain_count++] = file;
	ret = tenure_parser_file(&reader->parser, file);
	reader->chain_count--;
	return ret;
}

/* Load a file into the tree. Returns 1; 0 if it was reported that it cannot
   be; -1 on out-of-memory. */
static int load_included(struct tree_reader *reader, const char *name,
			 const struct tenure_word *word)
{
	struct tenure_error err = {0};
	size_t size;
	char *text;

	if (reader->source->load(reader->source->context, name, &text, &size,
				 &err) < 0) {
		report_word(reader, word, "cannot include \"%s\": %s", name,
			    err.text);
		return 0;
	}
	return tenure_tree_add_file(reader->parser.tree, name, text, size) < 0
		       ? -1
		       : 1;
}

/* "a.conf includes b.conf includes a.conf" */
static void report_loop(struct tree_reader *reader, size_t file,
			const struct tenure_word *word)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	const struct tenure_tree_file *files = reader->parser.tree->files;
	const char *text;
	unsigned int i = 0;

	while (reader->chain[i] != file)
		i++;
	for (; i < reader->chain_count; i++)
		tenure_buffer_printf(&path, "%s includes ",
				     files[reader->chain[i]].name);
	tenure_buffer_add_str(&path, files[file].name);
	text = tenure_buffer_str(&path);
	report_word(reader, word, "include loop: %s",
		    text == NULL ? files[file].name : text);
	tenure_buffer_free(&path);
}

static bool in_chain(const struct tree_reader *reader, size_t file)
{
	unsigned int i;

	for (i = 0; i < reader->chain_count; i++) {
		if (reader->chain[i] == file)
			return true;
	}
	return false;
}

static int include_name(struct tree_reader *reader, const char *name,
			const struct tenure_word *word)
{
	struct tenure_tree *tree = reader->parser.tree;
	size_t file = tenure_tree_find_file(tree, name);
	int ret;

	if (reader->over_limit)
		return 0;
	if (in_chain(reader, file)) {
		report_loop(reader, file, word);
		return 0;
	}
	if (reader->chain_count > TENURE_INCLUDE_DEPTH_MAX) {
		report_word(reader, word,
			    "files include one another deeper than %d",
			    TENURE_INCLUDE_DEPTH_MAX);
		return 0;
	}
	if (!within_limits(reader, word, 0))
		return 0;
	if (file == tree->file_count) {
		ret = load_included(reader, name, word);
		if (ret <= 0)
			return ret;
	}
	if (!within_limits(reader, word, tree->files[file].size))
		return 0;
	return read_file(reader, (uint16_t)file);
}

/* What a pattern stands for, the same each time it is asked. Takes pattern
   over. Returns 1 with the number of the include; 0 if it was reported that
   the source cannot tell; -1 on out-of-memory. */
static int expand(struct tree_reader *reader, char *pattern,
		  const struct tenure_word *word, size_t *include_r)
{
	struct tenure_tree *tree = reader->parser.tree;
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
	if (reader->source->expand(reader->source->context, pattern, &names,
				   &err) < 0) {
		report_word(reader, word, "cannot include \"%s\": %s", pattern,
			    err.text);
		tenure_free(pattern);
		return 0;
	}
	return tenure_tree_add_include(tree, pattern, names) < 0 ? -1 : 1;
}

/* Take an include pattern, whose place is word's, and read all it stands for.
   Returns 0, or -1 on out-of-memory. */
static int read_include(void *context, const struct tenure_word *word)
{
	struct tree_reader *reader = context;
	struct tenure_tree *tree = reader->parser.tree;
	char *pattern;
	size_t include, i;
	int ret;

	if (word->text[0] == '\0') {
		report_word(reader, word, "\"include\" has an empty file name");
		return 0;
	}
	pattern = tenure_tree_join(tree, word->where, word->text);
	if (pattern == NULL)
		return -1;
	ret = expand(reader, pattern, word, &include);
	if (ret <= 0)
		return ret;
	for (i = 0; tree->includes[include].names[i] != NULL; i++) {
		if (include_name(reader, tree->includes[include].names[i],
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
	struct tree_reader reader = {
		.parser = {.tree = tree, .diagnostics = diagnostics},
		.source = source};
	size_t errors = diagnostics->error_count;
	const struct tenure_word place = {.where = {.line = 0}};

	reader.parser.blocks[0].tail = &tree->root;
	if (source != NULL) {
		reader.parser.include = read_include;
		reader.parser.context = &reader;
	}
	if (read_file(&reader, 0) == 0) {
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
	*tree_r = tenure_tree_new();
	if (*tree_r == NULL || text == NULL) {
		tenure_free(text);
		tenure_tree_free(tree_r);
	} else {
		if (tenure_tree_add_file(*tree_r, name, text, size) == 0)
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
