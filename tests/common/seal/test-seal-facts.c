/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "seal/seal-facts.h"

/* What the mailbox door makes of the networks. */
static void test_networks(void **state)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_seal seal = {.size = -1}, copy;

	(void)state;
	seal.generation = 7;
	tenure_seal_add_network(&seal, "office");
	tenure_seal_add_network(&seal, "vpn");
	copy = seal;
	memset(&seal, 0, sizeof(seal));
	tenure_seal_to_facts(&copy, &facts);
	assert_int_equal(facts.network_count, 2);
	assert_string_equal(facts.networks[0], "office");
	assert_string_equal(facts.networks[1], "vpn");
	assert_int_equal(facts.networks_generation, 7);
	while (copy.network_count < TENURE_SEAL_NETWORKS_MAX)
		tenure_seal_add_network(&copy, "vpn");
	assert_false(copy.networks_unknown);
	tenure_seal_add_network(&copy, "vpn");
	assert_true(copy.networks_unknown);
	tenure_seal_to_facts(&copy, &facts);
	assert_int_equal(facts.network_count, TENURE_CANNOT_TELL);
}

static void test_realm_valid(void **state)
{
	(void)state;
	assert_true(tenure_seal_realm_valid("example-hosting"));
	assert_true(tenure_seal_realm_valid("a.b-9"));
	assert_false(tenure_seal_realm_valid(""));
	assert_false(tenure_seal_realm_valid("A"));
	assert_false(tenure_seal_realm_valid("a b"));
	assert_true(tenure_seal_realm_valid(
		"0123456789012345678901234567890123456789012345678901234567"
		"890123"));
	assert_false(tenure_seal_realm_valid(
		"0123456789012345678901234567890123456789012345678901234567"
		"8901234"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_networks),
		cmocka_unit_test(test_realm_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
