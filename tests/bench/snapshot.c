/* SPDX-License-Identifier: MIT */
/* bench-snapshot tinycdb | table | snapshot | mailbox FILE USERS DOMAINS
   How long it takes to look one user up in a snapshot, of all its users
   joeN@exampleM.org by turns. Prints microseconds. "tinycdb": open the file,
   find the row and close it again, with tinycdb's own reader; "table": the same
   with ours, and decode the row; "snapshot": open the snapshot and find what
   applies to the mailbox; "mailbox": the same without opening it. It is the
   processor's time: the file is in memory, and nothing is waited for. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cdb.h>

#include "base/alloc.h"
#include "base/table.h"
#include "policy/mailbox.h"
#include "policy/row-code.h"
#include "snapshot/records.h"
#include "snapshot/snapshot.h"

struct work {
	const char *path;
	struct tenure_snapshot *snapshot;
	unsigned long users, domains;
	struct tenure_buffer value;
};

static void fail(const char *what)
{
	fprintf(stderr, "bench-snapshot: %s\n", what);
	exit(1);
}

static void open_snapshot(const char *path, struct tenure_snapshot **snapshot_r)
{
	struct tenure_error err;

	if (tenure_snapshot_open(path, snapshot_r, &err) < 0)
		fail(err.text);
}

static void find_with_tinycdb(struct work *work, const char *address)
{
	char key[TENURE_ROW_KEY_SIZE], value[4096];
	int fd = open(work->path, O_RDONLY | O_CLOEXEC);
	struct cdb cdb;
	size_t size;

	size = tenure_row_key(TENURE_TABLE_USERS, address, key);
	if (fd < 0 || cdb_init(&cdb, fd) < 0 ||
	    cdb_find(&cdb, key, (unsigned int)size) != 1 ||
	    cdb_datalen(&cdb) > sizeof(value) || cdb_readdata(&cdb, value) < 0)
		fail("tinycdb does not find it");
	cdb_free(&cdb);
	close(fd);
}

static void find_in_table(struct work *work, const char *address)
{
	char key[TENURE_ROW_KEY_SIZE];
	struct tenure_subject *row;
	struct tenure_table *table;
	struct tenure_error err;
	size_t size;

	size = tenure_row_key(TENURE_TABLE_USERS, address, key);
	if (tenure_table_open(work->path, &table, &err) < 0 ||
	    tenure_table_find(table, key, size, &work->value, &err) != 1 ||
	    tenure_row_decode(tenure_snapshot_policy(work->snapshot), address,
			      work->value.data, work->value.used, &row,
			      &err) < 0)
		fail("the table does not have it");
	tenure_free(row);
	tenure_table_close(&table);
}

static void find_mailbox(struct work *work, const char *address)
{
	struct tenure_mailbox mailbox;

	if (tenure_policy_mailbox(tenure_snapshot_policy(work->snapshot),
				  address, NULL, &mailbox) < 0 ||
	    mailbox.user == NULL || mailbox.tenant == NULL)
		fail("the policy does not name it");
	tenure_mailbox_clear(&mailbox);
}

static void find_in_snapshot(struct work *work, const char *address)
{
	struct tenure_snapshot *kept = work->snapshot;

	open_snapshot(work->path, &work->snapshot);
	find_mailbox(work, address);
	tenure_snapshot_unref(&work->snapshot);
	work->snapshot = kept;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double measure(struct work *work, unsigned long rounds,
		      void (*find)(struct work *work, const char *address))
{
	char address[128];
	double begin = now();

	for (unsigned long i = 0; i < rounds; i++) {
		/* Far from the one before. */
		unsigned long user = i * 7919 % work->users;

		snprintf(address, sizeof(address), "joe%lu@example%lu.org",
			 user, user % work->domains);
		find(work, address);
	}
	return (now() - begin) / (double)rounds;
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		void (*find)(struct work *work, const char *address);
		unsigned long rounds;
	} works[] = {
		{"tinycdb", find_with_tinycdb, 20000},
		{"table", find_in_table, 20000},
		{"snapshot", find_in_snapshot, 200},
		{"mailbox", find_mailbox, 20000},
	};
	struct work work = {.value = TENURE_BUFFER_INIT};

	if (argc != 5)
		fail("wrong arguments");
	work.path = argv[2];
	work.users = strtoul(argv[3], NULL, 10);
	work.domains = strtoul(argv[4], NULL, 10);
	if (work.users == 0 || work.domains == 0)
		fail("no users");
	open_snapshot(work.path, &work.snapshot);
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		if (strcmp(argv[1], works[i].name) != 0)
			continue;
		/* The first round brings the file into memory. */
		measure(&work, works[i].rounds, works[i].find);
		printf("%.3f\n",
		       measure(&work, works[i].rounds, works[i].find));
		tenure_snapshot_unref(&work.snapshot);
		tenure_buffer_free(&work.value);
		return 0;
	}
	fail("wrong arguments");
}
