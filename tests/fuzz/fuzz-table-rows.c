/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "policy/row-code.h"
#include "policy/table-lookup.h"
#include "policy/table-rows.h"
#include "tests/fuzz/fuzz-findings.h"
#include "tests/fuzz/policy-print.h"

static const char head[] = "tenure_version = 1\n"
			   "class a { match { auth = no } }\n"
			   "class b { match { tls = no } }\n"
			   "plan p { keep = 90d  class a { keep = 1d } }\n"
			   "plan q { class b { keep = 1d } }\n"
			   "bounds { keep <= 10y  on_delete = conceal deny }\n"
			   "user block@a.example { plan = p }\n"
			   "unknown = p\n";
static const char tables[] = "tenants = text:tenants\n"
			     "users = text:users\n";

struct fuzz_tables {
	const char *policy;
	const char *texts[TENURE_TABLE_KINDS];
	size_t sizes[TENURE_TABLE_KINDS];
};

static int load(void *context, const char *name TENURE_UNUSED, char **text_r,
		size_t *size_r, struct tenure_error *err)
{
	const struct fuzz_tables *files = context;

	*size_r = strlen(files->policy);
	*text_r = tenure_strdup(files->policy);
	return *text_r == NULL ? tenure_error_nomem(err) : 0;
}

static int open_table(void *context, const char *name, int *fd_r,
		      struct tenure_error *err TENURE_UNUSED)
{
	const struct fuzz_tables *files = context;
	int kind = strcmp(name, "tenants") == 0 ? TENURE_TABLE_TENANTS
						: TENURE_TABLE_USERS;

	*fd_r = memfd_create("table", MFD_CLOEXEC);
	FUZZ_REQUIRE(*fd_r >= 0);
	FUZZ_REQUIRE(write(*fd_r, files->texts[kind], files->sizes[kind]) ==
		     (ssize_t)files->sizes[kind]);
	return 0;
}

static struct tenure_policy *read_policy(struct fuzz_tables *files)
{
	struct tenure_source source = {
		.load = load, .open_table = open_table, .context = files};
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;
	int ret;

	ret = tenure_policy_read(&source, "p", &policy, &diagnostics);
	fuzz_findings(&diagnostics, ret);
	FUZZ_REQUIRE(ret == 0);
	return policy;
}

static const char *kind_name(enum tenure_table_kind kind)
{
	return kind == TENURE_TABLE_TENANTS ? "tenant" : "user";
}

/* A row that was looked for alone, and one that was decoded, are those that
   were read with all others. */
static void check_found(const struct tenure_policy *policy,
			enum tenure_table_kind kind,
			const struct tenure_subject *row)
{
	struct tenure_buffer code = TENURE_BUFFER_INIT;
	struct tenure_buffer again = TENURE_BUFFER_INIT;
	struct tenure_subject *found;
	struct tenure_error err;

	tenure_row_encode(policy, row, &code);
	FUZZ_REQUIRE(
		tenure_table_lookup(policy, kind, row->key, &found, &err) == 1);
	FUZZ_REQUIRE(strcmp(found->key, row->key) == 0);
	tenure_row_encode(policy, found, &again);
	FUZZ_REQUIRE(code.used == again.used &&
		     memcmp(code.data, again.data, code.used) == 0);
	tenure_free(found);
	tenure_buffer_clear(&again);
	FUZZ_REQUIRE(tenure_row_decode(policy, row->key, code.data, code.used,
				       &found, &err) == 0);
	tenure_row_encode(policy, found, &again);
	FUZZ_REQUIRE(code.used == again.used &&
		     memcmp(code.data, again.data, code.used) == 0);
	tenure_free(found);
	tenure_buffer_free(&code);
	tenure_buffer_free(&again);
}

static const struct tenure_subject *
last_block(const struct tenure_policy *policy, enum tenure_table_kind kind)
{
	if (kind == TENURE_TABLE_TENANTS)
		return tenure_policy_tenant(
			policy, tenure_policy_tenant_count(policy) - 1);
	return tenure_policy_user(policy, tenure_policy_user_count(policy) - 1);
}

/* What a row says is what a block with the same words says. */
static void check_block(enum tenure_table_kind kind,
			const struct tenure_subject *row)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_buffer block = TENURE_BUFFER_INIT;
	struct tenure_buffer again = TENURE_BUFFER_INIT;
	struct fuzz_tables files = {.policy = NULL};
	struct tenure_policy *policy;
	const struct tenure_subject *subject;

	fuzz_print_subject(kind_name(kind), row, &block);
	tenure_buffer_printf(&text, "%s%s", head, tenure_buffer_str(&block));
	files.policy = tenure_buffer_str(&text);
	policy = read_policy(&files);
	subject = last_block(policy, kind);
	FUZZ_REQUIRE(strcmp(subject->key, row->key) == 0);
	fuzz_print_subject(kind_name(kind), subject, &again);
	FUZZ_REQUIRE(strcmp(tenure_buffer_str(&block),
			    tenure_buffer_str(&again)) == 0);
	tenure_policy_free(&policy);
	tenure_buffer_free(&text);
	tenure_buffer_free(&block);
	tenure_buffer_free(&again);
}

static void check_rows(const struct tenure_policy *policy)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_table_rows *rows;
	const struct tenure_subject *row;
	enum tenure_table_kind kind;
	int ret;

	FUZZ_REQUIRE(tenure_table_rows_open(policy, &diagnostics, &rows) == 0);
	while ((ret = tenure_table_rows_next(rows, &kind, &row)) > 0) {
		FUZZ_REQUIRE(row->where.line >= 1);
		check_found(policy, kind, row);
		check_block(kind, row);
	}
	FUZZ_REQUIRE(ret == 0);
	tenure_table_rows_close(&rows);
	fuzz_findings(&diagnostics, 0);
}

/* The table of tenants, a line "@", and the table of users. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char *input = fuzz_string(data, size);
	char *users = memmem(input, size, "\n@\n", 3);
	struct fuzz_tables files = {.texts = {input, ""}, .sizes = {size, 0}};
	struct tenure_policy *policy;
	int ret;

	if (users != NULL) {
		files.sizes[0] = (size_t)(users + 1 - input);
		files.texts[1] = users + 3;
		files.sizes[1] = size - files.sizes[0] - 2;
	}
	tenure_buffer_printf(&text, "%s%s", head, tables);
	files.policy = tenure_buffer_str(&text);
	policy = read_policy(&files);
	ret = tenure_table_rows_check(policy, &diagnostics);
	fuzz_findings(&diagnostics, ret);
	if (ret == 0)
		check_rows(policy);
	tenure_policy_free(&policy);
	tenure_buffer_free(&text);
	free(input);
	return 0;
}
