/* SPDX-License-Identifier: MIT */
/* tenure policy release: sign off a policy that takes something back. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "compiled-policy.h"
#include "inputs.h"
#include "output.h"
#include "policy-command.h"
#include "policy-comparison.h"
#include "release-keys.h"
#include "seal/release.h"

/* One sign-off. */
struct signing {
	const struct tenure_arguments *args;
	struct tenure_snapshot *old, *new;
	struct tenure_release release;
};

/* The old policy: the snapshot that --snapshot or tenure.conf names. */
static int open_old(struct signing *signing)
{
	const char *path = signing->args->options[TENURE_OPTION_SNAPSHOT];
	struct tenure_config config;
	int code;

	if (path != NULL)
		return tenure_input_snapshot(path, &signing->old);
	code = tenure_input_config(signing->args, &config);
	if (code != TENURE_EXIT_YES)
		return code;
	code = tenure_input_snapshot(config.snapshot, &signing->old);
	tenure_config_free(&config);
	return code;
}

/* A policy as it would be published here. */
static int compile_new(struct signing *signing,
		       const struct tenure_config *config, const char *path)
{
	struct tenure_publish_request request = {
		.realm = config->realm,
		.now = signing->args->now,
	};
	struct tenure_keyring *keys = NULL, *release_keys = NULL;
	struct tenure_policy *policy;
	struct tenure_error err;
	int code = tenure_input_policy(path, &policy);

	if (code != TENURE_EXIT_YES)
		return code;
	request.policy = policy;
	if (tenure_keyring_read_folder(config->key_dir, &keys, &err) < 0 ||
	    tenure_release_keys_read(config, &release_keys, &err) < 0) {
		code = tenure_complain_error(&err);
	} else {
		request.keys = keys;
		request.release_keys = release_keys;
		code = tenure_input_compiled(&request, &signing->new);
	}
	tenure_keyring_free(&keys);
	tenure_keyring_free(&release_keys);
	tenure_policy_free(&policy);
	return code;
}

/* The new one: a snapshot, or a policy file. */
static int open_new(struct signing *signing)
{
	const char *path = tenure_arguments_operand(signing->args);
	struct tenure_config config;
	int code;

	if (path != NULL && tenure_input_is_snapshot(path))
		return tenure_input_snapshot(path, &signing->new);
	code = tenure_input_config(signing->args, &config);
	if (code != TENURE_EXIT_YES)
		return code;
	code = compile_new(signing, &config,
			   path == NULL ? config.policy : path);
	tenure_config_free(&config);
	return code;
}

/* Show what is signed off. */
static int tell(const struct signing *signing)
{
	struct tenure_policy_comparison comparison;
	struct tenure_error err;

	if (tenure_policy_comparison_make(&comparison, signing->old,
					  signing->new, &err) < 0)
		return tenure_complain_error(&err);
	tenure_policy_comparison_complain(&comparison);
	if (!tenure_release_keys_equal(
		    tenure_snapshot_release_keys(signing->old),
		    tenure_snapshot_release_keys(signing->new)))
		tenure_complain("the release keys are others than before");
	else if (comparison.refused.count == 0)
		tenure_complain("nothing is taken back: this can be published "
				"without a release");
	tenure_policy_comparison_free(&comparison);
	return TENURE_EXIT_YES;
}

static int fill(struct signing *signing)
{
	struct tenure_release *release = &signing->release;
	const char *reason = signing->args->options[TENURE_OPTION_REASON];
	const char *realm = tenure_snapshot_realm(signing->old);

	if (strcmp(realm, tenure_snapshot_realm(signing->new)) != 0) {
		tenure_complain("the policies are not of the same realm");
		return TENURE_EXIT_INPUT;
	}
	(void)snprintf(release->realm, sizeof(release->realm), "%s", realm);
	release->old_generation = tenure_snapshot_generation(signing->old);
	(void)snprintf(release->old_digest, sizeof(release->old_digest), "%s",
		       tenure_snapshot_digest(signing->old));
	(void)snprintf(release->new_digest, sizeof(release->new_digest), "%s",
		       tenure_snapshot_digest(signing->new));
	release->time = signing->args->now;
	if (reason[0] == '\0' || strlen(reason) >= sizeof(release->reason)) {
		tenure_complain("--reason: give 1 to %zu octets",
				sizeof(release->reason) - 1);
		return TENURE_EXIT_USAGE;
	}
	strcpy(release->reason, reason);
	return TENURE_EXIT_YES;
}

static int sign(struct signing *signing)
{
	const char *path = signing->args->options[TENURE_OPTION_KEY];
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_private_key *key;
	struct tenure_error err;
	int code = TENURE_EXIT_YES;

	if (tenure_release_key_load(path, &key, &err) < 0)
		return tenure_complain_error(&err);
	if (tenure_release_sign(&signing->release, key, &err) < 0) {
		code = tenure_complain_error(&err);
	} else if (tenure_keyring_find(
			   tenure_snapshot_release_keys(signing->old),
			   tenure_private_key_id(key)) == NULL) {
		tenure_complain("\"%s\" is none of the release keys of the "
				"policy in force",
				tenure_private_key_id(key));
		code = TENURE_EXIT_INPUT;
	} else {
		tenure_release_format(&signing->release, &text);
		if (text.failed)
			tenure_die_nomem();
		tenure_print("%s", text.data);
		tenure_buffer_free(&text);
	}
	tenure_private_key_free(&key);
	return code;
}

const struct tenure_option tenure_policy_release_options[] = {
	{TENURE_OPTION_KEY, "key", "PRIVATE",
	 "the private half of a release key (needed)", false},
	{TENURE_OPTION_REASON, "reason", "TEXT",
	 "why this may be published (needed)", false},
	{TENURE_OPTION_SNAPSHOT, "snapshot", "OLD",
	 "the snapshot in force, if not that of tenure.conf", false},
	{0, NULL, NULL, NULL, false},
};

int tenure_policy_release(const struct tenure_arguments *args)
{
	struct signing signing = {.args = args};
	int code;

	if (!tenure_arguments_has(args, TENURE_OPTION_KEY) ||
	    !tenure_arguments_has(args, TENURE_OPTION_REASON)) {
		tenure_complain("policy release: --key PRIVATE and --reason "
				"TEXT are needed");
		return TENURE_EXIT_USAGE;
	}
	code = open_old(&signing);
	if (code == TENURE_EXIT_YES)
		code = open_new(&signing);
	if (code == TENURE_EXIT_YES)
		code = fill(&signing);
	if (code == TENURE_EXIT_YES)
		code = tell(&signing);
	if (code == TENURE_EXIT_YES)
		code = sign(&signing);
	tenure_snapshot_unref(&signing.old);
	tenure_snapshot_unref(&signing.new);
	return code;
}
