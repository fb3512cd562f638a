/* SPDX-License-Identifier: MIT */
/* doveadm tenure seal: what a message's seal says, and whether it is
   believed. */
#include "pop3-plugin/doveadm/doveadm-seal.h"
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/doveadm/doveadm-verbs.h"
#include "explain/explanation.h"
#include "seal/sign.h"

const char *tenure_seal_reason(struct tenure_outlook *outlook)
{
	enum tenure_seal_state state;
	struct tenure_error err = {.text = ""};
	struct tenure_seal seal;

	if (outlook->mf.facts.seal != TENURE_SEAL_UNKNOWN)
		return "";
	/* What cannot be read is an unknown seal, with the reason. */
	(void)!tenure_seal_read(
		&outlook->mf.facts, tenure_snapshot_realm(outlook->snapshot),
		tenure_snapshot_keys(outlook->snapshot), &state, &seal, &err);
	return t_strdup(err.text);
}

static void seal_init(struct tenure_command *command ATTR_UNUSED)
{
	static const char *const columns[] = {
		"seal",   "reason",     "realm",  "key",  "received",
		"serial", "generation", "sender", "auth", "tls",
		"client", "size",       "fields",
	};

	tenure_command_column("mailbox");
	tenure_command_column_number("uid");
	for (unsigned int i = 0; i < N_ELEMENTS(columns); i++)
		tenure_command_column(columns[i]);
}

static const char *seal_networks(const struct tenure_seal *seal)
{
	string_t *names = t_str_new(64);

	if (seal->networks_unknown)
		return "?";
	for (unsigned int i = 0; i < seal->network_count; i++)
		str_printfa(names, "%s%s", i == 0 ? "" : ",",
			    seal->networks[i]);
	return str_c(names);
}

static void seal_print_fields(const struct tenure_seal *seal)
{
	doveadm_print(seal->realm);
	doveadm_print(seal->key_id);
	tenure_command_print_time(seal->time, "forever");
	doveadm_print(seal->serial);
	doveadm_print(t_strdup_printf("%" PRIu64, seal->generation));
	doveadm_print(seal->sender[0] == '\0' ? "<>" : seal->sender);
	doveadm_print(seal->auth ? "yes" : "no");
	doveadm_print(seal->tls == 0 ? "no"
				     : t_strdup_printf("%d.%d", seal->tls / 10,
						       seal->tls % 10));
	doveadm_print(seal_networks(seal));
	doveadm_print(seal->size < 0 ? ""
				     : t_strdup_printf("%" PRId64, seal->size));
	doveadm_print(seal->fields);
}

static int seal_mail(struct tenure_command *command, struct mail *mail)
{
	struct tenure_outlook outlook;
	int ret = tenure_command_look(command, mail, &outlook);

	if (ret <= 0)
		return ret;
	doveadm_print(mailbox_get_vname(mail->box));
	doveadm_print_num(mail->uid);
	doveadm_print(tenure_seal_state_name(outlook.mf.facts.seal));
	doveadm_print(tenure_seal_reason(&outlook));
	if (outlook.mf.facts.seal == TENURE_SEAL_SEALED) {
		seal_print_fields(&outlook.mf.seal);
	} else {
		for (int i = 0; i < 11; i++)
			doveadm_print("");
	}
	tenure_outlook_end(&outlook);
	return 0;
}

static const struct tenure_verb seal_verb = {
	.name = "tenure seal",
	.scope = TENURE_COMMAND_ALL,
	.query = TENURE_QUERY_REQUIRED,
	.format = DOVEADM_PRINT_TYPE_PAGER,
	.read_only = TRUE,
	.init = seal_init,
	.box = tenure_command_mails,
	.mail = seal_mail,
};

static struct doveadm_mail_cmd_context *seal_alloc(void)
{
	return tenure_command_alloc(&seal_verb, sizeof(struct tenure_command));
}

struct doveadm_cmd_ver2 tenure_doveadm_seal = {
	.name = "tenure seal",
	.mail_cmd = seal_alloc,
	.usage = TENURE_COMMAND_USAGE "<search query>",
	TENURE_COMMAND_PARAMS(),
};
