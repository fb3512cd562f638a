/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/attrs.h"
#include "pop3-plugin/pop3/pop3-number.h"

static void test_number(void **state TENURE_UNUSED)
{
	/* want 0: an error of the server's own */
	static const struct {
		const char *args;
		unsigned int count, want;
	} cases[] = {
		{"1", 9, 1},
		{"9", 9, 9},
		{"10", 9, 0},
		{"0", 9, 0},
		{"02", 9, 2},
		{"0000000000000000000000002", 9, 2},
		{"   2", 9, 2},
		{"2\0 3", 9, 2},
		{"2 ", 9, 0},
		{"2 3", 9, 0},
		{"\t2", 9, 0},
		{"2\t", 9, 0},
		{"+2", 9, 0},
		{"-2", 9, 0},
		{"2x", 9, 0},
		{"0x2", 9, 0},
		{"", 9, 0},
		{"  ", 9, 0},
		{"1", 0, 0},
		{"4294967295", 4294967295U, 4294967295U},
		{"4294967296", 4294967295U, 0},
		{"4294967298", 9, 0},
		{"18446744073709551618", 9, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned int got = 0;

		if (tenure_pop3_number(cases[i].args, cases[i].count, &got) < 0)
			got = 0;
		if (got != cases[i].want) {
			fail_msg("\"%s\" of %u: got %u, want %u", cases[i].args,
				 cases[i].count, got, cases[i].want);
		}
	}
}

static void test_number_and_lines(void **state TENURE_UNUSED)
{
	/* want 0: an error of the server's own */
	static const struct {
		const char *args;
		unsigned int want;
		uint64_t lines;
	} cases[] = {
		{"2 0", 2, 0},
		{"2 10", 2, 10},
		{"  02   010", 2, 10},
		{"2 18446744073709551615", 2, UINT64_MAX},
		{"2 18446744073709551616", 0, 0},
		{"2 99999999999999999999999", 0, 0},
		{"2 10\0 x", 2, 10},
		{"2", 0, 0},
		{"2 ", 0, 0},
		{"2  ", 0, 0},
		{"2\0 10", 0, 0},
		{"2\t10", 0, 0},
		{"2 10 ", 0, 0},
		{"2 10 1", 0, 0},
		{"2 +1", 0, 0},
		{"2 -1", 0, 0},
		{"2 x", 0, 0},
		{"0 1", 0, 0},
		{"10 1", 0, 0},
		{"4294967298 1", 0, 0},
		{" ", 0, 0},
		{"", 0, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned int got = 0;
		uint64_t lines = 0;

		if (tenure_pop3_number_and_lines(cases[i].args, 9, &got,
						 &lines) < 0)
			got = 0;
		if (got != cases[i].want || lines != cases[i].lines) {
			fail_msg("\"%s\": got %u and %llu, want %u and %llu",
				 cases[i].args, got, (unsigned long long)lines,
				 cases[i].want,
				 (unsigned long long)cases[i].lines);
		}
	}
}

static void test_failure_leaves_result(void **state TENURE_UNUSED)
{
	unsigned int got = 77;

	assert_int_equal(tenure_pop3_number("4 ", 9, &got), -1);
	assert_int_equal(got, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_number_and_lines),
		cmocka_unit_test(test_failure_leaves_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
