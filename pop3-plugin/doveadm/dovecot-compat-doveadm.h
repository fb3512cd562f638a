/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVECOT_COMPAT_DOVEADM_H
#define TENURE_DOVECOT_COMPAT_DOVEADM_H

/* What differs between the versions of Dovecot for commands of doveadm is here
   and in dovecot-compat-doveadm.c. */

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include <doveadm-mail.h>
#include <doveadm-mailbox-list-iter.h>
#include <doveadm-print.h>

/* To define a command's init. */
#if defined(DOVECOT_HAVE_DOVEADM_PARSE_ARG)
#define TENURE_COMPAT_DOVEADM_INIT(name, ctx)                                  \
	name(struct doveadm_mail_cmd_context *ctx,                             \
	     const char *const args[] ATTR_UNUSED)
#else
#define TENURE_COMPAT_DOVEADM_INIT(name, ctx)                                  \
	name(struct doveadm_mail_cmd_context *ctx)
#endif
typedef void TENURE_COMPAT_DOVEADM_INIT(tenure_compat_doveadm_init_callback,
					ctx);

/* Let a command read its own options with tenure_compat_doveadm_flag() and
   _str(): each needs a short form. init is called when all of them are
   known. */
void tenure_compat_doveadm_init(struct doveadm_mail_cmd_context *ctx,
				tenure_compat_doveadm_init_callback *init);

/* Was an option given? */
bool tenure_compat_doveadm_flag(const struct doveadm_mail_cmd_context *ctx,
				const char *name);
/* Its value; NULL if it was not given. */
const char *
tenure_compat_doveadm_str(const struct doveadm_mail_cmd_context *ctx,
			  const char *name);
/* The words of the query; NULL if there is none. */
const char *const *
tenure_compat_doveadm_query(const struct doveadm_mail_cmd_context *ctx);

/* Is this the command line, and not a server? */
bool tenure_compat_doveadm_is_cli(const struct doveadm_mail_cmd_context *ctx);

#endif
