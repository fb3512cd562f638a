/* SPDX-License-Identifier: MIT */
#include "policy/tree.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/source.h"
#include "policy/tree-parts.h"

/* Octets of a message; what is longer quotes something too long to read. */
#define MESSAGE_MAX 400

struct tenure_tree *tenure_tree_new(void)
{
	struct tenure_tree *tree = tenure_calloc(1, sizeof(*tree));

	if (tree != NULL)
		tree->arena.limit = TENURE_POLICY_MEMORY_MAX;
	return tree;
}

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

int tenure_tree_add_file(struct tenure_tree *tree, const char *name, char *text,
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
	return tenure_tree_add_file(tree, name, NULL, 0);
}

size_t tenure_tree_find_file(const struct tenure_tree *tree, const char *name)
{
	size_t i = 0;

	while (i < tree->file_count && strcmp(tree->files[i].name, name) != 0)
		i++;
	return i;
}

int tenure_tree_add_include(struct tenure_tree *tree, char *pattern,
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
