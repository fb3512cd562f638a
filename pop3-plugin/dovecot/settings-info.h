/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_SETTINGS_INFO_H
#define TENURE_PLUGIN_SETTINGS_INFO_H

#include <lib.h>
#include <settings-parser.h>

/* The settings as Dovecot 2.4 wants to be told of them, twice: doveconf by the
   settings module, the mail processes by the plugin. Not built for 2.3, which
   has plugin { } for whatever a plugin may want. */

struct tenure_dovecot_settings {
	pool_t pool;
	const char *tenure_policy;
	const char *tenure_plan;
	const char *tenure_device;
	const char *tenure_mode;
	const char *tenure_concealed;
};

extern const struct setting_parser_info tenure_setting_parser_info;

#endif
