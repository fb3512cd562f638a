/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <stddef.h>

#include "config/config.h"
#include "options.h"

const char tm_options_usage[] =
	"usage: tenure-milter [-c FILE] [-f] [-n]\n"
	"  -c, --config FILE  read FILE in place of " TENURE_CONFIG_DEFAULT "\n"
	"  -f, --foreground   log to standard error in place of syslog\n"
	"  -n, --check        check the configuration and exit\n"
	"      --help         show this text\n"
	"      --version      show the version\n";

enum {
	OPTION_HELP = 256,
	OPTION_VERSION
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, 'c'},
	{"foreground", no_argument, NULL, 'f'},
	{"check", no_argument, NULL, 'n'},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{NULL, 0, NULL, 0},
};

int tm_options_parse(int argc, char *const *argv, struct tm_options *options_r,
		     const char **error_r)
{
	int option;

	*options_r = (struct tm_options){.config = TENURE_CONFIG_DEFAULT};
	/* 0 and not 1: glibc and musl then start anew. */
	optind = 0;
	while ((option = getopt_long(argc, argv, ":c:fn", long_options,
				     NULL)) != -1) {
		switch (option) {
		case 'c':
			options_r->config = optarg;
			break;
		case 'f':
			options_r->foreground = true;
			break;
		case 'n':
			options_r->check_only = true;
			break;
		case OPTION_HELP:
			options_r->help = true;
			break;
		case OPTION_VERSION:
			options_r->version = true;
			break;
		case ':':
			*error_r = "an option needs a value";
			return -1;
		default:
			*error_r = "unknown option";
			return -1;
		}
	}
	if (optind < argc) {
		*error_r = "tenure-milter takes no arguments";
		return -1;
	}
	if (options_r->config[0] == '\0') {
		*error_r = "-c needs the name of a file";
		return -1;
	}
	return 0;
}
