/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"

#define L10 "abcdefghij"
#define L60 L10 L10 L10 L10 L10 L10
#define L63 L60 "abc"
#define L255 L63 "." L63 "." L63 "." L63

static void test_key(void **state TENURE_UNUSED)
{
	static const struct {
		const char *address, *want;
	} cases[] = {
		{"joe@example.org", "joe@example.org"},
		{"Joe.Doe@Example.ORG", "joe.doe@example.org"},
		{"<joe@example.org>", "joe@example.org"},
		{"a@b", "a@b"},
		{"joe+tag@example.org", "joe+tag@example.org"},
		{"!#$%&'*+-/=?^_`{|}~@x.org", "!#$%&'*+-/=?^_`{|}~@x.org"},
		/* Not by the book, but in use. */
		{"joe..doe.@example.org", "joe..doe.@example.org"},
		{".joe@example.org", ".joe@example.org"},
		{"joe@ex_ample.org", "joe@ex_ample.org"},
		{"joe@-example-.org", "joe@-example-.org"},
		{L63 L10 "@example.org", L63 L10 "@example.org"},
		/* Quotes that need not be there. */
		{"\"Joe\"@example.org", "joe@example.org"},
		{"\"j\\oe\"@example.org", "joe@example.org"},
		{"\"a.b\"@example.org", "a.b@example.org"},
		{"<\"joe\"@example.org>", "joe@example.org"},
		/* And that must. */
		{"\"Joe Doe\"@example.org", "\"joe doe\"@example.org"},
		{"\"a@b\"@example.org", "\"a@b\"@example.org"},
		{"\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org"},
		{"\"a\\\\b\"@example.org", "\"a\\\\b\"@example.org"},
		{"\"a>\"@example.org", "\"a>\"@example.org"},
		{"\"\\a\\ \\b\"@example.org", "\"a b\"@example.org"},
		/* Beyond ASCII. */
		{"J\xc3\x9crgen@example.org", "j\xc3\x9crgen@example.org"},
		{"ju\xcc\x88rgen@example.org", "j\xc3\xbcrgen@example.org"},
		{"a@M\xc3\xbcNCHEN.example", "a@xn--mnchen-3ya.example"},
		{"a@mu\xcc\x88nchen.example", "a@xn--mnchen-3ya.example"},
		{"a@fa\xc3\x9f.de", "a@xn--fa-hia.de"},
		{"a@XN--MNCHEN-3YA.example", "a@xn--mnchen-3ya.example"},
		{"a@\xe4\xbe\x8b\xe3\x80\x82jp", "a@xn--fsq.jp"},
		/* Address literals. */
		{"a@[192.0.2.1]", "a@[192.0.2.1]"},
		{"a@[IPv6:2001:DB8:0:0::1]", "a@[ipv6:2001:db8::1]"},
		{"a@[ipv6:::ffff:192.0.2.1]", "a@[ipv6:::ffff:192.0.2.1]"},
	};
	char got[TENURE_ADDRESS_KEY_SIZE], again[TENURE_ADDRESS_KEY_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_address_key(cases[i].address, got) < 0)
			fail_msg("\"%s\" was refused", cases[i].address);
		assert_string_equal(got, cases[i].want);
		/* A key is an address and its own key. */
		assert_int_equal(tenure_address_key(got, again), 0);
		assert_string_equal(again, got);
	}
}

static void test_key_bad(void **state TENURE_UNUSED)
{
	static const char *const cases[] = {
		"",
		"<>",
		"joe",
		"@",
		"@example.org",
		"joe@",
		"\"\"@example.org",
		"<joe@example.org",
		"joe@example.org>",
		"<<joe@example.org>>",
		"joe@example.org ",
		" joe@example.org",
		"joe doe@example.org",
		"joe @example.org",
		"joe@ example.org",
		"a@b@example.org",
		"a,b@example.org",
		"a;b@example.org",
		"a:b@example.org",
		"a(b)@example.org",
		"a\\b@example.org",
		"a\"b\"@example.org",
		"\"a\"b@example.org",
		"\"a@example.org",
		"\"a\"",
		"\"a\\",
		"\"a\\\"@example.org",
		"jo\te@example.org",
		"\"jo\te\"@example.org",
		"\"jo\\\ne\"@example.org",
		"joe\x7f@example.org",
		"joe@example..org",
		"joe@.example.org",
		"joe@example.org.",
		"joe@.",
		"joe@exa mple.org",
		"joe@exa\tmple.org",
		"joe@exa\x01mple.org",
		"joe@exa,mple.org",
		"joe@example.org\r\n",
		"joe@" L63 "x.org",
		"joe@" L255 ".a",
		"joe@[192.0.2.1",
		"joe@[192.0.2.256]",
		"joe@[192.0.2]",
		"joe@[]",
		"joe@[",
		"joe@[IPv6:192.0.2.1]",
		"joe@[IPv6:]",
		"joe@[2001:db8::1]",
		"joe@[x-tag:stuff]",
		"joe@[192.0.2.1].org",
		/* Not UTF-8. */
		"jo\xff@example.org",
		"joe@ex\xff.org",
		/* A full-width "@" and a full-width comma. */
		"joe@a\xef\xbc\xa0"
		"b.org",
		"joe@a\xef\xbc\x8c"
		"b.org",
		"joe@a\xe3\x80\x82\xe3\x80\x82"
		"b.org",
	};
	char got[TENURE_ADDRESS_KEY_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_address_key(cases[i], got) != -1)
			fail_msg("\"%s\" was taken as %s", cases[i], got);
	}
}

/* Lengths around each limit, with and without characters that grow. */
static void test_limits(void **state TENURE_UNUSED)
{
	char address[4000], got[TENURE_ADDRESS_KEY_SIZE];

	/* 64 + 1 + 255 octets are the most, 320 in all. */
	snprintf(address, sizeof(address), "%s%s@%s", L63, "x", L255);
	assert_int_equal(strlen(address), 320);
	assert_int_equal(tenure_address_key(address, got), 0);
	assert_string_equal(got, address);
	snprintf(address, sizeof(address), "%s%s@%s", L63, "xx", L255);
	assert_int_equal(tenure_address_key(address, got), -1);

	for (size_t size = 300; size < 340; size++) {
		memset(address, 'a', size);
		strcpy(address + size, "@b");
		assert_int_equal(tenure_address_key(address, got),
				 size + 2 <= 320 ? 0 : -1);
		address[0] = '"';
		strcpy(address + size, "\"@b");
		assert_int_equal(tenure_address_key(address, got),
				 size - 1 + 2 <= 320 ? 0 : -1);
		address[size - 1] = ' ';
		assert_int_equal(tenure_address_key(address, got),
				 size + 3 <= 320 ? 0 : -1);
		/* Pairs, else the last one takes the quote away. */
		memset(address + 1, '\\', size - 1);
		assert_int_equal(tenure_address_key(address, got),
				 size % 2 == 1 && size + 3 <= 320 ? 0 : -1);
	}
	memset(address, '\xc3', sizeof(address));
	address[0] = 'a';
	address[1] = '@';
	address[sizeof(address) - 1] = '\0';
	assert_int_equal(tenure_address_key(address, got), -1);
	assert_int_equal(tenure_domain_key(L255, got), 0);
	assert_int_equal(tenure_domain_key(L255 "a", got), -1);
	assert_int_equal(tenure_domain_key(L63 "x", got), -1);
}

static void test_domain_key(void **state TENURE_UNUSED)
{
	static const struct {
		const char *domain, *want;
	} cases[] = {
		{"Example.ORG", "example.org"},
		{"localhost", "localhost"},
		{"M\xc3\xbcnchen.example", "xn--mnchen-3ya.example"},
		{"[192.0.2.1]", "[192.0.2.1]"},
		{"", NULL},
		{".", NULL},
		{"a..b", NULL},
		{"joe@example.org", NULL},
	};
	char got[TENURE_ADDRESS_KEY_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ret = tenure_domain_key(cases[i].domain, got);

		assert_int_equal(ret, cases[i].want == NULL ? -1 : 0);
		if (ret == 0)
			assert_string_equal(got, cases[i].want);
	}
}

static void test_join(void **state TENURE_UNUSED)
{
	char got[TENURE_ADDRESS_KEY_SIZE];

	assert_int_equal(tenure_address_join("Joe Doe", "X.org", got), 0);
	assert_string_equal(got, "\"joe doe\"@x.org");
	assert_int_equal(tenure_address_join("joe", "x.org", got), 0);
	assert_string_equal(got, "joe@x.org");
	assert_int_equal(tenure_address_join("", "x.org", got), -1);
	assert_int_equal(tenure_address_join("joe", "", got), -1);
	assert_int_equal(tenure_address_join("j\n", "x.org", got), -1);
}

static void test_base(void **state TENURE_UNUSED)
{
	static const struct {
		const char *key, *delimiters, *want;
	} cases[] = {
		{"joe+x@a.org", "+", "joe@a.org"},
		{"joe+x+y@a.org", "+", "joe@a.org"},
		{"joe+@a.org", "+", "joe@a.org"},
		{"joe-a+b@a.org", "+-", "joe@a.org"},
		{"\"joe+a b\"@a.org", "+", "joe@a.org"},
		{"\"j e+a@b\"@a.org", "+", "\"j e\"@a.org"},
		{"joe+x@[192.0.2.1]", "+", "joe@[192.0.2.1]"},
		{"joe@a-b.org", "+-", NULL},
		{"joe+x@a.org", "", NULL},
		{"+x@a.org", "+", NULL},
		{"++x@a.org", "+", NULL},
		{"", "+", NULL},
		{"a+b", "+", NULL},
	};
	char got[TENURE_ADDRESS_KEY_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool found = tenure_address_base(cases[i].key,
						 cases[i].delimiters, got);

		assert_int_equal(found, cases[i].want != NULL);
		if (found)
			assert_string_equal(got, cases[i].want);
	}
}

static void test_domain(void **state TENURE_UNUSED)
{
	assert_string_equal(tenure_address_domain("a@x.org"), "x.org");
	assert_string_equal(tenure_address_domain("\"a@b\"@x.org"), "x.org");
	assert_string_equal(tenure_address_domain("x.org"), "x.org");
	assert_string_equal(tenure_address_domain(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_key_bad),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_domain_key),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
