/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot/settings-info.h"

/* libtenure_settings.so, which tells doveconf of Dovecot 2.4 what the plugin's
   settings are. It loads all that is in its folder of settings modules. */

#define EXPORT __attribute__((visibility("default")))

extern const char *tenure_settings_version;
extern const struct setting_parser_info *tenure_settings_set_infos[];

EXPORT const char *tenure_settings_version = DOVECOT_ABI_VERSION;
EXPORT const struct setting_parser_info *tenure_settings_set_infos[] = {
	&tenure_setting_parser_info,
	NULL,
};
