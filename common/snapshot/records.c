/* SPDX-License-Identifier: MIT */
#include "snapshot/records.h"

#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "snapshot/digest.h"

static const char file_prefix[] = "file:";
static const char include_prefix[] = "include:";
static const char zone_prefix[] = "zone:";

/* ---------------------------------------------------------------- writing */

/* Where the records go. */
struct records_sink {
	tenure_records_callback *callback;
	void *context;
	/* Only to keep the memory. */
	struct tenure_buffer key, value;
};

/* Hand over a record whose key is two texts. */
static int sink_add(struct records_sink *sink, const char *prefix,
		    const char *name, const void *value, size_t size,
		    struct tenure_error *err)
{
	tenure_buffer_clear(&sink->key);
	tenure_buffer_add_str(&sink->key, prefix);
	tenure_buffer_add_str(&sink->key, name);
	if (tenure_buffer_str(&sink->key) == NULL)
		return tenure_error_nomem(err);
	return sink->callback(sink->key.data, value, size, sink->context, err);
}

static int sink_add_text(struct records_sink *sink, const char *key,
			 const char *text, struct tenure_error *err)
{
	return sink_add(sink, key, "", text, strlen(text), err);
}

static int sink_add_keys(struct records_sink *sink,
			 const struct tenure_keyring *keys,
			 struct tenure_error *err)
{
	tenure_buffer_clear(&sink->value);
	tenure_keyring_format(keys, &sink->value);
	if (tenure_buffer_str(&sink->value) == NULL)
		return tenure_error_nomem(err);
	return sink_add(sink, TENURE_SNAPSHOT_KEYS, "",
			tenure_buffer_str(&sink->value), sink->value.used, err);
}

static int sink_add_files(struct records_sink *sink,
			  const struct tenure_tree *tree,
			  struct tenure_error *err)
{
	const char *text;
	size_t i, size;

	for (i = 0; i < tenure_tree_file_count(tree); i++) {
		text = tenure_tree_file_text(tree, i, &size);
		if (sink_add(sink, file_prefix, tenure_tree_file_name(tree, i),
			     text, size, err) < 0)
			return -1;
	}
	return 0;
}

static int sink_add_include(struct records_sink *sink, const char *pattern,
			    const char *const *names, struct tenure_error *err)
{
	tenure_buffer_clear(&sink->value);
	for (; *names != NULL; names++) {
		/* Only a wildcard can find such a file. */
		if (strchr(*names, '\n') != NULL)
			return tenure_error_set(
				err, TENURE_ERROR_INPUT,
				"include %s: a file name with a line end in it "
				"cannot be published",
				pattern);
		tenure_buffer_add_str(&sink->value, *names);
		tenure_buffer_add_char(&sink->value, '\n');
	}
	if (tenure_buffer_str(&sink->value) == NULL)
		return tenure_error_nomem(err);
	return sink_add(sink, include_prefix, pattern,
			tenure_buffer_str(&sink->value), sink->value.used, err);
}

static int sink_add_includes(struct records_sink *sink,
			     const struct tenure_tree *tree,
			     struct tenure_error *err)
{
	const char *const *names;
	const char *pattern;
	size_t i;

	for (i = 0; tenure_tree_include(tree, i, &pattern, &names) > 0; i++) {
		if (sink_add_include(sink, pattern, names, err) < 0)
			return -1;
	}
	return 0;
}

static int sink_add_zones(struct records_sink *sink,
			  const struct tenure_tree *tree,
			  struct tenure_error *err)
{
	const char *name;
	const void *data;
	size_t i, size;

	for (i = 0; tenure_tree_zone(tree, i, &name, &data, &size) > 0; i++) {
		if (sink_add(sink, zone_prefix, name, data, size, err) < 0)
			return -1;
	}
	return 0;
}

int tenure_records_walk(const struct tenure_tree *tree,
			const struct tenure_keyring *keys, const char *realm,
			tenure_records_callback *callback, void *context,
			struct tenure_error *err)
{
	struct records_sink sink = {
		.callback = callback,
		.context = context,
		.key = TENURE_BUFFER_INIT,
		.value = TENURE_BUFFER_INIT,
	};
	int ret = -1;

	if (sink_add_text(&sink, TENURE_SNAPSHOT_REALM, realm, err) == 0 &&
	    sink_add_keys(&sink, keys, err) == 0 &&
	    sink_add_text(&sink, TENURE_SNAPSHOT_ROOT,
			  tenure_tree_file_name(tree, 0), err) == 0 &&
	    sink_add_files(&sink, tree, err) == 0 &&
	    sink_add_includes(&sink, tree, err) == 0 &&
	    sink_add_zones(&sink, tree, err) == 0)
		ret = 0;
	tenure_buffer_free(&sink.key);
	tenure_buffer_free(&sink.value);
	return ret;
}

static int digest_record(const char *key, const void *value, size_t size,
			 void *context, struct tenure_error *err TENURE_UNUSED)
{
	tenure_digest_add_record(context, key, strlen(key), value, size);
	return 0;
}

int tenure_records_digest(const struct tenure_tree *tree,
			  const struct tenure_keyring *keys, const char *realm,
			  char *digest_r, struct tenure_error *err)
{
	struct tenure_digest digest;
	int ret;

	tenure_digest_init(&digest);
	ret = tenure_records_walk(tree, keys, realm, digest_record, &digest,
				  err);
	/* In any case: it is freed there. */
	if (tenure_digest_finish(&digest, digest_r, ret < 0 ? NULL : err) < 0)
		ret = -1;
	return ret;
}

/* Of this one the digest is a part. */
static bool is_meta(const struct tenure_buffer *key)
{
	return key->used == sizeof(TENURE_SNAPSHOT_META) - 1 &&
	       memcmp(key->data, TENURE_SNAPSHOT_META, key->used) == 0;
}

int tenure_records_digest_table(const struct tenure_table *table,
				char *digest_r, struct tenure_error *err)
{
	struct tenure_buffer key = TENURE_BUFFER_INIT;
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_walk *walk;
	struct tenure_digest digest;
	int ret;

	if (tenure_table_walk_begin(table, &walk, err) < 0)
		return -1;
	tenure_digest_init(&digest);
	while ((ret = tenure_table_walk_next(walk, &key, &value, err)) > 0) {
		if (!is_meta(&key))
			tenure_digest_add_record(&digest, key.data, key.used,
						 value.data, value.used);
	}
	if (tenure_digest_finish(&digest, digest_r, ret < 0 ? NULL : err) < 0)
		ret = -1;
	tenure_table_walk_end(&walk);
	tenure_buffer_free(&key);
	tenure_buffer_free(&value);
	return ret;
}

/* ---------------------------------------------------------------- reading */

int tenure_records_load(const struct tenure_table *table, const char *key,
			char **value_r, size_t *size_r,
			struct tenure_error *err)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	int ret;

	ret = tenure_table_find(table, key, strlen(key), &value, err);
	if (ret == 0)
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "snapshot: the record \"%.200s\" is missing",
				 key);
	if (ret > 0) {
		*size_r = value.used;
		*value_r = tenure_buffer_take(&value);
		if (*value_r == NULL)
			ret = tenure_error_nomem(err);
	}
	tenure_buffer_free(&value);
	return ret > 0 ? 0 : -1;
}

int tenure_records_load_text(const struct tenure_table *table, const char *key,
			     char **text_r, struct tenure_error *err)
{
	size_t size;
	char *text;

	if (tenure_records_load(table, key, &text, &size, err) < 0)
		return -1;
	if (strlen(text) == size) {
		*text_r = text;
		return 0;
	}
	tenure_free(text);
	return tenure_error_set(err, TENURE_ERROR_INPUT,
				"snapshot: the record \"%.200s\" has a NUL",
				key);
}

/* prefix and name together. Returns NULL with err. */
static char *record_key(const char *prefix, const char *name,
			struct tenure_error *err)
{
	struct tenure_buffer key = TENURE_BUFFER_INIT;
	char *result;

	tenure_buffer_add_str(&key, prefix);
	tenure_buffer_add_str(&key, name);
	result = tenure_buffer_take(&key);
	if (result == NULL)
		tenure_error_nomem(err);
	tenure_buffer_free(&key);
	return result;
}

/* Remember how it failed. Returns -1 with err, which may be NULL. */
static int source_failed(struct tenure_records_reader *reader,
			 const struct tenure_error *failure,
			 struct tenure_error *err)
{
	reader->failure = failure->code;
	if (err != NULL)
		*err = *failure;
	return -1;
}

static int load_named(void *context, const char *prefix, const char *name,
		      char **value_r, size_t *size_r, struct tenure_error *err)
{
	struct tenure_records_reader *reader = context;
	struct tenure_error failure;
	char *key = record_key(prefix, name, &failure);
	int ret = -1;

	if (key != NULL)
		ret = tenure_records_load(reader->table, key, value_r, size_r,
					  &failure);
	tenure_free(key);
	return ret < 0 ? source_failed(reader, &failure, err) : 0;
}

static int source_load(void *context, const char *name, char **text_r,
		       size_t *size_r, struct tenure_error *err)
{
	return load_named(context, file_prefix, name, text_r, size_r, err);
}

static int source_zone(void *context, const char *name, char **data_r,
		       size_t *size_r, struct tenure_error *err)
{
	return load_named(context, zone_prefix, name, data_r, size_r, err);
}

/* Cut a text of lines into an array of them. Returns NULL on out-of-memory. */
static char **names_split(const char *text)
{
	const char *p, *end;
	size_t count = 0, i;
	char **names;

	for (p = text; *p != '\0'; p++)
		count += *p == '\n';
	names = tenure_calloc(count + 1, sizeof(*names));
	for (i = 0; names != NULL && i < count; i++, text = end + 1) {
		end = strchr(text, '\n');
		names[i] = tenure_memdup(text, (size_t)(end - text));
		if (names[i] == NULL) {
			tenure_source_names_free(names);
			names = NULL;
		}
	}
	return names;
}

static int load_names(const struct tenure_table *table, const char *pattern,
		      char ***names_r, struct tenure_error *err)
{
	char *key = record_key(include_prefix, pattern, err), *text;
	int ret;

	if (key == NULL)
		return -1;
	ret = tenure_records_load_text(table, key, &text, err);
	tenure_free(key);
	if (ret < 0)
		return -1;
	if (*text != '\0' && text[strlen(text) - 1] != '\n')
		ret = tenure_error_set(err, TENURE_ERROR_INPUT,
				       "snapshot: include %.200s: the last "
				       "name has no line end",
				       pattern);
	else if ((*names_r = names_split(text)) == NULL)
		ret = tenure_error_nomem(err);
	tenure_free(text);
	return ret;
}

static int source_expand(void *context, const char *pattern, char ***names_r,
			 struct tenure_error *err)
{
	struct tenure_records_reader *reader = context;
	struct tenure_error failure;

	return load_names(reader->table, pattern, names_r, &failure) < 0
		       ? source_failed(reader, &failure, err)
		       : 0;
}

struct tenure_source tenure_records_source(struct tenure_records_reader *reader,
					   const struct tenure_table *table)
{
	struct tenure_source source = {
		.load = source_load,
		.expand = source_expand,
		.zone = source_zone,
		.context = reader,
	};

	reader->table = table;
	reader->failure = TENURE_ERROR_NONE;
	return source;
}
