/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/tree-read.h"
#include "policy/tree-zone.h"
#include "tests/common/policy/memory-source.h"

/* The system's zones with files out of memory. */
static struct tenure_source zone_source(void)
{
	static const struct memory_file files[] = {
		{"policy.conf", "tenure_version = 1\n"}, {NULL, NULL}};
	struct tenure_source source = memory_source(files);

	source.zone = tenure_source_folder(".").zone;
	return source;
}

static struct tenure_tree *read_tree(const struct tenure_source *source)
{
	struct tenure_diagnostics diagnostics = {0};
	struct tenure_tree *tree;

	assert_int_equal(tenure_tree_read(source, "policy.conf", true, &tree,
					  &diagnostics),
			 0);
	tenure_diagnostics_free(&diagnostics);
	return tree;
}

static void test_zone(void **state TENURE_UNUSED)
{
	struct tenure_source source = zone_source();
	struct tenure_tree *tree = read_tree(&source);
	struct tenure_zone *zone;
	struct tenure_error err;
	const char *name;
	const void *data;
	size_t size;

	assert_int_equal(tenure_tree_zone(tree, 0, &name, &data, &size), 0);
	assert_int_equal(
		tenure_tree_read_zone(tree, &source, "UTC", &zone, &err), 0);
	assert_null(zone);
	assert_int_equal(tenure_tree_zone(tree, 0, &name, &data, &size), 0);
	assert_int_equal(tenure_tree_read_zone(tree, &source,
					       "Pacific/Kiritimati", &zone,
					       &err),
			 0);
	assert_int_equal(tenure_zone_offset(zone, 1795316400), 14 * 3600);
	tenure_zone_free(&zone);
	assert_int_equal(tenure_tree_zone(tree, 0, &name, &data, &size), 1);
	assert_string_equal(name, "Pacific/Kiritimati");
	assert_memory_equal(data, "TZif", 4);
	assert_int_equal(tenure_tree_zone(tree, 1, &name, &data, &size), 0);
	/* It outlives the statements. */
	tenure_tree_forget_statements(tree);
	assert_int_equal(tenure_zone_read(data, size, &zone, &err), 0);
	tenure_zone_free(&zone);
	tenure_tree_free(&tree);
}

static void test_errors(void **state TENURE_UNUSED)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{"../../../etc/passwd", "not the name of a time zone"},
		{"", "not the name of a time zone"},
		{"Europe", "time zone \"Europe\": not a regular file"},
		{"Europe/Atlantis",
		 "time zone \"Europe/Atlantis\": cannot open: No such file or "
		 "directory"},
	};
	struct tenure_source source = zone_source();
	struct tenure_tree *tree = read_tree(&source);
	struct tenure_zone *zone;
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(tenure_tree_read_zone(tree, &source,
						       cases[i].name, &zone,
						       &err),
				 -1);
		assert_null(zone);
		assert_string_equal(err.text, cases[i].want);
	}
	source.zone = NULL;
	assert_int_equal(
		tenure_tree_read_zone(tree, &source, "Asia/Tokyo", &zone, &err),
		-1);
	assert_string_equal(err.text, "there are no time zones here");
	tenure_tree_free(&tree);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_source source = zone_source();
	struct tenure_tree *tree;
	struct tenure_zone *zone;
	struct tenure_error err;
	unsigned long count = 0;
	int ret;

	do {
		tree = read_tree(&source);
		tenure_alloc_fail_at(++count, 0);
		ret = tenure_tree_read_zone(tree, &source, "Asia/Tokyo", &zone,
					    &err);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(zone == NULL, ret < 0);
		tenure_zone_free(&zone);
		tenure_tree_free(&tree);
	} while (ret < 0);
	assert_true(count > 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
