/* SPDX-License-Identifier: MIT */
/* doveadm tenure expire: destroy what is past its time. */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/doveadm/doveadm-progress.h"
#include "pop3-plugin/expire/expire.h"

struct expire_command {
	struct tenure_command command;
	struct tenure_expire expire;
	struct tenure_progress progress;
};

static bool expire_proceed(struct tenure_expire *expire)
{
	struct expire_command *command = expire->context;

	tenure_progress_show(&command->progress, expire->destroyed);
	return !doveadm_is_killed();
}

static void expire_init(struct tenure_command *command)
{
	struct expire_command *expire = (struct expire_command *)command;

	expire->expire.whence = "expire";
	expire->expire.wait = TENURE_EXPIRE_WAIT;
	expire->expire.dry_run =
		tenure_compat_doveadm_flag(&command->ctx, "dry-run");
	expire->expire.proceed = expire_proceed;
	expire->expire.context = expire;
	tenure_progress_init(&expire->progress, command, "destroyed");
	tenure_command_column("mailbox");
	tenure_command_column_number(expire->expire.dry_run ? "expired"
							    : "destroyed");
	tenure_command_column_number("unknown");
}

static int expire_box(struct tenure_command *command, struct mailbox *box,
		      struct mail_search_args *args)
{
	struct expire_command *expire = (struct expire_command *)command;
	unsigned int destroyed = expire->expire.destroyed;
	unsigned int unknown = expire->expire.unknown;
	int ret = 0;

	if (tenure_expire_box(&expire->expire, box, args) < 0)
		ret = tenure_command_failed(command, box, "Expiring in");
	destroyed = expire->expire.destroyed - destroyed;
	unknown = expire->expire.unknown - unknown;
	if (unknown > 0) {
		doveadm_mail_failed_error(&command->ctx, MAIL_ERROR_TEMP);
		ret = -1;
	}
	tenure_progress_show(&expire->progress, expire->expire.destroyed);
	if (destroyed == 0 && unknown == 0)
		return ret;
	tenure_progress_clear(&expire->progress);
	doveadm_print(mailbox_get_vname(box));
	doveadm_print_num(destroyed);
	doveadm_print_num(unknown);
	return ret;
}

static void expire_finish(struct tenure_command *command)
{
	tenure_progress_clear(&((struct expire_command *)command)->progress);
}

static const struct tenure_verb expire_verb = {
	.name = "tenure expire",
	.scope = TENURE_COMMAND_ALL,
	.query = TENURE_QUERY_OPTIONAL,
	.format = DOVEADM_PRINT_TYPE_TABLE,
	.wants = tenure_expire_is_possible,
	.init = expire_init,
	.box = expire_box,
	.finish = expire_finish,
};

static struct doveadm_mail_cmd_context *expire_alloc(void)
{
	return tenure_command_alloc(&expire_verb,
				    sizeof(struct expire_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_expire = {
	.name = "tenure expire",
	.mail_cmd = expire_alloc,
	.usage = TENURE_COMMAND_USAGE "[-n] [<search query>]",
	TENURE_COMMAND_PARAMS(
		DOVEADM_CMD_PARAM('n', "dry-run", CMD_PARAM_BOOL, 0)),
};
