/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_RECORDS_H
#define TENURE_SNAPSHOT_RECORDS_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/error.h"
#include "base/table.h"
#include "policy/source.h"
#include "policy/tree.h"
#include "seal/keys.h"

/* The records of a snapshot, besides "meta":

     realm            the realm
     keys             public keys, as keyring_format() writes them
     root             name of the policy's first file
     file:NAME        text of a file
     include:PATTERN  names of the files it stands for, each with a newline
     zone:NAME        data of a time zone that the policy counts in

   Patterns and names are as in source.h. */

#define TENURE_SNAPSHOT_META "meta"
#define TENURE_SNAPSHOT_REALM "realm"
#define TENURE_SNAPSHOT_KEYS "keys"
#define TENURE_SNAPSHOT_ROOT "root"

/* Called for each record. Returns 0 to go on, or -1 with err. */
typedef int tenure_records_callback(const char *key, const void *value,
				    size_t size, void *context,
				    struct tenure_error *err);
/* Walk the records of a policy, keys and realm, always in the same order.
   Returns 0; -1 with err when the callback stopped, or when something cannot
   be a record. */
int tenure_records_walk(const struct tenure_tree *tree,
			const struct tenure_keyring *keys, const char *realm,
			tenure_records_callback *callback, void *context,
			struct tenure_error *err) TENURE_CHECK;
/* The digest over all of them; digest_r has TENURE_DIGEST_SIZE octets. */
int tenure_records_digest(const struct tenure_tree *tree,
			  const struct tenure_keyring *keys, const char *realm,
			  char *digest_r,
			  struct tenure_error *err) TENURE_CHECK;

/* The same digest of the records in a table, in the order in which they were
   added; "meta" is left out. Reads all of them. */
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
/* The source that reads files, includes and time zones out of a table. */
struct tenure_records_reader {
	const struct tenure_table *table;
	/* How the last of them could not be read: diagnostics do not tell a
	   failing disk from a bad text. */
	enum tenure_error_code failure;
};
/* reader is set up; reader and table must live as long as the source. */
struct tenure_source tenure_records_source(struct tenure_records_reader *reader,
					   const struct tenure_table *table);

#endif
