/* SPDX-License-Identifier: MIT */
/* tenure policy publish: the policy becomes the snapshot that both doors
   read. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arguments.h"
#include "base/alloc.h"
#include "base/file.h"
#include "inputs.h"
#include "output.h"
#include "compiled-policy.h"
#include "policy-approval.h"
#include "policy-command.h"
#include "policy-ledger.h"
#include "release-keys.h"
#include "seal/keys.h"
#include "seal/release.h"
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
	struct tenure_keyring *keys, *release_keys;
	/* What is found in rows of tables. */
	struct tenure_diagnostics diagnostics;
	/* Text and meaning of --release; NULL without. */
	char *release_text;
	struct tenure_release release;
	struct tenure_publish_result result;
	struct tenure_approval approval;
};

static bool is_dry_run(const struct publication *publication)
{
	return tenure_arguments_has(publication->args, TENURE_OPTION_DRY_RUN);
}

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

static int read_release(struct publication *publication)
{
	const char *path = publication->args->options[TENURE_OPTION_RELEASE];
	struct tenure_error err;
	size_t size;

	if (path == NULL)
		return TENURE_EXIT_YES;
	if (tenure_file_read(path, TENURE_RELEASE_FILE_MAX,
			     &publication->release_text, &size, &err) < 0 ||
	    tenure_release_parse(path, publication->release_text, size,
				 &publication->release, &err) < 0)
		return tenure_complain_error(&err);
	publication->approval.release = &publication->release;
	return TENURE_EXIT_YES;
}

/* The policy, which must not ask for what this installation has not. */
static int read_policy(struct publication *publication, const char *path)
{
	struct tenure_diagnostics diagnostics;
	int code;

	tenure_diagnostics_init(&diagnostics);
	code = tenure_input_policy_quietly(path, &publication->policy,
					   &diagnostics);
	if (code == TENURE_EXIT_YES) {
		tenure_policy_check_ledger(publication->policy, &diagnostics);
		if (diagnostics.error_count > 0)
			code = TENURE_EXIT_INPUT;
	}
	tenure_complain_diagnostics(&diagnostics);
	tenure_diagnostics_free(&diagnostics);
	return code;
}

static int read_all(struct publication *publication, const char *policy_path)
{
	struct tenure_error err;
	int code = read_policy(publication, policy_path);

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
	if (tenure_release_keys_read(&publication->config,
				     &publication->release_keys, &err) < 0)
		return tenure_complain_error(&err);
	return read_release(publication);
}

/* All that publishing does, without publishing. */
static int publish_dry(struct publication *publication,
		       const struct tenure_publish_request *request,
		       struct tenure_error *err)
{
	struct tenure_publish_request quiet = *request;
	struct tenure_snapshot *old, *new;
	int lost, ret;

	/* What is wrong with rows was said then. */
	quiet.diagnostics = NULL;
	if (tenure_publish_preview(request, &publication->result, err) < 0 ||
	    tenure_publish_find_old(request->path, &old, &lost, err) < 0)
		return -1;
	ret = tenure_policy_compile(&quiet, &new, err);
	if (ret == 0)
		ret = tenure_approve(&publication->approval, old, lost, new,
				     err);
	tenure_snapshot_unref(&old);
	tenure_snapshot_unref(&new);
	return ret;
}

static int publish_now(struct publication *publication,
		       struct tenure_error *err)
{
	const struct tenure_publish_request request = {
		.policy = publication->policy,
		.keys = publication->keys,
		.release_keys = publication->release_keys,
		.release = publication->release_text,
		.realm = publication->config.realm,
		.path = publication->path,
		.now = publication->args->now,
		.generation_floor = publication->generation_floor,
		.generations = publication->config.generations,
		.diagnostics = &publication->diagnostics,
		.approve = tenure_approve,
		.approve_context = &publication->approval,
	};

	if (is_dry_run(publication))
		return publish_dry(publication, &request, err);
	return tenure_publish(&request, &publication->result, err);
}

/* Rows are read when they are published, and what they ask of a ledger is known
   behind the last of them: say which do. */
static void tell_rows(struct publication *publication)
{
	const struct tenure_snapshot *new = publication->approval.new;

	if (new != NULL &&
	    tenure_policy_needs(tenure_snapshot_policy(new))->ledger)
		tenure_policy_check_ledger_rows(publication->policy,
						&publication->diagnostics);
}

static int publish(struct publication *publication)
{
	struct tenure_error err;
	int code, ret;

	tenure_diagnostics_init(&publication->diagnostics);
	ret = publish_now(publication, &err);
	if (ret < 0)
		tell_rows(publication);
	tenure_diagnostics_sort(&publication->diagnostics);
	tenure_complain_diagnostics(&publication->diagnostics);
	if (ret == 0)
		return TENURE_EXIT_YES;
	if (publication->diagnostics.error_count > 0) {
		tenure_complain("nothing is published");
		return TENURE_EXIT_INPUT;
	}
	code = tenure_complain_error(&err);
	if (publication->approval.refused) {
		tenure_complain("nothing is published");
		return TENURE_EXIT_NO;
	}
	if (code == TENURE_EXIT_INPUT && publication->generation_floor == 0 &&
	    access(publication->path, F_OK) == 0)
		tenure_complain("nothing is published; --generation-floor "
				"NUMBER gives the new generation");
	return code;
}

/* ---------------------------------------------------------------- printing */

/* In blocks and in tables. */

static uint64_t tenant_count(const struct publication *publication)
{
	return tenure_policy_tenant_count(publication->policy) +
	       publication->result.rows[TENURE_TABLE_TENANTS];
}

static uint64_t user_count(const struct publication *publication)
{
	return tenure_policy_user_count(publication->policy) +
	       publication->result.rows[TENURE_TABLE_USERS];
}

/* Everybody, where there was nothing before. */
static void json_first(const struct publication *publication, json_t *object)
{
	json_t *changed = tenure_json_object();

	tenure_json_set(changed, "tenants",
			json_integer((json_int_t)tenant_count(publication)));
	tenure_json_set(changed, "users",
			json_integer((json_int_t)user_count(publication)));
	tenure_json_set(changed, "unknown", json_true());
	tenure_json_set(object, "changed", changed);
}

static void print_json(const struct publication *publication)
{
	const struct tenure_publish_result *result = &publication->result;
	const struct tenure_policy *policy = publication->policy;
	json_t *object = tenure_json_object();

	tenure_json_set(object, "generation",
			json_integer((json_int_t)result->generation));
	tenure_json_set(object, "unchanged", json_boolean(result->unchanged));
	tenure_json_set(object, "dry_run",
			json_boolean(is_dry_run(publication)));
	tenure_json_set(object, "snapshot",
			tenure_json_text(publication->path));
	tenure_json_set(object, "digest", tenure_json_text(result->digest));
	tenure_json_set(object, "realm",
			tenure_json_text(publication->config.realm));
	tenure_json_set(
		object, "plans",
		json_integer((json_int_t)tenure_policy_plan_count(policy)));
	tenure_json_set(object, "tenants",
			json_integer((json_int_t)tenant_count(publication)));
	tenure_json_set(object, "users",
			json_integer((json_int_t)user_count(publication)));
	tenure_json_set(object, "keys",
			json_integer((json_int_t)tenure_keyring_count(
				publication->keys)));
	if (publication->approval.compared) {
		tenure_policy_comparison_json(&publication->approval.comparison,
					      object);
	} else {
		json_first(publication, object);
	}
	tenure_json_print(object);
}

static void print_first(const struct publication *publication)
{
	uint64_t tenants = tenant_count(publication);
	uint64_t users = user_count(publication);

	tenure_print("nothing to compare with: %" PRIu64 " tenant%s, %" PRIu64
		     " user%s, and mailboxes that nothing names\n",
		     tenants, tenants == 1 ? "" : "s", users,
		     users == 1 ? "" : "s");
}

static void print_text(const struct publication *publication)
{
	const struct tenure_publish_result *result = &publication->result;
	const struct tenure_approval *approval = &publication->approval;
	bool dry = is_dry_run(publication);

	if (result->unchanged) {
		tenure_print("%s: generation %llu, nothing has changed\n",
			     publication->path,
			     (unsigned long long)result->generation);
		return;
	}
	tenure_print("%s: generation %llu%s\n", publication->path,
		     (unsigned long long)result->generation,
		     approval->refused ? " would be refused"
		     : dry             ? " would be published"
				       : "");
	if (!approval->compared)
		print_first(publication);
	else if (dry)
		tenure_policy_comparison_print(&approval->comparison);
	else
		tenure_policy_comparison_summary(&approval->comparison);
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
	code = publish(publication);
	if (code != TENURE_EXIT_YES &&
	    !(is_dry_run(publication) && publication->approval.compared))
		return code;
	if (tenure_arguments_has(publication->args, TENURE_OPTION_JSON))
		print_json(publication);
	else
		print_text(publication);
	return code;
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
	{TENURE_OPTION_RELEASE, "release", "FILE",
	 "a release that lets the policy take something back", false},
	{TENURE_OPTION_WITHOUT_RATCHET, "without-ratchet", NULL,
	 "publish although what was in force is lost", false},
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
	publication.approval.without_ratchet =
		tenure_arguments_has(args, TENURE_OPTION_WITHOUT_RATCHET);
	code = run(&publication);
	tenure_approval_free(&publication.approval);
	tenure_diagnostics_free(&publication.diagnostics);
	tenure_keyring_free(&publication.keys);
	tenure_keyring_free(&publication.release_keys);
	tenure_free(publication.release_text);
	tenure_policy_free(&publication.policy);
	tenure_config_free(&publication.config);
	return code;
}
