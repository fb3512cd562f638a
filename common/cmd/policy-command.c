/* SPDX-License-Identifier: MIT */
/* tenure policy: the commands, and policy check. */
#include <stdio.h>

#include "arguments.h"
#include "base/alloc.h"
#include "inputs.h"
#include "output.h"
#include "policy-command.h"
#include "policy-ledger.h"
#include "policy/table-rows.h"

static void print_check(const char *path,
			const struct tenure_diagnostics *diagnostics, bool json)
{
	json_t *object;

	if (!json && diagnostics->error_count + diagnostics->warning_count == 0)
		tenure_print("%s: no problems\n", path);
	else if (!json)
		tenure_print("%s: %zu error%s, %zu warning%s\n", path,
			     diagnostics->error_count,
			     diagnostics->error_count == 1 ? "" : "s",
			     diagnostics->warning_count,
			     diagnostics->warning_count == 1 ? "" : "s");
	if (!json)
		return;
	object = tenure_json_object();
	tenure_json_set(object, "policy", tenure_json_text(path));
	tenure_json_set(object, "ok",
			json_boolean(diagnostics->error_count == 0));
	tenure_json_set(object, "errors",
			json_integer((json_int_t)diagnostics->error_count));
	tenure_json_set(object, "warnings",
			json_integer((json_int_t)diagnostics->warning_count));
	tenure_json_set(object, "findings",
			tenure_json_diagnostics(diagnostics));
	tenure_json_print(object);
}

static int check_policy(const char *path, bool json)
{
	struct tenure_diagnostics diagnostics;
	struct tenure_policy *policy = NULL;
	int code;

	tenure_diagnostics_init(&diagnostics);
	code = tenure_input_policy_quietly(path, &policy, &diagnostics);
	if (code == TENURE_EXIT_YES &&
	    tenure_table_rows_check(policy, &diagnostics) == 0)
		tenure_policy_check_ledger_rows(policy, &diagnostics);
	if (code == TENURE_EXIT_YES) {
		tenure_policy_check_ledger(policy, &diagnostics);
		if (diagnostics.error_count > 0)
			code = TENURE_EXIT_INPUT;
	}
	if (code != TENURE_EXIT_ENVIRONMENT) {
		tenure_complain_diagnostics(&diagnostics);
		print_check(path, &diagnostics, json);
	}
	tenure_diagnostics_free(&diagnostics);
	tenure_policy_free(&policy);
	return code;
}

static int policy_check(const struct tenure_arguments *args)
{
	char *path;
	int code = tenure_input_policy_path(args, &path);

	if (code != TENURE_EXIT_YES)
		return code;
	code = check_policy(path,
			    tenure_arguments_has(args, TENURE_OPTION_JSON));
	tenure_free(path);
	return code;
}

const struct tenure_command tenure_policy_commands[] = {
	{"policy", "check", "[FILE] [OPTIONS]",
	 "Find everything that is wrong in a policy", NULL, 1, policy_check},
	{"policy", "show",
	 "[FILE] [--plan NAME | --tenant DOMAIN | --user ADDRESS] [OPTIONS]",
	 "Show the settings, and where each comes from",
	 tenure_policy_show_options, 1, tenure_policy_show},
	{"policy", "diff", "OLD NEW [OPTIONS]",
	 "Tell who is affected by another policy, and what gets shorter", NULL,
	 2, tenure_policy_diff},
	{"policy", "publish", "[FILE] [--snapshot OUT] [--dry-run] [OPTIONS]",
	 "Make a policy the one that both doors act by",
	 tenure_policy_publish_options, 1, tenure_policy_publish},
	{"policy", "release",
	 "--key PRIVATE --reason TEXT [--snapshot OLD] [FILE] [OPTIONS]",
	 "Sign off a policy that takes back what another promised",
	 tenure_policy_release_options, 1, tenure_policy_release},
	{NULL, NULL, NULL, NULL, NULL, 0, NULL},
};
