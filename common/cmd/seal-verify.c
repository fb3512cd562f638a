/* SPDX-License-Identifier: MIT */
/* tenure seal verify: is there a seal that both doors believe? */
#include "arguments.h"
#include "base/date.h"
#include "explain/explanation.h"
#include "output.h"
#include "seal-command.h"
#include "seal/sign.h"

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

static void print_verify_json(const struct tenure_sealing *sealing,
			      enum tenure_seal_state state, const char *reason)
{
	json_t *object = tenure_json_object();

	tenure_json_set(
		object, "file",
		tenure_json_text(tenure_arguments_operand(sealing->args)));
	tenure_json_set(object, "seal",
			tenure_json_text(tenure_seal_state_name(state)));
	tenure_json_set(object, "reason", tenure_json_text(reason));
	tenure_json_set(object, "details",
			state == TENURE_SEAL_SEALED ? json_seal(&sealing->seal)
						    : json_null());
	tenure_json_print(object);
}

static void print_verify(const struct tenure_sealing *sealing,
			 enum tenure_seal_state state, const char *reason)
{
	const char *file = tenure_arguments_operand(sealing->args);
	const struct tenure_seal *seal = &sealing->seal;
	char received[TENURE_DATE_SIZE];

	tenure_print("%s: %s%s%s\n", file, tenure_seal_state_name(state),
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

int tenure_seal_verify_command(const struct tenure_arguments *args)
{
	struct tenure_sealing sealing = {.args = args,
					 .facts = TENURE_FACTS_INIT};
	enum tenure_seal_state state = TENURE_SEAL_UNKNOWN;
	struct tenure_error err = {.text = ""};
	const char *reason;
	int code = tenure_sealing_open(&sealing);

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
	tenure_sealing_close(&sealing);
	return code;
}
