/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "milter/log.h"

/* What a call writes to standard error. */
static void logged(char *buf, size_t size, int priority, const char *text)
{
	int pipe_fds[2], saved = dup(STDERR_FILENO);
	ssize_t got;

	assert_true(saved >= 0);
	assert_int_equal(pipe(pipe_fds), 0);
	assert_true(dup2(pipe_fds[1], STDERR_FILENO) >= 0);
	tm_log(priority, "<%s>", text);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	assert_int_equal(close(pipe_fds[1]), 0);
	got = read(pipe_fds[0], buf, size - 1);
	assert_true(got > 0);
	buf[got] = '\0';
	assert_int_equal(close(pipe_fds[0]), 0);
	assert_int_equal(close(saved), 0);
}

static void test_line(void **state)
{
	static const struct {
		int priority;
		const char *text, *want;
	} cases[] = {
		{LOG_INFO, "a@b.example", "tenure-milter: <a@b.example>\n"},
		{LOG_ERR, "x", "tenure-milter: error: <x>\n"},
		{LOG_WARNING, "x", "tenure-milter: warning: <x>\n"},
		{LOG_CRIT, "x", "tenure-milter: fatal: <x>\n"},
		/* Nobody makes up a line, an escape sequence or a format. */
		{LOG_INFO, "a\r\nb\tc", "tenure-milter: <a??b?c>\n"},
		{LOG_INFO, "\033[2J\177", "tenure-milter: <?[2J?>\n"},
		{LOG_INFO, "\xe2\x80\xae", "tenure-milter: <?\?\?>\n"},
		{LOG_INFO, "%s%n", "tenure-milter: <%s%n>\n"},
	};
	char buf[TM_LOG_LINE_MAX + 100];

	(void)state;
	tm_log_open(true);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		logged(buf, sizeof(buf), cases[i].priority, cases[i].text);
		assert_string_equal(buf, cases[i].want);
	}
}

static void test_long_line(void **state)
{
	char text[3 * TM_LOG_LINE_MAX], buf[4 * TM_LOG_LINE_MAX];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	logged(buf, sizeof(buf), LOG_INFO, text);
	assert_int_equal(strlen(buf),
			 strlen("tenure-milter: ") + TM_LOG_LINE_MAX);
	assert_int_equal(buf[strlen(buf) - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
