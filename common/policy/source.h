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
