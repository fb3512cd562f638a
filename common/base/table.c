/* SPDX-License-Identifier: MIT */
/* A reader of cdb files on verified pages. tinycdb's own reader maps the file
   and believes what it finds there: a flipped bit can hide a key, a file that
   is cut kills the process. The layout is tinycdb's: 256 pairs of position and
   number of slots, the records, the hash tables. */
#include "base/table.h"

#include <string.h>

#include "base/alloc.h"
#include "base/pages.h"

/* Octets of any pair of numbers: table, slot, or lengths of a record. */
#define PAIR_SIZE 8
/* What a cdb file begins with. */
#define TOC_SIZE 2048

struct tenure_table {
	struct tenure_pages pages;
	/* For errors. */
	char *path;
};

struct tenure_table_walk {
	const struct tenure_table *table;
	struct tenure_page_reader reader;
	uint64_t position, end;
};

int tenure_table_open(const char *path, struct tenure_table **table_r,
		      struct tenure_error *err)
{
	struct tenure_table *table;

	table = tenure_calloc(1, sizeof(*table));
	if (table == NULL)
		return tenure_error_nomem(err);
	table->path = tenure_strdup(path);
	if (table->path == NULL) {
		tenure_free(table);
		return tenure_error_nomem(err);
	}
	if (tenure_pages_open(path, &table->pages, err) < 0) {
		tenure_free(table->path);
		tenure_free(table);
		return tenure_error_at(err, path, 0, 0);
	}
	*table_r = table;
	return 0;
}

void tenure_table_close(struct tenure_table **table)
{
	if (*table == NULL)
		return;
	tenure_pages_close(&(*table)->pages);
	tenure_free((*table)->path);
	tenure_free(*table);
	*table = NULL;
}

/* ---------------------------------------------------------------- records */

/* What tinycdb's cdb_unpack() and cdb_hash() do; the plugin is not to load a
   library for them. */
static uint32_t unpack(const unsigned char *octets)
{
	return (uint32_t)octets[0] | (uint32_t)octets[1] << 8 |
	       (uint32_t)octets[2] << 16 | (uint32_t)octets[3] << 24;
}

static uint32_t hash_key(const unsigned char *key, size_t size)
{
	uint32_t hash = 5381;

	for (size_t i = 0; i < size; i++)
		hash = (hash * 33) ^ key[i];
	return hash;
}

/* The pair of numbers at an offset. */
static int read_pair(struct tenure_page_reader *reader, uint64_t offset,
		     uint32_t *first_r, uint32_t *second_r,
		     struct tenure_error *err)
{
	unsigned char pair[PAIR_SIZE];

	if (tenure_page_reader_copy(reader, offset, pair, sizeof(pair), err) <
	    0)
		return -1;
	*first_r = unpack(pair);
	*second_r = unpack(pair + 4);
	return 0;
}

/* The lengths of the record at an offset; it lies inside of the table. */
static int read_lengths(struct tenure_page_reader *reader, uint64_t offset,
			uint32_t *key_size_r, uint32_t *value_size_r,
			struct tenure_error *err)
{
	if (read_pair(reader, offset, key_size_r, value_size_r, err) < 0)
		return -1;
	if (offset + PAIR_SIZE + *key_size_r + *value_size_r >
	    reader->pages->size)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"damaged: a record goes beyond the "
					"end");
	return 0;
}

/* Are these octets at the offset? Returns 1, 0, or -1 with err. */
static int compare(struct tenure_page_reader *reader, uint64_t offset,
		   const unsigned char *octets, size_t size,
		   struct tenure_error *err)
{
	const unsigned char *found;
	size_t count;

	while (size > 0) {
		count = tenure_page_reader_get(reader, offset, &found, err);
		if (count == 0)
			return -1;
		if (count > size)
			count = size;
		if (memcmp(found, octets, count) != 0)
			return 0;
		octets += count;
		offset += count;
		size -= count;
	}
	return 1;
}

/* Put octets into a buffer. */
static int fetch(struct tenure_page_reader *reader, uint64_t offset,
		 size_t size, struct tenure_buffer *buf_r,
		 struct tenure_error *err)
{
	const unsigned char *found;
	size_t count;

	tenure_buffer_clear(buf_r);
	while (size > 0) {
		count = tenure_page_reader_get(reader, offset, &found, err);
		if (count == 0)
			return -1;
		if (count > size)
			count = size;
		tenure_buffer_add(buf_r, found, count);
		offset += count;
		size -= count;
	}
	return buf_r->failed ? tenure_error_nomem(err) : 0;
}

/* ----------------------------------------------------------------- lookup */

/* Has the record at an offset this key? Returns 1 with its value; 0; -1 with
   err. */
static int match_record(struct tenure_page_reader *reader, uint64_t offset,
			const void *key, size_t key_size,
			struct tenure_buffer *value_r, struct tenure_error *err)
{
	uint32_t record_key_size, value_size;
	int ret;

	if (read_lengths(reader, offset, &record_key_size, &value_size, err) <
	    0)
		return -1;
	if (record_key_size != key_size)
		return 0;
	offset += PAIR_SIZE;
	ret = compare(reader, offset, key, key_size, err);
	if (ret <= 0)
		return ret;
	return fetch(reader, offset + key_size, value_size, value_r, err) < 0
		       ? -1
		       : 1;
}

static int find(struct tenure_page_reader *reader, const void *key,
		size_t key_size, struct tenure_buffer *value_r,
		struct tenure_error *err)
{
	uint32_t hash = hash_key(key, key_size);
	uint32_t table, slots, slot, slot_hash, record, i;
	int ret;

	if (read_pair(reader, hash % 256 * PAIR_SIZE, &table, &slots, err) < 0)
		return -1;
	for (i = 0; i < slots; i++) {
		/* The first slot, the next ones, round to the beginning. */
		slot = (uint32_t)(((uint64_t)(hash >> 8) + i) % slots);
		if (read_pair(reader, table + (uint64_t)slot * PAIR_SIZE,
			      &slot_hash, &record, err) < 0)
			return -1;
		if (record == 0)
			return 0;
		if (slot_hash != hash)
			continue;
		ret = match_record(reader, record, key, key_size, value_r, err);
		if (ret != 0)
			return ret;
	}
	return 0;
}

int tenure_table_find(const struct tenure_table *table, const void *key,
		      size_t key_size, struct tenure_buffer *value_r,
		      struct tenure_error *err)
{
	struct tenure_page_reader reader;
	int ret;

	/* Nothing of this length was ever added. */
	if (key_size > UINT32_MAX)
		return 0;
	tenure_page_reader_init(&reader, &table->pages);
	ret = find(&reader, key, key_size, value_r, err);
	if (ret < 0)
		tenure_error_at(err, table->path, 0, 0);
	return ret;
}

/* ------------------------------------------------------------ all of them */

int tenure_table_verify(const struct tenure_table *table,
			struct tenure_error *err)
{
	struct tenure_page_reader reader;
	const unsigned char *octets;
	uint64_t offset;
	size_t count;

	tenure_page_reader_init(&reader, &table->pages);
	for (offset = 0; offset < table->pages.size; offset += count) {
		count = tenure_page_reader_get(&reader, offset, &octets, err);
		if (count == 0)
			return tenure_error_at(err, table->path, 0, 0);
	}
	return 0;
}

int tenure_table_walk_begin(const struct tenure_table *table,
			    struct tenure_table_walk **walk_r,
			    struct tenure_error *err)
{
	struct tenure_table_walk *walk;
	uint32_t first_table, slots;

	walk = tenure_calloc(1, sizeof(*walk));
	if (walk == NULL)
		return tenure_error_nomem(err);
	walk->table = table;
	tenure_page_reader_init(&walk->reader, &table->pages);
	/* The hash tables begin where the records end. */
	if (read_pair(&walk->reader, 0, &first_table, &slots, err) < 0) {
		tenure_free(walk);
		return tenure_error_at(err, table->path, 0, 0);
	}
	walk->position = TOC_SIZE;
	walk->end = first_table;
	*walk_r = walk;
	return 0;
}

int tenure_table_walk_next(struct tenure_table_walk *walk,
			   struct tenure_buffer *key_r,
			   struct tenure_buffer *value_r,
			   struct tenure_error *err)
{
	uint64_t at = walk->position;
	uint32_t key_size, value_size;

	if (at >= walk->end)
		return 0;
	if (read_lengths(&walk->reader, at, &key_size, &value_size, err) < 0 ||
	    fetch(&walk->reader, at + PAIR_SIZE, key_size, key_r, err) < 0 ||
	    fetch(&walk->reader, at + PAIR_SIZE + key_size, value_size, value_r,
		  err) < 0) {
		tenure_error_at(err, walk->table->path, 0, 0);
		return -1;
	}
	walk->position = at + PAIR_SIZE + key_size + value_size;
	return 1;
}

void tenure_table_walk_end(struct tenure_table_walk **walk)
{
	tenure_free(*walk);
	*walk = NULL;
}
