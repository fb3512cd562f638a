/* SPDX-License-Identifier: MIT */
/* Rows of tables, as a door finds them in a snapshot. */
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/pages-writer.h"
#include "policy/mailbox.h"
#include "policy/value.h"
#include "snapshot/records.h"
#include "tests/common/snapshot/published.h"

static const struct memory_file files[] = {
	{"policy.conf",
	 "tenure_version = 1\n"
	 "tenants = text:tenants\n"
	 "users = text:users text:more/users\n"
	 "class bulk { match { header List-Id = \"*\" } }\n"
	 "plan lite { keep = 0  expire = 30d  class bulk { keep = 1d } }\n"
	 "plan staff { keep = 90d }\n"
	 "tenant block.example { plan = lite }\n"
	 "user block@row.example { plan = lite }\n"
	 "unknown = lite\n"},
	{"tenants", "# tenants\n"
		    "row.example  plan=staff keep=2y\n"
		    "\n"
		    "bulk.example  plan=lite\n"
		    "\tclass bulk { keep = 9y\n"
		    "\t smtp { accept = reject \"5.7.1 no\" } expire = 9d }\n"},
	{"users", "joe@row.example  plan=lite\n"
		  "ann@row.example  keep=5y pop3 { access = tls }\n"
		  "max@block.example  smtp { max_size = 10M }"
		  " pop3 { login_delay = 1h }\n"},
	{"more/users", "ext+list@row.example  plan=lite\n"},
	{NULL, NULL},
};

static const char *const addresses[] = {
	"joe@row.example",    "joe+x@row.example",    "ann@row.example",
	"bob@row.example",    "block@row.example",    "max@block.example",
	"bob@block.example",  "ext+list@row.example", "ext+other@row.example",
	"bob@bulk.example",   "bob@unknown.example",  "not an address",
	"x@row.example.more", "t:row.example",        "",
};
#define ADDRESS_COUNT (sizeof(addresses) / sizeof(addresses[0]))

static void write_files(const struct published *p)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/more", p->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	for (const struct memory_file *file = files; file->name != NULL;
	     file++) {
		snprintf(path, sizeof(path), "%s/%s", p->folder, file->name);
		put_octets(path, file->text, strlen(file->text));
	}
}

static struct tenure_policy *read_folder(const char *folder)
{
	struct tenure_source source = tenure_source_folder(folder);
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics;
	struct tenure_policy *policy = NULL;

	tenure_diagnostics_init(&diagnostics);
	if (tenure_policy_read(&source, "policy.conf", &policy, &diagnostics) <
	    0) {
		tenure_diagnostics_format(&diagnostics, &text);
		fail_msg("%s", tenure_buffer_str(&text));
	}
	tenure_diagnostics_free(&diagnostics);
	return policy;
}

static int setup(void **state)
{
	struct published *p;

	if (published_setup(state) < 0)
		return -1;
	p = *state;
	write_files(p);
	tenure_policy_free(&p->policy);
	p->policy = read_folder(p->folder);
	return 0;
}

static struct tenure_snapshot *open_good(const char *path)
{
	struct tenure_snapshot *snapshot;
	struct tenure_error err;

	if (tenure_snapshot_open(path, &snapshot, &err) < 0)
		fail_msg("%s: %s", err.file, err.text);
	return snapshot;
}

/* --------------------------------------------------------------- comparing */

static void describe_where(const struct tenure_policy *policy,
			   struct tenure_where where, struct tenure_buffer *out)
{
	char buf[128];

	tenure_buffer_printf(
		out, "%s:%d ",
		tenure_policy_where(policy, where, buf, sizeof(buf)),
		(int)where.column);
}

static void describe_layer(const struct tenure_policy *policy,
			   const struct tenure_layer *layer,
			   struct tenure_buffer *out)
{
	const struct tenure_term *term;

	for (int setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		for (size_t i = layer->first[setting];
		     i < layer->first[setting + 1]; i++) {
			term = &layer->terms[i];
			describe_where(policy, term->value.where, out);
			tenure_buffer_printf(
				out, "%d %s ", setting,
				term->class == NULL ? "-" : term->class->name);
			tenure_value_format((enum tenure_setting)setting,
					    &term->value, out);
			tenure_buffer_add_char(out, '\n');
		}
	}
	for (size_t i = 0; i < layer->class_count; i++)
		tenure_buffer_printf(out, "class %s\n",
				     layer->classes[i]->name);
}

/* All that applies to a mailbox, with its places, as text. */
static void describe(const struct tenure_policy *policy, const char *address,
		     struct tenure_buffer *out)
{
	const struct tenure_subject *subjects[2];
	struct tenure_mailbox mailbox;

	tenure_buffer_clear(out);
	tenure_buffer_printf(
		out, "%d\n",
		tenure_policy_mailbox(policy, address, NULL, &mailbox));
	tenure_buffer_printf(out, "%s plan %s ", mailbox.address,
			     mailbox.plan->name);
	describe_where(policy, mailbox.plan_where, out);
	subjects[0] = mailbox.user;
	subjects[1] = mailbox.tenant;
	for (int i = 0; i < 2; i++) {
		if (subjects[i] == NULL)
			continue;
		tenure_buffer_printf(out, "\n%d %s ", i, subjects[i]->key);
		describe_where(policy, subjects[i]->where, out);
		tenure_buffer_add_char(out, '\n');
		describe_layer(policy, &subjects[i]->layer, out);
	}
	tenure_buffer_printf(out, "%u layers\n", mailbox.layer_count);
	tenure_mailbox_clear(&mailbox);
}

/* Is the mailbox what it is in the policy's own text? */
static bool same_mailbox(const struct tenure_policy *policy,
			 const struct tenure_policy *text, const char *address)
{
	struct tenure_buffer got = TENURE_BUFFER_INIT;
	struct tenure_buffer want = TENURE_BUFFER_INIT;
	bool same;

	describe(policy, address, &got);
	describe(text, address, &want);
	assert_false(got.failed || want.failed);
	same = strcmp(got.data, want.data) == 0;
	tenure_buffer_free(&got);
	tenure_buffer_free(&want);
	return same;
}

static void test_same(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result result = publish(p, REALM);
	struct tenure_snapshot *snapshot = open_good(p->path);
	const struct tenure_policy *policy = tenure_snapshot_policy(snapshot);
	struct tenure_mailbox mailbox;

	assert_int_equal(result.rows[TENURE_TABLE_TENANTS], 2);
	assert_int_equal(result.rows[TENURE_TABLE_USERS], 4);
	/* The tables' text is not needed. */
	for (size_t i = 0; i < ADDRESS_COUNT; i++) {
		if (!same_mailbox(policy, p->policy, addresses[i]))
			fail_msg("%s differs", addresses[i]);
	}
	assert_int_equal(tenure_policy_mailbox(policy, "ann@row.example", NULL,
					       &mailbox),
			 0);
	assert_string_equal(mailbox.plan->name, "staff");
	assert_string_equal(mailbox.user->key, "ann@row.example");
	assert_string_equal(mailbox.tenant->key, "row.example");
	assert_int_equal(mailbox.user->where.line, 2);
	tenure_mailbox_clear(&mailbox);
	/* What only rows ask for. */
	assert_true(tenure_policy_needs(policy)->size);
	assert_true(tenure_policy_needs(policy)->smtp_action);
	assert_false(tenure_policy_needs(policy)->smtp_quarantine);
	assert_int_equal(tenure_snapshot_pop3_extremes(snapshot)->expire, 9);
	assert_int_equal(tenure_snapshot_pop3_extremes(snapshot)->login_delay,
			 3600);
	tenure_snapshot_unref(&snapshot);
	assert_int_equal(tenure_snapshot_verify(p->path, NULL), 0);
}

/* Nothing new is nothing new; another row is. */
static void test_again(void **state)
{
	static const char row[] = "new@row.example  plan=staff\n";
	struct published *p = *state;
	struct tenure_publish_request request = publish_request(p);
	struct tenure_publish_result first = publish(p, REALM), result;
	struct tenure_snapshot *old = open_good(p->path);
	struct tenure_mailbox mailbox;
	char path[128];

	assert_int_equal(publish(p, REALM).unchanged, 1);
	assert_int_equal(tenure_publish_preview(&request, &result, NULL), 0);
	assert_string_equal(result.digest, first.digest);
	snprintf(path, sizeof(path), "%s/more/users", p->folder);
	put_octets(path, row, strlen(row));
	tenure_policy_free(&p->policy);
	p->policy = read_folder(p->folder);
	request.policy = p->policy;
	assert_int_equal(tenure_publish_preview(&request, &result, NULL), 0);
	assert_string_not_equal(result.digest, first.digest);
	assert_int_equal(publish(p, REALM).generation, 2);
	/* What was opened before still has its rows. */
	assert_int_equal(tenure_policy_mailbox(tenure_snapshot_policy(old),
					       "ext+list@row.example", NULL,
					       &mailbox),
			 0);
	assert_non_null(mailbox.user);
	tenure_mailbox_clear(&mailbox);
	assert_int_equal(tenure_policy_mailbox(tenure_snapshot_policy(old),
					       "new@row.example", NULL,
					       &mailbox),
			 0);
	assert_null(mailbox.user);
	tenure_mailbox_clear(&mailbox);
	tenure_snapshot_unref(&old);
}

static void test_bad_rows(void **state)
{
	static const char rows[] = "joe@row.example  plan=staff\n"
				   "eve@row.example  plan=stuff\n";
	struct published *p = *state;
	struct tenure_publish_request request = publish_request(p);
	struct tenure_publish_result result;
	struct tenure_diagnostics diagnostics;
	struct tenure_error err;
	char path[128];

	snprintf(path, sizeof(path), "%s/more/users", p->folder);
	put_octets(path, rows, strlen(rows));
	tenure_policy_free(&p->policy);
	p->policy = read_folder(p->folder);
	request.policy = p->policy;
	tenure_diagnostics_init(&diagnostics);
	request.diagnostics = &diagnostics;
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	/* Given twice, and a plan that nobody knows. */
	assert_int_equal(diagnostics.error_count, 2);
	tenure_diagnostics_free(&diagnostics);
	request.diagnostics = NULL;
	assert_int_equal(tenure_publish(&request, &result, &err), -1);
	assert_string_equal(err.file, "more/users");
	assert_int_equal(err.line, 1);
	assert_int_equal(tenure_publish_preview(&request, &result, &err), -1);
	assert_int_equal(access(p->path, F_OK), -1);
}

/* ----------------------------------------------------------------- damage */

/* Each mailbox is what it should be, or keeps everything. Returns how many are
   what they should be. */
static size_t check_mailboxes(const struct tenure_policy *policy,
			      const struct tenure_policy *text)
{
	struct tenure_mailbox mailbox;
	size_t i, good = 0;

	for (i = 0; i < ADDRESS_COUNT; i++) {
		if (same_mailbox(policy, text, addresses[i])) {
			good++;
			continue;
		}
		assert_int_equal(tenure_policy_mailbox(policy, addresses[i],
						       NULL, &mailbox),
				 -1);
		assert_string_equal(mailbox.plan->name, "(none)");
		assert_int_equal(mailbox.layer_count, 1);
		assert_null(mailbox.user);
		assert_null(mailbox.tenant);
		assert_int_equal(mailbox.err.code, TENURE_ERROR_INPUT);
		assert_memory_equal(mailbox.err.text, "damaged: ", 9);
		tenure_mailbox_clear(&mailbox);
	}
	return good;
}

/* Text of some pages in front of the rows, and rows of some pages behind them,
   so that there are rows on pages that opening does not read. */
static void fill(struct published *p)
{
	char path[128], *text = malloc(40000);
	size_t used;

	assert_non_null(text);
	used = (size_t)sprintf(text, "%s", files[0].text);
	while (used < 30000)
		used += (size_t)sprintf(text + used, "# line at %zu\n", used);
	snprintf(path, sizeof(path), "%s/policy.conf", p->folder);
	put_octets(path, text, used);
	used = (size_t)sprintf(text, "%s", files[3].text);
	for (int i = 0; used < 39000; i++)
		used += (size_t)sprintf(text + used,
					"u%d@fill.example  plan=lite\n", i);
	snprintf(path, sizeof(path), "%s/more/users", p->folder);
	put_octets(path, text, used);
	free(text);
	tenure_policy_free(&p->policy);
	p->policy = read_folder(p->folder);
}

static void test_damage(void **state)
{
	struct published *p = *state;
	size_t step = unit_step(41);
	size_t size, i, good, refused = 0, some = 0;
	struct tenure_snapshot *snapshot;
	char *data, octet;
	int fd;

	fill(p);
	publish(p, REALM);
	data = octets_of(p->path, &size);
	fd = open(p->path, O_WRONLY);
	assert_true(fd >= 0);
	for (i = 0; i < size; i += step) {
		octet = (char)(data[i] ^ 0x20);
		assert_int_equal(pwrite(fd, &octet, 1, (off_t)i), 1);
		if (tenure_snapshot_open(p->path, &snapshot, NULL) < 0) {
			refused++;
		} else {
			good = check_mailboxes(tenure_snapshot_policy(snapshot),
					       p->policy);
			some += good < ADDRESS_COUNT;
			tenure_snapshot_unref(&snapshot);
		}
		assert_int_equal(pwrite(fd, &data[i], 1, (off_t)i), 1);
	}
	close(fd);
	assert_true(refused > 1300 / step);
	assert_true(some > 1300 / step);
	free(data);
}

/* The file is damaged while a door has it open. */
static void test_damage_while_open(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_mailbox mailbox;
	size_t size;

	fill(p);
	publish(p, REALM);
	free(octets_of(p->path, &size));
	snapshot = open_good(p->path);
	assert_int_equal(
		check_mailboxes(tenure_snapshot_policy(snapshot), p->policy),
		ADDRESS_COUNT);
	assert_int_equal(truncate(p->path, (off_t)size / 2), 0);
	check_mailboxes(tenure_snapshot_policy(snapshot), p->policy);
	assert_int_equal(truncate(p->path, 0), 0);
	check_mailboxes(tenure_snapshot_policy(snapshot), p->policy);
	/* One that nobody names is not known to be one either. */
	assert_int_equal(tenure_policy_mailbox(tenure_snapshot_policy(snapshot),
					       "x@nowhere.example", NULL,
					       &mailbox),
			 -1);
	assert_string_equal(mailbox.plan->name, "(none)");
	tenure_mailbox_clear(&mailbox);
	tenure_snapshot_unref(&snapshot);
}

/* A row that is whole, but not one of this policy. */
static void test_strange_row(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_mailbox mailbox;
	const char *row;
	size_t size;
	char *data;
	int fd;

	publish(p, REALM);
	data = octets_of(p->path, &size);
	row = memmem(data, size, "u:joe@row.example", 17);
	assert_non_null(row);
	/* Its version. */
	data[row + 17 - data] = 2;
	fd = open(p->path, O_RDWR | O_TRUNC);
	assert_true(fd >= 0);
	/* The data, without the page of checksums and the footer. */
	size -= 4096 + 64;
	assert_int_equal(write(fd, data, size), size);
	assert_int_equal(tenure_pages_finish(fd, NULL), 0);
	close(fd);
	snapshot = open_good(p->path);
	assert_int_equal(tenure_policy_mailbox(tenure_snapshot_policy(snapshot),
					       "joe@row.example", NULL,
					       &mailbox),
			 -1);
	assert_string_equal(mailbox.plan->name, "(none)");
	assert_string_equal(mailbox.err.text,
			    "the row of \"joe@row.example\" is of a version "
			    "that this program does not understand");
	tenure_mailbox_clear(&mailbox);
	tenure_snapshot_unref(&snapshot);
	free(data);
}

/* ---------------------------------------------------------------- threads */

static void *look_up(void *context)
{
	struct published *p = context;
	struct tenure_snapshot *snapshot = open_good(p->path);
	size_t good = 0;

	for (int i = 0; i < 50; i++)
		good += check_mailboxes(tenure_snapshot_policy(snapshot),
					p->policy);
	tenure_snapshot_unref(&snapshot);
	return good == 50 * ADDRESS_COUNT ? p : NULL;
}

static void test_threads(void **state)
{
	struct published *p = *state;
	pthread_t threads[4];
	void *result;

	publish(p, REALM);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, look_up, p),
				 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, p);
	}
}

static void test_no_memory(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_mailbox mailbox;
	unsigned long n;
	int ret = -1;

	publish(p, REALM);
	snapshot = open_good(p->path);
	for (n = 1; ret < 0; n++) {
		assert_true(n < 20);
		tenure_alloc_fail_at(n, 0);
		ret = tenure_policy_mailbox(tenure_snapshot_policy(snapshot),
					    "joe@row.example", NULL, &mailbox);
		tenure_alloc_fail_at(0, 0);
		if (ret < 0) {
			assert_string_equal(mailbox.plan->name, "(none)");
			assert_string_equal(mailbox.err.text, "out of memory");
		}
		tenure_mailbox_clear(&mailbox);
	}
	assert_true(n > 4);
	tenure_snapshot_unref(&snapshot);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, setup, published_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_same),
		TEST(test_again),
		TEST(test_bad_rows),
		TEST(test_damage),
		TEST(test_damage_while_open),
		TEST(test_strange_row),
		TEST(test_threads),
		TEST(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
