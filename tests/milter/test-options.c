/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "config/config.h"
#include "milter/options.h"

static void test_parse(void **state)
{
	static const struct {
		const char *args[5];
		/* NULL: wrong usage. */
		const char *config;
		bool foreground, check_only;
	} cases[] = {
		{{NULL}, TENURE_CONFIG_DEFAULT, false, false},
		{{"-f"}, TENURE_CONFIG_DEFAULT, true, false},
		{{"-n"}, TENURE_CONFIG_DEFAULT, false, true},
		{{"-fn", "-c", "x"}, "x", true, true},
		{{"-cx"}, "x", false, false},
		{{"--config=x", "--check"}, "x", false, true},
		{{"--foreground"}, TENURE_CONFIG_DEFAULT, true, false},
		{{"-c"}, NULL, false, false},
		{{"-c", ""}, NULL, false, false},
		{{"-x"}, NULL, false, false},
		{{"more"}, NULL, false, false},
		{{"--check=yes"}, NULL, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[6][32], *argv[7];
		struct tm_options options;
		const char *error = NULL;
		int argc = 0, ret;

		argv[argc++] = strcpy(text[0], "tenure-milter");
		for (size_t j = 0; j < 5 && cases[i].args[j] != NULL; j++) {
			argv[argc] = strcpy(text[argc], cases[i].args[j]);
			argc++;
		}
		argv[argc] = NULL;
		ret = tm_options_parse(argc, argv, &options, &error);
		assert_int_equal(ret, cases[i].config == NULL ? -1 : 0);
		if (ret < 0) {
			assert_non_null(error);
			continue;
		}
		assert_string_equal(options.config, cases[i].config);
		assert_int_equal(options.foreground, cases[i].foreground);
		assert_int_equal(options.check_only, cases[i].check_only);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
