/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

static void error_start(struct tenure_error *err, enum tenure_error_code code)
{
	err->code = code;
	err->file[0] = '\0';
	err->line = err->column = 0;
	err->text[0] = '\0';
}

int tenure_error_set(struct tenure_error *err, enum tenure_error_code code,
		     const char *fmt, ...)
{
	va_list args;

	if (err == NULL)
		return -1;
	error_start(err, code);
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return -1;
}

int tenure_error_errno(struct tenure_error *err, int errnum, const char *fmt,
		       ...)
{
	char reason[128];
	va_list args;
	size_t used;

	if (err == NULL)
		return -1;
	error_start(err, TENURE_ERROR_ENVIRONMENT);
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s",
		 strerror_r(errnum, reason, sizeof(reason)));
	return -1;
}

int tenure_error_nomem(struct tenure_error *err)
{
	return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT, "out of memory");
}

int tenure_error_at(struct tenure_error *err, const char *file,
		    unsigned int line, unsigned int column)
{
	if (err == NULL)
		return -1;
	snprintf(err->file, sizeof(err->file), "%s", file);
	err->line = line;
	err->column = column;
	return -1;
}

const char *tenure_error_format(const struct tenure_error *err, char *buf,
				unsigned int size)
{
	if (err->file[0] == '\0')
		snprintf(buf, size, "%s", err->text);
	else if (err->line == 0)
		snprintf(buf, size, "%s: %s", err->file, err->text);
	else if (err->column == 0)
		snprintf(buf, size, "%s:%u: %s", err->file, err->line,
			 err->text);
	else
		snprintf(buf, size, "%s:%u:%u: %s", err->file, err->line,
			 err->column, err->text);
	return buf;
}
