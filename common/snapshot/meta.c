/* SPDX-License-Identifier: MIT */
#include "snapshot/meta.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "policy/diagnostics.h"
#include "policy/tree-read.h"

/* ---------------------------------------------------------------- writing */

/* The flags that a row may need. */
static const struct {
	const char *name;
	size_t offset;
} flags[] = {
	{"size", offsetof(struct tenure_needs, size)},
	{"smtp_action", offsetof(struct tenure_needs, smtp_action)},
	{"smtp_quarantine", offsetof(struct tenure_needs, smtp_quarantine)},
	{"smtp_discard", offsetof(struct tenure_needs, smtp_discard)},
	{"smtp_by_name", offsetof(struct tenure_needs, smtp_by_name)},
	{"expires_header", offsetof(struct tenure_needs, expires_header)},
	{"ledger", offsetof(struct tenure_needs, ledger)},
};
#define FLAG_COUNT (sizeof(flags) / sizeof(flags[0]))

static bool get_flag(const struct tenure_needs *needs, size_t i)
{
	return *(const bool *)((const char *)needs + flags[i].offset);
}

static void set_flag(struct tenure_needs *needs, size_t i)
{
	*(bool *)((char *)needs + flags[i].offset) = true;
}

void tenure_snapshot_meta_add_needs(const struct tenure_needs *needs,
				    struct tenure_needs *sum)
{
	for (size_t i = 0; i < FLAG_COUNT; i++) {
		if (get_flag(needs, i))
			set_flag(sum, i);
	}
}

static void format_needs(const struct tenure_needs *needs,
			 struct tenure_buffer *out)
{
	/* A list has at least one word. */
	tenure_buffer_add_str(out, "needs = rows");
	for (size_t i = 0; i < FLAG_COUNT; i++) {
		if (get_flag(needs, i))
			tenure_buffer_printf(out, " %s", flags[i].name);
	}
	tenure_buffer_add_char(out, '\n');
}

void tenure_snapshot_meta_format(const struct tenure_snapshot_meta *meta,
				 struct tenure_buffer *out)
{
	char date[TENURE_DATE_SIZE];

	tenure_buffer_printf(out,
			     "tenure_snapshot = %d\n"
			     "generation = %" PRIu64 "\n"
			     "time = \"%s\"\n"
			     "content = \"%s\"\n"
			     "tenants = %" PRIu64 "\n"
			     "users = %" PRIu64 "\n",
			     TENURE_SNAPSHOT_VERSION, meta->generation,
			     tenure_date_format(meta->time, date),
			     meta->content, meta->rows[TENURE_TABLE_TENANTS],
			     meta->rows[TENURE_TABLE_USERS]);
	format_needs(&meta->needs, out);
	if (meta->pop3.expire < 0)
		tenure_buffer_add_str(out, "pop3_expire = never\n");
	else
		tenure_buffer_printf(out, "pop3_expire = %" PRId64 "\n",
				     meta->pop3.expire);
	tenure_buffer_printf(out, "pop3_login_delay = %" PRId64 "\n",
			     meta->pop3.login_delay);
}

/* ---------------------------------------------------------------- reading */

/* Each reads the values of a setting: 0, or -1 if they are not what was
   written. */

static int read_number(const char *text, uint64_t *number_r)
{
	char *end;

	/* No sign, no white space, no other notation than the one written. */
	if (*text < '0' || *text > '9' || (text[0] == '0' && text[1] != '\0'))
		return -1;
	errno = 0;
	*number_r = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' ? 0 : -1;
}

static int read_version(const struct tenure_word *values,
			size_t count TENURE_UNUSED,
			struct tenure_snapshot_meta *meta_r TENURE_UNUSED)
{
	return strcmp(values[0].text, "1") == 0 ? 0 : -1;
}

static int read_generation(const struct tenure_word *values,
			   size_t count TENURE_UNUSED,
			   struct tenure_snapshot_meta *meta_r)
{
	if (read_number(values[0].text, &meta_r->generation) < 0)
		return -1;
	return meta_r->generation == 0 ? -1 : 0;
}

static int read_time(const struct tenure_word *values,
		     size_t count TENURE_UNUSED,
		     struct tenure_snapshot_meta *meta_r)
{
	return tenure_date_parse(values[0].text, &meta_r->time);
}

static int read_content(const struct tenure_word *values,
			size_t count TENURE_UNUSED,
			struct tenure_snapshot_meta *meta_r)
{
	const char *text = values[0].text;

	if (strlen(text) != TENURE_DIGEST_SIZE - 1 ||
	    strspn(text, "0123456789abcdef") != TENURE_DIGEST_SIZE - 1)
		return -1;
	memcpy(meta_r->content, text, TENURE_DIGEST_SIZE);
	return 0;
}

static int read_tenants(const struct tenure_word *values,
			size_t count TENURE_UNUSED,
			struct tenure_snapshot_meta *meta_r)
{
	return read_number(values[0].text, &meta_r->rows[TENURE_TABLE_TENANTS]);
}

static int read_users(const struct tenure_word *values,
		      size_t count TENURE_UNUSED,
		      struct tenure_snapshot_meta *meta_r)
{
	return read_number(values[0].text, &meta_r->rows[TENURE_TABLE_USERS]);
}

/* A need that this program does not know is one that it would not meet. */
static int read_needs(const struct tenure_word *values, size_t count,
		      struct tenure_snapshot_meta *meta_r)
{
	size_t i, flag;

	memset(&meta_r->needs, 0, sizeof(meta_r->needs));
	if (strcmp(values[0].text, "rows") != 0)
		return -1;
	for (i = 1; i < count; i++) {
		for (flag = 0; flag < FLAG_COUNT; flag++) {
			if (strcmp(values[i].text, flags[flag].name) == 0)
				break;
		}
		if (flag == FLAG_COUNT)
			return -1;
		set_flag(&meta_r->needs, flag);
	}
	return 0;
}

static int read_positive(const char *text, int64_t *number_r)
{
	uint64_t number;

	if (read_number(text, &number) < 0 || number > INT64_MAX)
		return -1;
	*number_r = (int64_t)number;
	return 0;
}

static int read_pop3_expire(const struct tenure_word *values,
			    size_t count TENURE_UNUSED,
			    struct tenure_snapshot_meta *meta_r)
{
	meta_r->pop3.expire = -1;
	if (strcmp(values[0].text, "never") == 0)
		return 0;
	return read_positive(values[0].text, &meta_r->pop3.expire);
}

static int read_pop3_login_delay(const struct tenure_word *values,
				 size_t count TENURE_UNUSED,
				 struct tenure_snapshot_meta *meta_r)
{
	return read_positive(values[0].text, &meta_r->pop3.login_delay);
}

/* In the order they are written in: another order is another version. */
static const struct meta_setting {
	const char *name;
	bool list;
	int (*read)(const struct tenure_word *values, size_t count,
		    struct tenure_snapshot_meta *meta_r);
} meta_settings[] = {
	{"tenure_snapshot", false, read_version},
	{"generation", false, read_generation},
	{"time", false, read_time},
	{"content", false, read_content},
	{"tenants", false, read_tenants},
	{"users", false, read_users},
	{"needs", true, read_needs},
	{"pop3_expire", false, read_pop3_expire},
	{"pop3_login_delay", false, read_pop3_login_delay},
};
#define META_SETTING_COUNT (sizeof(meta_settings) / sizeof(meta_settings[0]))

/* Is the statement that setting? */
static bool is_setting(const struct tenure_statement *statement,
		       const struct meta_setting *setting)
{
	return statement != NULL && !statement->block &&
	       statement->op == TENURE_OPERATOR_IS &&
	       (statement->value_count == 1 ||
		(setting->list && statement->value_count > 0)) &&
	       strcmp(statement->name.text, setting->name) == 0;
}

static int meta_read(const struct tenure_statement *statement,
		     struct tenure_snapshot_meta *meta_r,
		     struct tenure_error *err)
{
	const struct meta_setting *setting;
	size_t i;

	for (i = 0; i < META_SETTING_COUNT; i++, statement = statement->next) {
		setting = &meta_settings[i];
		if (!is_setting(statement, setting))
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"snapshot: no \"%s\" in its "
						"place",
						setting->name);
		if (setting->read(statement->values, statement->value_count,
				  meta_r) < 0)
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"snapshot: %s is \"%.80s\", "
						"which this program does not "
						"understand",
						setting->name,
						statement->values[0].text);
	}
	if (statement != NULL)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"snapshot: \"%.80s\" is not understood",
					statement->name.text);
	return 0;
}

int tenure_snapshot_meta_parse(const char *text, size_t size,
			       struct tenure_snapshot_meta *meta_r,
			       struct tenure_error *err)
{
	struct tenure_diagnostics diagnostics;
	struct tenure_tree *tree;
	int ret;

	tenure_diagnostics_init(&diagnostics);
	ret = tenure_tree_read_text("meta", text, size, &tree, &diagnostics);
	if (ret == 0)
		ret = meta_read(tenure_tree_root(tree), meta_r, err);
	else
		tenure_diagnostics_to_error(&diagnostics, err);
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	return ret;
}
