/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "tests/lib/unit.h"

#include "decide/condition.h"
#include "tests/lib/policy-text.h"

/* Each case is one match block, facts, and the answer: 1, 0 or -1. */
struct condition_case {
	const char *match;
	struct tenure_facts facts;
	const char *fields[6];
	int want;
};

#define CONNECTION_UNKNOWN .auth = -1, .tls = -1
#define UNKNOWN CONNECTION_UNKNOWN, .size = -1

static void check(const struct condition_case *test)
{
	char text[1024];
	struct tenure_policy *policy;
	struct tenure_facts facts = test->facts;
	int got;

	snprintf(text, sizeof(text),
		 "tenure_version = 1\n"
		 "network office { addresses = 192.0.2.0/24 }\n"
		 "network vpn { addresses = 198.51.100.0/24 }\n"
		 "class c { match { %s } }\n"
		 "plan p { keep = 0 class c { keep = 1d } }\nunknown = p\n",
		 test->match);
	policy = test_policy(text);
	if (facts.header == NULL && test->fields[0] != NULL) {
		facts.header = test_header;
		facts.header_context = (void *)(uintptr_t)test->fields;
	}
	got = tenure_class_matches(tenure_policy_class(policy, 0), &facts);
	if (got != test->want)
		fail_msg("match { %s }: got %d, want %d", test->match, got,
			 test->want);
	tenure_policy_free(&policy);
}

#define CHECK_ALL(cases)                                                       \
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)          \
	check(&cases[i])

static void test_condition_header(void **state TENURE_UNUSED)
{
	const struct condition_case cases[] = {
		{"header Subject = \"*invoice*\"",
		 {UNKNOWN},
		 {"Subject: Your INVOICE 7"},
		 1},
		{"header Subject = \"*invoice*\"",
		 {UNKNOWN},
		 {"Subject: Hello"},
		 0},
		{"header Subject = \"*invoice*\" \"*rechnung*\"",
		 {UNKNOWN},
		 {"Subject: Ihre Rechnung"},
		 1},
		/* any instance */
		{"header X-A = yes", {UNKNOWN}, {"X-A: no", "X-A:  yes "}, 1},
		/* folded; encoded words, RFC 2047 */
		{"header Subject = \"a b\"",
		 {UNKNOWN},
		 {"Subject: a\r\n b"},
		 1},
		{"header Subject = \"*r\xc3\xbc"
		 "ckstand*\"",
		 {UNKNOWN},
		 {"Subject: =?iso-8859-1?Q?R=DCCKSTAND?="},
		 1},
		/* What cannot be decoded cannot be told, unless the rest of
		   the text already matches. */
		{"header Subject = \"*invoice*\"",
		 {UNKNOWN},
		 {"Subject: =?x-no-such?Q?abc?="},
		 -1},
		{"header Subject = \"*invoice*\"",
		 {UNKNOWN},
		 {"Subject: invoice =?x-no-such?Q?abc?="},
		 1},
		/* presence */
		{"header List-Id = \"*\"", {UNKNOWN}, {"List-Id:"}, 1},
		{"header List-Id = \"*\"", {UNKNOWN}, {"Subject: x"}, 0},
		/* a header that cannot be read */
		{"header List-Id = \"*\"",
		 {UNKNOWN, .header = test_header_unknown},
		 {NULL},
		 -1},
		{"header List-Id = \"*\"", {UNKNOWN}, {NULL}, -1},
	};
	CHECK_ALL(cases);
}

static void test_condition_from_to(void **state TENURE_UNUSED)
{
	const struct condition_case cases[] = {
		{"from = @billing.example",
		 {UNKNOWN},
		 {"From: \"X, Y\" <A@Billing.Example>"},
		 1},
		{"from = @billing.example",
		 {UNKNOWN},
		 {"From: a@sub.billing.example"},
		 0},
		{"from = @.billing.example",
		 {UNKNOWN},
		 {"From: a@sub.billing.example"},
		 1},
		{"from = @.billing.example",
		 {UNKNOWN},
		 {"From: a@billing.example"},
		 0},
		{"from = joe@example.org",
		 {UNKNOWN},
		 {"From: a@example.org, joe@example.org"},
		 1},
		{"to = joe@example.org",
		 {UNKNOWN},
		 {"To: a@example.org", "Cc: Joe <joe@example.org>"},
		 1},
		{"to = joe@example.org",
		 {UNKNOWN},
		 {"Bcc: joe@example.org"},
		 0},
		/* an address that cannot be read could be anybody's */
		{"from = @billing.example",
		 {UNKNOWN},
		 {"From: not an address <<>"},
		 -1},
		{"from = @billing.example", {UNKNOWN}, {NULL}, -1},
	};
	CHECK_ALL(cases);
}

static void test_condition_envelope(void **state TENURE_UNUSED)
{
	const struct condition_case cases[] = {
		{"sender = <>", {UNKNOWN, .sender = ""}, {NULL}, 1},
		{"sender = <>", {UNKNOWN, .sender = "a@b.c"}, {NULL}, 0},
		{"sender = @B.C", {UNKNOWN, .sender = "a@b.c"}, {NULL}, 1},
		{"sender = @b.c", {UNKNOWN}, {NULL}, -1},
		{"size > 10k", {CONNECTION_UNKNOWN, .size = 10241}, {NULL}, 1},
		{"size > 10k", {CONNECTION_UNKNOWN, .size = 10240}, {NULL}, 0},
		{"size >= 10k", {CONNECTION_UNKNOWN, .size = 10240}, {NULL}, 1},
		{"size < 10k", {CONNECTION_UNKNOWN, .size = 10240}, {NULL}, 0},
		{"size <= 10k", {CONNECTION_UNKNOWN, .size = 10240}, {NULL}, 1},
		{"size > 10k", {CONNECTION_UNKNOWN, .size = -1}, {NULL}, -1},
	};
	struct condition_case connection[] = {
		{"auth = yes", {UNKNOWN}, {NULL}, 1},
		{"auth = no", {UNKNOWN}, {NULL}, 0},
		{"tls = yes", {UNKNOWN}, {NULL}, 1},
		{"tls = no", {UNKNOWN}, {NULL}, 0},
		{"tls >= 1.2", {UNKNOWN}, {NULL}, 1},
		{"tls >= 1.3", {UNKNOWN}, {NULL}, 0},
	};

	CHECK_ALL(cases);
	for (size_t i = 0; i < 6; i++) {
		connection[i].facts.auth = 1;
		connection[i].facts.tls = 12;
		check(&connection[i]);
		/* without TLS and authentication */
		connection[i].facts.auth = connection[i].facts.tls = 0;
		connection[i].want = i % 2 == 1 && i < 4;
		check(&connection[i]);
		connection[i].facts.auth = connection[i].facts.tls = -1;
		connection[i].want = -1;
		check(&connection[i]);
	}
}

static void test_condition_mailbox_sealed(void **state TENURE_UNUSED)
{
	const struct condition_case cases[] = {
		{"mailbox = \"Archive/*\"",
		 {UNKNOWN, .mailbox = "Archive/2026"},
		 {NULL},
		 1},
		{"mailbox = \"Archive/*\"",
		 {UNKNOWN, .mailbox = "INBOX"},
		 {NULL},
		 0},
		{"mailbox = \"Archive/*\"", {UNKNOWN}, {NULL}, -1},
		{"mailbox = \\Drafts",
		 {UNKNOWN, .mailbox = "Entw", .special_use = "\\Drafts"},
		 {NULL},
		 1},
		{"mailbox = \\Drafts",
		 {UNKNOWN, .mailbox = "Drafts", .special_use = ""},
		 {NULL},
		 0},
		{"mailbox = \\Drafts",
		 {UNKNOWN, .mailbox = "Drafts"},
		 {NULL},
		 -1},
	};
	const int want_yes[] = {-1, 1, 0, -1};
	const int want_no[] = {-1, 0, 1, -1};

	CHECK_ALL(cases);
	for (int seal = TENURE_SEAL_NONE; seal <= TENURE_SEAL_UNKNOWN; seal++) {
		struct condition_case test = {
			"sealed = yes", {UNKNOWN}, {NULL}, want_yes[seal]};

		test.facts.seal = (enum tenure_seal_state)seal;
		check(&test);
		test.match = "sealed = no";
		test.want = want_no[seal];
		check(&test);
	}
}

static void test_condition_client(void **state TENURE_UNUSED)
{
	static const char *const office[] = {"office"};
	static const char *const both[] = {"spare", "vpn"};
	const struct condition_case cases[] = {
		{"client = office",
		 {UNKNOWN, .networks = office, .network_count = 1},
		 {NULL},
		 1},
		{"client = vpn",
		 {UNKNOWN, .networks = office, .network_count = 1},
		 {NULL},
		 0},
		{"client = office vpn",
		 {UNKNOWN, .networks = both, .network_count = 2},
		 {NULL},
		 1},
		{"client = office", {UNKNOWN, .network_count = 0}, {NULL}, 0},
		{"client = office", {UNKNOWN, .network_count = -1}, {NULL}, -1},
		{"not { client = office }",
		 {UNKNOWN, .network_count = -1},
		 {NULL},
		 -1},
	};

	CHECK_ALL(cases);
}

/* Networks that are what they are since generation 5, all of them. */
static void test_condition_client_of_old(void **state TENURE_UNUSED)
{
	static const char *const office[] = {"office"};
	static const struct {
		uint64_t generation;
		int count, want_office, want_vpn;
	} cases[] = {
		{4, 1, 1, -1}, {4, 0, -1, -1}, {5, 1, 1, 0},    {5, 0, 0, 0},
		{9, 0, 0, 0},  {0, 0, 0, 0},   {4, -1, -1, -1},
	};
	struct tenure_policy *policy = test_policy(
		"tenure_version = 1\n"
		"network office { addresses = 192.0.2.0/24 }\n"
		"network vpn { addresses = 198.51.100.0/24 }\n"
		"class a { match { client = office } }\n"
		"class b { match { client = vpn } }\n"
		"plan p { class a { keep = 1d } class b { keep = 1d } }\n"
		"unknown = p\n");

	tenure_policy_set_network_since(policy, 0, 5);
	tenure_policy_set_network_since(policy, 1, 5);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = TENURE_FACTS_INIT;

		facts.networks = office;
		facts.network_count = cases[i].count;
		facts.networks_generation = cases[i].generation;
		assert_int_equal(
			tenure_class_matches(tenure_policy_class(policy, 0),
					     &facts),
			cases[i].want_office);
		assert_int_equal(
			tenure_class_matches(tenure_policy_class(policy, 1),
					     &facts),
			cases[i].want_vpn);
	}
	tenure_policy_free(&policy);
}

/* Parts as "type name", ended by NULL or by "?", which stands for parts that
   cannot be told; "?" for a type or name does, too. */
static int parts_of(void *context, unsigned int index, const char **name_r,
		    const char **type_r)
{
	static char type[64];
	const char *const *parts = context;
	char *space;

	if (parts[index] == NULL)
		return 0;
	if (strcmp(parts[index], "?") == 0)
		return -1;
	snprintf(type, sizeof(type), "%s", parts[index]);
	space = strchr(type, ' ');
	*space = '\0';
	*type_r = strcmp(type, "?") == 0 ? NULL : type;
	*name_r = strcmp(space + 1, "?") == 0 ? NULL : space + 1;
	return 1;
}

static void test_condition_attachment(void **state TENURE_UNUSED)
{
	static const struct {
		const char *match;
		const char *parts[4];
		int want;
	} cases[] = {
		{"attachment = *.pdf", {NULL}, 0},
		{"attachment = *.pdf", {"text/plain ", NULL}, 0},
		{"attachment = *.pdf", {"text/plain ", "a/b c.PDF", NULL}, 1},
		{"attachment = *.exe *.pdf", {"a/b c.pdf", NULL}, 1},
		{"attachment = *.pdf", {"a/b c.pdf.zip", NULL}, 0},
		{"attachment = text/*", {"text/plain ", NULL}, 1},
		{"attachment = application/zip",
		 {"application/zip ?", NULL},
		 1},
		{"attachment = *.pdf", {"a/b ?", NULL}, -1},
		{"attachment = *.pdf", {"a/b ?", "a/b c.pdf", NULL}, 1},
		{"attachment = a/b", {"? c", NULL}, -1},
		{"attachment = c", {"? c", NULL}, 1},
		{"attachment = *.pdf", {"?"}, -1},
		{"attachment = *.pdf", {"a/b c.pdf", "?"}, 1},
		{"attachment = *.pdf", {"a/b c", "?"}, -1},
		{"not { attachment = *.pdf }", {"a/b c", "?"}, -1},
		{"not { attachment = *.pdf }", {"a/b c", NULL}, 1},
	};
	struct condition_case test = {"attachment = *", {UNKNOWN}, {NULL}, -1};

	/* No part can be told at all. */
	check(&test);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		test.match = cases[i].match;
		test.facts.attachment = parts_of;
		test.facts.attachment_context =
			(void *)(uintptr_t)cases[i].parts;
		test.want = cases[i].want;
		check(&test);
	}
}

/* Kleene: cannot-tell stays cannot-tell unless another part settles it. */
static void test_condition_three_values(void **state TENURE_UNUSED)
{
	struct condition_case cases[] = {
		{"not { auth = yes }", {UNKNOWN}, {NULL}, -1},
		{"not { size > 1 auth = yes }", {UNKNOWN}, {NULL}, -1},
		{"not { sender = @x.y auth = yes }", {UNKNOWN}, {NULL}, 1},
		{"auth = yes sender = @x.y", {UNKNOWN}, {NULL}, 0},
		{"auth = yes sender = @b.c", {UNKNOWN}, {NULL}, -1},
		{"not { sender = @b.c }", {UNKNOWN}, {NULL}, 0},
		{"not { not { sender = @b.c } }", {UNKNOWN}, {NULL}, 1},
		{"auth = yes } match { sender = @b.c", {UNKNOWN}, {NULL}, 1},
		{"auth = yes } match { sender = @x.y", {UNKNOWN}, {NULL}, -1},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cases[i].facts.sender = "a@b.c";
		check(&cases[i]);
	}
}

/* Of what has a seal that cannot be believed only the place can be told; and
   of the same with any other seal, everything. */
static void test_condition_unknown_seal(void **state TENURE_UNUSED)
{
	static const char *const office[] = {"office"};
	static const char *const same[][2] = {
		/* what would be met */
		{"header Subject = \"*invoice*\"", "1"},
		{"header X-None = \"*\"", "0"},
		{"from = joe@b.c", "1"},
		{"to = joe@b.c", "0"},
		{"sender = a@b.c", "1"},
		{"sender = x@b.c", "0"},
		{"size > 10k", "0"},
		{"size > 1", "1"},
		{"auth = yes", "1"},
		{"auth = no", "0"},
		{"tls >= 1.2", "1"},
		{"client = office", "1"},
		{"client = vpn", "0"},
		{"not { header Subject = \"*invoice*\" }", "0"},
		{"not { header X-None = \"*\" }", "1"},
	};
	static const char *const place[][2] = {
		{"mailbox = Archive/*", "1"},
		{"mailbox = Other", "0"},
		{"mailbox = \\Drafts", "1"},
		{"not { mailbox = Other }", "1"},
		{"mailbox = Other  header Subject = \"*invoice*\"", "0"},
		{"not { mailbox = Other  header X-None = \"*\" }", "1"},
		{"mailbox = Archive/* } match { header X-None = x", "1"},
	};
	struct condition_case test = {
		.match = NULL,
		.facts = {.sender = "a@b.c",
			  .size = 5000,
			  .auth = 1,
			  .tls = 13,
			  .networks = office,
			  .network_count = 1,
			  .mailbox = "Archive/2026",
			  .special_use = "\\Drafts"},
		.fields = {"Subject: your invoice", "From: joe@b.c"},
	};

	for (int seal = TENURE_SEAL_NONE; seal <= TENURE_SEAL_UNKNOWN; seal++) {
		test.facts.seal = (enum tenure_seal_state)seal;
		for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
			test.match = same[i][0];
			test.want = seal == TENURE_SEAL_UNKNOWN
					    ? -1
					    : same[i][1][0] - '0';
			check(&test);
		}
		for (size_t i = 0; i < sizeof(place) / sizeof(place[0]); i++) {
			test.match = place[i][0];
			test.want = place[i][1][0] - '0';
			check(&test);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_condition_header),
		cmocka_unit_test(test_condition_from_to),
		cmocka_unit_test(test_condition_envelope),
		cmocka_unit_test(test_condition_mailbox_sealed),
		cmocka_unit_test(test_condition_client),
		cmocka_unit_test(test_condition_client_of_old),
		cmocka_unit_test(test_condition_attachment),
		cmocka_unit_test(test_condition_three_values),
		cmocka_unit_test(test_condition_unknown_seal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
