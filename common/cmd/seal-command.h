/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SEAL_COMMAND_H
#define TENURE_SEAL_COMMAND_H

#include "base/attrs.h"
#include "command.h"
#include "config/config.h"
#include "message-file.h"
#include "seal/seal.h"
#include "snapshot/snapshot.h"

/* What both commands stand on. */
struct tenure_sealing {
	const struct tenure_arguments *args;
	struct tenure_config config;
	struct tenure_snapshot *snapshot;
	struct tenure_message_file *message;
	struct tenure_facts facts;
	struct tenure_seal seal;
};

/* Read tenure.conf, the snapshot and the message that args name. Returns an
   exit code, after saying what is wrong. Close it in any case. */
int tenure_sealing_open(struct tenure_sealing *sealing) TENURE_CHECK;
void tenure_sealing_close(struct tenure_sealing *sealing);

int tenure_seal_sign_command(const struct tenure_arguments *args);
int tenure_seal_verify_command(const struct tenure_arguments *args);
extern const struct tenure_option tenure_seal_sign_options[];

#endif
