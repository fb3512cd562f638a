/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ARGUMENTS_H
#define TENURE_ARGUMENTS_H

#include <stdio.h>

#include "command.h"

/* Reading a command line, by getopt_long(3). */

/* The options that every command takes. */
extern const struct tenure_option tenure_common_options[];

/* Read options from argv[1] on, the common ones and those of command (NULL:
   only the common ones, and reading stops at the first operand). Adds to
   args. Returns the index of the first operand that was not read; or -1 when
   the line is wrong, after saying so. Frees nothing: args->operands (made when
   command is not NULL) belongs to the caller, by tenure_free(). */
int tenure_arguments_read(int argc, char **argv,
			  const struct tenure_command *command,
			  struct tenure_arguments *args) TENURE_CHECK;

/* A time that an option gives; default_time where it is not given. Returns 0,
   or -1 after saying what is wrong. */
int tenure_arguments_time(const struct tenure_arguments *args,
			  enum tenure_option_id id, const char *name,
			  int64_t default_time, int64_t *time_r) TENURE_CHECK;
/* The first operand, NULL if there is none. */
const char *tenure_arguments_operand(const struct tenure_arguments *args);

/* Print what --help prints. */
void tenure_help_command(FILE *out, const struct tenure_command *command);
/* The commands of a list, one line each. */
void tenure_help_commands(FILE *out, const struct tenure_command *commands);
void tenure_help_options(FILE *out, const struct tenure_option *options);

#endif
