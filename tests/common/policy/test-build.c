/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/build.h"
#include "policy/tree-read.h"

#define ARENA_LIMIT 65536

/* A statement that is given more than once counts where it stands first. */
static void test_only(void **state TENURE_UNUSED)
{
	static const char text[] = "a = 1\na = 2\na = 3\n";
	static const struct {
		size_t count;
		const char *value;
		size_t errors;
	} cases[] = {{0, NULL, 0}, {1, "1", 0}, {2, "1", 1}, {3, "1", 2}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_diagnostics diagnostics = {.count = 0};
		struct tenure_build build = {.diagnostics = &diagnostics};
		const struct tenure_statement *items[3], *got;
		const struct tenure_build_list list = {items, cases[i].count};

		assert_int_equal(tenure_tree_read_text("p", text, strlen(text),
						       &build.tree,
						       &diagnostics),
				 0);
		items[0] = tenure_tree_root(build.tree);
		items[1] = items[0]->next;
		items[2] = items[1]->next;
		got = tenure_build_only(&build, &list);
		if (cases[i].value == NULL)
			assert_null(got);
		else
			assert_string_equal(got->values[0].text,
					    cases[i].value);
		assert_int_equal(diagnostics.error_count, cases[i].errors);
		for (size_t j = 0; j < diagnostics.count; j++) {
			assert_string_equal(diagnostics.items[j].message,
					    "duplicate setting \"a\"");
			assert_string_equal(diagnostics.items[j].hint,
					    "the first is in p:1");
			assert_int_equal(diagnostics.items[j].line, j + 2);
		}
		tenure_tree_free(&build.tree);
		tenure_diagnostics_free(&diagnostics);
	}
}

static void test_value_word(void **state TENURE_UNUSED)
{
	static const struct {
		enum tenure_setting setting;
		const char *want;
	} cases[] = {
		{TENURE_SETTING_KEEP, "keep"},
		{TENURE_SETTING_ON_DELETE, "on_delete"},
		{TENURE_SETTING_SMTP_JOURNAL, "journal"},
	};
	const struct tenure_value value = {
		.where = {.file = 1, .line = 2, .column = 3}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_word got =
			tenure_build_value_word(&value, cases[i].setting);

		assert_string_equal(got.text, cases[i].want);
		assert_int_equal(got.length, strlen(cases[i].want));
		assert_memory_equal(&got.where, &value.where,
				    sizeof(got.where));
	}
}

enum memory {
	ALLOC,
	STRDUP,
	SCRATCH
};

static void *take(struct tenure_build *build, enum memory memory)
{
	switch (memory) {
	case ALLOC:
		return tenure_build_alloc(build, 2, 8);
	case STRDUP:
		return tenure_build_strdup(build, "text");
	case SCRATCH:
		break;
	}
	return tenure_build_scratch(build, 2, 8);
}

/* Of the policy's memory, or of the scratch; a failure is remembered, also
   when there is memory again. */
static void test_memory(void **state TENURE_UNUSED)
{
	for (enum memory memory = ALLOC; memory <= SCRATCH; memory++) {
		struct tenure_arena arena = {.limit = ARENA_LIMIT};
		struct tenure_build build = {.arena = &arena,
					     .scratch = {.limit = ARENA_LIMIT}};

		tenure_alloc_fail_at(1, 0);
		assert_null(take(&build, memory));
		tenure_alloc_fail_at(0, 0);
		assert_true(build.out_of_memory);
		assert_non_null(take(&build, memory));
		assert_true(build.out_of_memory);
		assert_int_equal(arena.total > 0, memory != SCRATCH);
		assert_int_equal(build.scratch.total > 0, memory == SCRATCH);
		tenure_arena_free(&arena);
		tenure_arena_free(&build.scratch);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only),
		cmocka_unit_test(test_value_word),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("build", tests, NULL, NULL);
}
