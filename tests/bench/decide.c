/* SPDX-License-Identifier: MIT */
/* bench-decide decide | classify | lookup TENANTS
   How long one decision takes, for a server with that many tenants. Prints
   nanoseconds. "decide": the classes of the message are known; "classify":
   they are found too; "lookup": what applies to an address, of all tenants in
   turn. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "decide/decide.h"

#define MESSAGES 1024
#define ROUNDS 1000

/* What a server with three plans might have, and in a tenant and a user who
   say something of their own. */
static const char policy_head[] =
	"tenure_version = 1\n"
	"class invoice {\n"
	"  match { header Subject = \"*invoice*\" \"*rechnung*\" }\n"
	"  match { from = @billing.example }\n"
	"}\n"
	"class bulk { match { header List-Id = \"*\" } }\n"
	"class large { match { size > 10M  not { auth = yes } } }\n"
	"plan staff {\n"
	"  keep = 90d  expire = 7y  on_delete = conceal\n"
	"  class invoice { keep = 10y keep_from = year_end mode = compliance "
	"}\n"
	"  class bulk { keep = 0  expire = 30d }\n"
	"  class large { smtp { accept = quarantine } }\n"
	"  pop3 { after_download = delete }\n"
	"  smtp { require_tls = yes  max_size = 50M }\n"
	"}\n"
	"unknown = staff\n"
	"user joe@t0.example { keep = 180d  class bulk { expire = 60d } }\n";

static void fail(const char *what)
{
	fprintf(stderr, "bench-decide: %s\n", what);
	exit(1);
}

static int text_load(void *context, const char *name TENURE_UNUSED,
		     char **text_r, size_t *size_r, struct tenure_error *err)
{
	const struct tenure_buffer *text = context;

	*size_r = text->used;
	*text_r = tenure_memdup(text->data, text->used);
	return *text_r == NULL ? tenure_error_nomem(err) : 0;
}

static struct tenure_policy *read_policy(unsigned int tenants)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_source source = tenure_source_folder(".");
	struct tenure_diagnostics found = {.count = 0};
	struct tenure_policy *policy;

	source.load = text_load;
	source.context = &text;
	tenure_buffer_add_str(&text, policy_head);
	for (unsigned int i = 0; i < tenants; i++)
		tenure_buffer_printf(&text,
				     "tenant t%u.example { plan = staff "
				     "keep = %ud }\n",
				     i, i % 1000);
	if (tenure_buffer_str(&text) == NULL ||
	    tenure_policy_read(&source, "policy.conf", &policy, &found) < 0) {
		tenure_buffer_clear(&text);
		tenure_diagnostics_format(&found, &text);
		fail(tenure_buffer_str(&text));
	}
	tenure_diagnostics_free(&found);
	tenure_buffer_free(&text);
	return policy;
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

static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Decide about all messages, ROUNDS times. sum keeps the compiler from leaving
   out what nobody looks at. */
static int64_t run_decisions(const struct tenure_policy *policy,
			     const struct tenure_facts *facts,
			     bool with_classes, int64_t *sum)
{
	static struct tenure_classes classes[MESSAGES];
	struct tenure_mailbox mailbox;
	struct tenure_decision decision;
	int64_t began;

	if (tenure_policy_mailbox(policy, "joe@t0.example", NULL, &mailbox) < 0)
		fail("no mailbox");
	for (unsigned int i = 0; i < MESSAGES; i++)
		tenure_classify(policy, &mailbox, &facts[i], &classes[i]);
	began = nanoseconds();
	for (unsigned int i = 0; i < ROUNDS * MESSAGES; i++) {
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
	return began;
}

/* Look up users of all tenants, with a stride that no cache foresees. */
static int64_t run_lookups(const struct tenure_policy *policy,
			   unsigned int tenants, int64_t *sum)
{
	struct tenure_mailbox mailbox;
	char address[64];
	int64_t began = nanoseconds();

	for (unsigned int i = 0; i < ROUNDS * MESSAGES; i++) {
		snprintf(address, sizeof(address), "joe@t%u.example",
			 (unsigned int)(i * UINT64_C(7919) % tenants));
		if (tenure_policy_mailbox(policy, address, NULL, &mailbox) < 0)
			fail("no mailbox");
		*sum += mailbox.layer_count;
		tenure_mailbox_clear(&mailbox);
	}
	return nanoseconds() - began;
}

int main(int argc, char **argv)
{
	static struct tenure_facts facts[MESSAGES];
	unsigned int tenants = argc == 3 ? (unsigned int)atoi(argv[2]) : 0;
	struct tenure_policy *policy;
	int64_t took, sum = 0;

	if (tenants == 0)
		fail("usage: decide | classify | lookup TENANTS");
	policy = read_policy(tenants);
	fill_facts(facts);
	if (strcmp(argv[1], "lookup") == 0)
		took = run_lookups(policy, tenants, &sum);
	else
		took = run_decisions(policy, facts,
				     strcmp(argv[1], "classify") == 0, &sum);
	tenure_policy_free(&policy);
	printf("%.1f\n", (double)took / (ROUNDS * MESSAGES));
	return sum == 0;
}
