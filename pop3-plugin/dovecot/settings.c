/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot/settings.h"

#define DEFAULT_CONCEALED ".tenure"

void tenure_plugin_settings_read(struct mail_user *user,
				 struct tenure_plugin_settings *set_r)
{
	struct tenure_compat_settings set;

	tenure_compat_settings_read(user, &set);
	set_r->policy_path = set.policy;
	set_r->plan = set.plan;
	set_r->device = set.device;
	set_r->concealed =
		set.concealed == NULL ? DEFAULT_CONCEALED : set.concealed;
	set_r->observe = set.mode != NULL && strcmp(set.mode, "observe") == 0;
	if (set.mode != NULL && !set_r->observe &&
	    strcmp(set.mode, "enforce") != 0) {
		e_error(user->event,
			"tenure: tenure_mode = %s: neither enforce nor "
			"observe; taken as enforce",
			set.mode);
	}
}
