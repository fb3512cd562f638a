/* SPDX-License-Identifier: MIT */
/* tenure explain: what both doors do with a message, and why. */
#include <string.h>

#include "arguments.h"
#include "base/date.h"
#include "policy/mailbox.h"
#include "explain/explanation.h"
#include "inputs.h"
#include "message-file.h"
#include "output.h"
#include "seal/seal.h"
#include "seal/sign.h"
#include "stated-facts.h"

/* Everything that one explanation stands on. */
struct explain {
	const struct tenure_arguments *args;
	/* One of them. */
	struct tenure_policy *own_policy;
	struct tenure_snapshot *snapshot;
	struct tenure_message_file *message;
	struct tenure_stated_facts stated;
	/* From the message. */
	struct tenure_facts facts;
	struct tenure_seal seal;
	struct tenure_error seal_error;
	/* TENURE_TIME_NONE if it was not given. */
	int64_t saved;
	struct tenure_explanation explanation;
};

static int explain_read_policy(struct explain *explain)
{
	const char *path = explain->args->options[TENURE_OPTION_POLICY];
	const char *generation =
		explain->args->options[TENURE_OPTION_GENERATION];
	struct tenure_config config;
	int code;

	if (path != NULL) {
		code = tenure_input_policy(path, &explain->own_policy);
		explain->explanation.policy = explain->own_policy;
		return code;
	}
	if (generation != NULL) {
		code = tenure_input_generation(explain->args, generation,
					       &explain->snapshot);
	} else {
		code = tenure_input_config(explain->args, &config);
		if (code != TENURE_EXIT_YES)
			return code;
		code = tenure_input_snapshot(config.snapshot,
					     &explain->snapshot);
		tenure_config_free(&config);
	}
	if (code != TENURE_EXIT_YES)
		return code;
	explain->explanation.policy = tenure_snapshot_policy(explain->snapshot);
	explain->explanation.generation =
		tenure_snapshot_generation(explain->snapshot);
	return TENURE_EXIT_YES;
}

/* Without published keys no seal can be believed. */
static void explain_seal_without_keys(struct explain *explain)
{
	struct tenure_facts *facts = &explain->facts;
	const char *body;

	facts->seal = TENURE_SEAL_UNSEALED;
	if (facts->header(facts->header_context, "tenure-seal", 0, &body) == 0)
		return;
	facts->seal = TENURE_SEAL_UNKNOWN;
	(void)tenure_error_set(&explain->seal_error, TENURE_ERROR_INPUT,
			       "a policy file has no keys to verify it with");
}

static void explain_read_seal(struct explain *explain)
{
	struct tenure_facts *facts = &explain->facts;

	if (explain->snapshot == NULL) {
		explain_seal_without_keys(explain);
		return;
	}
	/* What cannot be read is an unknown seal, with the reason. */
	(void)!tenure_seal_read(facts, tenure_snapshot_realm(explain->snapshot),
				tenure_snapshot_keys(explain->snapshot),
				&facts->seal, &explain->seal,
				&explain->seal_error);
	if (facts->seal == TENURE_SEAL_SEALED)
		tenure_seal_to_facts(&explain->seal, facts);
}

static int explain_read_message(struct explain *explain)
{
	const char *path = explain->args->options[TENURE_OPTION_MESSAGE];
	struct tenure_error err;

	explain->explanation.message_size = -1;
	if (path != NULL) {
		if (tenure_message_file_open(path, &explain->message, &err) < 0)
			return tenure_complain_error(&err);
		tenure_message_file_facts(explain->message, &explain->facts);
		explain->explanation.message_size =
			tenure_message_file_size(explain->message);
		explain_read_seal(explain);
		/* As at the mailbox door: beside a seal that cannot be
		   believed, what came in is not known. */
		if (explain->facts.seal == TENURE_SEAL_UNSEALED)
			explain->facts.size = explain->explanation.message_size;
	}
	if (explain->facts.seal != TENURE_SEAL_SEALED)
		explain->facts.received = explain->saved;
	return TENURE_EXIT_YES;
}

static void explain_find_mailbox(struct explain *explain)
{
	struct tenure_explanation *explanation = &explain->explanation;
	const char *plan = explain->args->options[TENURE_OPTION_PLAN];
	char reason[512];

	explanation->user = explain->args->options[TENURE_OPTION_USER];
	explanation->plan_selected = plan != NULL;
	if (tenure_policy_mailbox(explanation->policy, explanation->user, plan,
				  &explanation->mailbox) < 0)
		tenure_complain("%s: the doors keep everything",
				tenure_error_format(&explanation->mailbox.err,
						    reason, sizeof(reason)));
	if (explanation->mailbox.address[0] == '\0')
		tenure_complain("\"%s\" is not an address: the doors take "
				"the plan of unknown mailboxes",
				explanation->user);
}

static void explain_print(const struct tenure_explanation *explanation,
			  bool json)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	if (json) {
		tenure_json_print(tenure_explanation_json(explanation));
		return;
	}
	tenure_explanation_text(explanation, &text);
	if (text.failed)
		tenure_die_nomem();
	tenure_print("%s", text.data);
	tenure_buffer_free(&text);
}

static int explain(struct explain *explain)
{
	struct tenure_explanation *explanation = &explain->explanation;
	int code = explain_read_policy(explain);

	if (code == TENURE_EXIT_YES)
		code = explain_read_message(explain);
	if (code != TENURE_EXIT_YES)
		return code;
	explain_find_mailbox(explain);
	tenure_stated_facts_apply(&explain->stated, &explain->facts,
				  &explanation->facts);
	explanation->seal_reason =
		explanation->facts.seal == TENURE_SEAL_UNKNOWN
			? explain->seal_error.text
			: "";
	tenure_explanation_decide(explanation);
	explain_print(explanation,
		      tenure_arguments_has(explain->args, TENURE_OPTION_JSON));
	return TENURE_EXIT_YES;
}

static int explain_run(const struct tenure_arguments *args)
{
	struct explain context = {.args = args, .facts = TENURE_FACTS_INIT};
	int code;

	if (!tenure_arguments_has(args, TENURE_OPTION_USER)) {
		tenure_complain("explain: --user ADDRESS is needed");
		return TENURE_EXIT_USAGE;
	}
	if (tenure_arguments_has(args, TENURE_OPTION_POLICY) &&
	    tenure_arguments_has(args, TENURE_OPTION_GENERATION)) {
		tenure_complain("explain: give one of --policy and "
				"--generation");
		return TENURE_EXIT_USAGE;
	}
	if (tenure_arguments_time(args, TENURE_OPTION_AT, "at", args->now,
				  &context.explanation.at) < 0 ||
	    tenure_arguments_time(args, TENURE_OPTION_SAVED, "saved",
				  TENURE_TIME_NONE, &context.saved) < 0)
		return TENURE_EXIT_USAGE;
	if (tenure_stated_facts_read(args->operands, args->operand_count,
				     &context.stated) < 0)
		return TENURE_EXIT_USAGE;
	code = explain(&context);
	tenure_stated_facts_free(&context.stated);
	tenure_message_file_close(&context.message);
	tenure_mailbox_clear(&context.explanation.mailbox);
	tenure_snapshot_unref(&context.snapshot);
	tenure_policy_free(&context.own_policy);
	return code;
}

static const struct tenure_option explain_options[] = {
	{TENURE_OPTION_USER, "user", "ADDRESS", "the mailbox (needed)", false},
	{TENURE_OPTION_MESSAGE, "message", "FILE",
	 "the message; - is standard input", false},
	{TENURE_OPTION_FACTS, "facts", "NAME=VALUE...",
	 "what is known of the message: sender, size, auth, tls, client,\n"
	 "                           attachment, mailbox, special_use, "
	 "received, downloaded,\n"
	 "                           devices, sealed, held, header:FIELD",
	 true},
	{TENURE_OPTION_AT, "at", "TIME", "decide for this moment (now)", false},
	{TENURE_OPTION_SAVED, "saved", "TIME",
	 "when an unsealed message came into the mailbox", false},
	{TENURE_OPTION_PLAN, "plan", "NAME",
	 "the plan that the user database selects", false},
	{TENURE_OPTION_POLICY, "policy", "FILE",
	 "read this policy in place of the published one", false},
	{TENURE_OPTION_GENERATION, "generation", "NUMBER",
	 "decide by the policy of this generation", false},
	{0, NULL, NULL, NULL, false},
};

const struct tenure_command tenure_explain_commands[] = {
	{"explain", NULL,
	 "--user ADDRESS [--message FILE] [--facts NAME=VALUE...] [OPTIONS]",
	 "Tell what both doors do with a message, and why", explain_options,
	 SIZE_MAX, explain_run},
	{NULL, NULL, NULL, NULL, NULL, 0, NULL},
};
