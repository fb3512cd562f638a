/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/doveadm/dovecot-compat-doveadm.h"

#if defined(DOVECOT_HAVE_DOVEADM_PARSE_ARG)
/* 2.3 wants to hear that an option is known, one by one, and then has all of
   them as 2.4 has. */
static bool compat_parse_arg(struct doveadm_mail_cmd_context *ctx ATTR_UNUSED,
			     int c ATTR_UNUSED)
{
	return TRUE;
}
#endif

void tenure_compat_doveadm_init(struct doveadm_mail_cmd_context *ctx,
				tenure_compat_doveadm_init_callback *init)
{
#if defined(DOVECOT_HAVE_DOVEADM_PARSE_ARG)
	ctx->v.parse_arg = compat_parse_arg;
#endif
	ctx->v.init = init;
}

bool tenure_compat_doveadm_flag(const struct doveadm_mail_cmd_context *ctx,
				const char *name)
{
	bool value;

	return doveadm_cmd_param_bool(ctx->cctx, name, &value) && value;
}

const char *
tenure_compat_doveadm_str(const struct doveadm_mail_cmd_context *ctx,
			  const char *name)
{
	const char *value;

	return doveadm_cmd_param_str(ctx->cctx, name, &value) ? value : NULL;
}

const char *const *
tenure_compat_doveadm_query(const struct doveadm_mail_cmd_context *ctx)
{
	const char *const *query;

	return doveadm_cmd_param_array(ctx->cctx, "query", &query) ? query
								   : NULL;
}

bool tenure_compat_doveadm_is_cli(const struct doveadm_mail_cmd_context *ctx)
{
	return ctx->cctx->conn_type == DOVEADM_CONNECTION_TYPE_CLI;
}
