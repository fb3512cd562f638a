/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/table.h"
#include "base/zone.h"
#include "policy/mailbox.h"
#include "snapshot/digest.h"
#include "snapshot/meta.h"
#include "snapshot/records.h"
#include "tests/common/snapshot/published.h"

static struct tenure_snapshot *open_good(const char *path)
{
	struct tenure_snapshot *snapshot;
	struct tenure_error err;

	if (tenure_snapshot_open(path, &snapshot, &err) < 0)
		fail_msg("%s: %s", err.file, err.text);
	return snapshot;
}

static void assert_where(const struct tenure_policy *policy,
			 struct tenure_where where, const char *want)
{
	char buf[128];

	assert_string_equal(
		tenure_policy_where(policy, where, buf, sizeof(buf)), want);
}

static void test_contents(void **state)
{
	struct published *p = *state;
	const struct tenure_policy *policy;
	struct tenure_publish_result result = publish(p, REALM);
	struct tenure_snapshot *snapshot = open_good(p->path);
	struct tenure_mailbox mailbox;

	assert_string_equal(tenure_snapshot_realm(snapshot), REALM);
	assert_int_equal(tenure_snapshot_generation(snapshot), 1);
	assert_int_equal(tenure_snapshot_time(snapshot), NOW);
	assert_string_equal(tenure_snapshot_digest(snapshot), result.digest);
	assert_int_equal(tenure_keyring_count(tenure_snapshot_keys(snapshot)),
			 1);
	assert_int_equal(
		tenure_keyring_key(tenure_snapshot_keys(snapshot), 0)->created,
		NOW);
	/* The places are those of the files that were published. */
	policy = tenure_snapshot_policy(snapshot);
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@a.example", NULL, &mailbox),
		0);
	assert_string_equal(mailbox.plan->name, "lite");
	assert_where(policy, mailbox.plan_where, "tenants/a.conf:4");
	assert_where(policy, mailbox.tenant->where, "tenants/a.conf:3");
	assert_where(policy, mailbox.plan->where, "plans.conf:3");
	assert_where(policy,
		     tenure_layer_value(&mailbox.plan->layer,
					TENURE_SETTING_EXPIRE, NULL)
			     ->where,
		     "plans.conf:5");
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@other", NULL, &mailbox), 0);
	assert_where(policy, mailbox.plan_where, "policy.conf:5");
	tenure_snapshot_unref(&snapshot);
	assert_null(snapshot);
	tenure_snapshot_unref(&snapshot);
	assert_int_equal(tenure_snapshot_verify(p->path, NULL), 0);
}

/* What is published again out of a snapshot is the same. */
static void test_published_again(void **state)
{
	struct published *p = *state;
	struct tenure_publish_result first = publish(p, REALM), second;
	struct tenure_snapshot *snapshot = open_good(p->path);
	struct tenure_publish_request request = publish_request(p);

	request.policy = tenure_snapshot_policy(snapshot);
	request.keys = tenure_snapshot_keys(snapshot);
	request.realm = tenure_snapshot_realm(snapshot);
	request.now = NOW + 1;
	assert_int_equal(tenure_publish(&request, &second, NULL), 0);
	assert_int_equal(second.unchanged, 1);
	assert_string_equal(first.digest, second.digest);
	tenure_snapshot_unref(&snapshot);
}

static void assert_refused(const char *path, const char *what, size_t at)
{
	struct tenure_snapshot *snapshot;
	struct tenure_error err;

	if (tenure_snapshot_open(path, &snapshot, &err) == 0)
		fail_msg("%s at %zu is taken", what, at);
	assert_null(snapshot);
	assert_string_equal(err.file, path);
	assert_true(err.text[0] != '\0');
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
}

static void test_every_bit(void **state)
{
	struct published *p = *state;
	size_t size, i, bit;
	char *data, octet;
	int fd;

	publish(p, REALM);
	data = octets_of(p->path, &size);
	fd = open(p->path, O_WRONLY);
	assert_true(fd >= 0);
	for (i = 0; i < size; i++) {
		for (bit = 0; bit < 8; bit++) {
			octet = (char)(data[i] ^ (1 << bit));
			assert_int_equal(pwrite(fd, &octet, 1, (off_t)i), 1);
			assert_refused(p->path, "bit", i * 8 + bit);
		}
		assert_int_equal(pwrite(fd, &data[i], 1, (off_t)i), 1);
	}
	close(fd);
	tenure_snapshot_unref(&(struct tenure_snapshot *){open_good(p->path)});
	free(data);
}

static void test_every_length(void **state)
{
	struct published *p = *state;
	size_t size, i;
	char *data;

	publish(p, REALM);
	data = octets_of(p->path, &size);
	/* One octet more, one NUL more. */
	data[size] = 'x';
	put_octets(p->path, data, size + 1);
	assert_refused(p->path, "longer", size + 1);
	data[size] = '\0';
	put_octets(p->path, data, size + 1);
	assert_refused(p->path, "longer", size + 1);
	for (i = size; i-- > 0;) {
		assert_int_equal(truncate(p->path, (off_t)i), 0);
		assert_refused(p->path, "cut", i);
	}
	free(data);
}

static void test_no_snapshot(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_error err;

	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err), -1);
	assert_null(snapshot);
	assert_string_equal(err.file, p->path);
	assert_string_equal(err.text, "cannot open: No such file or directory");
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_int_equal(tenure_snapshot_open(p->folder, &snapshot, &err), -1);
	assert_string_equal(err.file, p->folder);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err), -1);
	assert_string_equal(err.text, "not a regular file");
}

/* ------------------------------------------------------ snapshots made by hand

   With checksums that fit, as a later version or a broken publisher would
   write them. */

/* '%' in a value is written as NUL. */
struct record {
	const char *key, *value;
};

static const struct record whole[] = {
	{"realm", REALM},
	{"keys", ""},
	{"root", "p"},
	{"file:p", "tenure_version = 1\ninclude \"*.inc\"\n"},
	{"include:*.inc", "a.inc\n"},
	{"file:a.inc", "plan x { keep = 1d }\nunknown = x\n"},
	{NULL, NULL},
};

static void add_record(struct tenure_table_writer *writer, const char *key,
		       const char *value)
{
	size_t size = strlen(value), i;
	char *octets = strdup(value);

	for (i = 0; i < size; i++) {
		if (octets[i] == '%')
			octets[i] = '\0';
	}
	assert_int_equal(tenure_table_writer_add(writer, key, strlen(key),
						 octets, size, NULL),
			 0);
	free(octets);
}

/* Write a snapshot; the record with replaced's key has its value instead, or
   is left out if that is NULL. */
static void write_by_hand(const char *path, const char *meta,
			  const struct record *replaced)
{
	struct tenure_table_writer *writer;
	const struct record *record;
	const char *value;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(tenure_table_writer_open(fd, &writer, NULL), 0);
	add_record(writer, "meta", meta);
	for (record = whole; record->key != NULL; record++) {
		value = record->value;
		if (strcmp(record->key, replaced->key) == 0)
			value = replaced->value;
		if (value != NULL)
			add_record(writer, record->key, value);
	}
	assert_int_equal(tenure_table_writer_finish(&writer, NULL), 0);
	close(fd);
}

#define DIGEST_TEXT                                                            \
	"0000000000000000000000000000000000000000000000000000000000000000"
#define META(version, digest)                                                  \
	"tenure_snapshot = " version                                           \
	"\ngeneration = 1\ntime = \"2026-11-22T03:00:00Z\"\ncontent = "        \
	"\"" digest "\"\ntenants = 0\nusers = 0\nneeds = rows\n"               \
	"pop3_expire = never\npop3_login_delay = 0\n"

static void test_by_hand(void **state)
{
	static const struct {
		struct record replaced;
		const char *want;
	} cases[] = {
		{{"realm", NULL}, "snapshot: the record \"realm\" is missing"},
		{{"realm", "Bad"}, "snapshot: bad realm \"Bad\""},
		{{"realm", ""}, "snapshot: bad realm \"\""},
		{{"realm", REALM "%"},
		 "snapshot: the record \"realm\" has a NUL"},
		{{"root", "p%p"}, "snapshot: the record \"root\" has a NUL"},
		{{"include:*.inc", "a.inc\n%"}, NULL},
		{{"file:a.inc", "plan x { keep = 1d }%"}, NULL},
		{{"keys", NULL}, "snapshot: the record \"keys\" is missing"},
		{{"keys", "key a { }"}, "the key has no \"public\""},
		{{"root", NULL}, "snapshot: the record \"root\" is missing"},
		{{"root", "q"},
		 "the policy in the snapshot cannot be read: q: snapshot: the "
		 "record \"file:q\" is missing"},
		{{"file:p", NULL}, NULL},
		{{"file:p", "nonsense"}, NULL},
		{{"file:a.inc", NULL}, NULL},
		{{"include:*.inc", NULL}, NULL},
		{{"include:*.inc", "b.inc\n"}, NULL},
		{{"include:*.inc", "a.inc\n\n"}, NULL},
		{{"include:*.inc", "a.inc\np\n"}, NULL},
		/* the last line lacks its end */
		{{"include:*.inc", "a.inc\nb.inc"},
		 "the policy in the snapshot cannot be read: p:2:9: cannot "
		 "include \"*.inc\": snapshot: include *.inc: the last name "
		 "has no line end"},
	};
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		write_by_hand(p->path, META("1", DIGEST_TEXT),
			      &cases[i].replaced);
		if (tenure_snapshot_open(p->path, &snapshot, &err) == 0)
			fail_msg("%s is taken", cases[i].replaced.key);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		assert_string_equal(err.file, p->path);
		if (cases[i].want != NULL)
			assert_string_equal(err.text, cases[i].want);
	}
	write_by_hand(p->path, META("2", DIGEST_TEXT), &whole[0]);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err), -1);
	assert_string_equal(err.text,
			    "snapshot: tenure_snapshot is \"2\", which this "
			    "program does not understand");
}

/* The whole table is taken; whether it has the digest that it should, is told
   when all of it is read. */
static void test_by_hand_good(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_digest digest;
	const struct record *record;
	struct tenure_buffer meta = TENURE_BUFFER_INIT;
	struct tenure_snapshot_meta values = {.generation = 9, .time = 1};
	const struct record none = {"", NULL};
	struct tenure_error err;

	write_by_hand(p->path, META("1", DIGEST_TEXT), &none);
	snapshot = open_good(p->path);
	tenure_snapshot_unref(&snapshot);
	assert_int_equal(tenure_snapshot_verify(p->path, &err), -1);
	assert_string_equal(err.text,
			    "the snapshot does not say what was published");
	assert_string_equal(err.file, p->path);
	tenure_digest_init(&digest);
	for (record = whole; record->key != NULL; record++)
		tenure_digest_add_record(&digest, record->key,
					 strlen(record->key), record->value,
					 strlen(record->value));
	assert_int_equal(tenure_digest_finish(&digest, values.content, NULL),
			 0);
	tenure_snapshot_meta_format(&values, &meta);
	write_by_hand(p->path, meta.data, &none);
	snapshot = open_good(p->path);
	assert_int_equal(tenure_snapshot_generation(snapshot), 9);
	tenure_snapshot_unref(&snapshot);
	assert_int_equal(tenure_snapshot_verify(p->path, &err), 0);
	tenure_buffer_free(&meta);
}

/* ------------------------------------------------------------- an old copy */

static void test_old_copy(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	size_t size, i;
	char *data, floor[96];
	static const struct {
		const char *floor, *want;
	} cases[] = {
		{"2 2\n", "generation 1 is older than 2, which was published "
			  "before: an old copy was put back"},
		{"18446744073709551615 18446744073709551615\n",
		 "generation 1 is older than 18446744073709551615, which was "
		 "published before: an old copy was put back"},
		{"1 1\n", NULL},
		{"0 0\n", NULL},
		{"1 2\n", NULL},
		/* Nobody can tell what these mean. */
		{"", ""},
		{"1", ""},
		{"1\n", ""},
		{"1 1", ""},
		{"1 1\n\n", ""},
		{"2 1\n", ""},
		{"+1 1\n", ""},
		{"01 1\n", ""},
		{"1  1\n", ""},
		{"1 1 \n", ""},
		{"-1 -1\n", ""},
		{"18446744073709551616 18446744073709551616\n", ""},
	};

	publish(p, REALM);
	data = octets_of(p->path, &size);
	publish(p, "other");
	put_octets(p->path, data, size);
	assert_refused(p->path, "old copy", 0);
	snprintf(floor, sizeof(floor), "%s.generation", p->path);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_octets(floor, cases[i].floor, strlen(cases[i].floor));
		if (cases[i].want == NULL) {
			snapshot = open_good(p->path);
			tenure_snapshot_unref(&snapshot);
			continue;
		}
		assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err),
				 -1);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		if (*cases[i].want != '\0') {
			assert_string_equal(err.text, cases[i].want);
			assert_string_equal(err.file, p->path);
		} else {
			assert_string_equal(err.text,
					    "not two generations: which "
					    "snapshots are too old is not "
					    "known");
			assert_string_equal(err.file, floor);
		}
	}
	assert_int_equal(unlink(floor), 0);
	assert_int_equal(mkdir(floor, 0700), 0);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	/* Without one, there is none. */
	assert_int_equal(rmdir(floor), 0);
	snapshot = open_good(p->path);
	tenure_snapshot_unref(&snapshot);
	free(data);
}

/* --------------------------------------------------------- while it lives */

static void test_changed(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	size_t size;
	char *data;

	publish(p, REALM);
	snapshot = open_good(p->path);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 0);
	publish(p, REALM);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 0);
	publish(p, "other");
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 1);
	/* What was opened stays as it was. */
	assert_string_equal(tenure_snapshot_realm(snapshot), REALM);
	tenure_snapshot_unref(&snapshot);
	snapshot = open_good(p->path);
	data = octets_of(p->path, &size);
	put_octets(p->path, data, size - 1);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 1);
	free(data);
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), -1);
	tenure_snapshot_unref(&snapshot);
}

/* Take the file away and put it back: it is the one that was opened. Until the
   kernel's clock for files, which ticks some hundred times a second, has moved
   on. */
static void put_back(const char *path)
{
	const struct timespec tick = {.tv_nsec = 1000000};
	struct stat before, after;
	char away[96];

	snprintf(away, sizeof(away), "%s.away", path);
	assert_int_equal(stat(path, &before), 0);
	for (int i = 0; i < 10000; i++) {
		assert_int_equal(rename(path, away), 0);
		assert_int_equal(rename(away, path), 0);
		assert_int_equal(stat(path, &after), 0);
		if (memcmp(&before.st_ctim, &after.st_ctim,
			   sizeof(before.st_ctim)) != 0)
			return;
		nanosleep(&tick, NULL);
	}
	fail();
}

/* Each of inode, size and time is looked at. */
static void test_changed_one_by_one(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	struct timespec times[2];
	struct stat st;
	char other[96], *data;
	size_t size;

	publish(p, REALM);
	snapshot = open_good(p->path);
	data = octets_of(p->path, &size);
	assert_int_equal(stat(p->path, &st), 0);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	put_octets(p->path, data, size - 1);
	assert_int_equal(utimensat(AT_FDCWD, p->path, times, 0), 0);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 1);
	put_octets(p->path, data, size);
	tenure_snapshot_unref(&snapshot);
	snapshot = open_good(p->path);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 0);
	put_back(p->path);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 1);
	times[1].tv_nsec ^= 1;
	assert_int_equal(utimensat(AT_FDCWD, p->path, times, 0), 0);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 1);
	times[1].tv_nsec ^= 1;
	snprintf(other, sizeof(other), "%s.new", p->path);
	put_octets(other, data, size);
	assert_int_equal(utimensat(AT_FDCWD, other, times, 0), 0);
	assert_int_equal(rename(other, p->path), 0);
	assert_int_equal(tenure_snapshot_changed(snapshot, p->path), 1);
	tenure_snapshot_unref(&snapshot);
	free(data);
}

#define THREADS 4

static void *use_snapshot(void *context)
{
	struct tenure_snapshot *snapshot = context, *mine;
	struct tenure_mailbox mailbox;
	int i, rounds = unit_count(2000);

	for (i = 0; i < rounds; i++) {
		mine = tenure_snapshot_ref(snapshot);
		if (tenure_policy_mailbox(tenure_snapshot_policy(mine),
					  "x@a.example", NULL, &mailbox) < 0)
			return mine;
		tenure_snapshot_unref(&mine);
	}
	tenure_snapshot_unref(&snapshot);
	return NULL;
}

static void test_threads(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	pthread_t threads[THREADS];
	void *result;
	int i;

	publish(p, REALM);
	snapshot = open_good(p->path);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use_snapshot,
						tenure_snapshot_ref(snapshot)),
				 0);
	/* The threads keep it alive. */
	tenure_snapshot_unref(&snapshot);
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_null(result);
	}
}

static void test_no_memory(void **state)
{
	struct published *p = *state;
	struct tenure_snapshot *snapshot;
	unsigned long n;
	int ret;

	publish(p, REALM);
	for (n = 1; n < 10000; n++) {
		tenure_alloc_fail_at(n, n % 2 == 0);
		ret = tenure_snapshot_open(p->path, &snapshot, NULL);
		if (tenure_alloc_count() < n)
			break;
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, -1);
		assert_null(snapshot);
	}
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, 0);
	assert_true(n > 20);
	tenure_snapshot_unref(&snapshot);
}

/* The data of a time zone come out of the snapshot: a door asks the system for
   nothing. */
static void test_time_zone(void **state)
{
	static const struct memory_file files[] = {
		{"policy.conf", "tenure_version = 1\n"
				"time_zone = Pacific/Kiritimati\n"
				"plan p { keep = 1y  keep_from = year_end }\n"
				"unknown = p\n"},
		{NULL, NULL}};
	struct published *p = *state;
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics;
	struct tenure_mailbox mailbox;
	struct tenure_snapshot *snapshot;
	struct tenure_table *table;
	struct tenure_buffer data = TENURE_BUFFER_INIT;
	struct tenure_error err;

	source.zone = tenure_source_folder(".").zone;
	tenure_policy_free(&p->policy);
	tenure_diagnostics_init(&diagnostics);
	assert_int_equal(tenure_policy_read(&source, "policy.conf", &p->policy,
					    &diagnostics),
			 0);
	tenure_diagnostics_free(&diagnostics);
	publish(p, REALM);
	assert_int_equal(tenure_table_open(p->path, &table, &err), 0);
	assert_int_equal(tenure_table_find(table, "zone:Pacific/Kiritimati", 23,
					   &data, &err),
			 1);
	assert_memory_equal(data.data, "TZif", 4);
	tenure_buffer_free(&data);
	tenure_table_close(&table);
	assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err), 0);
	assert_int_equal(tenure_policy_mailbox(tenure_snapshot_policy(snapshot),
					       "a@b.example", NULL, &mailbox),
			 0);
	assert_int_equal(tenure_zone_offset(mailbox.zone, NOW), 14 * 3600);
	tenure_mailbox_clear(&mailbox);
	tenure_snapshot_unref(&snapshot);
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, published_setup,                 \
					published_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_contents),     TEST(test_published_again),
		TEST(test_every_bit),    TEST(test_every_length),
		TEST(test_no_snapshot),  TEST(test_by_hand),
		TEST(test_by_hand_good), TEST(test_old_copy),
		TEST(test_changed),      TEST(test_changed_one_by_one),
		TEST(test_threads),      TEST(test_no_memory),
		TEST(test_time_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
