/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_RECORDS_H
#define TENURE_SNAPSHOT_RECORDS_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/error.h"
#include "base/table.h"
#include "policy/policy.h"
#include "policy/source.h"
#include "seal/keys.h"
#include "snapshot/meta.h"

/* The records of a snapshot, besides "meta":

     realm            the realm
     release_keys     public keys that releases may be signed with (seal/
		      release.h); missing if there are none
     release          the release that it was published with; missing without
     keys             public keys, as keyring_format() writes them
     root             name of the policy's first file
     file:NAME        text of a file
     include:PATTERN  names of the files it stands for, each with a newline
     zone:NAME        data of a time zone that the policy counts in
     t:DOMAIN         row of a table of tenants (policy/row-code.h)
     u:ADDRESS        row of a table of users
     networks         since when each network is what it is (networks.h)

   Patterns and names are as in source.h, domains and addresses keys as in
   base/address.h. */

#define TENURE_SNAPSHOT_META "meta"
#define TENURE_SNAPSHOT_REALM "realm"
#define TENURE_SNAPSHOT_KEYS "keys"
#define TENURE_SNAPSHOT_RELEASE_KEYS "release_keys"
#define TENURE_SNAPSHOT_RELEASE "release"
#define TENURE_SNAPSHOT_ROOT "root"
#define TENURE_SNAPSHOT_FILE "file:"
#define TENURE_SNAPSHOT_INCLUDE "include:"
#define TENURE_SNAPSHOT_ZONE "zone:"
#define TENURE_SNAPSHOT_NETWORKS "networks"

/* Octets of the name of a row's record, with the NUL. */
#define TENURE_ROW_KEY_SIZE (TENURE_ADDRESS_KEY_SIZE + 2)
/* The record of a key of tenants or users. Returns its length. */
size_t tenure_row_key(enum tenure_table_kind kind, const char *key,
		      char *record_r);

/* What records are made of. */
struct tenure_records_input {
	const struct tenure_policy *policy;
	const struct tenure_keyring *keys;
	/* NULL or empty: none. */
	const struct tenure_keyring *release_keys;
	const char *realm;
	/* What is wrong with rows of tables. */
	struct tenure_diagnostics *diagnostics;
};

/* Called for each record. Returns 0 to go on, or -1 with err. */
typedef int tenure_records_callback(const char *key, const void *value,
				    size_t size, void *context,
				    struct tenure_error *err);
/* Walk the records of a policy, keys and realm, always in the same order; all
   but meta, networks and release. Counts the rows in meta, and what they need.
   Rows are read one by one out of their tables. Returns 0; -1 with err when the
   callback stopped, when something cannot be a record, or when a row is wrong,
   for which there are diagnostics. */
int tenure_records_walk(const struct tenure_records_input *input,
			tenure_records_callback *callback, void *context,
			struct tenure_snapshot_meta *meta,
			struct tenure_error *err) TENURE_CHECK;
/* The digest over all of them, as meta->content. */
int tenure_records_digest(const struct tenure_records_input *input,
			  struct tenure_snapshot_meta *meta,
			  struct tenure_error *err) TENURE_CHECK;

/* The same digest of the records in a table, in the order in which they were
   added. Reads all of them. digest_r has TENURE_DIGEST_SIZE octets. */
int tenure_records_digest_table(const struct tenure_table *table,
				char *digest_r,
				struct tenure_error *err) TENURE_CHECK;

/* A copy of a record, with a NUL behind it; free with tenure_free(). Returns
   0, or -1 with err if there is none or it is damaged: *value_r is then not
   touched. */
int tenure_records_load(const struct tenure_table *table, const char *key,
			char **value_r, size_t *size_r,
			struct tenure_error *err) TENURE_CHECK;
/* The same of one that must be a single text without NUL. */
int tenure_records_load_text(const struct tenure_table *table, const char *key,
			     char **text_r,
			     struct tenure_error *err) TENURE_CHECK;
/* The source that reads files, includes, time zones and rows out of a table. */
struct tenure_records_reader {
	const struct tenure_table *table;
	const struct tenure_snapshot_meta *meta;
	/* How the last of the texts could not be read: diagnostics do not tell
	   a failing disk from a bad text. */
	enum tenure_error_code failure;
};
/* reader is set up; reader, table and meta must live as long as the policy that
   is read from the source. */
struct tenure_source
tenure_records_source(struct tenure_records_reader *reader,
		      const struct tenure_table *table,
		      const struct tenure_snapshot_meta *meta);

#endif
