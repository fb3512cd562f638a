/* SPDX-License-Identifier: MIT */
/* tenure seal: make and check seals by hand. */
#include "arguments.h"
#include "inputs.h"
#include "output.h"
#include "seal-command.h"

int tenure_sealing_open(struct tenure_sealing *sealing)
{
	const char *path = tenure_arguments_operand(sealing->args);
	struct tenure_error err;
	int code;

	if (path == NULL) {
		tenure_complain("which message? Give a FILE; - is standard "
				"input");
		return TENURE_EXIT_USAGE;
	}
	code = tenure_input_config(sealing->args, &sealing->config);
	if (code != TENURE_EXIT_YES)
		return code;
	code = tenure_input_snapshot(sealing->config.snapshot,
				     &sealing->snapshot);
	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_message_file_open(path, &sealing->message, &err) < 0)
		return tenure_complain_error(&err);
	tenure_message_file_facts(sealing->message, &sealing->facts);
	return TENURE_EXIT_YES;
}

void tenure_sealing_close(struct tenure_sealing *sealing)
{
	tenure_message_file_close(&sealing->message);
	tenure_snapshot_unref(&sealing->snapshot);
	tenure_config_free(&sealing->config);
}

const struct tenure_command tenure_seal_commands[] = {
	{"seal", "sign", "FILE [OPTIONS]",
	 "Print a message with a seal in front", tenure_seal_sign_options, 1,
	 tenure_seal_sign_command},
	{"seal", "verify", "FILE [OPTIONS]",
	 "Tell whether a message has a seal that both doors believe", NULL, 1,
	 tenure_seal_verify_command},
	{NULL, NULL, NULL, NULL, NULL, 0, NULL},
};
