/* SPDX-License-Identifier: MIT */
#include "snapshot/records.h"

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
	tenure_digest_add_record(context, key, value, size);
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

/* ---------------------------------------------------------------- reading */

int tenure_records_load(const struct tenure_table *table, const char *key,
			char **value_r, size_t *size_r,
			struct tenure_error *err)
{
	const void *found;
	char *value;
	int ret;

	ret = tenure_table_find(table, key, &found, size_r);
	if (ret <= 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"snapshot: the record \"%.200s\" is %s",
					key, ret < 0 ? "damaged" : "missing");
	value = tenure_memdup(found, *size_r);
	if (value == NULL)
		return tenure_error_nomem(err);
	*value_r = value;
	return 0;
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

static int load_named(void *context, const char *prefix, const char *name,
		      char **value_r, size_t *size_r, struct tenure_error *err)
{
	char *key = record_key(prefix, name, err);
	int ret;

	if (key == NULL)
		return -1;
	ret = tenure_records_load(context, key, value_r, size_r, err);
	tenure_free(key);
	return ret;
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

static int source_expand(void *context, const char *pattern, char ***names_r,
			 struct tenure_error *err)
{
	char *key = record_key(include_prefix, pattern, err), *text;
	int ret;

	if (key == NULL)
		return -1;
	ret = tenure_records_load_text(context, key, &text, err);
	tenure_free(key);
	if (ret < 0)
		return -1;
	*names_r = names_split(text);
	tenure_free(text);
	return *names_r == NULL ? tenure_error_nomem(err) : 0;
}

struct tenure_source tenure_records_source(const struct tenure_table *table)
{
	struct tenure_source source = {
		.load = source_load,
		.expand = source_expand,
		.zone = source_zone,
		/* Only read from. */
		.context = (void *)table,
	};

	return source;
}
