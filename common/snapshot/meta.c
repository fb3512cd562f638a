/* SPDX-License-Identifier: MIT */
#include "snapshot/meta.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "policy/diagnostics.h"
#include "policy/tree.h"

/* ---------------------------------------------------------------- writing */

void tenure_snapshot_meta_format(const struct tenure_snapshot_meta *meta,
				 struct tenure_buffer *out)
{
	char date[TENURE_DATE_SIZE];

	tenure_buffer_printf(out,
			     "tenure_snapshot = %d\n"
			     "generation = %" PRIu64 "\n"
			     "time = \"%s\"\n"
			     "content = \"%s\"\n",
			     TENURE_SNAPSHOT_VERSION, meta->generation,
			     tenure_date_format(meta->time, date),
			     meta->content);
}

/* ---------------------------------------------------------------- reading */

/* Each reads one value: 0, or -1 if it is not one. */

static int read_version(const char *value,
			struct tenure_snapshot_meta *meta_r TENURE_UNUSED)
{
	return strcmp(value, "1") == 0 ? 0 : -1;
}

static int read_generation(const char *value,
			   struct tenure_snapshot_meta *meta_r)
{
	char *end;

	/* No sign, no white space, no other notation than the one written. */
	if (*value < '1' || *value > '9')
		return -1;
	errno = 0;
	meta_r->generation = strtoull(value, &end, 10);
	return errno == 0 && *end == '\0' ? 0 : -1;
}

static int read_time(const char *value, struct tenure_snapshot_meta *meta_r)
{
	return tenure_date_parse(value, &meta_r->time);
}

static int read_content(const char *value, struct tenure_snapshot_meta *meta_r)
{
	if (strlen(value) != TENURE_DIGEST_SIZE - 1 ||
	    strspn(value, "0123456789abcdef") != TENURE_DIGEST_SIZE - 1)
		return -1;
	memcpy(meta_r->content, value, TENURE_DIGEST_SIZE);
	return 0;
}

/* In the order they are written in: another order is another version. */
static const struct meta_setting {
	const char *name;
	int (*read)(const char *value, struct tenure_snapshot_meta *meta_r);
} meta_settings[] = {
	{"tenure_snapshot", read_version},
	{"generation", read_generation},
	{"time", read_time},
	{"content", read_content},
};
#define META_SETTING_COUNT (sizeof(meta_settings) / sizeof(meta_settings[0]))

static int meta_read(const struct tenure_statement *statement,
		     struct tenure_snapshot_meta *meta_r,
		     struct tenure_error *err)
{
	const struct meta_setting *setting;
	size_t i;

	for (i = 0; i < META_SETTING_COUNT; i++, statement = statement->next) {
		setting = &meta_settings[i];
		if (statement == NULL || statement->block ||
		    statement->op != TENURE_OPERATOR_IS ||
		    statement->value_count != 1 ||
		    strcmp(statement->name.text, setting->name) != 0)
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"snapshot: no \"%s\" in its "
						"place",
						setting->name);
		if (setting->read(statement->values[0].text, meta_r) < 0)
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
