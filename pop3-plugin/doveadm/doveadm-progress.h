/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_PROGRESS_H
#define TENURE_DOVEADM_PROGRESS_H

#include "pop3-plugin/doveadm/doveadm-command.h"

/* How far a long command has come, on standard error if that is a terminal and
   what is shown on it is not the result. */
struct tenure_progress {
	/* NULL: nothing is shown. */
	const struct tenure_command *command;
	const char *what;
	struct timeval shown;
	bool on_line;
};

/* what: "destroyed". The command must have a user when something is shown. */
void tenure_progress_init(struct tenure_progress *progress,
			  const struct tenure_command *command,
			  const char *what);
/* Show how many, if the last time was some time ago. */
void tenure_progress_show(struct tenure_progress *progress, unsigned int count);
/* Make room for something else on the terminal. */
void tenure_progress_clear(struct tenure_progress *progress);

#endif
