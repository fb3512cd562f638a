/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_SETTINGS_H
#define TENURE_PLUGIN_SETTINGS_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* What the administrator says to the plugin; see dovecot-tenure(7). */
struct tenure_plugin_settings {
	/* tenure_policy: path of the snapshot; NULL if it is not set, and then
	   nothing can be deleted. */
	const char *policy_path;
	/* tenure_plan: the plan that the user database selects for this user;
	   NULL: the policy chooses. */
	const char *plan;
	/* tenure_device: the name of the device that the session is of; NULL:
	   the login name has it. */
	const char *device;
	/* tenure_mode = observe: decide and log, change nothing. */
	bool observe;
	/* tenure_concealed: the namespace of concealed mail, without the
	   separator. */
	const char *concealed;
};

/* Read the settings of a user. Strings are the user's. What is wrong is logged
   and read in the way that keeps mail. */
void tenure_plugin_settings_read(struct mail_user *user,
				 struct tenure_plugin_settings *set_r);

#endif
