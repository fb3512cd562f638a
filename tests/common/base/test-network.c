/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/network.h"

static void test_contains(void **state TENURE_UNUSED)
{
	static const struct {
		const char *network, *address;
		bool want;
	} cases[] = {
		{"192.0.2.0/24", "192.0.2.0", true},
		{"192.0.2.0/24", "192.0.2.255", true},
		{"192.0.2.0/24", "192.0.3.0", false},
		{"192.0.2.0/24", "192.0.1.255", false},
		{"10.0.0.0/8", "10.255.255.255", true},
		{"10.0.0.0/8", "11.0.0.0", false},
		{"172.16.0.0/12", "172.31.0.1", true},
		{"172.16.0.0/12", "172.32.0.1", false},
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.0", false},
		{"192.0.2.0/31", "192.0.2.1", true},
		{"192.0.2.0/31", "192.0.2.2", false},
		{"0.0.0.0/0", "203.0.113.9", true},
		{"0.0.0.0/0", "2001:db8::1", false},
		{"2001:db8::/32", "2001:db8:ffff::1", true},
		{"2001:db8::/32", "2001:db9::", false},
		{"2001:db8::/33", "2001:db8:7fff::", true},
		{"2001:db8::/33", "2001:db8:8000::", false},
		{"2001:db8::1", "2001:db8::1", true},
		{"2001:db8::1", "2001:db8::2", false},
		{"::/0", "2001:db8::1", true},
		{"::/0", "192.0.2.1", false},
		/* IPv4 in IPv6's clothes */
		{"192.0.2.0/24", "::ffff:192.0.2.7", true},
		{"192.0.2.0/24", "::ffff:192.0.3.7", false},
		{"::ffff:192.0.2.0/120", "192.0.2.7", true},
		{"::ffff:192.0.2.0/120", "::ffff:192.0.2.7", true},
		{"::ffff:192.0.2.0/120", "192.0.3.7", false},
		{"::/0", "::ffff:192.0.2.7", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_network network;
		unsigned char octets[16];
		const char *error;
		int family = 4;

		assert_int_equal(tenure_network_parse(cases[i].network,
						      &network, &error),
				 0);
		if (inet_pton(AF_INET, cases[i].address, octets) != 1) {
			family = 6;
			assert_int_equal(
				inet_pton(AF_INET6, cases[i].address, octets),
				1);
		}
		if (tenure_network_contains(&network, family, octets) !=
		    cases[i].want)
			fail_msg("%s, %s", cases[i].network, cases[i].address);
	}
}

static void test_bad(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "not an IPv4"},
		{"/8", "not an IPv4"},
		{"10", "not an IPv4"},
		{"10.0.0.0.0", "not an IPv4"},
		{"256.0.0.1", "not an IPv4"},
		{"localhost", "not an IPv4"},
		{"fe80::1%eth0", "not an IPv4"},
		{"[2001:db8::1]", "not an IPv4"},
		{"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
		 "not an IPv4"},
		{"10.0.0.0/", "the number"},
		{"10.0.0.0/33", "the number"},
		{"10.0.0.0/-1", "the number"},
		{"10.0.0.0/8 ", "the number"},
		{"10.0.0.0/99999999999999999999", "the number"},
		{"2001:db8::/129", "the number"},
		{"10.0.0.1/8", "the address has bits"},
		{"192.0.2.128/24", "the address has bits"},
		{"2001:db8::1/32", "the address has bits"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_network network;
		const char *error = "";

		assert_int_equal(
			tenure_network_parse(cases[i].text, &network, &error),
			-1);
		assert_memory_equal(error, cases[i].want,
				    strlen(cases[i].want));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contains),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
