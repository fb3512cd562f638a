/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/alloc.h"
#include "snapshot/networks.h"
#include "tests/common/snapshot/published.h"

/* A policy with these network blocks, of which conditions name those in
   used. */
static struct tenure_policy *policy_with(const char *networks, const char *used)
{
	char text[1024];
	const struct memory_file files[] = {{"policy.conf", text},
					    {NULL, NULL}};

	snprintf(text, sizeof(text),
		 "tenure_version = 1\n%s\n"
		 "class c { match { client = %s } }\n"
		 "plan p { class c { keep = 1y } }\nunknown = p\n",
		 networks, used);
	return policy_read(files);
}

#define A "network a { addresses = 192.0.2.0/24 }\n"
#define B "network b { addresses = 2001:db8::/32 198.51.100.1 }\n"
#define B_TURNED                                                               \
	"network b { addresses = 198.51.100.1 2001:db8::/32 198.51.100.1 }\n"
#define B_LESS "network b { addresses = 2001:db8::/32 }\n"

/* One generation after the other: since when is each network? */
static void test_since(void **state TENURE_UNUSED)
{
	static const struct {
		const char *networks, *used;
		/* "a=1 b=2 ", those that are used. */
		const char *want;
	} generations[] = {
		{A, "a", "a=1 "},
		{A B, "a b", "a=1 b=2 "},
		{A B_TURNED, "a b", "a=1 b=2 "},
		{A B_LESS, "a b", "a=1 b=4 "},
		{A B, "a b", "a=1 b=5 "},
		/* Nobody asks for it: it may have changed meanwhile. */
		{A B, "b", "b=5 "},
		{A B, "a b", "a=7 b=5 "},
		{B A, "b a", "b=5 a=7 "},
	};
	struct tenure_buffer before = TENURE_BUFFER_INIT;

	for (size_t i = 0; i < sizeof(generations) / sizeof(generations[0]);
	     i++) {
		struct tenure_policy *policy = policy_with(
			generations[i].networks, generations[i].used);
		struct tenure_buffer record = TENURE_BUFFER_INIT;
		char got[200] = "";
		struct tenure_error err;

		assert_int_equal(tenure_networks_format(policy, before.data,
							before.used, i + 1,
							&record, &err),
				 0);
		assert_int_equal(tenure_networks_apply(policy, record.data,
						       record.used, i + 1,
						       &err),
				 0);
		for (size_t j = 0; j < tenure_policy_network_count(policy);
		     j++) {
			const struct tenure_client_network *network =
				tenure_policy_network(policy, j);

			if (network->used)
				snprintf(got + strlen(got),
					 sizeof(got) - strlen(got), "%s=%d ",
					 network->name, (int)network->since);
		}
		assert_string_equal(got, generations[i].want);
		tenure_buffer_free(&before);
		before = record;
		tenure_policy_free(&policy);
	}
	tenure_buffer_free(&before);
}

static void test_without_record(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = policy_with(A B, "a");
	struct tenure_error err;

	assert_int_equal(tenure_networks_apply(policy, NULL, 0, 9, &err), 0);
	assert_int_equal(tenure_policy_network(policy, 0)->since, 9);
	assert_int_equal(tenure_policy_network(policy, 1)->since, 9);
	tenure_policy_free(&policy);
}

static void test_bad_record(void **state TENURE_UNUSED)
{
	static const char *const texts[] = {
		"network a {",
		"network a { since = 1 }",
		"network a { addresses = \"x\" }",
		"network a { addresses = \"x\"  since = 0 }",
		"network a { addresses = \"x\"  since = -1 }",
		"network a { addresses = \"x\"  since = 1x }",
		"network a { addresses = \"x\"  since = 99999999999999999999 }",
		"network a { addresses = \"x\"  since = 1  more = 2 }",
		"network { addresses = \"x\"  since = 1 }",
		"plan a { addresses = \"x\"  since = 1 }",
		"network a { addresses { }  since = 1 }",
		"since = 1",
	};
	struct tenure_policy *policy = policy_with(A, "a");
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (tenure_networks_apply(policy, texts[i], strlen(texts[i]), 3,
					  &err) == 0)
			fail_msg("%s", texts[i]);
		/* The next publication does not care. */
		tenure_buffer_clear(&out);
		assert_int_equal(tenure_networks_format(policy, texts[i],
							strlen(texts[i]), 4,
							&out, &err),
				 0);
		assert_non_null(strstr(out.data, "since = 4 }"));
	}
	tenure_buffer_free(&out);
	tenure_policy_free(&policy);
}

/* A generation is never later than the one it is in. */
static void test_future(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = policy_with(A, "a");
	struct tenure_buffer record = TENURE_BUFFER_INIT;
	struct tenure_error err;

	assert_int_equal(
		tenure_networks_format(policy, NULL, 0, 7, &record, &err), 0);
	assert_int_equal(tenure_networks_apply(policy, record.data, record.used,
					       3, &err),
			 0);
	assert_int_equal(tenure_policy_network(policy, 0)->since, 3);
	tenure_buffer_free(&record);
	tenure_policy_free(&policy);
}

/* Through a whole snapshot. */
static void test_published(void **state)
{
	struct published *p = *state;
	static const char *const blocks[] = {A B, A B_LESS};

	for (int i = 0; i < 2; i++) {
		struct tenure_snapshot *snapshot;
		const struct tenure_policy *policy;
		struct tenure_error err;

		tenure_policy_free(&p->policy);
		p->policy = policy_with(blocks[i], "a b");
		publish(p, REALM);
		assert_int_equal(publish(p, REALM).unchanged, 1);
		assert_int_equal(tenure_snapshot_open(p->path, &snapshot, &err),
				 0);
		policy = tenure_snapshot_policy(snapshot);
		assert_int_equal(tenure_policy_network(policy, 0)->since, 1);
		assert_int_equal(tenure_policy_network(policy, 1)->since,
				 1 + i);
		tenure_snapshot_unref(&snapshot);
	}
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = policy_with(A B, "a b");
	struct tenure_buffer before = TENURE_BUFFER_INIT;
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_error err;
	unsigned long count = 0;
	int ret;

	assert_int_equal(
		tenure_networks_format(policy, NULL, 0, 1, &before, &err), 0);
	do {
		tenure_alloc_fail_at(++count, 0);
		ret = tenure_networks_apply(policy, before.data, before.used, 2,
					    &err);
		tenure_alloc_fail_at(0, 0);
	} while (ret < 0);
	assert_true(count > 4);
	/* Without memory to read what was, it is as if nothing was. */
	for (count = 1; count < 40; count++) {
		tenure_buffer_free(&out);
		tenure_alloc_fail_at(count, 0);
		ret = tenure_networks_format(policy, before.data, before.used,
					     2, &out, &err);
		tenure_alloc_fail_at(0, 0);
		assert_true(ret < 0 || strstr(out.data, "since = ") != NULL);
	}
	tenure_buffer_free(&before);
	tenure_buffer_free(&out);
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_since),
		cmocka_unit_test(test_without_record),
		cmocka_unit_test(test_bad_record),
		cmocka_unit_test(test_future),
		cmocka_unit_test_setup_teardown(test_published, published_setup,
						published_teardown),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
