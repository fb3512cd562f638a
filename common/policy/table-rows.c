/* SPDX-License-Identifier: MIT */
#include "policy/table-rows.h"

#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "policy/table-keys.h"
#include "policy/table-row.h"

/* In a place of a key: the table, then the octets before it. */
#define PLACE_SHIFT 32
_Static_assert(TENURE_TABLE_FILE_MAX <= UINT32_MAX, "PLACE_SHIFT");

struct tenure_table_rows {
	const struct tenure_policy *policy;
	struct tenure_diagnostics *diagnostics;
	struct tenure_row_reader reader;
	struct tenure_table_keys keys[TENURE_TABLE_KINDS];
	/* Of the table that is read; fd is -1 before it is begun. */
	struct tenure_table_lines lines;
	bool begun, stopped, finished;
	size_t table;
	uint64_t count;
};

/* Is it the key of the row at a place? It is read again; what cannot be read
   is none. */
static bool key_equal(void *context, uint64_t place, const char *key)
{
	const struct tenure_table_rows *rows = context;
	const struct tenure_policy_table *table =
		tenure_policy_table(rows->policy, place >> PLACE_SHIFT);
	char data[TENURE_POLICY_LINE_MAX + 2], other[TENURE_ADDRESS_KEY_SIZE];
	struct tenure_table_line line = {.text = data};
	ssize_t size = pread(table->fd, data, sizeof(data),
			     (off_t)(place & UINT32_MAX));

	if (size <= 0)
		return false;
	line.size = (size_t)size;
	return tenure_table_row_key(table->kind, &line, other) == 0 &&
	       strcmp(other, key) == 0;
}

int tenure_table_rows_open(const struct tenure_policy *policy,
			   struct tenure_diagnostics *diagnostics,
			   struct tenure_table_rows **rows_r)
{
	struct tenure_table_rows *rows = tenure_calloc(1, sizeof(*rows));
	int kind;

	*rows_r = rows;
	if (rows == NULL) {
		tenure_diagnostics_nomem(diagnostics);
		return -1;
	}
	rows->policy = policy;
	rows->diagnostics = diagnostics;
	for (kind = 0; kind < TENURE_TABLE_KINDS; kind++)
		tenure_table_keys_init(&rows->keys[kind], key_equal, rows);
	if (tenure_row_reader_init(&rows->reader, policy, diagnostics) == 0)
		return 0;
	tenure_diagnostics_nomem(diagnostics);
	tenure_table_rows_close(rows_r);
	return -1;
}

void tenure_table_rows_close(struct tenure_table_rows **_rows)
{
	struct tenure_table_rows *rows = *_rows;
	int kind;

	if (rows == NULL)
		return;
	for (kind = 0; kind < TENURE_TABLE_KINDS; kind++)
		tenure_table_keys_free(&rows->keys[kind]);
	tenure_table_lines_free(&rows->lines);
	tenure_row_reader_free(&rows->reader);
	tenure_free(rows);
	*_rows = NULL;
}

static const struct tenure_policy_table *
current_table(const struct tenure_table_rows *rows)
{
	return tenure_policy_table(rows->policy, rows->table);
}

static int stop_nomem(struct tenure_table_rows *rows)
{
	rows->stopped = true;
	tenure_diagnostics_nomem(rows->diagnostics);
	return -1;
}

static int stop_error(struct tenure_table_rows *rows,
		      const struct tenure_error *err)
{
	const struct tenure_word word = {
		.where = {.file = current_table(rows)->file}};

	rows->stopped = true;
	build_error(&rows->reader.build, &word, NULL, "%s", err->text);
	return -1;
}

/* The line of a file that has so many octets before it. */
static uint32_t line_at(int fd, uint64_t offset)
{
	char data[64 * 1024];
	uint32_t line = 1;
	uint64_t done = 0;
	const char *p;
	ssize_t size;

	while (done < offset) {
		size = pread(fd, data,
			     offset - done < sizeof(data)
				     ? (size_t)(offset - done)
				     : sizeof(data),
			     (off_t)done);
		if (size <= 0)
			break;
		done += (uint64_t)size;
		for (p = data;
		     (p = memchr(p, '\n', (size_t)(data + size - p))) != NULL;
		     p++)
			line++;
	}
	return line;
}

static void report_duplicate(struct tenure_table_rows *rows,
			     struct tenure_where first)
{
	const struct tenure_build *build = &rows->reader.build;

	tenure_form_report_duplicate(
		build->tree, &rows->reader.key_word,
		current_table(rows)->kind == TENURE_TABLE_TENANTS ? "tenant"
								  : "user",
		rows->reader.key, first, rows->diagnostics);
}

/* Was the key given before, in a block or in a row? Then that is reported. */
static bool is_duplicate(struct tenure_table_rows *rows)
{
	const struct tenure_policy *policy = rows->policy;
	enum tenure_table_kind kind = current_table(rows)->kind;
	const struct tenure_subject *block =
		tenure_policy_block(policy, kind, rows->reader.key);
	const struct tenure_policy_table *table;
	const struct tenure_table_key *key;
	struct tenure_where first = {.line = 0};

	if (block != NULL) {
		report_duplicate(rows, block->where);
		return true;
	}
	key = tenure_table_keys_find(&rows->keys[kind], rows->reader.key);
	if (key == NULL)
		return false;
	table = tenure_policy_table(policy, key->place >> PLACE_SHIFT);
	if (tenure_diagnostics_wants(rows->diagnostics, TENURE_SEVERITY_ERROR,
				     rows->reader.key_word.where))
		first.line = line_at(table->fd, key->place & UINT32_MAX);
	first.file = table->file;
	report_duplicate(rows, first);
	return true;
}

/* Does somebody give the mailboxes of a domain a plan? */
static bool domain_has_plan(struct tenure_table_rows *rows, const char *domain)
{
	const struct tenure_subject *block =
		tenure_policy_block(rows->policy, TENURE_TABLE_TENANTS, domain);
	const struct tenure_table_key *key;

	if (block != NULL)
		return block->plan != NULL;
	key = tenure_table_keys_find(&rows->keys[TENURE_TABLE_TENANTS], domain);
	return key != NULL && key->has_plan;
}

/* What only other rows can tell of a row that has no mistake. */
static void check_row(struct tenure_table_rows *rows)
{
	struct tenure_row_reader *reader = &rows->reader;
	const struct tenure_subject *row = &reader->row;

	if (row->plan == NULL &&
	    (current_table(rows)->kind == TENURE_TABLE_TENANTS ||
	     !domain_has_plan(rows, tenure_address_domain(row->key))))
		tenure_build_check_no_plan(&reader->build, &reader->key_word);
}

/* Read the row of a line. Returns 1 with reader.row; 0 after mistakes; -1
   where reading must stop. */
static int read_row(struct tenure_table_rows *rows,
		    const struct tenure_table_line *line)
{
	struct tenure_row_reader *reader = &rows->reader;
	const struct tenure_policy_table *table = current_table(rows);
	int ret = tenure_row_reader_next(reader, table, line);

	if (ret < 0)
		return stop_nomem(rows);
	if (rows->count++ == TENURE_TABLE_ROWS_MAX) {
		rows->stopped = true;
		build_error(&reader->build, &reader->key_word, NULL,
			    "more than %d rows in all tables",
			    TENURE_TABLE_ROWS_MAX);
		return -1;
	}
	if (reader->key[0] == '\0' || is_duplicate(rows))
		return 0;
	if (tenure_table_keys_add(&rows->keys[table->kind], reader->key,
				  (uint64_t)rows->table << PLACE_SHIFT |
					  line->offset,
				  ret > 0 && reader->row.plan != NULL) < 0)
		return stop_nomem(rows);
	if (ret > 0)
		check_row(rows);
	return ret;
}

/* The next line of all tables. Returns 1, 0 at the end, -1 where reading must
   stop. */
static int next_line(struct tenure_table_rows *rows,
		     struct tenure_table_line *line)
{
	struct tenure_error err;
	int ret;

	for (; rows->table < tenure_policy_table_count(rows->policy);
	     rows->table++) {
		if (!rows->begun &&
		    tenure_table_lines_init(&rows->lines,
					    current_table(rows)->fd, 0, 1) < 0)
			return stop_nomem(rows);
		rows->begun = true;
		ret = tenure_table_lines_next(&rows->lines, line, &err);
		if (ret < 0)
			return stop_error(rows, &err);
		if (ret > 0)
			return 1;
		tenure_table_lines_free(&rows->lines);
		rows->begun = false;
	}
	return 0;
}

int tenure_table_rows_next(struct tenure_table_rows *rows,
			   enum tenure_table_kind *kind_r,
			   const struct tenure_subject **row_r)
{
	struct tenure_table_line line;
	int ret;

	if (rows->stopped || rows->finished)
		return rows->stopped ? -1 : 0;
	while ((ret = next_line(rows, &line)) > 0) {
		ret = read_row(rows, &line);
		if (ret < 0)
			return -1;
		if (ret == 0)
			continue;
		*kind_r = current_table(rows)->kind;
		*row_r = &rows->reader.row;
		return 1;
	}
	rows->finished = ret == 0;
	/* Without tables it was said when the policy was read. */
	if (ret == 0 && tenure_policy_table_count(rows->policy) > 0 &&
	    rows->diagnostics->error_count == 0)
		tenure_build_check_unused(&rows->reader.build,
					  rows->policy->tree);
	return ret;
}

int tenure_table_rows_check(const struct tenure_policy *policy,
			    struct tenure_diagnostics *diagnostics)
{
	size_t errors = diagnostics->error_count;
	const struct tenure_subject *row;
	enum tenure_table_kind kind;
	struct tenure_table_rows *rows;

	if (tenure_table_rows_open(policy, diagnostics, &rows) == 0) {
		while (tenure_table_rows_next(rows, &kind, &row) > 0)
			;
		tenure_table_rows_close(&rows);
	}
	tenure_tree_show(policy->tree, diagnostics);
	return diagnostics->error_count == errors ? 0 : -1;
}
