/* SPDX-License-Identifier: MIT */
#include "seal/keys.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/file.h"
#include "policy/diagnostics.h"
#include "policy/tree-read.h"
#include "seal/base64.h"

/* Octets of one .pub file. It may hold many keys. */
#define KEY_FILE_MAX (1024U * 1024)

/* ---------------------------------------------------------------- reading */

/* What is read into what, and where findings go. */
struct key_reader {
	const struct tenure_tree *tree;
	struct tenure_keyring *ring;
	struct tenure_diagnostics *diagnostics;
};

/* The places of the settings of a key block. */
enum key_setting {
	KEY_SETTING_PUBLIC,
	KEY_SETTING_CREATED,
	KEY_SETTING_COUNT
};

static const char *const key_settings[] = {"public", "created", NULL};

/* Report about a word. */
static void reader_error(const struct key_reader *reader,
			 const struct tenure_word *word, const char *text)
{
	tenure_tree_report(reader->tree, reader->diagnostics,
			   TENURE_SEVERITY_ERROR, word, NULL, "%s", text);
}

static enum key_setting key_setting_find(const char *name)
{
	int i;

	for (i = 0; i < KEY_SETTING_COUNT; i++) {
		if (strcmp(key_settings[i], name) == 0)
			break;
	}
	return (enum key_setting)i;
}

/* Find the values of a block's settings, each of which must be there once.
   What is wrong is reported, and values_r then lacks it. */
static void reader_settings(const struct key_reader *reader,
			    const struct tenure_statement *block,
			    const struct tenure_word **values_r)
{
	const struct tenure_statement *statement;
	enum key_setting setting;
	int i;

	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		setting = key_setting_find(statement->name.text);
		if (setting == KEY_SETTING_COUNT || statement->block ||
		    statement->argument.text != NULL)
			reader_error(reader, &statement->name,
				     "a key has \"public\" and \"created\", "
				     "and nothing else");
		else if (values_r[setting] != NULL)
			reader_error(reader, &statement->name,
				     "given a second time");
		else if (statement->op != TENURE_OPERATOR_IS ||
			 statement->value_count != 1)
			reader_error(reader, &statement->name,
				     "\"=\" and one value are wanted");
		else
			values_r[setting] = &statement->values[0];
	}
	for (i = 0; i < KEY_SETTING_COUNT; i++) {
		if (values_r[i] == NULL)
			tenure_tree_report(reader->tree, reader->diagnostics,
					   TENURE_SEVERITY_ERROR, &block->name,
					   NULL, "the key has no \"%s\"",
					   key_settings[i]);
	}
}

/* Read one key block into the ring. */
static void reader_key(const struct key_reader *reader,
		       const struct tenure_statement *block)
{
	const struct tenure_word *values[KEY_SETTING_COUNT] = {NULL};
	unsigned char octets[TENURE_KEY_PUBLIC_SIZE];
	struct tenure_error err;
	int64_t created;

	reader_settings(reader, block, values);
	if (values[KEY_SETTING_PUBLIC] == NULL ||
	    values[KEY_SETTING_CREATED] == NULL)
		return;
	if (tenure_base64_decode(values[KEY_SETTING_PUBLIC]->text, octets,
				 sizeof(octets)) < 0)
		reader_error(reader, values[KEY_SETTING_PUBLIC],
			     "not the base64 of 32 octets");
	else if (tenure_date_parse(values[KEY_SETTING_CREATED]->text,
				   &created) < 0)
		reader_error(reader, values[KEY_SETTING_CREATED],
			     "not a date like 2026-11-22T03:00:00Z");
	else if (tenure_keyring_add(reader->ring, block->argument.text, octets,
				    created, &err) < 0)
		reader_error(reader, &block->argument, err.text);
}

/* Read the keys of a text into a ring. Returns 0, or -1 with err. */
static int keyring_read_into(struct tenure_keyring *ring, const char *name,
			     const char *text, size_t size,
			     struct tenure_error *err)
{
	struct tenure_diagnostics diagnostics;
	const struct tenure_statement *statement;
	struct tenure_tree *tree = NULL;
	struct key_reader reader = {.ring = ring};
	int ret;

	tenure_diagnostics_init(&diagnostics);
	ret = tenure_tree_read_text(name, text, size, &tree, &diagnostics);
	if (ret == 0) {
		reader.tree = tree;
		reader.diagnostics = &diagnostics;
		for (statement = tenure_tree_root(tree); statement != NULL;
		     statement = statement->next) {
			if (strcmp(statement->name.text, "key") == 0 &&
			    statement->block && statement->argument.text)
				reader_key(&reader, statement);
			else
				reader_error(&reader, &statement->name,
					     "a block key ID { ... } is "
					     "wanted");
		}
		if (diagnostics.error_count > 0)
			ret = -1;
	}
	if (ret < 0)
		tenure_diagnostics_to_error(&diagnostics, err);
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	return ret;
}

int tenure_keyring_read(const char *name, const char *text, size_t size,
			struct tenure_keyring **ring_r,
			struct tenure_error *err)
{
	if (tenure_keyring_new(ring_r, err) < 0)
		return -1;
	if (keyring_read_into(*ring_r, name, text, size, err) < 0) {
		tenure_keyring_free(ring_r);
		return -1;
	}
	return 0;
}

/* --------------------------------------------------------------- a folder */

static int is_public_key(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 4 &&
	       strcmp(entry->d_name + length - 4, ".pub") == 0;
}

static int entries_compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int keyring_read_file(struct tenure_keyring *ring, const char *folder,
			     const char *name, struct tenure_error *err)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	char *text = NULL;
	size_t size;
	int ret = -1;

	tenure_buffer_printf(&path, "%s/%s", folder, name);
	if (tenure_buffer_str(&path) == NULL)
		tenure_error_nomem(err);
	else if (tenure_file_read(path.data, KEY_FILE_MAX, &text, &size, err) ==
		 0)
		ret = keyring_read_into(ring, path.data, text, size, err);
	tenure_free(text);
	tenure_buffer_free(&path);
	return ret;
}

int tenure_keyring_read_folder(const char *folder,
			       struct tenure_keyring **ring_r,
			       struct tenure_error *err)
{
	struct dirent **entries;
	int count, i, ret;

	*ring_r = NULL;
	count = scandir(folder, &entries, is_public_key, entries_compare);
	if (count < 0) {
		tenure_error_errno(err, errno, "cannot list the keys");
		return tenure_error_at(err, folder, 0, 0);
	}
	ret = tenure_keyring_new(ring_r, err);
	for (i = 0; i < count; i++) {
		if (ret == 0)
			ret = keyring_read_file(*ring_r, folder,
						entries[i]->d_name, err);
		free(entries[i]);
	}
	free(entries);
	if (ret < 0)
		tenure_keyring_free(ring_r);
	return ret;
}

/* ---------------------------------------------------------------- writing */

void tenure_keyring_format(const struct tenure_keyring *ring,
			   struct tenure_buffer *out)
{
	const struct tenure_public_key *key;
	char date[TENURE_DATE_SIZE];
	size_t i;

	for (i = 0; i < tenure_keyring_count(ring); i++) {
		key = tenure_keyring_key(ring, i);
		tenure_buffer_printf(out, "key %s {\n\tpublic = \"", key->id);
		tenure_base64_encode(key->octets, sizeof(key->octets), out);
		tenure_buffer_printf(out, "\"\n\tcreated = %s\n}\n",
				     tenure_date_format(key->created, date));
	}
}
