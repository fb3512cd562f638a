/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LOGIN_PLUGIN_H
#define TENURE_LOGIN_PLUGIN_H

/* What Dovecot's module loader looks for in lib01_tenure_login_plugin.so. It
   is loaded into the login processes and adds to the answer that pop3-login
   gives to CAPA. */

struct module;

extern const char *tenure_login_plugin_version;
void tenure_login_plugin_init(struct module *module);
void tenure_login_plugin_deinit(void);

#endif
