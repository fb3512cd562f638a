/* SPDX-License-Identifier: MIT */
#ifndef TENURE_INPUTS_H
#define TENURE_INPUTS_H

#include "base/attrs.h"
#include "command.h"
#include "config/config.h"
#include "policy/diagnostics.h"
#include "policy/policy.h"
#include "snapshot/snapshot.h"

/* What commands read before they begin. All say on standard error what is
   wrong, and return an exit code: TENURE_EXIT_YES, or what the program should
   end with. Outputs are then as if they had not been called. */

/* tenure.conf, from -c or its usual place. Release it with
   tenure_config_free(). */
int tenure_input_config(const struct tenure_arguments *args,
			struct tenure_config *config_r) TENURE_CHECK;
/* A policy file, with its warnings on standard error. */
int tenure_input_policy(const char *path,
			struct tenure_policy **policy_r) TENURE_CHECK;
/* The same, but the findings go to diagnostics and are not printed; says only
   that the file cannot be read. */
int tenure_input_policy_quietly(
	const char *path, struct tenure_policy **policy_r,
	struct tenure_diagnostics *diagnostics) TENURE_CHECK;
/* The policy file that args name as their operand, or else the one of
   tenure.conf; free *path_r with tenure_free(). */
int tenure_input_policy_path(const struct tenure_arguments *args,
			     char **path_r) TENURE_CHECK;
/* A snapshot that was kept, by the number of its generation as it was
   given. */
int tenure_input_generation(const struct tenure_arguments *args,
			    const char *text,
			    struct tenure_snapshot **snapshot_r) TENURE_CHECK;
/* Is the file a snapshot, rather than a policy? */
bool tenure_input_is_snapshot(const char *path);
/* A snapshot. */
int tenure_input_snapshot(const char *path,
			  struct tenure_snapshot **snapshot_r) TENURE_CHECK;

#endif
