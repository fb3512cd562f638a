/* SPDX-License-Identifier: MIT */
/* bench-decide decide | classify | lookup SNAPSHOT TENANTS
   How long one decision takes for joe@t0.example, of a snapshot with that many
   tenants tN.example. Prints nanoseconds of processor time. "decide": the
   classes of the message are known; "classify": they are found too; "lookup":
   what applies to an address, of all tenants in turn. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "policy/mailbox.h"
#include "decide/decide.h"
#include "snapshot/snapshot.h"

#define MESSAGES 1024
#define DECISIONS (500 * MESSAGES)
#define LOOKUPS 50000

static void fail(const char *what)
{
	fprintf(stderr, "bench-decide: %s\n", what);
	exit(1);
}

static int header(void *context, const char *name, unsigned int index,
		  const char **body_r)
{
	const char *const *fields = context;

	for (; *fields != NULL; fields += 2) {
		if (strcasecmp(fields[0], name) == 0 && index-- == 0) {
			*body_r = fields[1];
			return 1;
		}
	}
	return 0;
}

/* Messages of ten years, of all classes and none. */
static void fill_facts(struct tenure_facts *facts)
{
	static const char *const plain[] = {"from", " Ann <ann@shop.example>",
					    "subject",
					    " Are you there on Sunday?", NULL};
	static const char *const invoice[] = {
		"from", " <robot@billing.example>", "subject",
		" =?utf-8?q?Your_invoice_of_M=C3=A4rz?=", NULL};
	static const char *const bulk[] = {
		"from",    " News <news@shop.example>", "subject", " News",
		"list-id", " <news.shop.example>",      NULL};
	static const char *const *const headers[] = {plain, invoice, bulk};

	for (unsigned int i = 0; i < MESSAGES; i++) {
		facts[i] = (struct tenure_facts)TENURE_FACTS_INIT;
		facts[i].seal = TENURE_SEAL_SEALED;
		facts[i].sender = "ann@shop.example";
		facts[i].size = i % 7 == 0 ? 20000000 : 4000 + i;
		facts[i].auth = 0;
		facts[i].tls = 13;
		facts[i].received = INT64_C(1700000000) + i * 300007;
		facts[i].header = header;
		facts[i].header_context = (void *)(uintptr_t)headers[i % 3];
	}
}

/* Of the processor: what else runs here is not counted. */
static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Decide about all messages, again and again. sum keeps the compiler from
   leaving out what nobody looks at. */
static double run_decisions(const struct tenure_policy *policy,
			    const struct tenure_facts *facts, bool with_classes,
			    int64_t *sum)
{
	static struct tenure_classes classes[MESSAGES];
	struct tenure_mailbox mailbox;
	struct tenure_decision decision;
	int64_t began;

	if (tenure_policy_mailbox(policy, "joe@t0.example", NULL, &mailbox) <
		    0 ||
	    mailbox.layer_count != 3)
		fail("not the mailbox that is meant");
	for (unsigned int i = 0; i < MESSAGES; i++)
		tenure_classify(policy, &mailbox, &facts[i], &classes[i]);
	began = nanoseconds();
	for (unsigned int i = 0; i < DECISIONS; i++) {
		unsigned int at = i % MESSAGES;

		if (with_classes)
			tenure_classify(policy, &mailbox, &facts[at],
					&classes[at]);
		tenure_decide(&mailbox, &facts[at], &classes[at],
			      TENURE_ACTION_DELETE, INT64_C(1800000000),
			      &decision);
		*sum += decision.keep_until + decision.verdict;
	}
	began = nanoseconds() - began;
	tenure_mailbox_clear(&mailbox);
	return (double)began;
}

/* Look up users of all tenants, with a stride that no cache foresees. */
static double run_lookups(const struct tenure_policy *policy,
			  unsigned int tenants, int64_t *sum)
{
	struct tenure_mailbox mailbox;
	char address[64];
	int64_t began = nanoseconds();

	for (unsigned int i = 0; i < LOOKUPS; i++) {
		snprintf(address, sizeof(address), "joe@t%u.example",
			 (unsigned int)(i * UINT64_C(7919) % tenants));
		if (tenure_policy_mailbox(policy, address, NULL, &mailbox) < 0)
			fail("no mailbox");
		*sum += mailbox.layer_count;
		tenure_mailbox_clear(&mailbox);
	}
	return (double)(nanoseconds() - began);
}

int main(int argc, char **argv)
{
	static struct tenure_facts facts[MESSAGES];
	unsigned int tenants = argc == 4 ? (unsigned int)atoi(argv[3]) : 0;
	struct tenure_snapshot *snapshot;
	const struct tenure_policy *policy;
	struct tenure_error err;
	int64_t sum = 0;
	double took;

	if (tenants == 0)
		fail("usage: decide | classify | lookup SNAPSHOT TENANTS");
	if (tenure_snapshot_open(argv[2], &snapshot, &err) < 0)
		fail(err.text);
	policy = tenure_snapshot_policy(snapshot);
	fill_facts(facts);
	if (strcmp(argv[1], "lookup") == 0)
		took = run_lookups(policy, tenants, &sum) / LOOKUPS;
	else
		took = run_decisions(policy, facts,
				     strcmp(argv[1], "classify") == 0, &sum) /
		       DECISIONS;
	tenure_snapshot_unref(&snapshot);
	printf("%.1f\n", took);
	return sum == 0;
}
