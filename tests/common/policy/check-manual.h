/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_CHECK_MANUAL_H
#define TENURE_TEST_CHECK_MANUAL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "policy/form.h"

/* A manual page in mdoc(7) has a list item for each form of a table, and none
   for what is no form. An item is a line ".It Cm NAME No = ...", or with an
   argument ".It Cm NAME Ar ..."; more than one may stand on a line. */

static inline bool manual_is_form(const struct tenure_form_table *table,
				  const char *name, size_t len)
{
	for (size_t i = 0; i < table->count; i++) {
		if (strlen(table->forms[i].name) == len &&
		    memcmp(table->forms[i].name, name, len) == 0)
			return true;
	}
	return false;
}

/* The next "Cm NAME No SIGN" or "Cm NAME Ar" in an item. */
static inline const char *manual_next(const char *line, const char *end,
				      size_t *len_r)
{
	const char *p, *after;

	for (p = line; p + 3 < end; p++) {
		if (memcmp(p, "Cm ", 3) != 0)
			continue;
		*len_r = strcspn(p + 3, " \n");
		after = p + 3 + *len_r;
		if (strncmp(after, " No = ", 6) == 0 ||
		    strncmp(after, " No { ", 6) == 0 ||
		    strncmp(after, " No > ", 6) == 0 ||
		    strncmp(after, " No >= ", 7) == 0 ||
		    strncmp(after, " Ar ", 4) == 0)
			return p + 3;
	}
	return NULL;
}

static inline void check_manual(const char *file,
				const struct tenure_form_table *table)
{
	const char *srcdir = getenv("srcdir"), *line, *end, *name;
	bool found[128] = {false};
	char path[4096], *text;
	size_t size, len;

	assert_true(table->count <= 128);
	snprintf(path, sizeof(path), "%s/%s", srcdir == NULL ? "." : srcdir,
		 file);
	assert_int_equal(
		tenure_file_read(path, 1024 * 1024, &text, &size, NULL), 0);
	for (line = text; *line != '\0'; line = end + (*end != '\0')) {
		end = line + strcspn(line, "\n");
		if (strncmp(line, ".It ", 4) != 0)
			continue;
		for (name = line; (name = manual_next(name, end, &len)) != NULL;
		     name += len) {
			if (!manual_is_form(table, name, len))
				fail_msg("%s: \"%.*s\" is no setting", file,
					 (int)len, name);
			for (size_t i = 0; i < table->count; i++) {
				if (strlen(table->forms[i].name) == len &&
				    memcmp(table->forms[i].name, name, len) ==
					    0)
					found[i] = true;
			}
		}
	}
	for (size_t i = 0; i < table->count; i++) {
		if (!found[i])
			fail_msg("%s: \"%s\" is missing", file,
				 table->forms[i].name);
	}
	tenure_free(text);
}

#endif
