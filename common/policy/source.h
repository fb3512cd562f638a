/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SOURCE_H
#define TENURE_SOURCE_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/error.h"

/* Where policy text comes from: files of a folder, or the copies of them that
   a snapshot carries. The parser reads only through this, so that a door
   reads exactly what was published, with the same names and line numbers.

   Names are relative to the folder of the first file, as they appear in
   messages ("policy.conf", "tenants/a.conf"); a policy may also include
   absolute paths, which stay absolute. */

struct tenure_needs;
struct tenure_policy;
struct tenure_subject;

/* Whose rows a table has. */
enum tenure_table_kind {
	TENURE_TABLE_TENANTS,
	TENURE_TABLE_USERS,
};
#define TENURE_TABLE_KINDS 2

struct tenure_source {
	/* Text of one file. *text_r has *size_r octets and a NUL behind them,
	   the parser frees it with tenure_free(). Returns 0, or -1 with err. */
	int (*load)(void *context, const char *name, char **text_r,
		    size_t *size_r, struct tenure_error *err);
	/* Names that an include pattern stands for, sorted by octets.
	   The pattern is already relative to the first file's folder. A
	   pattern without wildcards gives its own name, whether the file
	   exists or not; one with wildcards may give none. *names_r is a
	   NULL-terminated array that the caller frees with
	   tenure_source_names_free(). Returns 0, or -1 with err. */
	int (*expand)(void *context, const char *pattern, char ***names_r,
		      struct tenure_error *err);
	/* Data of a time zone (base/zone.h), whose name is a valid one. The
	   caller frees them with tenure_free(). Returns 0, or -1 with err.
	   NULL: there are none. */
	int (*zone)(void *context, const char *name, char **data_r,
		    size_t *size_r, struct tenure_error *err);
	/* Open a text table of tenants or users for reading. The policy reads
	   it with pread(2) as often as it needs to, and closes it when it is
	   freed. Returns 0 with *fd_r, or -1 with err. NULL: there are none. */
	int (*open_table)(void *context, const char *name, int *fd_r,
			  struct tenure_error *err);
	/* Find the row of a key (base/address.h) in all tables of a kind, which
	   somebody has compiled. policy is the one that was read from this
	   source; context must live as long as it. Called by any thread.
	   Returns 1 with *row_r, one block of memory that tenure_free() frees
	   (see tenure_subject_dup()); 0 if there is no such row; -1 with err.
	   NULL: tables are text. Otherwise open_table is not used, and the
	   policy only knows the names of its tables. */
	int (*find_row)(void *context, const struct tenure_policy *policy,
			enum tenure_table_kind kind, const char *key,
			struct tenure_subject **row_r,
			struct tenure_error *err);
	/* Add what compiled rows need to what the policy itself needs: only
	   the flags. NULL if find_row is. */
	void (*row_needs)(void *context, struct tenure_needs *needs);
	void *context;
};

void tenure_source_names_free(char **names);

/* Where the system has the tz database. */
#define TENURE_ZONE_FOLDER "/usr/share/zoneinfo"

/* The source that reads real files below folder ("." for the current one), and
   time zones of the system.
   Put the result of the init function into a variable that lives as long as
   the source; folder must live as long too. */
struct tenure_source tenure_source_folder(const char *folder);

#endif
