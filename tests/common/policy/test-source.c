/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "policy/source.h"

/* A folder whose own name looks like a pattern. */
static char folder[64];

static const char *const files[] = {"b.conf",   "a.conf", ".hidden.conf",
				    "d/c.conf", "other",  NULL};

static void path_of(const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", folder, name);
}

static void test_load(void **state TENURE_UNUSED)
{
	struct tenure_source source = tenure_source_folder(folder);
	struct tenure_error err;
	char path[256], *text;
	size_t size;

	assert_int_equal(
		source.load(source.context, "d/c.conf", &text, &size, &err), 0);
	assert_int_equal(size, strlen("d/c.conf"));
	assert_string_equal(text, "d/c.conf");
	tenure_free(text);

	path_of("a.conf", path, sizeof(path));
	assert_int_equal(source.load(source.context, path, &text, &size, &err),
			 0);
	assert_string_equal(text, "a.conf");
	tenure_free(text);

	assert_int_equal(
		source.load(source.context, "none", &text, &size, &err), -1);
	assert_non_null(strstr(err.text, "No such file or directory"));
	/* A folder is no file. */
	assert_int_equal(source.load(source.context, "d", &text, &size, &err),
			 -1);
}

static void test_expand(void **state TENURE_UNUSED)
{
	static const struct {
		const char *pattern;
		const char *want;
	} cases[] = {
		{"*.conf", "a.conf b.conf "},
		{"?.conf", "a.conf b.conf "},
		{"[b-z].conf", "b.conf "},
		{"d/*.conf", "d/c.conf "},
		{"*/*.conf", "d/c.conf "},
		{"none/*.conf", ""},
		{"other/*.conf", ""},
		{"z*", ""},
		/* Without wildcards, the name itself, there or not. */
		{"other", "other "},
		{"none", "none "},
		{"/etc/none", "/etc/none "},
	};
	struct tenure_source source = tenure_source_folder(folder);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char got[256] = "", **names;

		assert_int_equal(source.expand(source.context, cases[i].pattern,
					       &names, NULL),
				 0);
		for (size_t j = 0; names[j] != NULL; j++)
			strcat(strcat(got, names[j]), " ");
		assert_string_equal(got, cases[i].want);
		tenure_source_names_free(names);
	}
}

static void test_expand_absolute(void **state TENURE_UNUSED)
{
	struct tenure_source source = tenure_source_folder(folder);
	char **names;

	assert_int_equal(
		source.expand(source.context, "/etc/host[s]", &names, NULL), 0);
	assert_string_equal(names[0], "/etc/hosts");
	assert_null(names[1]);
	tenure_source_names_free(names);
	tenure_source_names_free(NULL);
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	struct tenure_source source = tenure_source_folder(folder);
	struct tenure_error err;
	char **names;
	unsigned long n, allocations;

	tenure_alloc_fail_at(~0UL, 0);
	assert_int_equal(source.expand(source.context, "*.conf", &names, &err),
			 0);
	allocations = tenure_alloc_count();
	tenure_source_names_free(names);
	for (n = 1; n <= allocations; n++) {
		int ret;

		tenure_alloc_fail_at(n, 0);
		ret = source.expand(source.context, "*.conf", &names, &err);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, -1);
		assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	}
}

static int make_files(void **state TENURE_UNUSED)
{
	char path[256];

	strcpy(folder, "/tmp/tenure-[a]*-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	path_of("d", path, sizeof(path));
	if (mkdir(path, 0700) < 0)
		return -1;
	for (size_t i = 0; files[i] != NULL; i++) {
		path_of(files[i], path, sizeof(path));
		if (tenure_file_write(path, 0600, files[i], strlen(files[i]),
				      NULL) < 0)
			return -1;
	}
	return 0;
}

static int remove_files(void **state TENURE_UNUSED)
{
	char path[256];

	for (size_t i = 0; files[i] != NULL; i++) {
		path_of(files[i], path, sizeof(path));
		unlink(path);
	}
	path_of("d", path, sizeof(path));
	rmdir(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_expand_absolute),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("source", tests, make_files,
					   remove_files);
}
