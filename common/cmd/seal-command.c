/* SPDX-License-Identifier: MIT */
/* tenure seal: make and check seals by hand. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "base/date.h"
#include "inputs.h"
#include "message-file.h"
#include "output.h"
#include "seal/keys.h"
#include "seal/seal.h"
#include "seal/sign.h"

/* What both commands stand on. */
struct sealing {
	const struct tenure_arguments *args;
	struct tenure_config config;
	struct tenure_snapshot *snapshot;
	struct tenure_message_file *message;
	struct tenure_facts facts;
	struct tenure_seal seal;
};

static int sealing_open(struct sealing *sealing)
{
	const char *path = tenure_arguments_operand(sealing->args);
	struct tenure_error err;
	int code;

	if (path == NULL) {
		tenure_complain("which message? Give a FILE; - is standard "
				"input");
		return TENURE_EXIT_USAGE;
	}
	code = tenure_input_config(sealing->args, &sealing->config);
	if (code != TENURE_EXIT_YES)
		return code;
	code = tenure_input_snapshot(sealing->config.snapshot,
				     &sealing->snapshot);
	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_message_file_open(path, &sealing->message, &err) < 0)
		return tenure_complain_error(&err);
	tenure_message_file_facts(sealing->message, &sealing->facts);
	return TENURE_EXIT_YES;
}

static void sealing_close(struct sealing *sealing)
{
	tenure_message_file_close(&sealing->message);
	tenure_snapshot_unref(&sealing->snapshot);
	tenure_config_free(&sealing->config);
}

/* --------------------------------------------------------------- seal sign */

/* The envelope sender: as given, or as delivery wrote it down, or none. */
static int choose_sender(struct sealing *sealing)
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

/* The newest key that the doors believe, or the one that is asked for. */
static int choose_key(struct sealing *sealing, const char **id_r)
{
	const struct tenure_keyring *keys =
		tenure_snapshot_keys(sealing->snapshot);
	const struct tenure_public_key *key;
	const char *id = sealing->args->options[TENURE_OPTION_KEY];

	key = id != NULL ? tenure_keyring_find(keys, id)
			 : tenure_keyring_newest(keys);
	if (key != NULL) {
		*id_r = key->id;
		return TENURE_EXIT_YES;
	}
	if (id == NULL)
		tenure_complain("%s has no keys; make one with \"tenure key "
				"new\" and publish",
				sealing->config.snapshot);
	else
		tenure_complain("%s has no key \"%s\": a seal made with it "
				"would not be believed",
				sealing->config.snapshot, id);
	return TENURE_EXIT_INPUT;
}

/* Fill everything but the signature. */
static int fill_seal(struct sealing *sealing, struct tenure_error *err)
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

static int write_sealed(struct sealing *sealing,
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

static int sign(struct sealing *sealing)
{
	const struct tenure_facts *facts = &sealing->facts;
	struct tenure_private_key *key = NULL;
	struct tenure_error err;
	const char *id, *body;
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
	if (code == TENURE_EXIT_YES)
		code = choose_key(sealing, &id);
	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_private_key_load(sealing->config.key_dir, id, &key, &err) <
		    0 ||
	    write_sealed(sealing, key, &err) < 0)
		code = tenure_complain_error(&err);
	tenure_private_key_free(&key);
	return code;
}

static int seal_sign(const struct tenure_arguments *args)
{
	struct sealing sealing = {.args = args, .facts = TENURE_FACTS_INIT};
	int code;

	if (tenure_arguments_has(args, TENURE_OPTION_JSON)) {
		tenure_complain("seal sign: the result is a message, there is "
				"no --json");
		return TENURE_EXIT_USAGE;
	}
	if (tenure_arguments_time(args, TENURE_OPTION_TIME, "time", args->now,
				  &sealing.seal.time) < 0)
		return TENURE_EXIT_USAGE;
	code = sealing_open(&sealing);
	if (code == TENURE_EXIT_YES)
		code = sign(&sealing);
	sealing_close(&sealing);
	return code;
}

/* ------------------------------------------------------------- seal verify */

static json_t *json_seal(const struct tenure_seal *seal)
{
	json_t *object = tenure_json_object();

	tenure_json_set(object, "realm", tenure_json_text(seal->realm));
	tenure_json_set(object, "key", tenure_json_text(seal->key_id));
	tenure_json_set(object, "received", tenure_json_time(seal->time));
	tenure_json_set(object, "serial", tenure_json_text(seal->serial));
	tenure_json_set(object, "generation",
			json_integer((json_int_t)seal->generation));
	tenure_json_set(object, "sender", tenure_json_text(seal->sender));
	tenure_json_set(object, "auth", json_boolean(seal->auth));
	tenure_json_set(object, "tls",
			seal->tls == 0 ? json_null()
				       : json_sprintf("%d.%d", seal->tls / 10,
						      seal->tls % 10));
	tenure_json_set(object, "size",
			seal->size < 0 ? json_null()
				       : json_integer(seal->size));
	tenure_json_set(object, "fields", tenure_json_text(seal->fields));
	return object;
}

static const char *state_name(enum tenure_seal_state state)
{
	if (state == TENURE_SEAL_SEALED)
		return "sealed";
	return state == TENURE_SEAL_UNSEALED ? "unsealed" : "unknown";
}

static void print_verify_json(const struct sealing *sealing,
			      enum tenure_seal_state state, const char *reason)
{
	json_t *object = tenure_json_object();

	tenure_json_set(
		object, "file",
		tenure_json_text(tenure_arguments_operand(sealing->args)));
	tenure_json_set(object, "seal", tenure_json_text(state_name(state)));
	tenure_json_set(object, "reason", tenure_json_text(reason));
	tenure_json_set(object, "details",
			state == TENURE_SEAL_SEALED ? json_seal(&sealing->seal)
						    : json_null());
	tenure_json_print(object);
}

static void print_verify(const struct sealing *sealing,
			 enum tenure_seal_state state, const char *reason)
{
	const char *file = tenure_arguments_operand(sealing->args);
	const struct tenure_seal *seal = &sealing->seal;
	char received[TENURE_DATE_SIZE];

	tenure_print("%s: %s%s%s\n", file, state_name(state),
		     reason != NULL ? ": " : "", reason != NULL ? reason : "");
	if (state != TENURE_SEAL_SEALED)
		return;
	tenure_print("  %-12s %s\n  %-12s %s\n  %-12s %s\n", "realm",
		     seal->realm, "key", seal->key_id, "received",
		     tenure_date_format(seal->time, received));
	tenure_print("  %-12s %s\n  %-12s %llu\n  %-12s %s\n", "serial",
		     seal->serial, "generation",
		     (unsigned long long)seal->generation, "sender",
		     seal->sender[0] == '\0' ? "<>" : seal->sender);
	tenure_print("  %-12s %s\n", "auth", seal->auth ? "yes" : "no");
	if (seal->tls == 0)
		tenure_print("  %-12s no\n", "tls");
	else
		tenure_print("  %-12s %d.%d\n", "tls", seal->tls / 10,
			     seal->tls % 10);
	if (seal->size >= 0)
		tenure_print("  %-12s %lld\n", "size", (long long)seal->size);
	tenure_print("  %-12s %s\n", "fields", seal->fields);
}

static int seal_verify(const struct tenure_arguments *args)
{
	struct sealing sealing = {.args = args, .facts = TENURE_FACTS_INIT};
	enum tenure_seal_state state = TENURE_SEAL_UNKNOWN;
	struct tenure_error err = {.text = ""};
	const char *reason;
	int code = sealing_open(&sealing);

	if (code == TENURE_EXIT_YES) {
		/* What cannot be read is an unknown seal, with the reason. */
		(void)!tenure_seal_read(&sealing.facts,
					tenure_snapshot_realm(sealing.snapshot),
					tenure_snapshot_keys(sealing.snapshot),
					&state, &sealing.seal, &err);
		reason = state == TENURE_SEAL_UNKNOWN ? err.text : NULL;
		if (tenure_arguments_has(args, TENURE_OPTION_JSON))
			print_verify_json(&sealing, state, reason);
		else
			print_verify(&sealing, state, reason);
		if (state != TENURE_SEAL_SEALED)
			code = TENURE_EXIT_NO;
	}
	sealing_close(&sealing);
	return code;
}

static const struct tenure_option sign_options[] = {
	{TENURE_OPTION_SENDER, "sender", "ADDRESS",
	 "the envelope sender (the Return-Path field, or <>)", false},
	{TENURE_OPTION_TIME, "time", "TIME", "the time of acceptance (now)",
	 false},
	{TENURE_OPTION_KEY, "key", "ID", "sign with this key (the newest)",
	 false},
	{0, NULL, NULL, NULL, false},
};

const struct tenure_command tenure_seal_commands[] = {
	{"seal", "sign", "FILE [OPTIONS]",
	 "Print a message with a seal in front", sign_options, 1, seal_sign},
	{"seal", "verify", "FILE [OPTIONS]",
	 "Tell whether a message has a seal that both doors believe", NULL, 1,
	 seal_verify},
	{NULL, NULL, NULL, NULL, NULL, 0, NULL},
};
