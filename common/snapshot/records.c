/* SPDX-License-Identifier: MIT */
#include "snapshot/records.h"

#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/extremes.h"
#include "policy/row-code.h"
#include "policy/table-rows.h"
#include "policy/tree.h"
#include "policy/tree-zone.h"
#include "snapshot/digest.h"

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

static int sink_add_keys(struct records_sink *sink, const char *name,
			 const struct tenure_keyring *keys,
			 struct tenure_error *err)
{
	tenure_buffer_clear(&sink->value);
	tenure_keyring_format(keys, &sink->value);
	if (tenure_buffer_str(&sink->value) == NULL)
		return tenure_error_nomem(err);
	return sink_add(sink, name, "", tenure_buffer_str(&sink->value),
			sink->value.used, err);
}

/* None at all leave the snapshot as it was before there were any. */
static int sink_add_release_keys(struct records_sink *sink,
				 const struct tenure_keyring *keys,
				 struct tenure_error *err)
{
	if (keys == NULL || tenure_keyring_count(keys) == 0)
		return 0;
	return sink_add_keys(sink, TENURE_SNAPSHOT_RELEASE_KEYS, keys, err);
}

static int sink_add_files(struct records_sink *sink,
			  const struct tenure_tree *tree,
			  struct tenure_error *err)
{
	const char *text;
	size_t i, size;

	for (i = 0; i < tenure_tree_file_count(tree); i++) {
		text = tenure_tree_file_text(tree, i, &size);
		/* A table has records of its own. */
		if (text != NULL && sink_add(sink, TENURE_SNAPSHOT_FILE,
					     tenure_tree_file_name(tree, i),
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
	return sink_add(sink, TENURE_SNAPSHOT_INCLUDE, pattern,
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
		if (sink_add(sink, TENURE_SNAPSHOT_ZONE, name, data, size,
			     err) < 0)
			return -1;
	}
	return 0;
}

size_t tenure_row_key(enum tenure_table_kind kind, const char *key,
		      char *record_r)
{
	size_t size = strlen(key);

	record_r[0] = kind == TENURE_TABLE_TENANTS ? 't' : 'u';
	record_r[1] = ':';
	/* A key cannot be longer; a record of this one does not exist. */
	if (size >= TENURE_ADDRESS_KEY_SIZE)
		size = TENURE_ADDRESS_KEY_SIZE - 1;
	memcpy(record_r + 2, key, size);
	record_r[size + 2] = '\0';
	return size + 2;
}

static int sink_add_row(struct records_sink *sink,
			const struct tenure_policy *policy,
			enum tenure_table_kind kind,
			const struct tenure_subject *row,
			struct tenure_error *err)
{
	char key[TENURE_ROW_KEY_SIZE];

	(void)tenure_row_key(kind, row->key, key);
	tenure_buffer_clear(&sink->value);
	tenure_row_encode(policy, row, &sink->value);
	if (tenure_buffer_str(&sink->value) == NULL)
		return tenure_error_nomem(err);
	return sink->callback(key, sink->value.data, sink->value.used,
			      sink->context, err);
}

/* Read the rows one by one; what is wrong with them goes to diagnostics. */
static int sink_walk_rows(struct records_sink *sink,
			  const struct tenure_records_input *input,
			  struct tenure_table_rows *rows,
			  struct tenure_snapshot_meta *meta,
			  struct tenure_error *err)
{
	const struct tenure_subject *row;
	enum tenure_table_kind kind;
	int ret;

	while ((ret = tenure_table_rows_next(rows, &kind, &row)) > 0) {
		if (sink_add_row(sink, input->policy, kind, row, err) < 0)
			return -1;
		meta->rows[kind]++;
		tenure_needs_add_layer(&meta->needs, &row->layer);
		tenure_pop3_extremes_add(&meta->pop3, &row->layer,
					 tenure_policy_bounds(input->policy));
	}
	if (ret < 0)
		return tenure_diagnostics_to_error(input->diagnostics, err);
	return 0;
}

static int sink_add_rows(struct records_sink *sink,
			 const struct tenure_records_input *input,
			 struct tenure_snapshot_meta *meta,
			 struct tenure_error *err)
{
	size_t errors = input->diagnostics->error_count;
	struct tenure_table_rows *rows;
	int ret;

	memset(meta->rows, 0, sizeof(meta->rows));
	memset(&meta->needs, 0, sizeof(meta->needs));
	tenure_policy_pop3_extremes(input->policy, &meta->pop3);
	if (tenure_policy_table_count(input->policy) == 0)
		return 0;
	if (tenure_table_rows_open(input->policy, input->diagnostics, &rows) <
	    0)
		return tenure_error_nomem(err);
	ret = sink_walk_rows(sink, input, rows, meta, err);
	tenure_table_rows_close(&rows);
	if (ret == 0 && input->diagnostics->error_count > errors)
		ret = tenure_diagnostics_to_error(input->diagnostics, err);
	return ret;
}

static int sink_add_all(struct records_sink *sink,
			const struct tenure_records_input *input,
			struct tenure_snapshot_meta *meta,
			struct tenure_error *err)
{
	const struct tenure_tree *tree = tenure_policy_tree(input->policy);

	if (sink_add_text(sink, TENURE_SNAPSHOT_REALM, input->realm, err) < 0 ||
	    sink_add_keys(sink, TENURE_SNAPSHOT_KEYS, input->keys, err) < 0 ||
	    sink_add_release_keys(sink, input->release_keys, err) < 0 ||
	    sink_add_text(sink, TENURE_SNAPSHOT_ROOT,
			  tenure_tree_file_name(tree, 0), err) < 0 ||
	    sink_add_files(sink, tree, err) < 0 ||
	    sink_add_includes(sink, tree, err) < 0 ||
	    sink_add_zones(sink, tree, err) < 0)
		return -1;
	return sink_add_rows(sink, input, meta, err);
}

int tenure_records_walk(const struct tenure_records_input *input,
			tenure_records_callback *callback, void *context,
			struct tenure_snapshot_meta *meta,
			struct tenure_error *err)
{
	struct records_sink sink = {
		.callback = callback,
		.context = context,
		.key = TENURE_BUFFER_INIT,
		.value = TENURE_BUFFER_INIT,
	};
	int ret = sink_add_all(&sink, input, meta, err);

	tenure_buffer_free(&sink.key);
	tenure_buffer_free(&sink.value);
	return ret;
}

/* ----------------------------------------------------------------- digest */

static int digest_record(const char *key, const void *value, size_t size,
			 void *context, struct tenure_error *err TENURE_UNUSED)
{
	tenure_digest_add_record(context, key, strlen(key), value, size);
	return 0;
}

int tenure_records_digest(const struct tenure_records_input *input,
			  struct tenure_snapshot_meta *meta,
			  struct tenure_error *err)
{
	struct tenure_digest digest;
	int ret;

	tenure_digest_init(&digest);
	ret = tenure_records_walk(input, digest_record, &digest, meta, err);
	/* In any case: it is freed there. */
	if (tenure_digest_finish(&digest, meta->content, ret < 0 ? NULL : err) <
	    0)
		ret = -1;
	return ret;
}

static bool has_key(const struct tenure_buffer *key, const char *name)
{
	return key->used == strlen(name) &&
	       memcmp(key->data, name, key->used) == 0;
}

/* Not what was published, but when and by whom. */
static bool is_history(const struct tenure_buffer *key)
{
	return has_key(key, TENURE_SNAPSHOT_META) ||
	       has_key(key, TENURE_SNAPSHOT_RELEASE) ||
	       has_key(key, TENURE_SNAPSHOT_NETWORKS);
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
		if (!is_history(&key))
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
