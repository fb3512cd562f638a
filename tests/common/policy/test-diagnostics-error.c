/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "base/alloc.h"
#include "policy/diagnostics.h"

static void add(struct tenure_diagnostics *list, enum tenure_severity severity,
		const char *file, unsigned int line, const char *message,
		const char *hint)
{
	char file_copy[32], message_copy[64], hint_copy[64];
	struct tenure_diagnostic item = {
		.severity = severity,
		.file = file == NULL ? NULL : file_copy,
		.line = line,
		.column = line,
		.length = 1,
		.message = message_copy,
		.hint = hint == NULL ? NULL : hint_copy,
	};

	snprintf(file_copy, sizeof(file_copy), "%s", file == NULL ? "" : file);
	snprintf(message_copy, sizeof(message_copy), "%s", message);
	snprintf(hint_copy, sizeof(hint_copy), "%s", hint == NULL ? "" : hint);
	tenure_diagnostics_add(list, &item);
}

static void test_first_error(void **state)
{
	struct tenure_diagnostics list;
	struct tenure_error err;

	(void)state;
	tenure_diagnostics_init(&list);
	add(&list, TENURE_SEVERITY_WARNING, "a", 1, "odd", NULL);
	add(&list, TENURE_SEVERITY_ERROR, "b", 2, "bad", "did you mean good?");
	add(&list, TENURE_SEVERITY_ERROR, "c", 3, "worse", NULL);
	assert_int_equal(tenure_diagnostics_to_error(&list, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.text, "bad; did you mean good?");
	assert_string_equal(err.file, "b");
	assert_int_equal(err.line, 2);
	assert_int_equal(err.column, 2);
	assert_int_equal(tenure_diagnostics_to_error(&list, NULL), -1);
	tenure_diagnostics_free(&list);
}

static void test_no_place(void **state)
{
	struct tenure_diagnostics list;
	struct tenure_error err;

	(void)state;
	tenure_diagnostics_init(&list);
	add(&list, TENURE_SEVERITY_ERROR, NULL, 0, "bad", NULL);
	assert_int_equal(tenure_diagnostics_to_error(&list, &err), -1);
	assert_string_equal(err.text, "bad");
	assert_string_equal(err.file, "");
	tenure_diagnostics_free(&list);
}

static void test_nothing_kept(void **state)
{
	struct tenure_diagnostics list;
	struct tenure_error err;

	(void)state;
	tenure_diagnostics_init(&list);
	tenure_alloc_fail_at(1, 1);
	add(&list, TENURE_SEVERITY_ERROR, "a", 1, "bad", NULL);
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(tenure_diagnostics_to_error(&list, &err), -1);
	assert_string_equal(err.text, "out of memory");
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	tenure_diagnostics_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_error),
		cmocka_unit_test(test_no_place),
		cmocka_unit_test(test_nothing_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
