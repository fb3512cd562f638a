/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVECOT_COMPAT_LOGIN_H
#define TENURE_DOVECOT_COMPAT_LOGIN_H

/* As dovecot-compat.h, for the login processes: what differs between the
   versions of Dovecot. Included first. */

#include <login-common.h>
#include <client-common.h>
#include <module-context.h>
#include <master-service.h>

/* The settings tenure_policy and tenure_mode, NULL if they are not set; from
   the data stack. Only before the process has given up its rights. Returns 0,
   or -1 with error. */
int tenure_compat_login_settings(const char **policy_r, const char **mode_r,
				 const char **error_r);

#endif
