/* SPDX-License-Identifier: MIT */
#include "snapshot/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/table.h"
#include "seal/seal.h"
#include "snapshot/digest.h"
#include "snapshot/meta.h"
#include "snapshot/records.h"
#include "snapshot/snapshot.h"

/* What is published, and as what. */
struct publication {
	const struct tenure_policy *policy;
	const struct tenure_keyring *keys;
	const char *realm, *path;
	struct tenure_snapshot_meta meta;
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
	return tenure_table_writer_add(context, key, value, size, err);
}

static int add_meta(struct tenure_table_writer *writer,
		    const struct tenure_snapshot_meta *meta,
		    struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret;

	tenure_snapshot_meta_format(meta, &text);
	ret = tenure_buffer_str(&text) == NULL
		      ? tenure_error_nomem(err)
		      : tenure_table_writer_add(writer, TENURE_SNAPSHOT_META,
						text.data, text.used, err);
	tenure_buffer_free(&text);
	return ret;
}

/* Write all records to fd, with zeros for the digest of the file. */
static int write_table(const struct publication *pub, int fd,
		       struct tenure_error *err)
{
	struct tenure_table_writer *writer;

	if (tenure_table_writer_open(fd, &writer, err) < 0)
		return -1;
	if (add_meta(writer, &pub->meta, err) < 0 ||
	    tenure_records_walk(tenure_policy_tree(pub->policy), pub->keys,
				pub->realm, add_record, writer, err) < 0) {
		tenure_table_writer_abort(&writer);
		return -1;
	}
	return tenure_table_writer_finish(&writer, err);
}

/* Work out the digest of the file and where it belongs. */
static int find_digest(const char *path, char *digest_r, off_t *offset_r,
		       struct tenure_error *err)
{
	struct tenure_table *table;
	const void *data, *meta;
	size_t size, meta_size, offset;
	int ret;

	if (tenure_table_open(path, &table, err) < 0)
		return -1;
	data = tenure_table_data(table, &size);
	if (tenure_table_find(table, TENURE_SNAPSHOT_META, &meta, &meta_size) <=
		    0 ||
	    tenure_snapshot_meta_file_offset(meta, meta_size, &offset) < 0) {
		ret = tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				       "the file that was just written reads "
				       "back as another");
	} else {
		offset += (size_t)((const char *)meta - (const char *)data);
		*offset_r = (off_t)offset;
		ret = tenure_digest_file(data, size, offset, digest_r, err);
	}
	tenure_table_close(&table);
	return ret;
}

static int write_digest(const char *path, int fd, struct tenure_error *err)
{
	char digest[TENURE_DIGEST_SIZE];
	size_t used = 0;
	off_t offset = 0;
	ssize_t ret;

	if (find_digest(path, digest, &offset, err) < 0)
		return -1;
	while (used < sizeof(digest) - 1) {
		ret = pwrite(fd, digest + used, sizeof(digest) - 1 - used,
			     offset + (off_t)used);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return publish_errno(err, path, "cannot write");
		used += (size_t)ret;
	}
	return 0;
}

/* Read the file as the doors will, before they can. */
static int check_written(const struct publication *pub, const char *path,
			 struct tenure_error *err)
{
	struct tenure_snapshot *snapshot;
	int ret = 0;

	if (tenure_snapshot_open(path, &snapshot, err) < 0)
		return -1;
	if (tenure_snapshot_generation(snapshot) != pub->meta.generation ||
	    strcmp(tenure_snapshot_digest(snapshot), pub->meta.content) != 0)
		ret = tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				       "the snapshot that was just written "
				       "reads back as another");
	tenure_snapshot_unref(&snapshot);
	return ret;
}

static int write_snapshot(const struct publication *pub,
			  struct tenure_error *err)
{
	struct tenure_file_writer *writer;
	const char *temp_path;
	int fd;

	if (tenure_file_writer_open(pub->path, 0644, &writer, err) < 0)
		return -1;
	fd = tenure_file_writer_fd(writer);
	temp_path = tenure_file_writer_path(writer);
	if (write_table(pub, fd, err) < 0 ||
	    write_digest(temp_path, fd, err) < 0 ||
	    check_written(pub, temp_path, err) < 0) {
		tenure_file_writer_abort(&writer);
		/* The temporary name says nothing to anybody. */
		return tenure_error_at(err, pub->path, 0, 0);
	}
	return tenure_file_writer_commit(&writer, err);
}

/* ------------------------------------------------------------ generations */

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

/* The old snapshot is damaged: go on only if somebody gave a number. */
static int replace_damaged(uint64_t floor, uint64_t *generation_r,
			   const struct tenure_error *damage, const char *path,
			   struct tenure_error *err)
{
	if (floor != 0 && damage->code == TENURE_ERROR_INPUT) {
		*generation_r = floor;
		return 0;
	}
	tenure_error_set(err, damage->code,
			 "the snapshot that is there cannot be read, and so "
			 "its generation is not known (%s)%s",
			 damage->text,
			 damage->code == TENURE_ERROR_INPUT
				 ? "; a generation that is higher than any "
				   "before must be given"
				 : "");
	return tenure_error_at(err, path, 0, 0);
}

/* Choose the generation. Returns 1 with it; 0 if there is nothing new, with
   the old one; -1 with err. */
static int choose_generation(const struct publication *pub, uint64_t floor,
			     uint64_t *generation_r, struct tenure_error *err)
{
	struct tenure_snapshot *old;
	struct tenure_error damage;
	struct stat st;
	uint64_t generation;
	bool same;

	if (lstat(pub->path, &st) < 0 && errno == ENOENT) {
		*generation_r = floor == 0 ? 1 : floor;
		return 1;
	}
	if (tenure_snapshot_open(pub->path, &old, &damage) < 0)
		return replace_damaged(floor, generation_r, &damage, pub->path,
				       err) < 0
			       ? -1
			       : 1;
	generation = tenure_snapshot_generation(old);
	same = strcmp(tenure_snapshot_digest(old), pub->meta.content) == 0;
	tenure_snapshot_unref(&old);
	if (same && floor <= generation) {
		*generation_r = generation;
		return 0;
	}
	if (generation == UINT64_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"there is no generation after %ju",
					(uintmax_t)generation);
	*generation_r = floor > generation ? floor : generation + 1;
	return 1;
}

static void set_result(const struct publication *pub, int unchanged,
		       struct tenure_publish_result *result_r)
{
	result_r->generation = pub->meta.generation;
	result_r->unchanged = unchanged;
	memcpy(result_r->digest, pub->meta.content, sizeof(result_r->digest));
}

static int publish_locked(struct publication *pub, uint64_t floor,
			  struct tenure_publish_result *result_r,
			  struct tenure_error *err)
{
	int ret = choose_generation(pub, floor, &pub->meta.generation, err);

	if (ret < 0 || (ret > 0 && write_snapshot(pub, err) < 0))
		return -1;
	set_result(pub, ret == 0, result_r);
	return 0;
}

/* Everything about a publication but its generation. */
static int publication_init(struct publication *pub,
			    const struct tenure_policy *policy,
			    const struct tenure_keyring *keys,
			    const char *realm, const char *path,
			    struct tenure_error *err)
{
	memset(pub, 0, sizeof(*pub));
	pub->policy = policy;
	pub->keys = keys;
	pub->realm = realm;
	pub->path = path;
	if (!tenure_seal_realm_valid(realm))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"bad realm \"%.80s\": 1 to %d of a-z "
					"0-9 . -",
					realm, TENURE_NAME_MAX);
	memset(pub->meta.file, '0', TENURE_DIGEST_SIZE - 1);
	return tenure_records_digest(tenure_policy_tree(policy), keys, realm,
				     pub->meta.content, err);
}

int tenure_publish_preview(const struct tenure_policy *policy,
			   const struct tenure_keyring *keys, const char *realm,
			   const char *path, uint64_t generation_floor,
			   struct tenure_publish_result *result_r,
			   struct tenure_error *err)
{
	struct publication pub;
	int ret;

	if (publication_init(&pub, policy, keys, realm, path, err) < 0)
		return -1;
	ret = choose_generation(&pub, generation_floor, &pub.meta.generation,
				err);
	if (ret < 0)
		return -1;
	set_result(&pub, ret == 0, result_r);
	return 0;
}

int tenure_publish(const struct tenure_policy *policy,
		   const struct tenure_keyring *keys, const char *realm,
		   const char *path, int64_t now, uint64_t generation_floor,
		   struct tenure_publish_result *result_r,
		   struct tenure_error *err)
{
	struct publication pub;
	int fd, ret;

	if (publication_init(&pub, policy, keys, realm, path, err) < 0)
		return -1;
	pub.meta.time = now;
	fd = lock(path, err);
	if (fd < 0)
		return -1;
	ret = publish_locked(&pub, generation_floor, result_r, err);
	close(fd);
	return ret;
}
