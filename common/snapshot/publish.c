/* SPDX-License-Identifier: MIT */
#include "snapshot/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/table.h"
#include "seal/seal-facts.h"
#include "snapshot/digest.h"
#include "snapshot/generation.h"
#include "snapshot/history.h"
#include "snapshot/meta.h"
#include "snapshot/networks.h"
#include "snapshot/records.h"
#include "snapshot/snapshot.h"

/* What is published, and as what. */
struct publication {
	const struct tenure_publish_request *request;
	struct tenure_generation found;
	struct tenure_snapshot_meta meta;
	/* If the caller wants none. */
	struct tenure_diagnostics own_diagnostics;
	struct tenure_diagnostics *diagnostics;
	/* While records are added. */
	struct tenure_table_writer *writer;
	struct tenure_digest digest;
};

static int publish_errno(struct tenure_error *err, const char *path,
			 const char *what)
{
	tenure_error_errno(err, errno, "%s", what);
	return tenure_error_at(err, path, 0, 0);
}

/* -------------------------------------------------------------- the table */

static int add_record(const char *key, const void *value, size_t size,
		      void *context, struct tenure_error *err)
{
	struct publication *pub = context;
	size_t key_size = strlen(key);

	tenure_digest_add_record(&pub->digest, key, key_size, value, size);
	return tenure_table_writer_add(pub->writer, key, key_size, value, size,
				       err);
}

static struct tenure_records_input records_input(const struct publication *pub)
{
	const struct tenure_records_input input = {
		.policy = pub->request->policy,
		.keys = pub->request->keys,
		.release_keys = pub->request->release_keys,
		.realm = pub->request->realm,
		.diagnostics = pub->diagnostics,
	};

	return input;
}

/* Add all records but "meta", and make their digest on the way. */
static int add_records(struct publication *pub, struct tenure_error *err)
{
	const struct tenure_records_input input = records_input(pub);
	int ret;

	tenure_digest_init(&pub->digest);
	ret = tenure_records_walk(&input, add_record, pub, &pub->meta, err);
	/* In any case: it is freed there. */
	if (tenure_digest_finish(&pub->digest, pub->meta.content,
				 ret < 0 ? NULL : err) < 0)
		ret = -1;
	return ret;
}

/* The record of networks in the snapshot in place, NULL if there is none that
   can be read: then nothing is known of before. Free it. */
static char *networks_before(const struct publication *pub, size_t *size_r)
{
	struct tenure_table *table;
	char *text;

	if (!pub->found.usable ||
	    tenure_table_open(pub->request->path, &table, NULL) < 0)
		return NULL;
	if (tenure_records_load(table, TENURE_SNAPSHOT_NETWORKS, &text, size_r,
				NULL) < 0)
		text = NULL;
	tenure_table_close(&table);
	return text;
}

static int add_networks(struct publication *pub, struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	size_t size = 0;
	char *before = networks_before(pub, &size);
	int ret;

	ret = tenure_networks_format(pub->request->policy, before, size,
				     pub->meta.generation, &text, err);
	if (ret == 0)
		ret = tenure_table_writer_add(
			pub->writer, TENURE_SNAPSHOT_NETWORKS,
			sizeof(TENURE_SNAPSHOT_NETWORKS) - 1,
			tenure_buffer_str(&text), text.used, err);
	tenure_buffer_free(&text);
	tenure_free(before);
	return ret;
}

/* The last records, when the generation is known. */
static int add_meta(struct publication *pub, struct tenure_error *err)
{
	const char *release = pub->request->release;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret;

	if (release != NULL &&
	    tenure_table_writer_add(pub->writer, TENURE_SNAPSHOT_RELEASE,
				    sizeof(TENURE_SNAPSHOT_RELEASE) - 1,
				    release, strlen(release), err) < 0)
		return -1;
	tenure_snapshot_meta_format(&pub->meta, &text);
	ret = tenure_buffer_str(&text) == NULL
		      ? tenure_error_nomem(err)
		      : tenure_table_writer_add(
				pub->writer, TENURE_SNAPSHOT_META,
				sizeof(TENURE_SNAPSHOT_META) - 1, text.data,
				text.used, err);
	tenure_buffer_free(&text);
	return ret;
}

/* Write all records to fd. Returns 1; 0 if they are those of the snapshot in
   place, with the table unfinished; -1 with err. */
static int write_table(struct publication *pub, int fd,
		       struct tenure_error *err)
{
	int ret;

	if (tenure_table_writer_open(fd, &pub->writer, err) < 0)
		return -1;
	ret = add_records(pub, err);
	if (ret == 0)
		ret = tenure_generation_next(
			&pub->found, pub->request->generation_floor,
			pub->meta.content, &pub->meta.generation, err);
	if (ret > 0 && (add_networks(pub, err) < 0 || add_meta(pub, err) < 0))
		ret = -1;
	if (ret <= 0) {
		tenure_table_writer_abort(&pub->writer);
		return ret;
	}
	return tenure_table_writer_finish(&pub->writer, err) < 0 ? -1 : 1;
}

/* ---------------------------------------------------------------- approval */

/* The kept copy of a snapshot. */
static int open_kept(const char *path, uint64_t generation,
		     struct tenure_snapshot **old_r)
{
	struct tenure_buffer kept = TENURE_BUFFER_INIT;
	struct tenure_error err;
	int ret = -1;

	tenure_history_path(path, generation, &kept);
	if (tenure_buffer_str(&kept) != NULL)
		ret = tenure_snapshot_open(kept.data, old_r, &err);
	tenure_buffer_free(&kept);
	return ret;
}

/* The generation that was in force last, as far as anybody can tell: by
   PATH.generation, or else by what is kept. */
static int last_generation(const char *path, uint64_t *generation_r,
			   struct tenure_error *err)
{
	struct tenure_floor floor;
	struct tenure_error damage;

	if (tenure_floor_read(path, &floor, &damage) == 0 &&
	    floor.accepted > 0) {
		*generation_r = floor.accepted;
		return 0;
	}
	return tenure_history_newest(path, generation_r, err);
}

int tenure_publish_find_old(const char *path, struct tenure_snapshot **old_r,
			    int *lost_r, struct tenure_error *err)
{
	struct tenure_error damage;
	struct stat st;
	uint64_t generation;
	bool there = lstat(path, &st) == 0;

	*old_r = NULL;
	*lost_r = 0;
	if (there && tenure_snapshot_open(path, old_r, &damage) == 0)
		return 0;
	if (there && damage.code != TENURE_ERROR_INPUT) {
		if (err != NULL)
			*err = damage;
		return -1;
	}
	if (last_generation(path, &generation, err) < 0)
		return -1;
	if (generation > 0 && open_kept(path, generation, old_r) == 0)
		return 0;
	*lost_r = there || generation > 0;
	return 0;
}

static int ask(const struct publication *pub, struct tenure_snapshot *new,
	       struct tenure_error *err)
{
	const struct tenure_publish_request *request = pub->request;
	struct tenure_snapshot *old;
	int ret, lost;

	if (request->approve == NULL)
		return 0;
	if (tenure_publish_find_old(request->path, &old, &lost, err) < 0)
		return -1;
	ret = request->approve(request->approve_context, old, lost, new, err);
	tenure_snapshot_unref(&old);
	return ret;
}

/* Read the file as the doors will, before they can, and all of it. */
static int check_written(const struct publication *pub, const char *path,
			 struct tenure_error *err)
{
	struct tenure_snapshot *snapshot;
	int ret;

	if (tenure_snapshot_open(path, &snapshot, err) < 0)
		return -1;
	ret = tenure_snapshot_verify(path, err);
	if (ret == 0 &&
	    (tenure_snapshot_generation(snapshot) != pub->meta.generation ||
	     strcmp(tenure_snapshot_digest(snapshot), pub->meta.content) != 0))
		ret = tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				       "the snapshot that was just written "
				       "reads back as another");
	if (ret == 0)
		ret = ask(pub, snapshot, err);
	tenure_snapshot_unref(&snapshot);
	return ret;
}

/* ------------------------------------------------------------ in its place */

/* What is to be known before the new snapshot takes the old one's place: that
   its generation is given, and that the old one is kept. */
static int before_commit(struct publication *pub, struct tenure_error *err)
{
	struct tenure_floor *floor = &pub->found.floor;

	if (pub->found.usable) {
		if (floor->accepted < pub->found.current)
			floor->accepted = pub->found.current;
		if (tenure_history_keep(pub->request->path, pub->found.current,
					err) < 0)
			return -1;
	}
	floor->given = pub->meta.generation;
	return tenure_floor_write(pub->request->path, floor, err);
}

/* Now that it is in its place, nothing older is accepted any more. */
static int after_commit(struct publication *pub, struct tenure_error *err)
{
	const char *path = pub->request->path;
	struct tenure_floor *floor = &pub->found.floor;

	if (floor->accepted < pub->meta.generation ||
	    floor->given < pub->meta.generation) {
		floor->accepted = pub->meta.generation;
		if (floor->given < pub->meta.generation)
			floor->given = pub->meta.generation;
		if (tenure_floor_write(path, floor, err) < 0)
			return -1;
	}
	if (tenure_history_keep(path, pub->meta.generation, err) < 0)
		return -1;
	return tenure_history_prune(path, pub->request->generations, err);
}

/* Say of an error that the snapshot is in its place all the same. */
static int late_error(const struct publication *pub, struct tenure_error *err,
		      const struct tenure_error *late)
{
	char text[sizeof(late->file) + sizeof(late->text) + 32];

	tenure_error_set(err, late->code,
			 "generation %" PRIu64 " is in place, but %s",
			 pub->meta.generation,
			 tenure_error_format(late, text, sizeof(text)));
	return tenure_error_at(err, pub->request->path, 0, 0);
}

static int commit(struct publication *pub, struct tenure_file_writer **writer,
		  struct tenure_error *err)
{
	struct tenure_error late;

	if (before_commit(pub, err) < 0) {
		tenure_file_writer_abort(writer);
		return -1;
	}
	if (tenure_file_writer_commit(writer, err) < 0)
		return -1;
	if (after_commit(pub, &late) < 0)
		return late_error(pub, err, &late);
	return 0;
}

/* The temporary name says nothing to anybody; a row has a place of its own. */
static void set_path(const struct publication *pub, const char *temp_path,
		     struct tenure_error *err)
{
	if (err != NULL &&
	    (err->file[0] == '\0' ||
	     strncmp(err->file, temp_path, sizeof(err->file) - 1) == 0))
		tenure_error_at(err, pub->request->path, 0, 0);
}

/* Returns 1; 0 if there is nothing new; -1 with err. */
static int write_snapshot(struct publication *pub, struct tenure_error *err)
{
	struct tenure_file_writer *writer;
	const char *temp_path;
	int ret;

	if (tenure_file_writer_open(pub->request->path, 0644, &writer, err) < 0)
		return -1;
	temp_path = tenure_file_writer_path(writer);
	ret = write_table(pub, tenure_file_writer_fd(writer), err);
	if (ret > 0 && check_written(pub, temp_path, err) < 0)
		ret = -1;
	if (ret > 0)
		return commit(pub, &writer, err) < 0 ? -1 : 1;
	if (ret < 0)
		set_path(pub, temp_path, err);
	tenure_file_writer_abort(&writer);
	return ret;
}

/* ------------------------------------------------------------- publishing */

/* Wait for other publishers. Returns the descriptor that holds the lock until
   it is closed, or -1 with err. */
static int lock(const char *path, struct tenure_error *err)
{
	struct tenure_buffer name = TENURE_BUFFER_INIT;
	int fd, ret;

	tenure_buffer_printf(&name, "%s.lock", path);
	if (tenure_buffer_str(&name) == NULL)
		return tenure_error_nomem(err);
	fd = open(name.data, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		publish_errno(err, name.data, "cannot open");
	} else {
		do {
			ret = flock(fd, LOCK_EX);
		} while (ret < 0 && errno == EINTR);
		if (ret < 0) {
			publish_errno(err, name.data, "cannot lock");
			close(fd);
			fd = -1;
		}
	}
	tenure_buffer_free(&name);
	return fd;
}

static void set_result(const struct publication *pub, int unchanged,
		       struct tenure_publish_result *result_r)
{
	result_r->generation = pub->meta.generation;
	result_r->unchanged = unchanged;
	memcpy(result_r->digest, pub->meta.content, sizeof(result_r->digest));
	memcpy(result_r->rows, pub->meta.rows, sizeof(result_r->rows));
}

static int publish_locked(struct publication *pub,
			  struct tenure_publish_result *result_r,
			  struct tenure_error *err)
{
	const struct tenure_publish_request *request = pub->request;
	struct tenure_error late;
	int ret;

	if (tenure_generation_look(request->path, request->generation_floor,
				   &pub->found, err) < 0)
		return -1;
	ret = write_snapshot(pub, err);
	if (ret < 0)
		return -1;
	/* A publisher before us may have ended too early. */
	if (ret == 0 && after_commit(pub, &late) < 0)
		return late_error(pub, err, &late);
	set_result(pub, ret == 0, result_r);
	return 0;
}

static int publication_init(struct publication *pub,
			    const struct tenure_publish_request *request,
			    struct tenure_error *err)
{
	memset(pub, 0, sizeof(*pub));
	if (!tenure_seal_realm_valid(request->realm))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"bad realm \"%.80s\": 1 to %d of a-z "
					"0-9 . -",
					request->realm, TENURE_NAME_MAX);
	pub->request = request;
	pub->meta.time = request->now;
	tenure_diagnostics_init(&pub->own_diagnostics);
	pub->diagnostics = request->diagnostics != NULL ? request->diagnostics
							: &pub->own_diagnostics;
	return 0;
}

static void publication_deinit(struct publication *pub)
{
	tenure_diagnostics_free(&pub->own_diagnostics);
}

static int preview(struct publication *pub,
		   struct tenure_publish_result *result_r,
		   struct tenure_error *err)
{
	const struct tenure_publish_request *request = pub->request;
	const struct tenure_records_input input = records_input(pub);
	int ret;

	if (tenure_generation_look(request->path, request->generation_floor,
				   &pub->found, err) < 0 ||
	    tenure_records_digest(&input, &pub->meta, err) < 0)
		return -1;
	ret = tenure_generation_next(&pub->found, request->generation_floor,
				     pub->meta.content, &pub->meta.generation,
				     err);
	if (ret < 0)
		return -1;
	set_result(pub, ret == 0, result_r);
	return 0;
}

int tenure_publish_preview(const struct tenure_publish_request *request,
			   struct tenure_publish_result *result_r,
			   struct tenure_error *err)
{
	struct publication pub;
	int ret;

	if (publication_init(&pub, request, err) < 0)
		return -1;
	ret = preview(&pub, result_r, err);
	publication_deinit(&pub);
	return ret;
}

int tenure_publish(const struct tenure_publish_request *request,
		   struct tenure_publish_result *result_r,
		   struct tenure_error *err)
{
	struct publication pub;
	int fd, ret = -1;

	if (publication_init(&pub, request, err) < 0)
		return -1;
	fd = lock(request->path, err);
	if (fd >= 0) {
		ret = publish_locked(&pub, result_r, err);
		close(fd);
	}
	publication_deinit(&pub);
	return ret;
}
