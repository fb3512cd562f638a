/* SPDX-License-Identifier: MIT */
#include <getopt.h>
#include <string.h>

#include "arguments.h"
#include "base/alloc.h"
#include "base/date.h"
#include "config/config.h"
#include "output.h"
#include "policy/diagnostics.h"

/* Options that one command takes at most, the common ones included. */
#define OPTIONS_MAX 24
/* What getopt_long() returns for the first long option. */
#define LONG_OPTION 256

const struct tenure_option tenure_common_options[] = {
	{TENURE_OPTION_CONFIG, "config", "FILE",
	 "use this tenure.conf (also -c; " TENURE_CONFIG_DEFAULT ")", false},
	{TENURE_OPTION_JSON, "json", NULL, "print the result as JSON", false},
	{TENURE_OPTION_HELP, "help", NULL, "print this help (also -h)", false},
	{TENURE_OPTION_VERSION, "version", NULL, "print the version", false},
	{0, NULL, NULL, NULL, false},
};

/* The options that may be given, in our form and in getopt's. */
struct option_set {
	const struct tenure_option *options[OPTIONS_MAX];
	struct option long_options[OPTIONS_MAX + 1];
	const char *names[OPTIONS_MAX + 1];
	int count;
};

static void option_set_add(struct option_set *set,
			   const struct tenure_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		struct option *option = &set->long_options[set->count];

		if (set->count == OPTIONS_MAX)
			return;
		option->name = options->name;
		option->val = LONG_OPTION + set->count;
		option->has_arg = options->value != NULL ? required_argument
							 : no_argument;
		set->names[set->count] = options->name;
		set->options[set->count++] = options;
	}
}

static int complain_unknown(const struct option_set *set, const char *word,
			    const char *about)
{
	char name[64];
	const char *suggestion;

	(void)snprintf(name, sizeof(name), "%s",
		       word + (strncmp(word, "--", 2) == 0 ? 2 : 0));
	name[strcspn(name, "=")] = '\0';
	suggestion = tenure_suggestion(name, set->names);
	if (suggestion == NULL)
		tenure_complain("%s: unknown option \"%s\"", about, word);
	else
		tenure_complain("%s: unknown option \"%s\", "
				"did you mean \"--%s\"?",
				about, word, suggestion);
	return -1;
}

static int take_option(const struct tenure_option *option, const char *value,
		       const char *about, struct tenure_arguments *args)
{
	if (value == NULL)
		value = "";
	if (option->repeat && args->operands != NULL)
		args->operands[args->operand_count++] = value;
	else if (args->options[option->id] != NULL && *value != '\0') {
		tenure_complain("%s: --%s is given twice", about, option->name);
		return -1;
	}
	args->options[option->id] = value;
	return 0;
}

/* One option of getopt_long(). found is what it returned. */
static int read_option(const struct option_set *set, int found,
		       char *const *argv, const char *about,
		       struct tenure_arguments *args)
{
	const char *word = argv[optind > 0 ? optind - 1 : 0];

	if (found >= LONG_OPTION)
		return take_option(set->options[found - LONG_OPTION], optarg,
				   about, args);
	switch (found) {
	case 'c':
		return take_option(&tenure_common_options[0], optarg, about,
				   args);
	case 'h':
		args->options[TENURE_OPTION_HELP] = "";
		return 0;
	case ':':
		tenure_complain("%s: \"%s\" needs a value", about, word);
		return -1;
	default:
		break;
	}
	if (optopt != 0 && strncmp(word, "--", 2) != 0) {
		tenure_complain("%s: unknown option \"-%c\"", about, optopt);
		return -1;
	}
	if (optopt != 0) {
		tenure_complain("%s: \"%s\": this option takes no value", about,
				word);
		return -1;
	}
	return complain_unknown(set, word, about);
}

/* "tenure policy check" */
static const char *command_name(const struct tenure_command *command, char *buf,
				size_t size)
{
	if (command == NULL)
		return "tenure";
	(void)snprintf(buf, size, "tenure %s%s%s", command->noun,
		       command->verb != NULL ? " " : "",
		       command->verb != NULL ? command->verb : "");
	return buf;
}

static int read_operands(int argc, char **argv,
			 const struct tenure_command *command,
			 const char *about, struct tenure_arguments *args)
{
	for (int i = optind; i < argc; i++)
		args->operands[args->operand_count++] = argv[i];
	if (args->operand_count > command->operand_max) {
		tenure_complain("%s: too many arguments: \"%s\"", about,
				args->operands[command->operand_max]);
		return -1;
	}
	return argc;
}

int tenure_arguments_read(int argc, char **argv,
			  const struct tenure_command *command,
			  struct tenure_arguments *args)
{
	struct option_set set = {.count = 0};
	char buf[64];
	const char *about = command_name(command, buf, sizeof(buf));
	int found;

	option_set_add(&set, tenure_common_options);
	if (command != NULL) {
		option_set_add(&set, command->options);
		args->operands = tenure_calloc((size_t)argc + 1,
					       sizeof(*args->operands));
		if (args->operands == NULL)
			tenure_die_nomem();
	}
	/* 0 makes glibc begin anew, with the new first character. */
	optind = 0;
	opterr = 0;
	while ((found = getopt_long(argc, argv,
				    command == NULL ? "+:c:h" : ":c:h",
				    set.long_options, NULL)) != -1) {
		if (read_option(&set, found, argv, about, args) < 0)
			return -1;
	}
	return command == NULL
		       ? optind
		       : read_operands(argc, argv, command, about, args);
}

int tenure_arguments_time(const struct tenure_arguments *args,
			  enum tenure_option_id id, const char *name,
			  int64_t default_time, int64_t *time_r)
{
	const char *text = args->options[id];

	*time_r = default_time;
	if (text == NULL || tenure_date_parse(text, time_r) == 0)
		return 0;
	tenure_complain("--%s: \"%s\" is not a time; write it as "
			"2026-11-22T03:00:00Z, 2026-11-22 or @1795316400",
			name, text);
	return -1;
}

const char *tenure_arguments_operand(const struct tenure_arguments *args)
{
	return args->operand_count == 0 ? NULL : args->operands[0];
}

void tenure_help_options(FILE *out, const struct tenure_option *options)
{
	char name[64];

	for (; options != NULL && options->name != NULL; options++) {
		(void)snprintf(name, sizeof(name), "--%s%s%s", options->name,
			       options->value != NULL ? " " : "",
			       options->value != NULL ? options->value : "");
		fprintf(out, "  %-24s %s\n", name, options->meaning);
	}
}

void tenure_help_commands(FILE *out, const struct tenure_command *commands)
{
	char name[64];

	for (; commands->noun != NULL; commands++) {
		fprintf(out, "  %-24s %s\n",
			command_name(commands, name, sizeof(name)),
			commands->meaning);
	}
}

void tenure_help_command(FILE *out, const struct tenure_command *command)
{
	char name[64];

	fprintf(out, "usage: %s %s\n%s.\n\n",
		command_name(command, name, sizeof(name)), command->synopsis,
		command->meaning);
	fputs("options:\n", out);
	tenure_help_options(out, command->options);
	tenure_help_options(out, tenure_common_options);
}
