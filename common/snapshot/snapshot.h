/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_H
#define TENURE_SNAPSHOT_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/attrs.h"
#include "base/error.h"
#include "policy/policy.h"
#include "seal/keys.h"

/* The published form of a policy, which both doors read: one file in cdb
   format with the policy's own text, the public keys, the realm and a
   generation number, and with checksums over all of it (see base/table.h).
   Immutable and reference-counted; any number of threads may read one, and
   reference or release it. */
struct tenure_snapshot;

/* Open and parse. Only the pages that are needed are read, and each is
   verified. A file that is missing, cut, changed where it is read or not
   understood gives -1 with err, never a snapshot with holes; so does one whose
   generation is below that of PATH.generation (see floor.h): an old copy was
   put back. Returns 0 with one reference. */
int tenure_snapshot_open(const char *path, struct tenure_snapshot **snapshot_r,
			 struct tenure_error *err) TENURE_CHECK;
/* Read all of a snapshot: every page must have its checksum, and the records
   their digest. The policy is not parsed. Returns 0, or -1 with err. */
int tenure_snapshot_verify(const char *path,
			   struct tenure_error *err) TENURE_CHECK;
struct tenure_snapshot *tenure_snapshot_ref(struct tenure_snapshot *snapshot);
/* Give a reference back and set to NULL; NULL accepted. */
void tenure_snapshot_unref(struct tenure_snapshot **snapshot);

const struct tenure_policy *
tenure_snapshot_policy(const struct tenure_snapshot *snapshot);
const struct tenure_keyring *
tenure_snapshot_keys(const struct tenure_snapshot *snapshot);
/* Public keys that releases may be signed with (seal/release.h); may be
   empty. */
const struct tenure_keyring *
tenure_snapshot_release_keys(const struct tenure_snapshot *snapshot);
const char *tenure_snapshot_realm(const struct tenure_snapshot *snapshot);
uint64_t tenure_snapshot_generation(const struct tenure_snapshot *snapshot);
/* When it was published. */
int64_t tenure_snapshot_time(const struct tenure_snapshot *snapshot);
/* SHA-256 in hex over policy texts, keys and realm, but not over generation
   and time: equal policies have equal digests. Made when it was published;
   tenure_snapshot_verify() makes it again. */
const char *tenure_snapshot_digest(const struct tenure_snapshot *snapshot);
/* Walk the tenants and users that tables name, in the order of the tables, with
   the codes of their rows (policy/row-code.h). Returns 0; or -1 with err when
   something cannot be read, or the callback stopped it by returning -1 with
   err. */
typedef int tenure_snapshot_row_callback(void *context,
					 enum tenure_table_kind kind,
					 const char *key, const void *code,
					 size_t size, struct tenure_error *err);
int tenure_snapshot_walk_rows(const struct tenure_snapshot *snapshot,
			      tenure_snapshot_row_callback *callback,
			      void *context,
			      struct tenure_error *err) TENURE_CHECK;
/* Of all mailboxes that there may be; made when it was published. */
const struct tenure_pop3_extremes *
tenure_snapshot_pop3_extremes(const struct tenure_snapshot *snapshot);
/* 1 if the file at path is not the one that was opened (another inode, size
   or time), or was changed, renamed or linked since: then it has to be opened
   again, which finds out if it is still in force. 0 if it is, -1 if there is
   none. One stat(2). */
int tenure_snapshot_changed(const struct tenure_snapshot *snapshot,
			    const char *path) TENURE_CHECK;

#endif
