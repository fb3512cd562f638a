/* SPDX-License-Identifier: MIT */
#include <stdio.h>

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
		 "tenure_version = 1\nclass c { match { %s } }\n"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_condition_header),
		cmocka_unit_test(test_condition_from_to),
		cmocka_unit_test(test_condition_envelope),
		cmocka_unit_test(test_condition_mailbox_sealed),
		cmocka_unit_test(test_condition_three_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
