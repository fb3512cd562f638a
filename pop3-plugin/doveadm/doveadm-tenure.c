/* SPDX-License-Identifier: MIT */
/* The module of doveadm: "doveadm tenure VERB". */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include <module-dir.h>

#define EXPORT __attribute__((visibility("default")))

extern const char *doveadm_tenure_plugin_version;
void doveadm_tenure_plugin_init(struct module *module);
void doveadm_tenure_plugin_deinit(void);

EXPORT const char *doveadm_tenure_plugin_version = DOVECOT_ABI_VERSION;

EXPORT void doveadm_tenure_plugin_init(struct module *module ATTR_UNUSED)
{
	static struct doveadm_cmd_ver2 *const commands[] = {
		&tenure_doveadm_status,  &tenure_doveadm_list,
		&tenure_doveadm_explain, &tenure_doveadm_seal,
		&tenure_doveadm_expire,  &tenure_doveadm_restore,
		&tenure_doveadm_purge,
	};

	for (unsigned int i = 0; i < N_ELEMENTS(commands); i++)
		doveadm_cmd_register_ver2(commands[i]);
}

EXPORT void doveadm_tenure_plugin_deinit(void)
{
}
