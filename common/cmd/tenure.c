/* SPDX-License-Identifier: MIT */
/* tenure(1): finds the command and runs it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arguments.h"
#include "base/alloc.h"
#include "command.h"
#include "output.h"

static const struct tenure_command *const nouns[] = {
	tenure_policy_commands,
	tenure_explain_commands,
	tenure_key_commands,
	tenure_seal_commands,
};
#define NOUN_COUNT (sizeof(nouns) / sizeof(nouns[0]))

static int help(void)
{
	puts("usage: tenure [-c FILE] NOUN [VERB] [OPTIONS]\n"
	     "Read, publish and explain a mail-retention policy.\n\n"
	     "commands:");
	for (size_t i = 0; i < NOUN_COUNT; i++)
		tenure_help_commands(stdout, nouns[i]);
	puts("\noptions:");
	tenure_help_options(stdout, tenure_common_options);
	puts("\nexit codes: 0 done or yes, 1 no, 2 wrong usage, "
	     "3 bad policy or input, 4 environment");
	return TENURE_EXIT_YES;
}

static int help_noun(const struct tenure_command *commands)
{
	printf("usage: tenure %s VERB [OPTIONS]\n\ncommands:\n",
	       commands->noun);
	tenure_help_commands(stdout, commands);
	return TENURE_EXIT_YES;
}

static int version(void)
{
	puts("tenure " PACKAGE_VERSION);
	return TENURE_EXIT_YES;
}

static const struct tenure_command *find_noun(const char *word)
{
	const char *names[NOUN_COUNT + 1] = {NULL};
	const char *suggestion;

	for (size_t i = 0; i < NOUN_COUNT; i++) {
		if (strcmp(nouns[i]->noun, word) == 0)
			return nouns[i];
		names[i] = nouns[i]->noun;
	}
	suggestion = tenure_suggestion(word, names);
	if (suggestion == NULL)
		tenure_complain("unknown command \"%s\"; see tenure --help",
				word);
	else
		tenure_complain("unknown command \"%s\", did you mean \"%s\"?",
				word, suggestion);
	return NULL;
}

static const struct tenure_command *
find_verb(const struct tenure_command *commands, const char *word)
{
	const char *names[16] = {NULL};
	const char *suggestion;
	size_t count = 0;

	for (size_t i = 0; commands[i].noun != NULL; i++) {
		if (strcmp(commands[i].verb, word) == 0)
			return &commands[i];
		if (count + 1 < sizeof(names) / sizeof(names[0]))
			names[count++] = commands[i].verb;
	}
	suggestion = tenure_suggestion(word, names);
	tenure_complain("unknown command \"%s %s\"%s%s%s", commands->noun, word,
			suggestion != NULL ? ", did you mean \""
					   : "; see --help",
			suggestion != NULL ? suggestion : "",
			suggestion != NULL ? "\"?" : "");
	return NULL;
}

/* The options that stand before a noun or verb. Moves argv on to it. */
static int read_common(int *argc, char ***argv, struct tenure_arguments *args)
{
	int next = tenure_arguments_read(*argc, *argv, NULL, args);

	if (next < 0)
		return -1;
	*argc -= next;
	*argv += next;
	return 0;
}

static int run_command(int argc, char **argv,
		       const struct tenure_command *command,
		       struct tenure_arguments *args)
{
	if (tenure_arguments_read(argc, argv, command, args) < 0)
		return TENURE_EXIT_USAGE;
	if (tenure_arguments_has(args, TENURE_OPTION_HELP)) {
		tenure_help_command(stdout, command);
		return TENURE_EXIT_YES;
	}
	if (tenure_arguments_has(args, TENURE_OPTION_VERSION))
		return version();
	return command->run(args);
}

static int dispatch(int argc, char **argv, struct tenure_arguments *args)
{
	const struct tenure_command *command;

	if (read_common(&argc, &argv, args) < 0)
		return TENURE_EXIT_USAGE;
	if (tenure_arguments_has(args, TENURE_OPTION_VERSION))
		return version();
	if (argc == 0 && tenure_arguments_has(args, TENURE_OPTION_HELP))
		return help();
	if (argc == 0) {
		tenure_complain("no command given; see tenure --help");
		return TENURE_EXIT_USAGE;
	}
	command = find_noun(argv[0]);
	if (command == NULL)
		return TENURE_EXIT_USAGE;
	if (command->verb == NULL)
		return run_command(argc, argv, command, args);

	if (read_common(&argc, &argv, args) < 0)
		return TENURE_EXIT_USAGE;
	if (tenure_arguments_has(args, TENURE_OPTION_VERSION))
		return version();
	if (argc == 0 && tenure_arguments_has(args, TENURE_OPTION_HELP))
		return help_noun(command);
	if (argc == 0) {
		tenure_complain("\"%s\" needs a verb; see tenure %s --help",
				command->noun, command->noun);
		return TENURE_EXIT_USAGE;
	}
	command = find_verb(command, argv[0]);
	return command == NULL ? TENURE_EXIT_USAGE
			       : run_command(argc, argv, command, args);
}

int main(int argc, char **argv)
{
	struct tenure_arguments args = {.now = (int64_t)time(NULL)};
	int code = dispatch(argc, argv, &args);

	tenure_free(args.operands);
	if (tenure_output_finish() < 0 && code == TENURE_EXIT_YES)
		code = TENURE_EXIT_ENVIRONMENT;
	return code;
}
