/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/attrs.h"
#include "base/date.h"
#include "pop3-plugin/notes/download-times.h"

#define BEGIN INT64_C(1577836800)
#define END (BEGIN + UINT32_MAX)
#define NOW INT64_C(1795312345)
#define DAY 86400

static void test_pack(void **state TENURE_UNUSED)
{
	/* want 0: it cannot be kept */
	static const struct {
		int64_t when, want;
	} cases[] = {
		{NOW, NOW},
		{BEGIN + 1, BEGIN + 1},
		{END, END},
		{BEGIN, 0},
		{0, 0},
		{-1, 0},
		{END + 1, 0},
		{TENURE_TIME_NONE, 0},
		{TENURE_TIME_FOREVER, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = tenure_download_time_unpack(
			tenure_download_time_pack(cases[i].when));

		if (got != cases[i].want)
			fail_msg("case %zu: got %lld", i, (long long)got);
	}
}

static void test_look(void **state TENURE_UNUSED)
{
	/* want: seconds from now on */
	static const struct {
		int64_t due, keep_until, want;
	} cases[] = {
		{NOW + 1, TENURE_TIME_NONE, 1},
		{NOW + DAY, TENURE_TIME_NONE, DAY},
		{NOW + DAY + 1, TENURE_TIME_NONE, DAY},
		{TENURE_TIME_FOREVER, TENURE_TIME_NONE, DAY},
		/* kept longer */
		{NOW - 5, NOW + 7, 7},
		{NOW + 5, NOW + 7, 7},
		{NOW + 7, NOW + 5, 7},
		{NOW - 5, TENURE_TIME_FOREVER, DAY},
		/* it is due, and stays for another reason */
		{NOW, TENURE_TIME_NONE, DAY},
		{TENURE_TIME_NONE, TENURE_TIME_NONE, DAY},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = tenure_download_look(cases[i].due,
						   cases[i].keep_until, NOW);

		if (got != NOW + cases[i].want)
			fail_msg("case %zu: got %lld", i,
				 (long long)(got - NOW));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pack),
		cmocka_unit_test(test_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
