/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

#define TM_LOG_NAME "tenure-milter"

static bool log_to_stderr = true;

void tm_log_open(bool to_stderr)
{
	log_to_stderr = to_stderr;
	/* libmilter logs to syslog whatever we do. */
	openlog(TM_LOG_NAME, LOG_PID, LOG_MAIL);
}

static const char *priority_word(int priority)
{
	switch (priority) {
	case LOG_CRIT:
		return "fatal: ";
	case LOG_ERR:
		return "error: ";
	case LOG_WARNING:
		return "warning: ";
	default:
		return "";
	}
}

static void make_printable(char *line)
{
	for (; *line != '\0'; line++) {
		unsigned char c = (unsigned char)*line;

		if (c < ' ' || c > '~')
			*line = '?';
	}
}

void tm_log(int priority, const char *fmt, ...)
{
	char line[TM_LOG_LINE_MAX], text[TM_LOG_LINE_MAX + 64];
	va_list args;
	int size;

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	make_printable(line);
	if (!log_to_stderr) {
		syslog(priority, "%s%s", priority_word(priority), line);
		return;
	}
	/* One write, so that lines of several threads do not mix. */
	size = snprintf(text, sizeof(text), "%s: %s%s\n", TM_LOG_NAME,
			priority_word(priority), line);
	if (size > 0 && write(STDERR_FILENO, text, (size_t)size) < 0) {
		/* Nobody left to tell. */
	}
}
