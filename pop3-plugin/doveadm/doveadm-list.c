/* SPDX-License-Identifier: MIT */
/* doveadm tenure list: one line for each message. */
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/doveadm/doveadm-state.h"
#include "explain/explanation.h"

static void list_init(struct tenure_command *command ATTR_UNUSED)
{
	tenure_command_column("mailbox");
	tenure_command_column_number("uid");
	tenure_command_column("class");
	tenure_command_column("seal");
	tenure_command_column("keep-until");
	tenure_command_column("expire");
	tenure_command_column("state");
}

/* Names with commas; one that cannot be told has a question mark. */
static const char *list_classes(const struct tenure_outlook *outlook)
{
	const struct tenure_policy *policy =
		tenure_snapshot_policy(outlook->snapshot);
	size_t count = tenure_policy_class_count(policy);
	string_t *names = t_str_new(64);

	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(policy, i);
		int answer = tenure_classes_has(&outlook->classes, class);

		if (answer == 0)
			continue;
		if (str_len(names) > 0)
			str_append_c(names, ',');
		str_append(names, class->name);
		if (answer < 0)
			str_append_c(names, '?');
	}
	return str_c(names);
}

static void list_print(struct mail *mail, const struct tenure_outlook *outlook)
{
	doveadm_print(mailbox_get_vname(mail->box));
	doveadm_print_num(mail->uid);
	doveadm_print(list_classes(outlook));
	doveadm_print(tenure_seal_state_name(outlook->mf.facts.seal));
	tenure_command_print_time(outlook->decision.keep_until, "forever");
	tenure_command_print_time(outlook->decision.expire_at, "never");
	doveadm_print(tenure_mail_state_name(tenure_mail_state(outlook)));
}

static int list_mail(struct tenure_command *command, struct mail *mail)
{
	struct tenure_outlook outlook;
	int ret = tenure_command_look(command, mail, &outlook);

	if (ret <= 0)
		return ret;
	list_print(mail, &outlook);
	tenure_outlook_end(&outlook);
	return 0;
}

static const struct tenure_verb list_verb = {
	.name = "tenure list",
	.scope = TENURE_COMMAND_ALL,
	.query = TENURE_QUERY_REQUIRED,
	.format = DOVEADM_PRINT_TYPE_TABLE,
	.read_only = TRUE,
	.init = list_init,
	.box = tenure_command_mails,
	.mail = list_mail,
};

static struct doveadm_mail_cmd_context *list_alloc(void)
{
	return tenure_command_alloc(&list_verb, sizeof(struct tenure_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_list = {
	.name = "tenure list",
	.mail_cmd = list_alloc,
	.usage = TENURE_COMMAND_USAGE "<search query>",
	TENURE_COMMAND_PARAMS(),
};
