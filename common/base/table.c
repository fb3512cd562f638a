/* SPDX-License-Identifier: MIT */
#include "base/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cdb.h>

#include "base/alloc.h"

/* The 256 pairs of offset and length that a cdb file begins with. */
#define TOC_SIZE 2048

struct tenure_table {
	struct cdb cdb;
	size_t size;
};

/* Set an error about the table. Returns -1. */
static int table_error(struct tenure_error *err, const char *path,
		       enum tenure_error_code code, const char *text)
{
	tenure_error_set(err, code, "%s", text);
	return tenure_error_at(err, path, 0, 0);
}

static int table_errno(struct tenure_error *err, const char *path,
		       const char *what)
{
	tenure_error_errno(err, errno, "%s", what);
	return tenure_error_at(err, path, 0, 0);
}

/* Map what fd has open. The map stays when fd is closed. */
static int table_map(int fd, const char *path, struct tenure_table *table,
		     struct tenure_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return table_errno(err, path, "cannot stat");
	if (!S_ISREG(st.st_mode))
		return table_error(err, path, TENURE_ERROR_ENVIRONMENT,
				   "not a regular file");
	if (st.st_size < TOC_SIZE)
		return table_error(err, path, TENURE_ERROR_INPUT,
				   "not a cdb table: too short");
	/* Offsets in the file have 32 bits. */
	if ((uintmax_t)st.st_size > UINT32_MAX)
		return table_error(err, path, TENURE_ERROR_INPUT,
				   "not a cdb table: over 4 GB");
	if (cdb_init(&table->cdb, fd) < 0)
		return table_errno(err, path, "cannot map");
	table->size = table->cdb.cdb_fsize;
	return 0;
}

int tenure_table_open(const char *path, struct tenure_table **table_r,
		      struct tenure_error *err)
{
	struct tenure_table *table;
	int fd, ret;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return table_errno(err, path, "cannot open");
	table = tenure_calloc(1, sizeof(*table));
	if (table == NULL) {
		close(fd);
		return tenure_error_nomem(err);
	}
	ret = table_map(fd, path, table, err);
	close(fd);
	if (ret < 0) {
		tenure_free(table);
		return -1;
	}
	*table_r = table;
	return 0;
}

void tenure_table_close(struct tenure_table **table)
{
	if (*table == NULL)
		return;
	cdb_free(&(*table)->cdb);
	tenure_free(*table);
	*table = NULL;
}

int tenure_table_find(const struct tenure_table *table, const char *key,
		      const void **value_r, size_t *size_r)
{
	/* cdb_find() leaves the position in the struct: each lookup has its
	   own copy, so that threads can share the table. */
	struct cdb cdb = table->cdb;
	size_t key_size = strlen(key);
	const void *value;
	int ret;

	if (key_size > UINT32_MAX)
		return 0;
	ret = cdb_find(&cdb, key, (unsigned int)key_size);
	if (ret <= 0)
		return ret < 0 ? -1 : 0;
	value = cdb_getdata(&cdb);
	if (value == NULL)
		return -1;
	*value_r = value;
	*size_r = cdb_datalen(&cdb);
	return 1;
}

const void *tenure_table_data(const struct tenure_table *table, size_t *size_r)
{
	*size_r = table->size;
	return table->cdb.cdb_mem;
}
