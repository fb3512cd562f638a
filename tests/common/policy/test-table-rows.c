/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "policy/mailbox.h"
#include "policy/policy-parts.h"
#include "policy/table-rows.h"
#include "policy/value.h"
#include "tests/common/policy/read-policy.h"

#define POLICY                                                                 \
	"tenure_version = 1\n"                                                 \
	"class bulk { match { header List-Id = a } }\n"                        \
	"plan p { class bulk { keep = 0 } }\n"                                 \
	"plan q { keep = 1d }\n"                                               \
	"unknown = p\n"                                                        \
	"tenant block.example { plan = p }\n"

#define BOTH POLICY "tenants = text:t\nusers = text:u\n"

static struct tenure_policy *read_policy(const char *text, const char *tenants,
					 const char *users)
{
	const struct memory_file files[] = {
		{"p", text}, {"t", tenants}, {"u", users}, {NULL, NULL}};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy);

	assert_string_equal(got, "");
	tenure_free(got);
	return policy;
}

/* What is found in tables, beside a policy without a mistake. */
static void check_rows(const char *tenants, const char *users, const char *want)
{
	struct tenure_policy *policy = read_policy(BOTH, tenants, users);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret = tenure_table_rows_check(policy, &diagnostics);

	assert_int_equal(ret, diagnostics.error_count == 0 ? 0 : -1);
	tenure_diagnostics_format(&diagnostics, &text);
	assert_string_equal(tenure_buffer_str(&text), want);
	tenure_buffer_free(&text);
	tenure_diagnostics_free(&diagnostics);
	tenure_policy_free(&policy);
}

static void add_where(struct tenure_where where, struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "@%u:%u:%u", (unsigned int)where.file,
			     (unsigned int)where.line,
			     (unsigned int)where.column);
}

/* "joe@a.example@1:2:1 plan=p@1:2:14 keep=1d@1:2:19 bulk.keep=..." */
static void add_row(const struct tenure_subject *row, struct tenure_buffer *out)
{
	const struct tenure_layer *layer = &row->layer;

	tenure_buffer_add_str(out, row->key);
	add_where(row->where, out);
	if (row->plan != NULL) {
		tenure_buffer_printf(out, " plan=%s", row->plan->name);
		add_where(row->plan_where, out);
	}
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		for (size_t j = layer->first[i]; j < layer->first[i + 1]; j++) {
			const struct tenure_term *term = &layer->terms[j];

			tenure_buffer_printf(
				out, " %s%s%s=",
				term->class == NULL ? "" : term->class->name,
				term->class == NULL ? "" : ".",
				tenure_setting_info((enum tenure_setting)i)
					->name);
			tenure_value_format((enum tenure_setting)i,
					    &term->value, out);
			add_where(term->value.where, out);
		}
	}
	tenure_buffer_add_char(out, '\n');
}

static void check_read(const char *tenants, const char *users, const char *want)
{
	struct tenure_policy *policy = read_policy(BOTH, tenants, users);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	const struct tenure_subject *row;
	struct tenure_table_rows *rows;
	enum tenure_table_kind kind;
	int ret;

	assert_int_equal(tenure_table_rows_open(policy, &diagnostics, &rows),
			 0);
	while ((ret = tenure_table_rows_next(rows, &kind, &row)) > 0) {
		tenure_buffer_add_str(
			&text, kind == TENURE_TABLE_TENANTS ? "t " : "u ");
		add_row(row, &text);
	}
	assert_int_equal(ret, 0);
	/* The end stays the end. */
	assert_int_equal(tenure_table_rows_next(rows, &kind, &row), 0);
	assert_int_equal(diagnostics.error_count, 0);
	assert_string_equal(tenure_buffer_str(&text), want);
	tenure_table_rows_close(&rows);
	assert_null(rows);
	tenure_diagnostics_free(&diagnostics);
	tenure_buffer_free(&text);
	tenure_policy_free(&policy);
}

static void test_rows(void **state TENURE_UNUSED)
{
	check_read("a.example plan=p\n"
		   "# comment\n"
		   "\n"
		   "B.Example\tplan = q keep=2d;expire=9d # why\n"
		   "  # inside\n"
		   "\t\n"
		   "  class bulk { keep = 3d }\n"
		   "\n"
		   "  # after\n"
		   "c.example\n"
		   "  plan=\n"
		   "  p\n"
		   "d.example plan=p\n",
		   "joe@a.example   plan=p\r\n"
		   "\"J oe\"@a.example plan=p\n"
		   "\xc3\xbc@a.example plan=p\n"
		   "ann@a.example plan=p",
		   "t a.example@1:1:1 plan=p@1:1:11\n"
		   "t b.example@1:4:1 plan=q@1:4:11 bulk.keep=3d@1:7:16 "
		   "keep=2d@1:4:20 expire=9d@1:4:28\n"
		   "t c.example@1:10:1 plan=p@1:11:3\n"
		   "t d.example@1:13:1 plan=p@1:13:11\n"
		   "u joe@a.example@2:1:1 plan=p@2:1:17\n"
		   "u \"j oe\"@a.example@2:2:1 plan=p@2:2:18\n"
		   "u \xc3\xbc@a.example@2:3:1 plan=p@2:3:13\n"
		   "u ann@a.example@2:4:1 plan=p@2:4:15\n");
}

/* Rows that say the same, each with its own place; texts are not shared with
   rows that were before. */
static void test_same_rows(void **state TENURE_UNUSED)
{
	check_read("a.example plan=q smtp { journal = a@b.example }\n"
		   "bb.example plan=q smtp { journal = a@b.example }\n"
		   "\n"
		   "c.example\n plan=q keep=1h\n"
		   "dd.example\n plan=q keep=1h\n"
		   "e.example \n plan=q keep=1h\n",
		   "",
		   "t a.example@1:1:1 plan=q@1:1:11 "
		   "smtp.journal=a@b.example@1:1:25\n"
		   "t bb.example@1:2:1 plan=q@1:2:12 "
		   "smtp.journal=a@b.example@1:2:26\n"
		   "t c.example@1:4:1 plan=q@1:5:2 keep=1h@1:5:9\n"
		   "t dd.example@1:6:1 plan=q@1:7:2 keep=1h@1:7:9\n"
		   "t e.example@1:8:1 plan=q@1:9:2 keep=1h@1:9:9\n");
}

static void test_byte_order_mark(void **state TENURE_UNUSED)
{
	check_read("\xef\xbb\xbf# c\na.example plan=p\n",
		   "\xef\xbb\xbfx@a.example plan=p keep=1d\n",
		   "t a.example@1:2:1 plan=p@1:2:11\n"
		   "u x@a.example@2:1:1 plan=p@2:1:13 keep=1d@2:1:20\n");
}

static void test_empty(void **state TENURE_UNUSED)
{
	check_read("", "# nothing\n\n", "");
}

/* More than is read at once. */
static void test_many(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_policy *policy;
	struct tenure_diagnostics diagnostics = {.count = 0};
	const struct tenure_subject *row;
	struct tenure_table_rows *rows;
	enum tenure_table_kind kind;
	char key[64];
	int i;

	for (i = 0; i < 20000; i++)
		tenure_buffer_printf(&text,
				     "user%d@a.example\n  plan=p\n%s"
				     "  keep=%dd\n",
				     i, i % 3 == 0 ? "# c\n" : "", i);
	policy = read_policy(BOTH, "", tenure_buffer_str(&text));
	assert_int_equal(tenure_table_rows_open(policy, &diagnostics, &rows),
			 0);
	for (i = 0; i < 20000; i++) {
		assert_int_equal(tenure_table_rows_next(rows, &kind, &row), 1);
		snprintf(key, sizeof(key), "user%d@a.example", i);
		assert_string_equal(row->key, key);
		assert_int_equal(row->where.line, 3 * i + 1 + (i + 2) / 3);
		assert_int_equal(row->layer.terms[0].value.duration.seconds,
				 i * 86400);
		assert_int_equal(row->layer.terms[0].value.where.line,
				 row->where.line + (i % 3 == 0 ? 3 : 2));
	}
	assert_int_equal(tenure_table_rows_next(rows, &kind, &row), 0);
	tenure_table_rows_close(&rows);
	tenure_diagnostics_free(&diagnostics);
	tenure_policy_free(&policy);
	tenure_buffer_free(&text);
}

/* ---------------------------------------------------------------- mistakes */

static void test_error_row_unknown_setting(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p\n"
		   "  kepp = 1d\n",
		   "",
		   "t:2:3: error: unknown setting \"kepp\"\n"
		   "    kepp = 1d\n"
		   "    ^~~~ did you mean \"keep\"?\n");
}

static void test_error_row_unknown_plan(void **state TENURE_UNUSED)
{
	check_rows("", "\xc3\xbc@a.example  plan=pq\n",
		   "u:1:19: error: unknown plan \"pq\"\n"
		   "    \xc3\xbc@a.example  plan=pq\n"
		   "                      ^~ one of p, q\n");
}

static void test_error_row_unknown_class(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p class bluk { keep = 1d }\n", "",
		   "t:1:24: error: unknown class \"bluk\"\n"
		   "    a.example plan=p class bluk { keep = 1d }\n"
		   "                           ^~~~ did you mean \"bulk\"?\n");
}

static void test_error_row_duplicate_setting(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p\n  plan=q\n", "",
		   "t:2:3: error: duplicate setting \"plan\"\n"
		   "    plan=q\n"
		   "    ^~~~ the first is in t:1\n");
}

static void test_error_row_bad_key(void **state TENURE_UNUSED)
{
	check_rows("joe@a.example plan=p\n"
		   "b.example: plan=p\n"
		   "a..b plan=p\n"
		   "\"a b\" plan=p\n",
		   "@a.example plan=p\n"
		   "joe plan=p\n",
		   "t:1:1: error: bad domain \"joe@a.example\"\n"
		   "    joe@a.example plan=p\n"
		   "    ^~~~~~~~~~~~~ addresses belong into a table of users\n"
		   "t:2:1: error: bad domain \"b.example:\"\n"
		   "    b.example: plan=p\n"
		   "    ^~~~~~~~~~ write it without \":\"\n"
		   "t:3:1: error: bad domain \"a..b\"\n"
		   "    a..b plan=p\n"
		   "    ^~~~\n"
		   "t:4:1: error: bad domain \"\"a b\"\"\n"
		   "    \"a b\" plan=p\n"
		   "    ^~~~~\n"
		   "u:1:1: error: bad address \"@a.example\"\n"
		   "    @a.example plan=p\n"
		   "    ^~~~~~~~~~ domains belong into a table of tenants, "
		   "without \"@\"\n"
		   "u:2:1: error: bad address \"joe\"\n"
		   "    joe plan=p\n"
		   "    ^~~\n");
}

static void test_error_row_empty(void **state TENURE_UNUSED)
{
	check_rows("a.example\nb.example # plan=p\n", "",
		   "t:1:1: error: nothing is said about \"a.example\"\n"
		   "    a.example\n"
		   "    ^~~~~~~~~ write plan=NAME\n"
		   "t:2:1: error: nothing is said about \"b.example\"\n"
		   "    b.example # plan=p\n"
		   "    ^~~~~~~~~ write plan=NAME\n");
}

static void test_error_row_continues_nothing(void **state TENURE_UNUSED)
{
	check_rows("# c\n  plan=p\na.example plan=p\n", "",
		   "t:2:1: error: there is no row that this line could "
		   "continue\n"
		   "      plan=p\n"
		   "    ^\n");
}

static void test_error_row_block_not_closed(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p pop3 { top = allow\nb.example plan=p\n",
		   "",
		   "t:1:18: error: the block \"pop3\" is not closed\n"
		   "    a.example plan=p pop3 { top = allow\n"
		   "                     ^~~~ its \"}\" is missing\n");
	check_rows("a.example plan=p }\n", "",
		   "t:1:18: error: \"}\" closes no block\n"
		   "    a.example plan=p }\n"
		   "                     ^\n");
}

static void test_error_row_foreign_block(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p match { }\n", "",
		   "t:1:18: error: \"match\" does not belong here\n"
		   "    a.example plan=p match { }\n"
		   "                     ^~~~~ it belongs into a class block "
		   "outside of all others\n");
	check_rows("a.example plan=p include x\n", "",
		   "t:1:18: error: \"plan\" takes one value\n"
		   "    a.example plan=p include x\n"
		   "                     ^~~~~~~\n");
	check_rows("a.example include x\n", "",
		   "t:1:11: error: \"include\" is not allowed here\n"
		   "    a.example include x\n"
		   "              ^~~~~~~\n");
}

static void test_error_row_control_character(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p\x01\n", "b\x01@a.example plan=p\n",
		   "t:1:17: error: control character U+0001 is not allowed "
		   "here\n"
		   "    a.example plan=p?\n"
		   "                    ^\n"
		   "u:1:1: error: bad address \"b?@a.example\"\n"
		   "    b?@a.example plan=p\n"
		   "    ^~~~~~~~~~~~\n");
}

static void test_error_row_not_utf8(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=\xff\n", "\xff@a.example plan=p\n",
		   "t:1:16: error: the text is not UTF-8\n"
		   "    a.example plan=?\n"
		   "                   ^\n"
		   "t:1:16: error: unknown plan \"?\"\n"
		   "    a.example plan=?\n"
		   "                   ^ one of p, q\n"
		   "u:1:1: error: bad address \"?@a.example\"\n"
		   "    ?@a.example plan=p\n"
		   "    ^~~~~~~~~~~\n");
}

static void test_error_row_twice(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p\nb.example plan=p\nA.example plan=q\n",
		   "x@a.example plan=p\n\nx@A.Example keep=1d\n"
		   "a.example plan=p\n",
		   "t:3:1: error: duplicate tenant \"a.example\"\n"
		   "    A.example plan=q\n"
		   "    ^~~~~~~~~ the first is in t:1\n"
		   "u:3:1: error: duplicate user \"x@a.example\"\n"
		   "    x@A.Example keep=1d\n"
		   "    ^~~~~~~~~~~ the first is in u:1\n"
		   "u:4:1: error: bad address \"a.example\"\n"
		   "    a.example plan=p\n"
		   "    ^~~~~~~~~\n");
}

/* Also where the first one, or this one, has a mistake. */
static void test_error_row_twice_and_wrong(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=x\na.example plan=p\n", "",
		   "t:1:16: error: unknown plan \"x\"\n"
		   "    a.example plan=x\n"
		   "                   ^ one of p, q\n"
		   "t:2:1: error: duplicate tenant \"a.example\"\n"
		   "    a.example plan=p\n"
		   "    ^~~~~~~~~ the first is in t:1\n");
}

static void test_error_row_and_block(void **state TENURE_UNUSED)
{
	check_rows("block.example plan=q\n", "",
		   "t:1:1: error: duplicate tenant \"block.example\"\n"
		   "    block.example plan=q\n"
		   "    ^~~~~~~~~~~~~ the first is in p:6\n");
}

static void test_error_row_long_line(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_policy *policy;
	struct tenure_diagnostics diagnostics = {.count = 0};

	tenure_buffer_add_str(&text, "a.example plan=p #");
	while (text.used < 5000)
		tenure_buffer_add_str(&text, "x");
	tenure_buffer_add_str(&text, "\nb.example plan=p\n");
	policy = read_policy(BOTH, tenure_buffer_str(&text), "");
	assert_int_equal(tenure_table_rows_check(policy, &diagnostics), -1);
	assert_string_equal(diagnostics.items[0].message,
			    "the line is longer than 4096 octets");
	assert_int_equal(diagnostics.items[0].line, 1);
	tenure_diagnostics_free(&diagnostics);
	tenure_policy_free(&policy);
	tenure_buffer_free(&text);
}

static void test_error_row_too_long(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_policy *policy;
	struct tenure_diagnostics diagnostics = {.count = 0};

	/* In many lines, and in one. */
	tenure_buffer_add_str(&text, "a.example plan=p\n");
	while (text.used < 70000)
		tenure_buffer_add_str(&text, "  keep = 1d\n");
	tenure_buffer_add_str(&text, "b.example x=1\nc.example ");
	for (int i = 0; i < 300000; i++)
		tenure_buffer_add_char(&text, '\0' + (i % 2 == 0 ? ' ' : 'x'));
	tenure_buffer_add_str(&text, "\nd.example x=1\n");
	policy = read_policy(BOTH, tenure_buffer_str(&text), "");
	assert_int_equal(tenure_table_rows_check(policy, &diagnostics), -1);
	assert_int_equal(diagnostics.error_count, 4);
	assert_string_equal(diagnostics.items[0].message,
			    "the row is longer than 65536 octets");
	assert_int_equal(diagnostics.items[0].line, 1);
	assert_string_equal(diagnostics.items[1].message,
			    "unknown setting \"x\"");
	assert_string_equal(diagnostics.items[2].message,
			    "the row is longer than 65536 octets");
	assert_int_equal(diagnostics.items[2].line,
			 diagnostics.items[1].line + 1);
	assert_int_equal(diagnostics.items[3].line,
			 diagnostics.items[1].line + 2);
	tenure_diagnostics_free(&diagnostics);
	tenure_policy_free(&policy);
	tenure_buffer_free(&text);
}

static void test_error_row_too_many_values(void **state TENURE_UNUSED)
{
	struct tenure_buffer classes = TENURE_BUFFER_INIT;
	struct tenure_buffer row = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;
	struct memory_file files[] = {{"p", NULL}, {"t", NULL}, {NULL, NULL}};
	char *got;

	tenure_buffer_add_str(&classes, BASE "tenants = text:t\n");
	tenure_buffer_add_str(&row, "a.example plan=p keep=1d");
	for (int i = 0; i < 64; i++) {
		tenure_buffer_printf(&classes,
				     "class c%d { match { size > 1 } }\n", i);
		tenure_buffer_printf(&row, " class c%d { keep = 1d }", i);
		/* As many as are allowed, then one more. */
		if (i < 62)
			continue;
		files[0].text = tenure_buffer_str(&classes);
		files[1].text = tenure_buffer_str(&row);
		got = policy_findings(files, &policy);
		assert_string_equal(got, "");
		tenure_free(got);
		assert_int_equal(tenure_table_rows_check(policy, &diagnostics),
				 i == 62 ? 0 : -1);
		tenure_policy_free(&policy);
	}
	assert_string_equal(diagnostics.items[0].message,
			    "more than 64 values or classes in a row");
	tenure_diagnostics_free(&diagnostics);
	tenure_buffer_free(&classes);
	tenure_buffer_free(&row);
}

/* ---------------------------------------------------------------- warnings */

static void test_warning_row(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=q expire=1h\nb.example plan=q expire=1h\n",
		   "x@c.example keep=1d\nx@a.example keep=1d\n"
		   "x@block.example keep=1d\n",
		   "t:1:18: warning: \"expire\" is shorter than \"keep\"\n"
		   "    a.example plan=q expire=1h\n"
		   "                     ^~~~~~ the server removes at the "
		   "later of both\n"
		   "t:2:18: warning: \"expire\" is shorter than \"keep\"\n"
		   "    b.example plan=q expire=1h\n"
		   "                     ^~~~~~ the server removes at the "
		   "later of both\n"
		   "u:1:1: warning: no plan for \"x@c.example\": what is not "
		   "set here is kept for ever\n"
		   "    x@c.example keep=1d\n"
		   "    ^~~~~~~~~~~ write plan = NAME\n");
}

/* What a row says is read once, and is about each key that has it. */
static void test_warning_row_journal(void **state TENURE_UNUSED)
{
	check_rows("",
		   "w@a.example plan=q smtp { journal = z@b.example }\n"
		   "x@a.example plan=q smtp { journal = y@a.example }\n"
		   "y@a.example plan=q smtp { journal = y@a.example }\n",
		   "u:1:27: warning: \"smtp.journal\" is not enforced\n"
		   "    w@a.example plan=q smtp { journal = z@b.example }\n"
		   "                              ^~~~~~~ this version only "
		   "reads and explains it\n"
		   "u:3:27: warning: the journal of \"y@a.example\" is "
		   "itself\n"
		   "    y@a.example plan=q smtp { journal = y@a.example }\n"
		   "                              ^~~~~~~ name another "
		   "mailbox\n");
}

static void test_warning_row_unused(void **state TENURE_UNUSED)
{
	check_rows("a.example plan=p\n", "",
		   "p:4:1: warning: nobody uses plan \"q\"\n"
		   "    plan q { keep = 1d }\n"
		   "    ^~~~ no tenant or user has it\n");
	check_rows("a.example plan=p\n", "x@a.example plan=q\n", "");
}

/* Without tables, it was said when the policy was read. */
static void test_warning_unused_once(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {{"p", BASE "plan q { }\n"},
					    {NULL, NULL}};
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy);

	assert_string_equal(got, "p:4:1: warning: nobody uses plan \"q\"\n"
				 "    plan q { }\n"
				 "    ^~~~ no tenant or user has it\n");
	tenure_free(got);
	assert_int_equal(tenure_table_rows_check(policy, &diagnostics), 0);
	assert_int_equal(diagnostics.warning_count, 0);
	tenure_policy_free(&policy);
}

/* ---------------------------------------------------------------- settings */

static void check_setting(const char *text, const char *want)
{
	struct tenure_buffer policy = TENURE_BUFFER_INIT;
	struct memory_file files[] = {{"p", NULL}, {"t", ""}, {NULL, NULL}};
	struct tenure_policy *result;
	char *got;

	tenure_buffer_printf(&policy, BASE "%s\n", text);
	files[0].text = tenure_buffer_str(&policy);
	got = policy_findings(files, &result);
	assert_string_equal(got, want);
	tenure_free(got);
	tenure_buffer_free(&policy);
	tenure_policy_free(&result);
}

static void test_error_table_missing(void **state TENURE_UNUSED)
{
	check_setting("tenants = text:x",
		      "p:4:11: error: cannot read table \"x\": No such file or "
		      "directory\n"
		      "    tenants = text:x\n"
		      "              ^~~~~~\n");
}

static void test_error_table_type(void **state TENURE_UNUSED)
{
	check_setting("users = hash:t", "p:4:9: error: bad table \"hash:t\"\n"
					"    users = hash:t\n"
					"            ^~~~~~ write text:FILE\n");
	check_setting("users = text:", "p:4:9: error: bad table \"text:\"\n"
				       "    users = text:\n"
				       "            ^~~~~ write text:FILE\n");
}

static void test_error_table_twice(void **state TENURE_UNUSED)
{
	check_setting("users = text:t text:./t",
		      "p:4:16: error: table \"t\" is named twice\n"
		      "    users = text:t text:./t\n"
		      "                   ^~~~~~~~\n");
	check_setting("tenants = text:t\ntenants = text:t",
		      "p:5:1: error: duplicate setting \"tenants\"\n"
		      "    tenants = text:t\n"
		      "    ^~~~~~~ the first is in p:4\n");
}

/* Relative to the file that names it. */
static void test_include(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", BASE "include d/i\n"},
		{"d/i", "tenants = text:../t text:u\n"},
		{"d/../t", "a.example plan=p keep=1d\n"},
		{"d/u", "b.example plan=p keep=2d\n"},
		{NULL, NULL}};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy), where[64];

	assert_string_equal(got, "");
	tenure_free(got);
	assert_int_equal(tenure_policy_table_count(policy), 2);
	assert_string_equal(tenure_policy_table(policy, 1)->name, "d/u");
	assert_int_equal(tenure_policy_table(policy, 1)->file, 3);
	tenure_policy_where(policy, (struct tenure_where){.file = 3, .line = 7},
			    where, sizeof(where));
	assert_string_equal(where, "d/u:7");
	tenure_policy_free(&policy);
}

/* ----------------------------------------------------------------- lookups */

static void check_lookup(const struct tenure_policy *policy,
			 const char *address, const char *want)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_mailbox mailbox;
	int ret = tenure_policy_mailbox(policy, address, NULL, &mailbox);

	if (ret < 0)
		tenure_buffer_printf(&text, "%s:%u %s: ", mailbox.err.file,
				     mailbox.err.line, mailbox.err.text);
	tenure_buffer_printf(&text, "%s", mailbox.plan->name);
	add_where(mailbox.plan_where, &text);
	if (mailbox.user != NULL)
		tenure_buffer_printf(&text, " %s", mailbox.user->key);
	if (mailbox.tenant != NULL)
		tenure_buffer_printf(&text, " %s", mailbox.tenant->key);
	tenure_buffer_printf(&text, " %u", mailbox.layer_count);
	tenure_mailbox_clear(&mailbox);
	assert_string_equal(tenure_buffer_str(&text), want);
	tenure_buffer_free(&text);
}

static void test_lookup(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy =
		read_policy(BOTH "user z@a.example { plan = q }\n",
			    "a.example plan=p\nbad.example plan=x\n",
			    "x@a.example keep=1d\n"
			    "x+y@a.example plan=q\n"
			    "bad@a.example plan=x\n"
			    "x@b.example plan=q\n");

	check_lookup(policy, "nobody@nowhere.example", "p@0:5:1 1");
	check_lookup(policy, "n@A.example", "p@1:1:11 a.example 2");
	check_lookup(policy, "x@a.example", "p@1:1:11 x@a.example a.example 3");
	check_lookup(policy, "x+z@a.example",
		     "p@1:1:11 x@a.example a.example 3");
	check_lookup(policy, "x+y@a.example",
		     "q@2:2:15 x+y@a.example a.example 3");
	check_lookup(policy, "z+q@a.example",
		     "q@0:9:20 z@a.example a.example 3");
	check_lookup(policy, "x@b.example", "q@2:4:13 x@b.example 2");
	check_lookup(policy, "x@block.example", "p@0:6:24 block.example 2");
	check_lookup(policy, "bad@a.example",
		     "u:3 unknown plan \"x\"; one of p, q: (none)@0:0:0 1");
	check_lookup(policy, "x@bad.example",
		     "t:2 unknown plan \"x\"; one of p, q: (none)@0:0:0 1");
	tenure_policy_free(&policy);
}

/* A table that cannot be read any more: its name is told, and all is kept. */
static void test_lookup_fails(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy =
		read_policy(BOTH, "a.example plan=p\n", "x@a.example plan=q\n");
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(dup2(fd, tenure_policy_table(policy, 1)->fd),
			 tenure_policy_table(policy, 1)->fd);
	check_lookup(policy, "x@a.example",
		     "u:0 cannot read: Bad file descriptor: (none)@0:0:0 1");
	close(fd);
	tenure_policy_free(&policy);
}

/* Rows that somebody has compiled. */
static int find_compiled(void *context TENURE_UNUSED,
			 const struct tenure_policy *policy,
			 enum tenure_table_kind kind, const char *key,
			 struct tenure_subject **row_r,
			 struct tenure_error *err)
{
	const struct tenure_subject row = {
		.key = key,
		.where = {.file = 1, .line = 9},
		.plan = tenure_policy_find_plan(policy, "q"),
		.plan_where = {.file = 1, .line = 9, .column = 3},
	};

	if (strcmp(key, "broken.example") == 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT, "broken");
	if (kind != TENURE_TABLE_TENANTS || strcmp(key, "a.example") != 0)
		return 0;
	*row_r = tenure_subject_dup(&row);
	return *row_r == NULL ? tenure_error_nomem(err) : 1;
}

static void need_size(void *context TENURE_UNUSED, struct tenure_needs *needs)
{
	needs->size = true;
}

static void test_compiled(void **state TENURE_UNUSED)
{
	/* The tables themselves are not there. */
	const struct memory_file files[] = {{"p", BOTH}, {NULL, NULL}};
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;

	source.open_table = NULL;
	source.find_row = find_compiled;
	source.row_needs = need_size;
	assert_int_equal(
		tenure_policy_read(&source, "p", &policy, &diagnostics), 0);
	assert_int_equal(diagnostics.warning_count, 0);
	assert_int_equal(tenure_policy_table(policy, 0)->fd, -1);
	assert_true(tenure_policy_needs(policy)->size);
	assert_false(tenure_policy_needs(policy)->smtp_action);
	check_lookup(policy, "x@a.example", "q@1:9:3 a.example 2");
	check_lookup(policy, "x@block.example", "p@0:6:24 block.example 2");
	check_lookup(policy, "x@broken.example", ":0 broken: (none)@0:0:0 1");
	tenure_policy_free(&policy);
}

/* Nobody has looked at the rows of text: they may ask for everything. */
static void test_needs(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = read_policy(BOTH, "", "");
	const struct tenure_needs *needs = tenure_policy_needs(policy);

	assert_true(needs->size && needs->smtp_action &&
		    needs->smtp_quarantine && needs->smtp_discard &&
		    needs->expires_header && needs->smtp_by_name);
	assert_string_equal(needs->headers[0], "expires");
	tenure_policy_free(&policy);
}

/* Each allocation fails in turn: an error, and nothing is lost. */
static void test_out_of_memory(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy =
		read_policy(BOTH, "a.example plan=p keep=1d\n",
			    "x@a.example plan=q class bulk { keep=1y }\n");
	struct tenure_mailbox mailbox;
	unsigned long n;
	int ret = -1;

	for (n = 1; ret < 0; n++) {
		struct tenure_diagnostics diagnostics = {.count = 0};

		tenure_alloc_fail_at(n, 0);
		ret = tenure_table_rows_check(policy, &diagnostics);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(diagnostics.lost_memory, ret < 0);
		tenure_diagnostics_free(&diagnostics);
		/* What rows say is not remembered then: no harm. */
		if (n > 200)
			break;
	}
	assert_true(n > 5 && n < 200);
	for (n = 1, ret = -1; ret < 0; n++) {
		tenure_alloc_fail_at(n, 0);
		ret = tenure_policy_mailbox(policy, "x@a.example", NULL,
					    &mailbox);
		tenure_alloc_fail_at(0, 0);
		assert_string_equal(mailbox.plan->name,
				    ret < 0 ? "(none)" : "q");
		tenure_mailbox_clear(&mailbox);
		assert_true(n < 200);
	}
	assert_true(n > 5);
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_same_rows),
		cmocka_unit_test(test_byte_order_mark),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_error_row_unknown_setting),
		cmocka_unit_test(test_error_row_unknown_plan),
		cmocka_unit_test(test_error_row_unknown_class),
		cmocka_unit_test(test_error_row_duplicate_setting),
		cmocka_unit_test(test_error_row_bad_key),
		cmocka_unit_test(test_error_row_empty),
		cmocka_unit_test(test_error_row_continues_nothing),
		cmocka_unit_test(test_error_row_block_not_closed),
		cmocka_unit_test(test_error_row_foreign_block),
		cmocka_unit_test(test_error_row_control_character),
		cmocka_unit_test(test_error_row_not_utf8),
		cmocka_unit_test(test_error_row_twice),
		cmocka_unit_test(test_error_row_twice_and_wrong),
		cmocka_unit_test(test_error_row_and_block),
		cmocka_unit_test(test_error_row_long_line),
		cmocka_unit_test(test_error_row_too_long),
		cmocka_unit_test(test_error_row_too_many_values),
		cmocka_unit_test(test_warning_row),
		cmocka_unit_test(test_warning_row_journal),
		cmocka_unit_test(test_warning_row_unused),
		cmocka_unit_test(test_warning_unused_once),
		cmocka_unit_test(test_error_table_missing),
		cmocka_unit_test(test_error_table_type),
		cmocka_unit_test(test_error_table_twice),
		cmocka_unit_test(test_include),
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_lookup_fails),
		cmocka_unit_test(test_compiled),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("table-rows", tests, NULL, NULL);
}
