/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdlib.h>

#include "tests/common/seal/message.h"

static void test_serial(void **state)
{
	static const struct {
		const char *host, *queue_id, *want;
	} cases[] = {
		{"mx1.example.org", "4bXYZ1234", "mx1-4bXYZ1234-"},
		{"mx1", "", "mx1-"},
		{"mx1", NULL, "mx1-"},
		{"", NULL, ""},
		{"m x;1=\r\n.org", "a/b c", "mx1-abc-"},
		{"01234567890123456789012345678901234567890123456789",
		 "01234567890123456789012345678901234567890123456789",
		 "012345678901234567890123456789012345678901234567-"
		 "012345678901234567890123456789012345678901234567-"},
	};
	struct tenure_seal a, b = seal_ordinary();
	struct tenure_error err;
	size_t i, length;
	char small[16];

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		length = strlen(cases[i].want);
		assert_int_equal(tenure_seal_new_serial(
					 cases[i].host, cases[i].queue_id,
					 a.serial, sizeof(a.serial), &err),
				 0);
		assert_memory_equal(a.serial, cases[i].want, length);
		assert_int_equal(strlen(a.serial), length + 16);
		assert_int_equal(tenure_seal_new_serial(
					 cases[i].host, cases[i].queue_id,
					 b.serial, sizeof(b.serial), &err),
				 0);
		assert_string_not_equal(a.serial, b.serial);
	}
	assert_int_equal(
		tenure_seal_new_serial("", "", small, sizeof(small), &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_serial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
