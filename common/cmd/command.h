/* SPDX-License-Identifier: MIT */
#ifndef TENURE_COMMAND_H
#define TENURE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"

/* What the commands of tenure(1) have in common. */

/* Exit codes. */
enum tenure_exit {
	/* Done, or yes. */
	TENURE_EXIT_YES = 0,
	/* No: denied, problems found. */
	TENURE_EXIT_NO = 1,
	TENURE_EXIT_USAGE = 2,
	/* Bad policy, message or other input. */
	TENURE_EXIT_INPUT = 3,
	/* File, socket, memory or other environment. */
	TENURE_EXIT_ENVIRONMENT = 4,
};

/* Every option of every command; each stands for itself wherever it is
   accepted. */
enum tenure_option_id {
	TENURE_OPTION_CONFIG,
	TENURE_OPTION_JSON,
	TENURE_OPTION_HELP,
	TENURE_OPTION_VERSION,
	TENURE_OPTION_PLAN,
	TENURE_OPTION_TENANT,
	TENURE_OPTION_USER,
	TENURE_OPTION_SNAPSHOT,
	TENURE_OPTION_DRY_RUN,
	TENURE_OPTION_GENERATION_FLOOR,
	TENURE_OPTION_GENERATION,
	TENURE_OPTION_WITHOUT_RATCHET,
	TENURE_OPTION_RELEASE,
	TENURE_OPTION_REASON,
	TENURE_OPTION_POLICY,
	TENURE_OPTION_MESSAGE,
	TENURE_OPTION_FACTS,
	TENURE_OPTION_AT,
	TENURE_OPTION_SAVED,
	TENURE_OPTION_SENDER,
	TENURE_OPTION_TIME,
	TENURE_OPTION_KEY,
	TENURE_OPTION_COUNT
};

struct tenure_option {
	enum tenure_option_id id;
	/* Without the dashes; NULL ends a list. */
	const char *name;
	/* What its value is called, NULL if it has none. */
	const char *value;
	const char *meaning;
	/* May be given several times: the values become operands. */
	bool repeat;
};

/* A command line that has been read. Points into argv. */
struct tenure_arguments {
	/* NULL: not given. "" for an option that takes no value. */
	const char *options[TENURE_OPTION_COUNT];
	const char **operands;
	size_t operand_count;
	/* The moment the program was started. */
	int64_t now;
};

struct tenure_command {
	/* "policy" and "check"; verb is NULL where the noun is all. A NULL
	   noun ends a list. */
	const char *noun, *verb;
	/* What follows in the synopsis. */
	const char *synopsis;
	const char *meaning;
	/* Its own options, beside the common ones; may be NULL. */
	const struct tenure_option *options;
	/* Operands it takes at most. */
	size_t operand_max;
	/* Returns the exit code. */
	int (*run)(const struct tenure_arguments *arguments);
};

/* The commands, one list for each noun. */
extern const struct tenure_command tenure_policy_commands[];
extern const struct tenure_command tenure_explain_commands[];
extern const struct tenure_command tenure_key_commands[];
extern const struct tenure_command tenure_seal_commands[];

static inline bool tenure_arguments_has(const struct tenure_arguments *args,
					enum tenure_option_id id)
{
	return args->options[id] != NULL;
}

#endif
