/* SPDX-License-Identifier: MIT */
/* doveadm tenure explain: what "tenure explain" says about a message. */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/doveadm/doveadm-seal.h"
#include "explain/explanation.h"
#include "explain/json.h"
#include "explain/text.h"

struct explain_command {
	struct tenure_command command;
	bool json;
	int64_t at;
};

static void explain_init(struct tenure_command *command)
{
	struct explain_command *explain = (struct explain_command *)command;
	const char *at = tenure_compat_doveadm_str(&command->ctx, "at");

	explain->json = tenure_compat_doveadm_flag(&command->ctx, "json");
	explain->at = ioloop_time;
	if (at != NULL && tenure_date_parse(at, &explain->at) < 0) {
		i_fatal_status(EX_USAGE,
			       "tenure explain: \"%s\" is not a time; write it "
			       "as 2026-11-22T03:00:00Z, 2026-11-22 or "
			       "@1795316400",
			       at);
	}
	tenure_command_column("mailbox");
	tenure_command_column_number("uid");
	doveadm_print_header("explanation", "explanation",
			     DOVEADM_PRINT_HEADER_FLAG_HIDE_TITLE);
}

static void explain_fill(const struct explain_command *explain,
			 struct mail *mail, struct tenure_outlook *outlook,
			 struct tenure_explanation *explanation_r)
{
	const struct mail_user *owner =
		mailbox_get_namespace(outlook->mail->box)->owner;
	const struct tenure_user *tuser = explain->command.tuser;
	uoff_t size;

	i_zero(explanation_r);
	explanation_r->policy = tenure_snapshot_policy(outlook->snapshot);
	explanation_r->generation =
		tenure_snapshot_generation(outlook->snapshot);
	explanation_r->user = owner == NULL ? "" : owner->username;
	explanation_r->plan_selected =
		owner == tuser->user && tuser->set.plan != NULL;
	explanation_r->mailbox = *outlook->mailbox;
	explanation_r->at = explain->at;
	explanation_r->facts = outlook->mf.facts;
	explanation_r->message_size =
		mail_get_virtual_size(mail, &size) < 0 ? -1 : (int64_t)size;
	if (explanation_r->facts.seal == TENURE_SEAL_UNSEALED)
		explanation_r->facts.size = explanation_r->message_size;
	explanation_r->seal_reason = tenure_seal_reason(outlook);
}

static void explain_print_text(const struct tenure_explanation *explanation)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_buffer shown = TENURE_BUFFER_INIT;

	tenure_explanation_text(explanation, &text);
	if (!text.failed)
		tenure_escape(text.data, true, &shown);
	if (text.failed || shown.failed)
		tenure_die_nomem();
	doveadm_print(shown.data);
	tenure_buffer_free(&text);
	tenure_buffer_free(&shown);
}

static void explain_print_json(const struct tenure_explanation *explanation)
{
	char *text =
		tenure_json_format(tenure_explanation_json(explanation), true);

	doveadm_print(text);
	free(text);
}

static int explain_mail(struct tenure_command *command, struct mail *mail)
{
	struct explain_command *explain = (struct explain_command *)command;
	struct tenure_explanation explanation;
	struct tenure_outlook outlook;
	int ret = tenure_command_look(command, mail, &outlook);

	if (ret <= 0)
		return ret;
	explain_fill(explain, mail, &outlook, &explanation);
	tenure_explanation_decide(&explanation);
	doveadm_print(mailbox_get_vname(mail->box));
	doveadm_print_num(mail->uid);
	if (explain->json)
		explain_print_json(&explanation);
	else
		explain_print_text(&explanation);
	tenure_outlook_end(&outlook);
	return 0;
}

static const struct tenure_verb explain_verb = {
	.name = "tenure explain",
	.scope = TENURE_COMMAND_ALL,
	.query = TENURE_QUERY_REQUIRED,
	.format = DOVEADM_PRINT_TYPE_PAGER,
	.read_only = TRUE,
	.init = explain_init,
	.box = tenure_command_mails,
	.mail = explain_mail,
};

static struct doveadm_mail_cmd_context *explain_alloc(void)
{
	return tenure_command_alloc(&explain_verb,
				    sizeof(struct explain_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_explain = {
	.name = "tenure explain",
	.mail_cmd = explain_alloc,
	.usage = TENURE_COMMAND_USAGE "[-j] [-t <time>] <search query>",
	TENURE_COMMAND_PARAMS(
		DOVEADM_CMD_PARAM('j', "json", CMD_PARAM_BOOL, 0)
			DOVEADM_CMD_PARAM('t', "at", CMD_PARAM_STR, 0)),
};
