/* SPDX-License-Identifier: MIT */
/* doveadm tenure status: one line for each mailbox. */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/doveadm/doveadm-state.h"

struct status_command {
	struct tenure_command command;
	/* Of the mailbox at hand. */
	unsigned int messages, kept, held, unsealed, unknown, expired;
	/* Of what is kept; NONE without. */
	int64_t earliest, latest;
};

static void status_init(struct tenure_command *command ATTR_UNUSED)
{
	tenure_command_column("mailbox");
	tenure_command_column_number("messages");
	tenure_command_column_number("kept");
	tenure_command_column_number("held");
	tenure_command_column_number("unsealed");
	tenure_command_column_number("unknown");
	tenure_command_column_number("concealed");
	tenure_command_column_number("expired");
	tenure_command_column("earliest");
	tenure_command_column("latest");
}

static void status_count_kept(struct status_command *status, int64_t until)
{
	if (status->kept == 0 || until < status->earliest)
		status->earliest = until;
	if (status->kept == 0 || until > status->latest)
		status->latest = until;
	status->kept++;
}

static int status_mail(struct tenure_command *command, struct mail *mail)
{
	struct status_command *status = (struct status_command *)command;
	struct tenure_outlook outlook;
	int ret = tenure_command_look(command, mail, &outlook);

	if (ret == 0)
		return 0;
	status->messages++;
	if (ret < 0)
		return -1;
	if (outlook.decision.kept)
		status_count_kept(status, outlook.decision.keep_until);
	if (outlook.decision.held)
		status->held++;
	if (outlook.mf.facts.seal == TENURE_SEAL_UNSEALED)
		status->unsealed++;
	else if (outlook.mf.facts.seal == TENURE_SEAL_UNKNOWN)
		status->unknown++;
	if (tenure_mail_state(&outlook) == TENURE_STATE_EXPIRED)
		status->expired++;
	tenure_outlook_end(&outlook);
	return 0;
}

static int status_box(struct tenure_command *command, struct mailbox *box,
		      struct mail_search_args *args)
{
	struct status_command *status = (struct status_command *)command;
	int ret;

	status->messages = status->kept = status->held = 0;
	status->unsealed = status->unknown = status->expired = 0;
	status->earliest = status->latest = TENURE_TIME_NONE;
	ret = tenure_command_mails(command, box, args);
	doveadm_print(mailbox_get_vname(box));
	doveadm_print_num(status->messages);
	doveadm_print_num(status->kept);
	doveadm_print_num(status->held);
	doveadm_print_num(status->unsealed);
	doveadm_print_num(status->unknown);
	doveadm_print_num(tenure_concealed_is(box) ? status->messages : 0);
	doveadm_print_num(status->expired);
	tenure_command_print_time(status->earliest, "forever");
	tenure_command_print_time(status->latest, "forever");
	return ret;
}

static const struct tenure_verb status_verb = {
	.name = "tenure status",
	.scope = TENURE_COMMAND_ALL,
	.query = TENURE_QUERY_OPTIONAL,
	.format = DOVEADM_PRINT_TYPE_TABLE,
	.read_only = TRUE,
	.init = status_init,
	.box = status_box,
	.mail = status_mail,
};

static struct doveadm_mail_cmd_context *status_alloc(void)
{
	return tenure_command_alloc(&status_verb,
				    sizeof(struct status_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_status = {
	.name = "tenure status",
	.mail_cmd = status_alloc,
	.usage = TENURE_COMMAND_USAGE "[<search query>]",
	TENURE_COMMAND_PARAMS(),
};
