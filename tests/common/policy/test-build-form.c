/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "policy/build.h"
#include "tests/common/policy/check-manual.h"

static void test_manual(void **state TENURE_UNUSED)
{
	struct tenure_build build = {.out_of_memory = false};

	tenure_build_forms(&build);
	check_manual("common/policy/tenure-policy.5", &build.table);
}

/* What the messages say about a form is there, and names it. */
static void test_texts(void **state TENURE_UNUSED)
{
	struct tenure_build build = {.out_of_memory = false};

	tenure_build_forms(&build);
	for (size_t i = 0; i < build.table.count; i++) {
		const struct tenure_form *form = &build.table.forms[i];
		const char *want;

		assert_int_not_equal(form->places, 0);
		/* Those of bounds are the same for all settings. */
		want = form->id >= TENURE_FORM_BOUND ? "NAME" : form->name;
		assert_memory_equal(form->usage, want, strlen(want));
		assert_int_equal(strchr(form->usage, '{') != NULL, form->block);
		assert_non_null(form->home);
		/* Two of a name never stand in the same place. */
		for (size_t j = 0; j < i; j++) {
			if (strcmp(form->name, build.table.forms[j].name) == 0)
				assert_int_equal(
					form->places &
						build.table.forms[j].places,
					0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("build-form", tests, NULL, NULL);
}
