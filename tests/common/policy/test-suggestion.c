/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "policy/diagnostics.h"

static void test_suggestion(void **state TENURE_UNUSED)
{
	static const char *const words[] = {"keep",      "keep_from", "expire",
					    "on_delete", "to",        NULL};
	static const struct {
		const char *word, *want;
	} cases[] = {
		{"kepp", "keep"},
		{"Keep", "keep"},
		{"KEEP", "keep"},
		{"keeep", "keep"},
		{"kep", "keep"},
		{"ekep", "keep"},
		{"keepfrom", "keep_from"},
		{"keep-from", "keep_from"},
		{"expires", "expire"},
		{"ondelete", "on_delete"},
		{"on_dleete", "on_delete"},
		{"ot", "to"},
		{"", NULL},
		{"x", NULL},
		{"zz", NULL},
		{"subject", NULL},
		{"retention", NULL},
		{"kkkk", NULL},
	};
	char longer[TENURE_NAME_MAX * 4];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = tenure_suggestion(cases[i].word, words);

		if (cases[i].want == NULL)
			assert_null(got);
		else if (got == NULL)
			fail_msg("%s: nothing", cases[i].word);
		else
			assert_string_equal(got, cases[i].want);
	}
	memset(longer, 'k', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_null(tenure_suggestion(longer, words));
	longer[TENURE_NAME_MAX] = '\0';
	assert_null(tenure_suggestion(longer, words));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_suggestion),
	};

	return cmocka_run_group_tests_name("suggestion", tests, NULL, NULL);
}
