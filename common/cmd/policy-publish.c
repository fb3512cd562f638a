/* SPDX-License-Identifier: MIT */
/* tenure policy publish: the policy becomes the snapshot that both doors
   read. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arguments.h"
#include "base/alloc.h"
#include "inputs.h"
#include "output.h"
#include "policy-changes.h"
#include "policy-command.h"
#include "seal/keys.h"
#include "snapshot/publish.h"

/* One publication. */
struct publication {
	const struct tenure_arguments *args;
	struct tenure_config config;
	/* Where the snapshot goes. */
	const char *path;
	/* 0 if it was not given. */
	uint64_t generation_floor;
	struct tenure_policy *policy;
	struct tenure_keyring *keys;
	/* What was published before; NULL if there is none, or it is
	   damaged. */
	struct tenure_snapshot *old;
	struct tenure_publish_result result;
	struct tenure_policy_changes changes;
};

static int read_generation_floor(struct publication *publication)
{
	const char *text =
		publication->args->options[TENURE_OPTION_GENERATION_FLOOR];
	unsigned long long number;
	char *end;

	if (text == NULL)
		return TENURE_EXIT_YES;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 ||
	    number == 0 || number > INT64_MAX) {
		tenure_complain("--generation-floor: \"%s\" is not a number "
				"from 1 on",
				text);
		return TENURE_EXIT_USAGE;
	}
	publication->generation_floor = number;
	return TENURE_EXIT_YES;
}

/* The snapshot that is replaced, to compare with. That it is damaged is for
   tenure_publish() to say. */
static void read_old(struct publication *publication)
{
	struct tenure_error err;

	if (tenure_snapshot_open(publication->path, &publication->old, &err) <
	    0)
		publication->old = NULL;
}

static int read_all(struct publication *publication, const char *policy_path)
{
	struct tenure_error err;
	int code = tenure_input_policy(policy_path, &publication->policy);

	if (code != TENURE_EXIT_YES) {
		tenure_complain("nothing is published");
		return code;
	}
	if (tenure_keyring_read_folder(publication->config.key_dir,
				       &publication->keys, &err) < 0)
		return tenure_complain_error(&err);
	if (tenure_keyring_count(publication->keys) == 0)
		tenure_complain("%s has no key: no seal can be made or "
				"believed before \"tenure key new\" and "
				"another publish",
				publication->config.key_dir);
	read_old(publication);
	return TENURE_EXIT_YES;
}

static int publish_now(struct publication *publication,
		       struct tenure_error *err)
{
	const struct tenure_publish_request request = {
		.policy = publication->policy,
		.keys = publication->keys,
		.realm = publication->config.realm,
		.path = publication->path,
		.now = publication->args->now,
		.generation_floor = publication->generation_floor,
		.generations = publication->config.generations,
	};

	if (tenure_arguments_has(publication->args, TENURE_OPTION_DRY_RUN))
		return tenure_publish_preview(&request, &publication->result,
					      err);
	return tenure_publish(&request, &publication->result, err);
}

static int publish(struct publication *publication)
{
	struct tenure_error err;
	int code;

	if (publish_now(publication, &err) == 0)
		return TENURE_EXIT_YES;
	code = tenure_complain_error(&err);
	if (code == TENURE_EXIT_INPUT && publication->old == NULL &&
	    publication->generation_floor == 0 &&
	    access(publication->path, F_OK) == 0)
		tenure_complain("nothing is published; --generation-floor "
				"NUMBER gives the new generation");
	return code;
}

/* ---------------------------------------------------------------- printing */

static void print_json(const struct publication *publication)
{
	const struct tenure_publish_result *result = &publication->result;
	const struct tenure_policy *policy = publication->policy;
	json_t *object = tenure_json_object(), *changed = tenure_json_object();

	tenure_json_set(object, "generation",
			json_integer((json_int_t)result->generation));
	tenure_json_set(object, "unchanged", json_boolean(result->unchanged));
	tenure_json_set(object, "dry_run",
			json_boolean(tenure_arguments_has(
				publication->args, TENURE_OPTION_DRY_RUN)));
	tenure_json_set(object, "snapshot",
			tenure_json_text(publication->path));
	tenure_json_set(object, "digest", tenure_json_text(result->digest));
	tenure_json_set(object, "realm",
			tenure_json_text(publication->config.realm));
	tenure_json_set(
		object, "plans",
		json_integer((json_int_t)tenure_policy_plan_count(policy)));
	tenure_json_set(
		object, "tenants",
		json_integer((json_int_t)tenure_policy_tenant_count(policy)));
	tenure_json_set(
		object, "users",
		json_integer((json_int_t)tenure_policy_user_count(policy)));
	tenure_json_set(object, "keys",
			json_integer((json_int_t)tenure_keyring_count(
				publication->keys)));
	tenure_json_set(changed, "tenants",
			json_integer((json_int_t)publication->changes.tenants));
	tenure_json_set(changed, "users",
			json_integer((json_int_t)publication->changes.users));
	tenure_json_set(changed, "unknown",
			json_boolean(publication->changes.unknown));
	tenure_json_set(object, "changed", changed);
	tenure_json_print(object);
}

static void print_text(const struct publication *publication)
{
	const struct tenure_publish_result *result = &publication->result;
	const struct tenure_policy_changes *changes = &publication->changes;
	bool dry =
		tenure_arguments_has(publication->args, TENURE_OPTION_DRY_RUN);

	if (result->unchanged) {
		tenure_print("%s: generation %llu, nothing has changed\n",
			     publication->path,
			     (unsigned long long)result->generation);
		return;
	}
	tenure_print("%s: generation %llu%s\n", publication->path,
		     (unsigned long long)result->generation,
		     dry ? " would be published" : "");
	tenure_print("%s: %zu tenant%s, %zu user%s%s\n",
		     publication->old == NULL ? "nothing to compare with"
					      : "other settings than before",
		     changes->tenants, changes->tenants == 1 ? "" : "s",
		     changes->users, changes->users == 1 ? "" : "s",
		     changes->unknown ? ", and mailboxes that nothing names"
				      : "");
}

static int run(struct publication *publication)
{
	const char *policy_path = tenure_arguments_operand(publication->args);
	int code;

	publication->path = publication->args->options[TENURE_OPTION_SNAPSHOT];
	if (publication->path == NULL)
		publication->path = publication->config.snapshot;
	code = read_all(publication, policy_path != NULL
					     ? policy_path
					     : publication->config.policy);
	if (code != TENURE_EXIT_YES)
		return code;
	tenure_policy_changes(
		publication->old == NULL
			? NULL
			: tenure_snapshot_policy(publication->old),
		publication->policy, &publication->changes);
	code = publish(publication);
	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_arguments_has(publication->args, TENURE_OPTION_JSON))
		print_json(publication);
	else
		print_text(publication);
	return TENURE_EXIT_YES;
}

const struct tenure_option tenure_policy_publish_options[] = {
	{TENURE_OPTION_SNAPSHOT, "snapshot", "OUT",
	 "write here, not to the snapshot of tenure.conf", false},
	{TENURE_OPTION_DRY_RUN, "dry-run", NULL,
	 "only tell what would be published", false},
	{TENURE_OPTION_GENERATION_FLOOR, "generation-floor", "NUMBER",
	 "the least generation to publish, for when the old snapshot is "
	 "damaged",
	 false},
	{0, NULL, NULL, NULL, false},
};

int tenure_policy_publish(const struct tenure_arguments *args)
{
	struct publication publication = {.args = args};
	int code = read_generation_floor(&publication);

	if (code == TENURE_EXIT_YES)
		code = tenure_input_config(args, &publication.config);
	if (code != TENURE_EXIT_YES)
		return code;
	code = run(&publication);
	tenure_snapshot_unref(&publication.old);
	tenure_keyring_free(&publication.keys);
	tenure_policy_free(&publication.policy);
	tenure_config_free(&publication.config);
	return code;
}
