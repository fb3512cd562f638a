/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/address.h"
#include "base/alloc.h"

static void test_parse(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		enum tenure_address_pattern_type type;
		const char *key;
	} cases[] = {
		{"Joe@Example.org", TENURE_ADDRESS_PATTERN_EXACT,
		 "joe@example.org"},
		{"<joe@example.org>", TENURE_ADDRESS_PATTERN_EXACT,
		 "joe@example.org"},
		{"\"@\"@example.org", TENURE_ADDRESS_PATTERN_EXACT,
		 "\"@\"@example.org"},
		{"@Example.org", TENURE_ADDRESS_PATTERN_DOMAIN, "example.org"},
		{"@[192.0.2.1]", TENURE_ADDRESS_PATTERN_DOMAIN, "[192.0.2.1]"},
		{"@.Example.org", TENURE_ADDRESS_PATTERN_SUBDOMAIN,
		 "example.org"},
		{"@.org", TENURE_ADDRESS_PATTERN_SUBDOMAIN, "org"},
		{"<>", TENURE_ADDRESS_PATTERN_NULL, ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_address_pattern pattern = {0, NULL};
		const char *error;

		assert_int_equal(tenure_address_pattern_parse(cases[i].text,
							      &pattern, &error),
				 0);
		assert_int_equal(pattern.type, cases[i].type);
		assert_string_equal(pattern.key, cases[i].key);
		tenure_address_pattern_free(&pattern);
		tenure_address_pattern_free(&pattern);
	}
}

static void test_parse_bad(void **state TENURE_UNUSED)
{
	static const char no_at[] = "not an address, it has no \"@\"; a whole "
				    "domain is written as @domain";
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", no_at},
		{"example.org", no_at},
		{"joe@", "not an address"},
		{"joe@a..b", "not an address"},
		{"j oe@a.b", "not an address"},
		{"@", "not a domain after \"@\""},
		{"@a b", "not a domain after \"@\""},
		{"@*.example.org", "not a domain after \"@\""},
		{"@.", "not a domain after \"@.\""},
		{"@..org", "not a domain after \"@.\""},
		{"@.[192.0.2.1]", "not a domain after \"@.\""},
		{"< >", no_at},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_address_pattern pattern = {0, NULL};
		const char *error;

		assert_int_equal(tenure_address_pattern_parse(cases[i].text,
							      &pattern, &error),
				 -1);
		assert_string_equal(error, cases[i].want);
		assert_null(pattern.key);
	}
}

static void test_match(void **state TENURE_UNUSED)
{
	static const struct {
		const char *pattern, *key;
		bool want;
	} cases[] = {
		{"joe@example.org", "joe@example.org", true},
		{"joe@example.org", "jo@example.org", false},
		{"joe@example.org", "joe@example.or", false},
		{"joe@example.org", "", false},
		{"@example.org", "joe@example.org", true},
		{"@example.org", "joe@sub.example.org", false},
		{"@example.org", "joe@ample.org", false},
		{"@example.org", "\"@example.org\"@other.org", false},
		{"@example.org", "", false},
		{"@.example.org", "joe@sub.example.org", true},
		{"@.example.org", "joe@a.b.example.org", true},
		{"@.example.org", "joe@example.org", false},
		{"@.example.org", "joe@badexample.org", false},
		{"@.example.org", "\"a.example.org\"@other.org", false},
		{"@.example.org", "", false},
		{"<>", "", true},
		{"<>", "joe@example.org", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_address_pattern pattern;
		const char *error;

		assert_int_equal(tenure_address_pattern_parse(cases[i].pattern,
							      &pattern, &error),
				 0);
		if (tenure_address_pattern_match(&pattern, cases[i].key) !=
		    cases[i].want)
			fail_msg("%s and \"%s\"", cases[i].pattern,
				 cases[i].key);
		tenure_address_pattern_free(&pattern);
	}
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_address_pattern pattern = {0, NULL};
	const char *error;
	int ret;

	tenure_alloc_fail_at(1, 0);
	ret = tenure_address_pattern_parse("@x.org", &pattern, &error);
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, -1);
	assert_string_equal(error, "out of memory");
	assert_null(pattern.key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_bad),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
