/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_USER_HOOKS_H
#define TENURE_PLUGIN_USER_HOOKS_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* The hook for a new user: what the plugin does when users come and go. */
void tenure_user_created(struct mail_user *user);

#endif
