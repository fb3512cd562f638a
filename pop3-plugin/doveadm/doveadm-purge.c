/* SPDX-License-Identifier: MIT */
/* doveadm tenure purge: destroy concealed messages that nothing keeps. */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/expire/expire.h"

struct purge_command {
	struct tenure_command command;
	struct tenure_expire expire;
	/* Of the mailbox at hand. */
	unsigned int refused;
};

static bool purge_proceed(struct tenure_expire *expire ATTR_UNUSED)
{
	return !doveadm_is_killed();
}

static void purge_refused(struct tenure_expire *expire, struct mail *mail,
			  const struct tenure_ruling *ruling)
{
	struct purge_command *purge = expire->context;

	e_error(mail_event(mail), "Not destroyed: %s", ruling->reason);
	doveadm_mail_failed_error(&purge->command.ctx,
				  ruling->temporary ? MAIL_ERROR_TEMP
						    : MAIL_ERROR_PERM);
	purge->refused++;
}

static void purge_init(struct tenure_command *command)
{
	struct purge_command *purge = (struct purge_command *)command;

	purge->expire.whence = "purge";
	purge->expire.wait = TENURE_EXPIRE_WAIT;
	purge->expire.dry_run =
		tenure_compat_doveadm_flag(&command->ctx, "dry-run");
	purge->expire.proceed = purge_proceed;
	purge->expire.refused = purge_refused;
	purge->expire.context = purge;
	tenure_command_column("mailbox");
	tenure_command_column_number("destroyed");
	tenure_command_column_number("refused");
}

static int purge_box(struct tenure_command *command, struct mailbox *box,
		     struct mail_search_args *args)
{
	struct purge_command *purge = (struct purge_command *)command;
	int ret = 0;

	purge->refused = 0;
	purge->expire.destroyed = purge->expire.unknown = 0;
	if (tenure_expire_box(&purge->expire, box, args) < 0)
		ret = tenure_command_failed(command, box, "Purging");
	if (purge->expire.unknown > 0)
		doveadm_mail_failed_error(&command->ctx, MAIL_ERROR_TEMP);
	purge->refused += purge->expire.unknown;
	if (purge->refused > 0)
		ret = -1;
	if (purge->refused > 0 || purge->expire.destroyed > 0) {
		doveadm_print(mailbox_get_vname(box));
		doveadm_print_num(purge->expire.destroyed);
		doveadm_print_num(purge->refused);
	}
	return ret;
}

static const struct tenure_verb purge_verb = {
	.name = "tenure purge",
	.scope = TENURE_COMMAND_CONCEALED,
	.query = TENURE_QUERY_EXPLICIT,
	.format = DOVEADM_PRINT_TYPE_TABLE,
	.init = purge_init,
	.box = purge_box,
};

static struct doveadm_mail_cmd_context *purge_alloc(void)
{
	return tenure_command_alloc(&purge_verb, sizeof(struct purge_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_purge = {
	.name = "tenure purge",
	.mail_cmd = purge_alloc,
	.usage = TENURE_COMMAND_USAGE "[-n] <search query>",
	TENURE_COMMAND_PARAMS(
		DOVEADM_CMD_PARAM('n', "dry-run", CMD_PARAM_BOOL, 0)),
};
