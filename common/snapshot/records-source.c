/* SPDX-License-Identifier: MIT */
#include "snapshot/records.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/row-code.h"

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

/* -------------------------------------------------------------- the source */

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
	return load_named(context, TENURE_SNAPSHOT_FILE, name, text_r, size_r,
			  err);
}

static int source_zone(void *context, const char *name, char **data_r,
		       size_t *size_r, struct tenure_error *err)
{
	return load_named(context, TENURE_SNAPSHOT_ZONE, name, data_r, size_r,
			  err);
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
	char *key = record_key(TENURE_SNAPSHOT_INCLUDE, pattern, err), *text;
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

/* Called by any thread: nothing is remembered. */
static int source_find_row(void *context, const struct tenure_policy *policy,
			   enum tenure_table_kind kind, const char *key,
			   struct tenure_subject **row_r,
			   struct tenure_error *err)
{
	const struct tenure_records_reader *reader = context;
	struct tenure_buffer code = TENURE_BUFFER_INIT;
	char record[TENURE_ROW_KEY_SIZE];
	size_t size;
	int ret;

	if (reader->meta->rows[kind] == 0)
		return 0;
	size = tenure_row_key(kind, key, record);
	ret = tenure_table_find(reader->table, record, size, &code, err);
	if (ret > 0 && tenure_row_decode(policy, key, code.data, code.used,
					 row_r, err) < 0)
		ret = -1;
	tenure_buffer_free(&code);
	return ret;
}

static void source_row_needs(void *context, struct tenure_needs *needs)
{
	const struct tenure_records_reader *reader = context;

	tenure_snapshot_meta_add_needs(&reader->meta->needs, needs);
}

struct tenure_source
tenure_records_source(struct tenure_records_reader *reader,
		      const struct tenure_table *table,
		      const struct tenure_snapshot_meta *meta)
{
	struct tenure_source source = {
		.load = source_load,
		.expand = source_expand,
		.zone = source_zone,
		.find_row = source_find_row,
		.row_needs = source_row_needs,
		.context = reader,
	};

	reader->table = table;
	reader->meta = meta;
	reader->failure = TENURE_ERROR_NONE;
	return source;
}
