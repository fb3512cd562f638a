/* SPDX-License-Identifier: MIT */
/* tenure policy diff: who is affected by another policy, and how. */
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "compiled-policy.h"
#include "inputs.h"
#include "output.h"
#include "policy-command.h"
#include "policy-comparison.h"
#include "seal/keys.h"

static int open_policy(const struct tenure_arguments *args, const char *path,
		       struct tenure_snapshot **snapshot_r)
{
	/* No keys, and no realm that matters. */
	struct tenure_publish_request request = {
		.realm = "none",
		.now = args->now,
	};
	struct tenure_keyring *keys = NULL;
	struct tenure_policy *policy;
	struct tenure_error err;
	int code = tenure_input_policy(path, &policy);

	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_keyring_new(&keys, &err) < 0)
		tenure_die_nomem();
	request.policy = policy;
	request.keys = keys;
	code = tenure_input_compiled(&request, snapshot_r);
	tenure_keyring_free(&keys);
	tenure_policy_free(&policy);
	return code;
}

/* A policy file, a snapshot, or the number of a generation. */
static int open_operand(const struct tenure_arguments *args, const char *text,
			struct tenure_snapshot **snapshot_r)
{
	if (strspn(text, "0123456789") == strlen(text) && *text != '\0')
		return tenure_input_generation(args, text, snapshot_r);
	if (tenure_input_is_snapshot(text))
		return tenure_input_snapshot(text, snapshot_r);
	return open_policy(args, text, snapshot_r);
}

static int diff(const struct tenure_arguments *args,
		struct tenure_snapshot *const *snapshots)
{
	struct tenure_policy_comparison comparison;
	struct tenure_error err;
	bool differs;

	if (tenure_policy_comparison_make(&comparison, snapshots[0],
					  snapshots[1], &err) < 0)
		return tenure_complain_error(&err);
	differs = tenure_policy_comparison_differs(&comparison);
	if (tenure_arguments_has(args, TENURE_OPTION_JSON)) {
		json_t *object = tenure_json_object();

		tenure_json_set(object, "same", json_boolean(!differs));
		tenure_policy_comparison_json(&comparison, object);
		tenure_json_print(object);
	} else if (!differs) {
		tenure_print("nothing changes\n");
	} else {
		tenure_policy_comparison_print(&comparison);
		if (comparison.refused.count > 0)
			tenure_print("The ratchet would refuse this:\n");
		(void)fflush(stdout);
		tenure_policy_comparison_complain(&comparison);
	}
	tenure_policy_comparison_free(&comparison);
	return differs ? TENURE_EXIT_NO : TENURE_EXIT_YES;
}

int tenure_policy_diff(const struct tenure_arguments *args)
{
	struct tenure_snapshot *snapshots[TENURE_SIDES] = {NULL, NULL};
	int code = TENURE_EXIT_YES;

	if (args->operand_count != 2) {
		tenure_complain("policy diff: give two: a policy file, a "
				"snapshot or a generation each");
		return TENURE_EXIT_USAGE;
	}
	for (int side = 0; side < TENURE_SIDES && code == TENURE_EXIT_YES;
	     side++)
		code = open_operand(args, args->operands[side],
				    &snapshots[side]);
	if (code == TENURE_EXIT_YES)
		code = diff(args, snapshots);
	tenure_snapshot_unref(&snapshots[TENURE_OLD]);
	tenure_snapshot_unref(&snapshots[TENURE_NEW]);
	return code;
}
