/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/login/dovecot-compat-login.h"
#include <array.h>
#if defined(DOVECOT_HAVE_SETTINGS_GET)
#include "pop3-plugin/dovecot/settings-info.h"
#include <settings.h>
#else
#include <master-service-settings.h>
#include <settings-parser.h>
#endif

static const char *compat_value(const char *value)
{
	return value == NULL || *value == '\0' ? NULL : t_strdup(value);
}

#if defined(DOVECOT_HAVE_PLUGIN_GETENV)
/* The settings of plugins are those of the mail processes. */
struct compat_plugin_settings {
	ARRAY(const char *) plugin;
};

static const struct setting_define compat_plugin_defines[] = {
	{.type = SET_STRLIST,
	 .key = "plugin",
	 .offset = offsetof(struct compat_plugin_settings, plugin)},
	SETTING_DEFINE_LIST_END};

static const struct compat_plugin_settings compat_plugin_defaults = {
	.plugin = ARRAY_INIT};

static const struct setting_parser_info compat_plugin_info = {
	.defines = compat_plugin_defines,
	.defaults = &compat_plugin_defaults,
	.type_offset = SIZE_MAX,
	.struct_size = sizeof(struct compat_plugin_settings),
	.parent_offset = SIZE_MAX,
};

/* Names and values in turn. */
static const char *compat_plugin_value(const struct compat_plugin_settings *set,
				       const char *name)
{
	const char *const *values;
	unsigned int i, count;

	if (!array_is_created(&set->plugin))
		return NULL;
	values = array_get(&set->plugin, &count);
	for (i = 0; i + 1 < count; i += 2) {
		if (strcmp(values[i], name) == 0)
			return compat_value(values[i + 1]);
	}
	return NULL;
}

int tenure_compat_login_settings(const char **policy_r, const char **mode_r,
				 const char **error_r)
{
	static const struct setting_parser_info *const roots[] = {
		&compat_plugin_info, NULL};
	const struct master_service_settings_input input = {
		.roots = roots,
		.module = "pop3",
		.service = "pop3",
		.never_exec = TRUE,
	};
	struct master_service_settings_output output;
	const struct compat_plugin_settings *set;

	/* What was read before stays, as it is in use: to the end of the
	   process. */
	(void)master_service_settings_detach(master_service);
	if (master_service_settings_read(master_service, &input, &output,
					 error_r) < 0)
		return -1;
	set = master_service_settings_get_others(master_service)[0];
	*policy_r = compat_plugin_value(set, "tenure_policy");
	*mode_r = compat_plugin_value(set, "tenure_mode");
	return 0;
}
#else
int tenure_compat_login_settings(const char **policy_r, const char **mode_r,
				 const char **error_r)
{
	const struct tenure_dovecot_settings *set;

	if (settings_get(master_service_get_event(master_service),
			 &tenure_setting_parser_info, 0, &set, error_r) < 0)
		return -1;
	*policy_r = compat_value(set->tenure_policy);
	*mode_r = compat_value(set->tenure_mode);
	settings_free(set);
	return 0;
}
#endif
