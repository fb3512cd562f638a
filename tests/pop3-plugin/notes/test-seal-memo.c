/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "pop3-plugin/notes/seal-memo.h"
#include "seal/seal.h"

/* A seal with values of its own for each UID. */
static void seal_init(struct tenure_seal *seal, uint32_t uid)
{
	memset(seal, 0, sizeof(*seal));
	snprintf(seal->sender, sizeof(seal->sender), "u%u@example.org", uid);
	if (uid % 5 == 0)
		seal->sender[0] = '\0';
	seal->time = 1000 + uid;
	seal->size = uid % 2 == 0 ? -1 : (int64_t)uid * 10;
	seal->auth = uid % 3 == 0;
	seal->tls = uid % 4 == 0 ? 13 : 0;
	seal->generation = 7 + uid;
	if (uid % 7 == 0)
		seal->networks_unknown = true;
	for (uint32_t i = 0; i < uid % 4; i++)
		tenure_seal_add_network(seal, i == 1 ? "" : "office");
}

static void facts_assert_same(const struct tenure_facts *got,
			      const struct tenure_facts *want)
{
	assert_int_equal(got->seal, want->seal);
	assert_string_equal(got->sender, want->sender);
	assert_int_equal(got->size, want->size);
	assert_int_equal(got->auth, want->auth);
	assert_int_equal(got->tls, want->tls);
	assert_int_equal(got->received, want->received);
	assert_int_equal(got->network_count, want->network_count);
	assert_int_equal(got->networks_generation, want->networks_generation);
	for (int i = 0; i < want->network_count; i++)
		assert_string_equal(got->networks[i], want->networks[i]);
}

static void memo_write(struct tenure_seal_memo **memo, uint32_t uid)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_seal seal;

	seal_init(&seal, uid);
	tenure_seal_to_facts(&seal, &facts);
	tenure_seal_memo_write(memo, uid, &facts);
	/* The strings are copies. */
	memset(&seal, 'x', sizeof(seal));
}

/* Known, with what the seal says and nothing else? */
static bool memo_has(const struct tenure_seal_memo *memo, uint32_t uid)
{
	struct tenure_facts got = TENURE_FACTS_INIT, want = TENURE_FACTS_INIT;
	struct tenure_seal seal;

	got.mailbox = want.mailbox = "INBOX";
	got.downloaded = want.downloaded = 17;
	if (!tenure_seal_memo_read(memo, uid, &got)) {
		/* as they were */
		assert_null(got.sender);
		assert_int_equal(got.seal, TENURE_SEAL_NONE);
		assert_int_equal(got.received, INT64_MIN);
		assert_int_equal(got.network_count, -1);
		return false;
	}
	seal_init(&seal, uid);
	tenure_seal_to_facts(&seal, &want);
	facts_assert_same(&got, &want);
	assert_string_equal(got.mailbox, "INBOX");
	assert_int_equal(got.downloaded, 17);
	return true;
}

/* In whatever order they come, and twice. */
static void test_order(void **state TENURE_UNUSED)
{
	static const uint32_t uids[] = {10, 11, 12, 5,  30, 29, 28,
					1,  35, 10, 70, 12, 7,  140};
	struct tenure_seal_memo *memo = NULL;

	assert_false(memo_has(memo, 10));
	for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++) {
		memo_write(&memo, uids[i]);
		for (size_t j = 0; j <= i; j++)
			assert_true(memo_has(memo, uids[j]));
	}
	for (uint32_t uid = 0; uid < 200; uid++) {
		bool want = false;

		for (size_t i = 0; i < sizeof(uids) / sizeof(uids[0]); i++)
			want = want || uids[i] == uid;
		assert_int_equal(memo_has(memo, uid), want);
	}
	tenure_seal_memo_free(&memo);
	assert_null(memo);
	tenure_seal_memo_free(&memo);
}

/* Of a message without a seal, or one that cannot be believed, nothing is
   kept: what is not known may be known next time. */
static void test_unsealed(void **state TENURE_UNUSED)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_seal_memo *memo = NULL;

	facts.sender = "a@example.org";
	facts.seal = TENURE_SEAL_UNSEALED;
	tenure_seal_memo_write(&memo, 1, &facts);
	facts.seal = TENURE_SEAL_UNKNOWN;
	tenure_seal_memo_write(&memo, 1, &facts);
	assert_false(memo_has(memo, 1));
	tenure_seal_memo_free(&memo);
}

static void test_full(void **state TENURE_UNUSED)
{
	struct tenure_seal_memo *memo = NULL;
	uint32_t uid;

	for (uid = 1; uid <= TENURE_SEAL_MEMO_MAX; uid++)
		memo_write(&memo, uid);
	assert_true(memo_has(memo, 1));
	assert_true(memo_has(memo, TENURE_SEAL_MEMO_MAX));
	memo_write(&memo, uid);
	assert_true(memo_has(memo, uid));
	assert_false(memo_has(memo, 1));
	tenure_seal_memo_free(&memo);
}

/* Without memory it knows less, and nothing wrong. */
static void test_no_memory(void **state TENURE_UNUSED)
{
	for (unsigned long at = 1; at <= 12; at++) {
		struct tenure_seal_memo *memo = NULL;
		unsigned int known = 0;

		tenure_alloc_fail_at(at, 0);
		for (uint32_t uid = 1; uid <= 4; uid++)
			memo_write(&memo, uid);
		tenure_alloc_fail_at(0, 0);
		for (uint32_t uid = 1; uid <= 4; uid++)
			known += memo_has(memo, uid) ? 1 : 0;
		assert_true(known >= 3);
		tenure_seal_memo_free(&memo);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_unsealed),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
