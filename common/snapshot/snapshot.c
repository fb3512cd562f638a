/* SPDX-License-Identifier: MIT */
#include "snapshot/snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"
#include "base/table.h"
#include "policy/diagnostics.h"
#include "seal/seal-facts.h"
#include "snapshot/floor.h"
#include "snapshot/meta.h"
#include "snapshot/networks.h"
#include "snapshot/records.h"

struct tenure_snapshot {
	atomic_uint references;
	struct tenure_snapshot_meta meta;
	char *realm;
	struct tenure_keyring *keys, *release_keys;
	struct tenure_policy *policy;
	/* The policy reads rows of tables out of it, whenever it needs one. It
	   stays that file, whatever becomes of its name. */
	struct tenure_table *table;
	struct tenure_records_reader reader;
	/* The file as it was before it was opened. */
	struct stat st;
};

static int read_meta(struct tenure_snapshot *snapshot, struct tenure_error *err)
{
	size_t size;
	char *text;
	int ret;

	if (tenure_records_load(snapshot->table, TENURE_SNAPSHOT_META, &text,
				&size, err) < 0)
		return -1;
	ret = tenure_snapshot_meta_parse(text, size, &snapshot->meta, err);
	tenure_free(text);
	return ret;
}

/* Nothing older than what was in force before: somebody put a copy back. */
static int check_floor(const struct tenure_snapshot *snapshot,
		       const struct tenure_floor *floor,
		       struct tenure_error *err)
{
	if (snapshot->meta.generation >= floor->accepted)
		return 0;
	return tenure_error_set(err, TENURE_ERROR_INPUT,
				"generation %" PRIu64 " is older than %" PRIu64
				", which was published before: an old copy was "
				"put back",
				snapshot->meta.generation, floor->accepted);
}

/* Read the policy. What is wrong in it is said with its own place. */
static int read_policy(struct tenure_snapshot *snapshot,
		       struct tenure_error *err)
{
	struct tenure_records_reader *reader = &snapshot->reader;
	struct tenure_source source =
		tenure_records_source(reader, snapshot->table, &snapshot->meta);
	struct tenure_diagnostics diagnostics;
	struct tenure_error detail;
	char place[512], *root;
	int ret;

	if (tenure_records_load_text(snapshot->table, TENURE_SNAPSHOT_ROOT,
				     &root, err) < 0)
		return -1;
	tenure_diagnostics_init(&diagnostics);
	ret = tenure_policy_read(&source, root, &snapshot->policy,
				 &diagnostics);
	if (ret < 0) {
		tenure_diagnostics_to_error(&diagnostics, &detail);
		tenure_error_set(
			err,
			reader->failure == TENURE_ERROR_NONE ? detail.code
							     : reader->failure,
			"the policy in the snapshot cannot be read: %s",
			tenure_error_format(&detail, place, sizeof(place)));
	}
	tenure_diagnostics_free(&diagnostics);
	tenure_free(root);
	return ret;
}

static int read_keys(struct tenure_snapshot *snapshot, struct tenure_error *err)
{
	size_t size;
	char *text;
	int ret;

	if (tenure_records_load(snapshot->table, TENURE_SNAPSHOT_KEYS, &text,
				&size, err) < 0)
		return -1;
	ret = tenure_keyring_read(TENURE_SNAPSHOT_KEYS, text, size,
				  &snapshot->keys, err);
	tenure_free(text);
	return ret;
}

/* A record that may be missing. */
static int read_release_keys(struct tenure_snapshot *snapshot,
			     struct tenure_error *err)
{
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	int ret;

	ret = tenure_table_find(snapshot->table, TENURE_SNAPSHOT_RELEASE_KEYS,
				sizeof(TENURE_SNAPSHOT_RELEASE_KEYS) - 1,
				&value, err);
	if (ret >= 0)
		ret = tenure_keyring_read(TENURE_SNAPSHOT_RELEASE_KEYS,
					  ret == 0 ? "" : value.data,
					  ret == 0 ? 0 : value.used,
					  &snapshot->release_keys, err);
	tenure_buffer_free(&value);
	return ret;
}

static int read_realm(struct tenure_snapshot *snapshot,
		      struct tenure_error *err)
{
	if (tenure_records_load_text(snapshot->table, TENURE_SNAPSHOT_REALM,
				     &snapshot->realm, err) < 0)
		return -1;
	if (!tenure_seal_realm_valid(snapshot->realm))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"snapshot: bad realm \"%.80s\"",
					snapshot->realm);
	return 0;
}

/* A snapshot of an earlier version has no such record. */
static int read_networks(struct tenure_snapshot *snapshot,
			 struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret = tenure_table_find(snapshot->table, TENURE_SNAPSHOT_NETWORKS,
				    sizeof(TENURE_SNAPSHOT_NETWORKS) - 1, &text,
				    err);

	if (ret >= 0)
		ret = tenure_networks_apply(
			snapshot->policy,
			ret == 0 ? NULL : tenure_buffer_str(&text), text.used,
			snapshot->meta.generation, err);
	tenure_buffer_free(&text);
	return ret;
}

static int read_table(struct tenure_snapshot *snapshot, const char *path,
		      const struct tenure_floor *floor,
		      struct tenure_error *err)
{
	if (tenure_table_open(path, &snapshot->table, err) < 0 ||
	    read_meta(snapshot, err) < 0 ||
	    check_floor(snapshot, floor, err) < 0 ||
	    read_realm(snapshot, err) < 0 || read_keys(snapshot, err) < 0 ||
	    read_release_keys(snapshot, err) < 0)
		return -1;
	if (read_policy(snapshot, err) < 0)
		return -1;
	return read_networks(snapshot, err);
}

static void snapshot_free(struct tenure_snapshot *snapshot)
{
	tenure_policy_free(&snapshot->policy);
	tenure_table_close(&snapshot->table);
	tenure_keyring_free(&snapshot->keys);
	tenure_keyring_free(&snapshot->release_keys);
	tenure_free(snapshot->realm);
	tenure_free(snapshot);
}

/* What is said about the floor has its own path; all else is about path. */
static int read_file(struct tenure_snapshot *snapshot, const char *path,
		     struct tenure_error *err)
{
	struct tenure_floor floor;

	/* Before it is opened: if another one takes its place in between, that
	   is seen as a change later, and not missed. */
	if (stat(path, &snapshot->st) < 0) {
		tenure_error_errno(err, errno, "cannot open");
		return tenure_error_at(err, path, 0, 0);
	}
	/* Before the table, too: the floor rises when a new one is in its
	   place, and what is opened later is not older. */
	if (tenure_floor_read(path, &floor, err) < 0)
		return -1;
	if (read_table(snapshot, path, &floor, err) < 0)
		return tenure_error_at(err, path, 0, 0);
	return 0;
}

int tenure_snapshot_open(const char *path, struct tenure_snapshot **snapshot_r,
			 struct tenure_error *err)
{
	struct tenure_snapshot *snapshot;

	*snapshot_r = NULL;
	snapshot = tenure_calloc(1, sizeof(*snapshot));
	if (snapshot == NULL)
		return tenure_error_nomem(err);
	atomic_init(&snapshot->references, 1);
	if (read_file(snapshot, path, err) < 0) {
		snapshot_free(snapshot);
		return -1;
	}
	*snapshot_r = snapshot;
	return 0;
}

struct tenure_snapshot *tenure_snapshot_ref(struct tenure_snapshot *snapshot)
{
	atomic_fetch_add_explicit(&snapshot->references, 1,
				  memory_order_relaxed);
	return snapshot;
}

void tenure_snapshot_unref(struct tenure_snapshot **snapshot)
{
	if (*snapshot == NULL)
		return;
	/* The last one must see all that the others did. */
	if (atomic_fetch_sub_explicit(&(*snapshot)->references, 1,
				      memory_order_acq_rel) == 1)
		snapshot_free(*snapshot);
	*snapshot = NULL;
}

const struct tenure_policy *
tenure_snapshot_policy(const struct tenure_snapshot *snapshot)
{
	return snapshot->policy;
}

const struct tenure_keyring *
tenure_snapshot_keys(const struct tenure_snapshot *snapshot)
{
	return snapshot->keys;
}

const struct tenure_keyring *
tenure_snapshot_release_keys(const struct tenure_snapshot *snapshot)
{
	return snapshot->release_keys;
}

const char *tenure_snapshot_realm(const struct tenure_snapshot *snapshot)
{
	return snapshot->realm;
}

uint64_t tenure_snapshot_generation(const struct tenure_snapshot *snapshot)
{
	return snapshot->meta.generation;
}

int64_t tenure_snapshot_time(const struct tenure_snapshot *snapshot)
{
	return snapshot->meta.time;
}

const char *tenure_snapshot_digest(const struct tenure_snapshot *snapshot)
{
	return snapshot->meta.content;
}

const struct tenure_pop3_extremes *
tenure_snapshot_pop3_extremes(const struct tenure_snapshot *snapshot)
{
	return &snapshot->meta.pop3;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Call back for a record if it is a row. */
static int walk_record(const struct tenure_buffer *key,
		       const struct tenure_buffer *value,
		       tenure_snapshot_row_callback *callback, void *context,
		       struct tenure_error *err)
{
	bool tenant = key->used > 2 && memcmp(key->data, "t:", 2) == 0;
	bool user = key->used > 2 && memcmp(key->data, "u:", 2) == 0;

	if (!tenant && !user)
		return 0;
	return callback(context,
			tenant ? TENURE_TABLE_TENANTS : TENURE_TABLE_USERS,
			key->data + 2, value->data, value->used, err);
}

int tenure_snapshot_walk_rows(const struct tenure_snapshot *snapshot,
			      tenure_snapshot_row_callback *callback,
			      void *context, struct tenure_error *err)
{
	struct tenure_buffer key = TENURE_BUFFER_INIT;
	struct tenure_buffer value = TENURE_BUFFER_INIT;
	struct tenure_table_walk *walk;
	int ret;

	if (tenure_table_walk_begin(snapshot->table, &walk, err) < 0)
		return -1;
	while ((ret = tenure_table_walk_next(walk, &key, &value, err)) > 0) {
		ret = walk_record(&key, &value, callback, context, err);
		if (ret < 0)
			break;
	}
	tenure_table_walk_end(&walk);
	tenure_buffer_free(&key);
	tenure_buffer_free(&value);
	return ret;
}

int tenure_snapshot_changed(const struct tenure_snapshot *snapshot,
			    const char *path)
{
	const struct stat *old = &snapshot->st;
	struct stat st;

	if (stat(path, &st) < 0)
		return -1;
	/* The last one is of a file that was elsewhere meanwhile: what was
	   published in its place is newer than it. */
	return st.st_dev != old->st_dev || st.st_ino != old->st_ino ||
	       st.st_size != old->st_size ||
	       !same_time(&st.st_mtim, &old->st_mtim) ||
	       !same_time(&st.st_ctim, &old->st_ctim);
}

int tenure_snapshot_verify(const char *path, struct tenure_error *err)
{
	struct tenure_snapshot_meta meta;
	char digest[TENURE_DIGEST_SIZE];
	struct tenure_table *table;
	size_t size;
	char *text;
	int ret;

	if (tenure_table_open(path, &table, err) < 0)
		return -1;
	ret = tenure_table_verify(table, err);
	if (ret == 0)
		ret = tenure_records_digest_table(table, digest, err);
	if (ret == 0)
		ret = tenure_records_load(table, TENURE_SNAPSHOT_META, &text,
					  &size, err);
	if (ret == 0) {
		ret = tenure_snapshot_meta_parse(text, size, &meta, err);
		tenure_free(text);
	}
	if (ret == 0 && strcmp(digest, meta.content) != 0)
		ret = tenure_error_set(err, TENURE_ERROR_INPUT,
				       "the snapshot does not say what was "
				       "published");
	tenure_table_close(&table);
	return ret < 0 ? tenure_error_at(err, path, 0, 0) : 0;
}
