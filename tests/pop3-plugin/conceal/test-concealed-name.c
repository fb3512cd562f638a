/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/attrs.h"
#include "pop3-plugin/conceal/concealed-name.h"

static void test_names(void **state TENURE_UNUSED)
{
	static const struct {
		const char *folder;
		char separator;
		const char *name;
	} cases[] = {
		{"INBOX", '/', "INBOX"},
		{"Archive/2024", '/', "Archive=2F2024"},
		{"a.b", '.', "a=2Eb"},
		{"a-b_c", '-', "a=2Db_c"},
		{"..", '/', "=2E=2E"},
		{"~root", '/', "=7Eroot"},
		{" x%*", '/', "=20x=25=2A"},
		{"a=+b", '/', "a=3D=2Bb"},
		{"Entw\303\274rfe", '/', "Entw=C3=BCrfe"},
		{"cur", '/', "=63ur"},
		{"new", '/', "=6Eew"},
		{"tmp", '/', "=74mp"},
		{"curs", '/', "curs"},
		{"dbox-Mails", '/', "=64box-Mails"},
		{"\x01\xff", '/', "=01=FF"},
	};
	char got[100];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(tenure_concealed_name_encode(
					 cases[i].folder, cases[i].separator,
					 got, sizeof(got)),
				 0);
		assert_string_equal(got, cases[i].name);
		assert_int_equal(tenure_concealed_name_decode(
					 cases[i].name, cases[i].separator, got,
					 sizeof(got)),
				 0);
		assert_string_equal(got, cases[i].folder);
	}
}

/* Each level is a name of a file, and they come together again. */
static void test_long_names(void **state TENURE_UNUSED)
{
	char folder[TENURE_CONCEALED_NAME_MAX + 2];
	char name[TENURE_CONCEALED_NAME_MAX + 1];
	char again[TENURE_CONCEALED_NAME_MAX + 2];

	for (size_t length = 1; length < sizeof(folder); length++) {
		size_t level = 0;

		memset(folder, 'x', length);
		folder[0] = '/';
		folder[length] = '\0';
		if (tenure_concealed_name_encode(folder, '.', name,
						 sizeof(name)) < 0) {
			assert_true(length > 1900);
			return;
		}
		for (const char *p = name; *p != '\0'; p++) {
			level = *p == '.' ? 0 : level + 1;
			assert_true(level <= 203);
		}
		assert_int_equal(tenure_concealed_name_decode(name, '.', again,
							      sizeof(again)),
				 0);
		assert_string_equal(again, folder);
	}
	fail_msg("nothing is too long");
}

static void test_refused(void **state TENURE_UNUSED)
{
	static const char *const names[] = {
		"",    "a/b",         "a=",    "a=2",   "a=2f",
		"=00", "a b",         "=G0",   "/+",    "a/+",
		"+a",  "caf\303\251", "a//+b", "a/+/b", ".",
	};
	char buf[16];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (tenure_concealed_name_decode(names[i], '/', buf,
						 sizeof(buf)) == 0)
			fail_msg("\"%s\" is decoded", names[i]);
	}
	assert_int_equal(tenure_concealed_name_encode("", '/', buf, 16), -1);
	assert_int_equal(tenure_concealed_name_encode("abc", '/', buf, 3), -1);
	assert_int_equal(tenure_concealed_name_encode("abc", '/', buf, 4), 0);
	assert_int_equal(tenure_concealed_name_decode("abc", '/', buf, 3), -1);
	assert_int_equal(tenure_concealed_name_decode("abc", '/', buf, 4), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
