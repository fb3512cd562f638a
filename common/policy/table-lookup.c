/* SPDX-License-Identifier: MIT */
#include "policy/table-lookup.h"

#include <string.h>

#include "policy/table-row.h"

/* Read the row of a line, and copy it. */
static int read_row(const struct tenure_policy *policy,
		    const struct tenure_policy_table *table,
		    const struct tenure_table_line *line,
		    struct tenure_subject **row_r, struct tenure_error *err)
{
	struct tenure_diagnostics diagnostics;
	struct tenure_row_reader reader;
	int ret = -1;

	tenure_diagnostics_init(&diagnostics);
	if (tenure_row_reader_init(&reader, policy, &diagnostics) == 0)
		ret = tenure_row_reader_next(&reader, table, line);
	if (ret > 0) {
		*row_r = tenure_subject_dup(&reader.row);
		if (*row_r == NULL)
			ret = -1;
	}
	if (ret < 0)
		(void)tenure_error_nomem(err);
	else if (ret == 0)
		ret = tenure_diagnostics_to_error(&diagnostics, err);
	tenure_row_reader_free(&reader);
	tenure_diagnostics_free(&diagnostics);
	return ret;
}

static int find_in_table(const struct tenure_policy *policy,
			 const struct tenure_policy_table *table,
			 const char *key, struct tenure_subject **row_r,
			 struct tenure_error *err)
{
	char other[TENURE_ADDRESS_KEY_SIZE];
	struct tenure_table_lines lines;
	struct tenure_table_line line;
	int ret;

	if (tenure_table_lines_init(&lines, table->fd, 0, 1) < 0)
		return tenure_error_nomem(err);
	while ((ret = tenure_table_lines_next(&lines, &line, err)) > 0) {
		if (tenure_table_row_key(table->kind, &line, other) < 0 ||
		    strcmp(key, other) != 0)
			continue;
		ret = read_row(policy, table, &line, row_r, err);
		break;
	}
	tenure_table_lines_free(&lines);
	if (ret < 0 && err != NULL && err->file[0] == '\0')
		tenure_error_at(err, tenure_policy_file(policy, table->file), 0,
				0);
	return ret;
}

int tenure_table_lookup(const struct tenure_policy *policy,
			enum tenure_table_kind kind, const char *key,
			struct tenure_subject **row_r, struct tenure_error *err)
{
	const struct tenure_policy_table *table;
	size_t i;
	int ret = 0;

	for (i = 0; i < tenure_policy_table_count(policy) && ret == 0; i++) {
		table = tenure_policy_table(policy, i);
		if (table->kind == kind)
			ret = find_in_table(policy, table, key, row_r, err);
	}
	return ret;
}
