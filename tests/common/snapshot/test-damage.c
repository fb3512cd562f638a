/* SPDX-License-Identifier: MIT */
/* Snapshots that are damaged, exchanged, or published while they are read:
   either the policy is the one that was published, or there is none. */
#include "policy/mailbox.h"
#include "tests/lib/unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "tests/common/snapshot/published.h"

/* Reloads under load; more in the nightly run. */
#define RELOADS 300
#define RELOADS_NIGHTLY 10000

/* Is it exactly what was published as this realm? */
static void assert_policy(const struct tenure_snapshot *snapshot,
			  const char *realm)
{
	const struct tenure_policy *policy = tenure_snapshot_policy(snapshot);
	struct tenure_mailbox mailbox;

	assert_string_equal(tenure_snapshot_realm(snapshot), realm);
	assert_int_equal(tenure_keyring_count(tenure_snapshot_keys(snapshot)),
			 1);
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@a.example", NULL, &mailbox),
		0);
	assert_string_equal(mailbox.plan->name, "lite");
	assert_non_null(mailbox.tenant);
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@b.example", NULL, &mailbox),
		0);
	assert_string_equal(mailbox.plan->name, "staff");
	assert_non_null(mailbox.tenant);
	assert_int_equal(
		tenure_policy_mailbox(policy, "x@other", NULL, &mailbox), 0);
	assert_string_equal(mailbox.plan->name, "lite");
	assert_null(mailbox.tenant);
}

/* Open a snapshot that may be damaged. Returns whether there is one. */
static bool open_either(const char *path)
{
	struct tenure_snapshot *snapshot;
	struct tenure_error err;

	if (tenure_snapshot_open(path, &snapshot, &err) < 0) {
		assert_null(snapshot);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		assert_string_equal(err.file, path);
		assert_true(err.text[0] != '\0');
		return false;
	}
	assert_policy(snapshot, REALM);
	tenure_snapshot_unref(&snapshot);
	return true;
}

/* Comments that fill some pages, so that damage may lie where it does no
   harm. */
static void make_longer(struct published *p)
{
	struct memory_file
		files[sizeof(policy_files) / sizeof(policy_files[0])];
	char *text = malloc(20000);
	size_t used;

	assert_non_null(text);
	used = (size_t)sprintf(text, "%s", policy_files[1].text);
	while (used < 19000)
		used += (size_t)sprintf(text + used, "# line at %zu\n", used);
	memcpy(files, policy_files, sizeof(files));
	files[1].text = text;
	tenure_policy_free(&p->policy);
	p->policy = policy_read(files);
	free(text);
}

static void test_every_octet(void **state)
{
	static const unsigned char patterns[] = {0x01, 0x10, 0xff};
	struct published *p = *state;
	/* Each octet, or some of every kind. */
	size_t step = unit_step(1);
	size_t size, i, j;
	char *data, octet;
	int fd;

	make_longer(p);
	publish(p, REALM);
	data = octets_of(p->path, &size);
	fd = open(p->path, O_WRONLY);
	assert_true(fd >= 0);
	for (i = 0; i < size; i += step) {
		/* One of the patterns each time. */
		j = i % sizeof(patterns);
		octet = (char)(data[i] ^ patterns[j]);
		assert_int_equal(pwrite(fd, &octet, 1, (off_t)i), 1);
		open_either(p->path);
		/* Reading all of it always notices. */
		assert_int_equal(tenure_snapshot_verify(p->path, NULL), -1);
		assert_int_equal(pwrite(fd, &data[i], 1, (off_t)i), 1);
	}
	close(fd);
	assert_true(open_either(p->path));
	assert_int_equal(tenure_snapshot_verify(p->path, NULL), 0);
	free(data);
}

static void test_every_length(void **state)
{
	struct published *p = *state;
	size_t step = unit_step(1);
	size_t size, i;
	char *data;

	make_longer(p);
	publish(p, REALM);
	data = octets_of(p->path, &size);
	for (i = size - 1; i < size; i -= step) {
		assert_int_equal(truncate(p->path, (off_t)i), 0);
		assert_false(open_either(p->path));
	}
	/* Filled with zeros to what it was. */
	assert_int_equal(truncate(p->path, (off_t)size), 0);
	assert_false(open_either(p->path));
	free(data);
}

/* Pages out of an older generation, of the same length. */
static void test_torn(void **state)
{
	struct published *p = *state;
	char *old, *data, other[] = "example-hostinG";
	size_t size, old_size, page;
	unsigned int opened = 0;

	make_longer(p);
	other[sizeof(other) - 2] = 'x';
	publish(p, other);
	old = octets_of(p->path, &old_size);
	publish(p, REALM);
	data = octets_of(p->path, &size);
	assert_int_equal(size, old_size);
	for (page = 0; page * 4096 < size; page++) {
		size_t part = size - page * 4096;
		char kept[4096];

		if (part > sizeof(kept))
			part = sizeof(kept);
		memcpy(kept, data + page * 4096, part);
		memcpy(data + page * 4096, old + page * 4096, part);
		put_octets(p->path, data, size);
		opened += open_either(p->path);
		memcpy(data + page * 4096, kept, part);
	}
	/* Pages that are the same in both. */
	assert_true(opened < size / 4096);
	free(old);
	free(data);
}

static void test_older_generation(void **state)
{
	struct published *p = *state;
	char kept[128], text[160];
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	int i;

	for (i = 1; i <= 5; i++) {
		snprintf(text, sizeof(text), "r%d", i);
		publish(p, text);
	}
	for (i = 1; i <= 5; i++) {
		/* With a copy beside it, as people do it. */
		snprintf(kept, sizeof(kept), "%s.d/%d.cdb", p->path, i);
		snprintf(text, sizeof(text), "%s.new", p->path);
		unlink(text);
		assert_int_equal(link(kept, text), 0);
		assert_int_equal(rename(text, p->path), 0);
		if (i == 5) {
			assert_int_equal(
				tenure_snapshot_open(p->path, &snapshot, &err),
				0);
			tenure_snapshot_unref(&snapshot);
			break;
		}
		assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err),
				 -1);
		snprintf(text, sizeof(text),
			 "generation %d is older than 5, which was published "
			 "before: an old copy was put back",
			 i);
		assert_string_equal(err.text, text);
		/* In its folder, it can be read. */
		assert_int_equal(tenure_snapshot_open(kept, &snapshot, &err),
				 0);
		assert_int_equal(tenure_snapshot_generation(snapshot), i);
		tenure_snapshot_unref(&snapshot);
	}
	assert_int_equal(publish(p, "r9").generation, 6);
}

/* ------------------------------------------------------------- under load */

struct load {
	const char *path;
	atomic_bool end;
	atomic_ulong opened, failed, backwards;
};

/* As a door does it: look whether there is another one, then open that. */
static void *read_always(void *context)
{
	struct load *load = context;
	struct tenure_snapshot *snapshot = NULL, *new;
	struct tenure_mailbox mailbox;
	struct tenure_error err;
	uint64_t generation = 0;

	while (!atomic_load(&load->end)) {
		if (snapshot != NULL &&
		    tenure_snapshot_changed(snapshot, load->path) == 0)
			continue;
		if (tenure_snapshot_open(load->path, &new, &err) < 0) {
			fprintf(stderr, "# %s: %s\n", err.file, err.text);
			atomic_fetch_add(&load->failed, 1);
			continue;
		}
		atomic_fetch_add(&load->opened, 1);
		if (tenure_snapshot_generation(new) < generation)
			atomic_fetch_add(&load->backwards, 1);
		generation = tenure_snapshot_generation(new);
		if (tenure_policy_mailbox(tenure_snapshot_policy(new),
					  "x@b.example", NULL, &mailbox) < 0 ||
		    strcmp(mailbox.plan->name, "staff") != 0)
			atomic_fetch_add(&load->failed, 1);
		tenure_snapshot_unref(&snapshot);
		snapshot = new;
	}
	tenure_snapshot_unref(&snapshot);
	return NULL;
}

#define READERS 3

/* While generations follow one another, every reader always finds one that is
   whole, and none that is older than what it had. */
static void test_reload_under_load(void **state)
{
	struct published *p = *state;
	struct load load = {.path = p->path};
	int reloads = getenv("TENURE_NIGHTLY") != NULL ? RELOADS_NIGHTLY
						       : unit_count(RELOADS);
	pthread_t threads[READERS];
	char realm[32];
	int i;

	publish(p, "first");
	for (i = 0; i < READERS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, read_always, &load),
			0);
	for (i = 0; i < reloads; i++) {
		snprintf(realm, sizeof(realm), "r%d", i);
		publish(p, realm);
	}
	atomic_store(&load.end, true);
	for (i = 0; i < READERS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(load.failed, 0);
	assert_int_equal(load.backwards, 0);
	assert_true(load.opened >= READERS);
	print_message("# %d generations, opened %lu times\n", reloads,
		      atomic_load(&load.opened));
}

int main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, published_setup,                 \
					published_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_every_octet),
		TEST(test_every_length),
		TEST(test_torn),
		TEST(test_older_generation),
		TEST(test_reload_under_load),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
