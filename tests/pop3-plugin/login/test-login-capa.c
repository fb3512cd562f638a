/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "base/attrs.h"
#include "policy/extremes.h"
#include "pop3-plugin/login/login-capa.h"

#define ANSWER "+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nSASL PLAIN\r\n"

static void test_is(void **state TENURE_UNUSED)
{
	static const char *const others[] = {
		"",
		"+OK\r\n",
		"+OK Dovecot ready.\r\n",
		"+OK\r\nCAPA\r\n",
		"+OK\r\nCAPA\r\n.",
		"+OK\r\nCAPA\r\n.\r",
		"+OK\r\n.\r\n",
		"+OK\r\nCAPA\r\nTOP\r\n",
		"-ERR CAPA\r\n.\r\n",
		"+OK\r\nPLAIN\r\n.\r\n",
		"\r\nCAPA\r\nTOP\r\n.\r\n",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (tenure_login_capa_is(others[i], strlen(others[i])))
			fail_msg("taken: %s", others[i]);
	}
	assert_true(
		tenure_login_capa_is(ANSWER ".\r\n", strlen(ANSWER ".\r\n")));
}

static void test_add(void **state TENURE_UNUSED)
{
	static const struct {
		struct tenure_pop3_extremes extremes;
		const char *want;
	} cases[] = {
		{{.expire = -1}, ANSWER "EXPIRE NEVER USER\r\n.\r\n"},
		{{.expire = 0, .login_delay = 300},
		 ANSWER "EXPIRE 0 USER\r\nLOGIN-DELAY 300 USER\r\n.\r\n"},
		{{.expire = 30, .login_delay = 1},
		 ANSWER "EXPIRE 30 USER\r\nLOGIN-DELAY 1 USER\r\n.\r\n"},
		{{.expire = INT64_MAX},
		 ANSWER "EXPIRE 9223372036854775807 USER\r\n.\r\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer out = TENURE_BUFFER_INIT;

		tenure_login_capa_add(ANSWER ".\r\n", strlen(ANSWER ".\r\n"),
				      &cases[i].extremes, &out);
		assert_string_equal(tenure_buffer_str(&out), cases[i].want);
		tenure_buffer_free(&out);
	}
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	const struct tenure_pop3_extremes extremes = {.expire = 1,
						      .login_delay = 1};
	struct tenure_buffer out = TENURE_BUFFER_INIT;

	tenure_alloc_fail_at(1, 1);
	tenure_login_capa_add(ANSWER ".\r\n", strlen(ANSWER ".\r\n"), &extremes,
			      &out);
	tenure_alloc_fail_at(0, 0);
	assert_null(tenure_buffer_str(&out));
	tenure_buffer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
