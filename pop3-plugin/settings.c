/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/settings.h"

void tenure_plugin_settings_read(struct mail_user *user,
				 struct tenure_plugin_settings *set_r)
{
	const char *mode = tenure_compat_setting(user, "tenure_mode");

	set_r->policy_path = tenure_compat_setting(user, "tenure_policy");
	set_r->plan = tenure_compat_setting(user, "tenure_plan");
	set_r->observe = mode != NULL && strcmp(mode, "observe") == 0;
	if (mode != NULL && !set_r->observe && strcmp(mode, "enforce") != 0) {
		e_error(user->event,
			"tenure: tenure_mode = %s: neither enforce nor "
			"observe; taken as enforce",
			mode);
	}
}
