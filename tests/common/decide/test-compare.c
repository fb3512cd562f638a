/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/change-lines.h"

#include "base/alloc.h"
#include "policy/mailbox.h"

#define TOP                                                                    \
	"tenure_version = 1\n"                                                 \
	"class a { match { header A = x } }\n"                                 \
	"class b { match { header B = x } }\n"

static void check_change(const char *old, const char *new, const char *address,
			 const char *want)
{
	struct tenure_policy *policies[] = {test_policy(old), test_policy(new)};
	char *got = change_lines(policies[0], policies[1], address,
				 tenure_compare_mailboxes);

	assert_string_equal(got, want);
	tenure_free(got);
	tenure_policy_free(&policies[0]);
	tenure_policy_free(&policies[1]);
}

/* What changes, for whom. */
static void test_compare_mailboxes(void **state TENURE_UNUSED)
{
	static const struct {
		const char *old, *new, *want;
	} cases[] = {
		{"plan p { keep = 1y }", "plan p { keep = 1y }", ""},
		{"plan p { keep = 1y }", "plan p { keep = 12mo }", ""},
		{"plan p { keep = 1y }", "plan p { keep = 365d }",
		 "keep: 1y 4 -> 365d 4 less\n"},
		{"plan p { keep = 365d }", "plan p { keep = 1y }",
		 "keep: 365d 4 -> 1y 4 more\n"},
		{"plan p { keep = 1mo }", "plan p { keep = 30d }",
		 "keep: 1mo 4 -> 30d 4 mixed\n"},
		{"plan p { keep = 1y }", "plan p { keep = forever }",
		 "keep: 1y 4 -> forever 4 more\n"},
		{"plan p { keep = 1y }", "plan p { }",
		 "keep: 1y 4 -> 0 0 less\n"},
		{"plan p { expire = 1y }", "plan p { }",
		 "expire: 1y 4 -> never 0 more\n"},
		{"plan p { smtp { accept = reject \"5.7.1 a\" } }",
		 "plan p { smtp { accept = reject \"5.7.1 b\" } }",
		 "smtp.accept: reject \"5.7.1 a\" 4 -> reject \"5.7.1 b\" 4 "
		 "other\n"},
		{"plan p { on_delete = deny  mode = compliance }", "plan p { }",
		 "mode: compliance 4 -> governance 0 less\n"
		 "on_delete: deny 4 -> conceal 0 less\n"},
		/* one class says it, and it is told once */
		{"plan p { class a { keep = 1y } }",
		 "plan p { class a { keep = 2y } }",
		 "keep a: 1y 4 -> 2y 4 more\n"},
		/* a class that is new beside another one */
		{"plan p { class a { keep = 2y } }",
		 "plan p { class a { keep = 2y }  class b { keep = 1y } }",
		 "keep b: 0 0 -> 1y 4 more\n"},
		/* only both together show it: the shortest expire */
		{"plan p { class a { expire = 1y } class b { expire = 1y } }\n"
		 "tenant example.org { plan = p  class a { expire = 1y } }",
		 "plan p { class a { expire = 1y } class b { expire = 1y } }\n"
		 "tenant example.org { plan = p  class a { expire = 1y }\n"
		 "class b { expire = 1y } }",
		 ""},
		{"plan p { keep = 5d class b { keep = 3d } }\n"
		 "tenant example.org { plan = p  class a { keep = 4d } }",
		 "plan p { keep = 5d class a { keep = 4d } class b { keep = 3d "
		 "} }\ntenant example.org { plan = p class b { keep = 3d } }",
		 "keep a+b: 4d 5 -> 3d 5 less\n"},
		/* journals: all of them count */
		{"plan p { smtp { journal = x@example.org }\n"
		 " class a { smtp { journal = y@example.org } } }",
		 "plan p { smtp { journal = x@example.org }\n"
		 " class a { smtp { journal = z@example.org } } }",
		 "smtp.journal a: y@example.org 5 -> z@example.org 5 other\n"},
		{"plan p { }", "plan p { smtp { journal = x@example.org } }",
		 "smtp.journal: none 0 -> x@example.org 4 more\n"},
		/* a size: the smaller limit is the stricter */
		{"plan p { smtp { max_size = 10M } }", "plan p { }",
		 "smtp.max_size: 10M 4 -> 0 0 less\n"},
		/* bounds cut what the tenant says */
		{"plan p { }\ntenant example.org { plan = p  keep = 5y }",
		 "plan p { }\ntenant example.org { plan = p  keep = 5y }", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer texts[2] = {TENURE_BUFFER_INIT,
						 TENURE_BUFFER_INIT};

		tenure_buffer_printf(&texts[0], TOP "%s\nunknown = p\n",
				     cases[i].old);
		tenure_buffer_printf(&texts[1], TOP "%s\nunknown = p\n",
				     cases[i].new);
		check_change(texts[0].data, texts[1].data, "joe@example.org",
			     cases[i].want);
		tenure_buffer_free(&texts[0]);
		tenure_buffer_free(&texts[1]);
	}
}

/* Values that end at the same time on some days. */
static void test_value_change(void **state TENURE_UNUSED)
{
	static const struct {
		const char *old, *new;
		enum tenure_change_kind want;
	} cases[] = {
		{"1y", "12mo", TENURE_CHANGE_NONE},
		{"48h", "2d", TENURE_CHANGE_NONE},
		{"365d", "1y", TENURE_CHANGE_MORE},
		{"366d", "1y", TENURE_CHANGE_LESS},
		{"28d", "1mo", TENURE_CHANGE_MORE},
		{"29d", "1mo", TENURE_CHANGE_MIXED},
		{"30d", "1mo", TENURE_CHANGE_MIXED},
		{"31d", "1mo", TENURE_CHANGE_LESS},
		/* four years without a leap day: 2097 to 2101 */
		{"1461d", "4y", TENURE_CHANGE_LESS},
		{"1460d", "4y", TENURE_CHANGE_MORE},
		{"146097d", "400y", TENURE_CHANGE_NONE},
		{"0", "1s", TENURE_CHANGE_MORE},
		{"1y", "forever", TENURE_CHANGE_MORE},
		{"forever", "1y", TENURE_CHANGE_LESS},
		{"forever", "forever", TENURE_CHANGE_NONE},
		{"1y", "10y", TENURE_CHANGE_MORE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_value old = {.choice = 0}, new = {.choice = 0};
		enum tenure_change_kind got;
		const char *error;

		assert_int_equal(tenure_duration_parse(cases[i].old,
						       &old.duration, &error),
				 0);
		assert_int_equal(tenure_duration_parse(cases[i].new,
						       &new.duration, &error),
				 0);
		got = tenure_value_change(TENURE_SETTING_KEEP, &old, &new);
		if (got != cases[i].want)
			fail_msg("%s -> %s: got %d", cases[i].old, cases[i].new,
				 (int)got);
	}
}

/* Definitions of classes: what means the same is the same. */
static void test_compare_classes(void **state TENURE_UNUSED)
{
#define NETS                                                                   \
	"network n { addresses = 192.0.2.0/24 198.51.100.0/24 }\n"             \
	"network m { addresses = 203.0.113.0/24 }\n"
	static const struct {
		const char *old, *new;
		bool want;
	} cases[] = {
		{"match { header A = x y }", "match { header a = y x x }",
		 false},
		{"match { header A = x }", "match { header A = y }", true},
		{"match { header A = x }", "match { header B = x }", true},
		{"match { header A = x  size > 1k }",
		 "match { size > 1024  header A = x }", false},
		{"match { size > 1k }", "match { size >= 1k }", true},
		{"match { size > 1k }", "match { size > 2k }", true},
		{"match { from = a@b.c }\n match { tls = yes }",
		 "match { tls = yes }\n match { from = a@b.c }", false},
		{"match { from = a@b.c  tls = yes }",
		 "match { from = a@b.c }\n match { tls = yes }", true},
		{"match { from = @b.c }", "match { from = @.b.c }", true},
		{"match { from = @b.c }", "match { to = @b.c }", true},
		{"match { not { auth = yes } }", "match { auth = no }", true},
		{"match { not { auth = yes  tls = no } }",
		 "match { not { tls = no  auth = yes } }", false},
		{"match { header A = \"x y\" }", "match { header A = x y }",
		 true},
		{"match { tls >= 1.2 }", "match { tls >= 1.3 }", true},
		{"match { client = n }", "match { client = m }", true},
		{"match { client = n m }", "match { client = m n }", false},
		{"match { attachment = a }", "match { mailbox = a }", true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const bodies[] = {cases[i].old, cases[i].new};
		struct tenure_policy *policies[2];
		struct tenure_compare compare;

		for (int side = 0; side < 2; side++) {
			struct tenure_buffer text = TENURE_BUFFER_INIT;

			tenure_buffer_printf(&text,
					     "tenure_version = 1\n" NETS
					     "class c { %s }\n"
					     "plan p { class c { keep = 1d } "
					     "}\nunknown = p\n",
					     bodies[side]);
			policies[side] = test_policy(text.data);
			tenure_buffer_free(&text);
		}
		assert_int_equal(
			tenure_compare_init(&compare, policies[0], policies[1]),
			0);
		if (compare.classes[0].redefined != cases[i].want)
			fail_msg("case %zu: %s / %s", i, cases[i].old,
				 cases[i].new);
		tenure_compare_free(&compare);
		tenure_policy_free(&policies[0]);
		tenure_policy_free(&policies[1]);
	}
}

/* The addresses of a network are part of what a class is. */
static void test_compare_networks(void **state TENURE_UNUSED)
{
	static const struct {
		const char *old, *new;
		bool want;
	} cases[] = {
		{"192.0.2.0/24", "192.0.2.0/24", false},
		{"192.0.2.0/24", "192.0.2.0/25", true},
		{"192.0.2.1", "192.0.2.1/32", false},
		{"192.0.2.0/24 2001:db8::/32", "2001:db8::/32 192.0.2.0/24",
		 false},
		{"192.0.2.0/24", "192.0.2.0/24 2001:db8::/32", true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const addresses[] = {cases[i].old, cases[i].new};
		struct tenure_policy *policies[2];
		struct tenure_compare compare;

		for (int side = 0; side < 2; side++) {
			struct tenure_buffer text = TENURE_BUFFER_INIT;

			tenure_buffer_printf(
				&text,
				"tenure_version = 1\n"
				"network n { addresses = %s }\n"
				"class c { match { client = n } }\n"
				"plan p { class c { keep = 1d } }\n"
				"unknown = p\n",
				addresses[side]);
			policies[side] = test_policy(text.data);
			tenure_buffer_free(&text);
		}
		assert_int_equal(
			tenure_compare_init(&compare, policies[0], policies[1]),
			0);
		assert_int_equal(compare.classes[0].redefined, cases[i].want);
		tenure_compare_free(&compare);
		tenure_policy_free(&policies[0]);
		tenure_policy_free(&policies[1]);
	}
}

static int count_change(void *context,
			const struct tenure_change *change TENURE_UNUSED)
{
	int *count = context;

	(*count)++;
	return 0;
}

/* Without memory it says so, at every allocation. */
static void test_compare_memory(void **state TENURE_UNUSED)
{
	struct tenure_policy *old =
		test_policy(TOP "plan p { keep = 1y class a { keep = 30d "
				"expire = 2y } class b { keep = 1mo } }\n"
				"unknown = p\n");
	struct tenure_policy *new =
		test_policy(TOP "plan p { keep = 365d class a { keep = 31d } "
				"class b { expire = 3y } }\nunknown = p\n");
	struct tenure_mailbox mailboxes[2];
	int ret = -1;

	(void)!tenure_policy_mailbox(old, "a@b.c", NULL, &mailboxes[0]);
	(void)!tenure_policy_mailbox(new, "a@b.c", NULL, &mailboxes[1]);
	for (unsigned long n = 1; ret < 0; n++) {
		struct tenure_compare compare;
		int count = 0;

		assert_true(n < 1000);
		tenure_alloc_fail_at(n, 0);
		ret = tenure_compare_init(&compare, old, new);
		if (ret == 0)
			ret = tenure_compare_mailboxes(&compare, &mailboxes[0],
						       &mailboxes[1],
						       count_change, &count);
		tenure_compare_free(&compare);
		tenure_alloc_fail_at(0, 0);
	}
	tenure_mailbox_clear(&mailboxes[0]);
	tenure_mailbox_clear(&mailboxes[1]);
	tenure_policy_free(&old);
	tenure_policy_free(&new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare_mailboxes),
		cmocka_unit_test(test_value_change),
		cmocka_unit_test(test_compare_classes),
		cmocka_unit_test(test_compare_networks),
		cmocka_unit_test(test_compare_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
