/* SPDX-License-Identifier: MIT */
/* tenure seal sign: a message with a seal in front. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "output.h"
#include "seal-command.h"
#include "seal/keys.h"
#include "seal/sign.h"

/* The envelope sender: as given, or as delivery wrote it down, or none. */
static int choose_sender(struct tenure_sealing *sealing)
{
	const char *sender = sealing->args->options[TENURE_OPTION_SENDER];
	const struct tenure_facts *facts = &sealing->facts;
	char *key = sealing->seal.sender;

	if (sender == NULL && facts->header(facts->header_context,
					    "return-path", 0, &sender) <= 0)
		return TENURE_EXIT_YES;
	sender += strspn(sender, " \t");
	if (*sender == '\0' || strcmp(sender, "<>") == 0)
		return TENURE_EXIT_YES;
	if (tenure_address_key(sender, key) == 0)
		return TENURE_EXIT_YES;
	tenure_complain(
		"\"%s\" is not the address of a sender%s", sender,
		tenure_arguments_has(sealing->args, TENURE_OPTION_SENDER)
			? ""
			: ", but stands in Return-Path; "
			  "give --sender");
	return tenure_arguments_has(sealing->args, TENURE_OPTION_SENDER)
		       ? TENURE_EXIT_USAGE
		       : TENURE_EXIT_INPUT;
}

/* Fill everything but the signature. */
static int fill_seal(struct tenure_sealing *sealing, struct tenure_error *err)
{
	const struct tenure_policy *policy =
		tenure_snapshot_policy(sealing->snapshot);
	struct tenure_seal *seal = &sealing->seal;
	char host[256] = "";

	(void)snprintf(seal->realm, sizeof(seal->realm), "%s",
		       tenure_snapshot_realm(sealing->snapshot));
	seal->generation = tenure_snapshot_generation(sealing->snapshot);
	seal->size = tenure_message_file_size(sealing->message);
	(void)gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ".")] = '\0';
	if (tenure_seal_new_serial(host, NULL, seal->serial,
				   sizeof(seal->serial), err) < 0)
		return -1;
	return tenure_seal_choose_fields(tenure_policy_needs(policy)->headers,
					 seal, err);
}

static int write_sealed(struct tenure_sealing *sealing,
			const struct tenure_private_key *key,
			struct tenure_error *err)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_buffer field = TENURE_BUFFER_INIT;
	const char *text;
	int ret = -1;

	if (fill_seal(sealing, err) == 0 &&
	    tenure_seal_sign(&sealing->seal, key, &sealing->facts, err) == 0 &&
	    tenure_seal_format(&sealing->seal, &body, err) == 0) {
		text = tenure_buffer_str(&body);
		if (text == NULL)
			tenure_die_nomem();
		tenure_buffer_printf(&field, "%s: %s", TENURE_SEAL_FIELD,
				     text + strspn(text, " "));
		text = tenure_buffer_str(&field);
		if (text == NULL)
			tenure_die_nomem();
		ret = tenure_message_file_copy(sealing->message, text, stdout,
					       err);
	}
	tenure_buffer_free(&body);
	tenure_buffer_free(&field);
	return ret;
}

static int sign(struct tenure_sealing *sealing)
{
	const struct tenure_facts *facts = &sealing->facts;
	struct tenure_private_key *key = NULL;
	struct tenure_error err;
	const char *body;
	int code;

	if (facts->header(facts->header_context, "tenure-seal", 0, &body) !=
	    0) {
		tenure_complain("%s has a %s field already; a second one "
				"would make both unknown",
				tenure_arguments_operand(sealing->args),
				TENURE_SEAL_FIELD);
		return TENURE_EXIT_INPUT;
	}
	code = choose_sender(sealing);
	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_signing_key_load(tenure_snapshot_keys(sealing->snapshot),
				    sealing->config.key_dir,
				    sealing->args->options[TENURE_OPTION_KEY],
				    &key, &err) < 0 ||
	    write_sealed(sealing, key, &err) < 0)
		code = tenure_complain_error(&err);
	tenure_private_key_free(&key);
	return code;
}

int tenure_seal_sign_command(const struct tenure_arguments *args)
{
	struct tenure_sealing sealing = {.args = args,
					 .facts = TENURE_FACTS_INIT};
	int code;

	if (tenure_arguments_has(args, TENURE_OPTION_JSON)) {
		tenure_complain("seal sign: the result is a message, there is "
				"no --json");
		return TENURE_EXIT_USAGE;
	}
	if (tenure_arguments_time(args, TENURE_OPTION_TIME, "time", args->now,
				  &sealing.seal.time) < 0)
		return TENURE_EXIT_USAGE;
	code = tenure_sealing_open(&sealing);
	if (code == TENURE_EXIT_YES)
		code = sign(&sealing);
	tenure_sealing_close(&sealing);
	return code;
}

const struct tenure_option tenure_seal_sign_options[] = {
	{TENURE_OPTION_SENDER, "sender", "ADDRESS",
	 "the envelope sender (the Return-Path field, or <>)", false},
	{TENURE_OPTION_TIME, "time", "TIME", "the time of acceptance (now)",
	 false},
	{TENURE_OPTION_KEY, "key", "ID",
	 "sign with this key (the newest that is here)", false},
	{0, NULL, NULL, NULL, false},
};
