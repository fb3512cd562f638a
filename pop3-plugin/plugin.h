/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_H
#define TENURE_PLUGIN_H

/* What Dovecot's module loader looks for in lib01_tenure_plugin.so. */

struct module;

extern const char *tenure_plugin_version;
void tenure_plugin_init(struct module *module);
void tenure_plugin_deinit(void);

#endif
