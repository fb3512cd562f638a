/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "tests/lib/unit.h"

#include "base/attrs.h"
#include "pop3-plugin/notes/device-name.h"

#define OCTETS_63                                                              \
	"0123456789012345678901234567890123456789012345678901234567890ab"

static void test_device_name(void **state TENURE_UNUSED)
{
	/* want NULL: no name */
	static const struct {
		const char *field, *login, *delimiters, *want;
	} cases[] = {
		{"phone", "joe@example.org", "+", "phone"},
		{"phone", "joe+laptop@example.org", "+", "phone"},
		{"phone", NULL, "+", "phone"},
		{"Joe's \303\204 phone", NULL, "+", "joe's \303\204 phone"},
		{NULL, "joe+laptop@example.org", "+", "laptop"},
		{"", "joe+laptop@example.org", "+", "laptop"},
		{NULL, "joe+Lap.Top-2@example.org", "+", "lap.top-2"},
		{NULL, "joe+a+b@example.org", "+", "a+b"},
		{NULL, "joe-a+b@example.org", "+-", "a+b"},
		{NULL, "joe+a", "+", "a"},
		{NULL, "joe@example.org", "+", ""},
		{NULL, "joe", "+", ""},
		{NULL, "joe+@example.org", "+", ""},
		{NULL, "joe+", "+", ""},
		{NULL, "+a@example.org", "+", ""},
		{NULL, "joe@exa+mple.org", "+", ""},
		{NULL, "\"a@b\"+c@example.org", "+", "c"},
		{NULL, "joe+a@example.org", "", ""},
		{NULL, "joe+a@example.org", "-", ""},
		{NULL, "", "+", ""},
		{NULL, NULL, "+", ""},
		{OCTETS_63, NULL, "+", OCTETS_63},
		{OCTETS_63 "x", NULL, "+", NULL},
		{NULL, "joe+" OCTETS_63 "@example.org", "+", OCTETS_63},
		{NULL, "joe+x" OCTETS_63 "@example.org", "+", NULL},
		{"pho\nne", NULL, "+", NULL},
		{"\177", NULL, "+", NULL},
		{NULL, "joe+a\tb@example.org", "+", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char name[TENURE_DEVICE_NAME_SIZE];
		const char *got = NULL;

		if (tenure_device_name(cases[i].field, cases[i].login,
				       cases[i].delimiters, name) == 0)
			got = name;
		if ((got == NULL) != (cases[i].want == NULL) ||
		    (got != NULL && strcmp(got, cases[i].want) != 0)) {
			fail_msg("case %zu: got %s", i,
				 got == NULL ? "none" : got);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
