/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot/settings-info.h"

#define DEF(name)                                                              \
	SETTING_DEFINE_STRUCT_STR(#name, name, struct tenure_dovecot_settings)

static const struct setting_define tenure_setting_defines[] = {
	DEF(tenure_policy), DEF(tenure_plan),      DEF(tenure_device),
	DEF(tenure_mode),   DEF(tenure_concealed), SETTING_DEFINE_LIST_END,
};

static const struct tenure_dovecot_settings tenure_default_settings = {
	.tenure_policy = "",
	.tenure_plan = "",
	.tenure_device = "",
	.tenure_mode = "enforce",
	.tenure_concealed = ".tenure",
};

const struct setting_parser_info tenure_setting_parser_info = {
	.name = "tenure",
	.defines = tenure_setting_defines,
	.defaults = &tenure_default_settings,
	.struct_size = sizeof(struct tenure_dovecot_settings),
	.pool_offset1 = 1 + offsetof(struct tenure_dovecot_settings, pool),
};
