/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_COMMAND_H
#define TENURE_POLICY_COMMAND_H

#include "command.h"

/* The commands of "tenure policy" that have files of their own. */
int tenure_policy_show(const struct tenure_arguments *args);
int tenure_policy_diff(const struct tenure_arguments *args);
int tenure_policy_release(const struct tenure_arguments *args);
int tenure_policy_publish(const struct tenure_arguments *args);
extern const struct tenure_option tenure_policy_show_options[];
extern const struct tenure_option tenure_policy_publish_options[];
extern const struct tenure_option tenure_policy_release_options[];

#endif
