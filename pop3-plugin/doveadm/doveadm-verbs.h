/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_VERBS_H
#define TENURE_DOVEADM_VERBS_H

#include "pop3-plugin/doveadm/dovecot-compat-doveadm.h"

/* The commands. */
extern struct doveadm_cmd_ver2 tenure_doveadm_status;
extern struct doveadm_cmd_ver2 tenure_doveadm_list;
extern struct doveadm_cmd_ver2 tenure_doveadm_explain;
extern struct doveadm_cmd_ver2 tenure_doveadm_seal;
extern struct doveadm_cmd_ver2 tenure_doveadm_expire;
extern struct doveadm_cmd_ver2 tenure_doveadm_restore;
extern struct doveadm_cmd_ver2 tenure_doveadm_purge;

#endif
