/* SPDX-License-Identifier: MIT */
#ifndef TM_OPTIONS_H
#define TM_OPTIONS_H

#include <stdbool.h>

#include "base/attrs.h"

/* The command line of tenure-milter(8). */
struct tm_options {
	/* -c; points into argv, or is the default. */
	const char *config;
	/* -f: log to standard error. */
	bool foreground;
	/* -n: check the configuration and exit. */
	bool check_only;
	/* --help, --version */
	bool help, version;
};

extern const char tm_options_usage[];

/* Returns 0; or -1 with *error_r a constant text. */
int tm_options_parse(int argc, char *const *argv, struct tm_options *options_r,
		     const char **error_r) TENURE_CHECK;

#endif
