/* SPDX-License-Identifier: MIT */
/* tenure policy show: the settings, and where each comes from. */
#include "arguments.h"
#include "base/alloc.h"
#include "policy/mailbox.h"
#include "inputs.h"
#include "output.h"
#include "policy-command.h"
#include "policy-print.h"
#include "policy-settings.h"

/* --------------------------------------------------------------- the whole */

static void show_block(struct tenure_policy_print *show,
		       const struct tenure_policy_heading *heading,
		       const struct tenure_layer *layer, json_t *list)
{
	json_t *object = list == NULL ? NULL : tenure_json_object();

	tenure_policy_print_heading(show, heading, object);
	tenure_policy_print_layer(show, layer);
	show->settings = NULL;
	if (object != NULL)
		tenure_json_append(list, object);
}

static void show_plans(struct tenure_policy_print *show, json_t *list)
{
	size_t count = tenure_policy_plan_count(show->policy);

	for (size_t i = 0; i < count; i++) {
		const struct tenure_plan *plan =
			tenure_policy_plan(show->policy, i);
		struct tenure_policy_heading heading = {
			"plan", plan->name, plan->where, NULL, {0, 0, 0}};

		show_block(show, &heading, &plan->layer, list);
	}
}

static void show_subject(struct tenure_policy_print *show, const char *kind,
			 const struct tenure_subject *subject, json_t *list)
{
	struct tenure_policy_heading heading = {
		kind, subject->key, subject->where,
		subject->plan == NULL ? NULL : subject->plan->name,
		subject->plan_where};

	show_block(show, &heading, &subject->layer, list);
}

static void show_tenants(struct tenure_policy_print *show, json_t *list)
{
	size_t count = tenure_policy_tenant_count(show->policy);

	for (size_t i = 0; i < count; i++)
		show_subject(show, "tenant",
			     tenure_policy_tenant(show->policy, i), list);
}

static void show_users(struct tenure_policy_print *show, json_t *list)
{
	size_t count = tenure_policy_user_count(show->policy);

	for (size_t i = 0; i < count; i++)
		show_subject(show, "user", tenure_policy_user(show->policy, i),
			     list);
}

static void show_classes(struct tenure_policy_print *show, json_t *list)
{
	size_t count = tenure_policy_class_count(show->policy);
	char where[512];

	for (size_t i = 0; i < count; i++) {
		const struct tenure_class *class =
			tenure_policy_class(show->policy, i);
		json_t *object;

		tenure_policy_where(show->policy, class->where, where,
				    sizeof(where));
		if (list == NULL) {
			tenure_print("class %s  (%s)\n", class->name, where);
			continue;
		}
		object = tenure_json_object();
		tenure_json_set(object, "class", tenure_json_text(class->name));
		tenure_json_set(object, "where", tenure_json_text(where));
		tenure_json_append(list, object);
	}
}

static json_t *add_list(json_t *object, const char *name)
{
	json_t *list = NULL;

	if (object != NULL) {
		list = tenure_json_array();
		tenure_json_set(object, name, list);
	}
	return list;
}

/* The settings that stand outside of all blocks. */
static void show_rest(const struct tenure_policy *policy, json_t *object)
{
	struct tenure_mailbox unknown;
	struct tenure_where delimiter_where;
	const char *delimiter =
		tenure_policy_recipient_delimiter(policy, &delimiter_where);
	char where[512], unknown_where[512];

	(void)!tenure_policy_mailbox(policy, "", NULL, &unknown);
	tenure_policy_where(policy, unknown.plan_where, unknown_where,
			    sizeof(unknown_where));
	tenure_policy_where(policy, delimiter_where, where, sizeof(where));
	if (object == NULL) {
		tenure_print("unknown = %s  (%s)\n", unknown.plan->name,
			     unknown_where);
		tenure_print("recipient_delimiter = \"%s\"  (%s)\n", delimiter,
			     where);
		return;
	}
	tenure_json_set(object, "unknown",
			tenure_json_text(unknown.plan->name));
	tenure_json_set(object, "unknown_where",
			tenure_json_text(unknown_where));
	tenure_json_set(object, "recipient_delimiter",
			tenure_json_text(delimiter));
	tenure_json_set(object, "recipient_delimiter_where",
			tenure_json_text(where));
}

static void show_whole(const struct tenure_policy *policy, bool json)
{
	struct tenure_policy_print show = {.policy = policy};
	json_t *object = json ? tenure_json_object() : NULL;

	show_classes(&show, add_list(object, "classes"));
	show_plans(&show, add_list(object, "plans"));
	show_tenants(&show, add_list(object, "tenants"));
	show_users(&show, add_list(object, "users"));
	show_rest(policy, object);
	if (object != NULL)
		tenure_json_print(object);
}

/* ------------------------------------------------------------- one of them */

static void show_mailbox(const struct tenure_policy *policy,
			 const struct tenure_policy_heading *heading,
			 const struct tenure_mailbox *mailbox, bool json)
{
	struct tenure_policy_print show = {.policy = policy};
	json_t *object = json ? tenure_json_object() : NULL;

	tenure_policy_print_heading(&show, heading, object);
	tenure_mailbox_walk(mailbox, tenure_policy_print_setting, &show);
	if (object != NULL)
		tenure_json_print(object);
}

static int show_plan(const struct tenure_policy *policy, const char *name,
		     bool json)
{
	const struct tenure_plan *plan = tenure_policy_find_plan(policy, name);
	struct tenure_mailbox mailbox = {.plan = plan, .layer_count = 1};
	struct tenure_policy_heading heading = {.kind = "plan", .name = name};

	if (plan == NULL) {
		tenure_complain("the policy has no plan \"%s\"", name);
		return TENURE_EXIT_INPUT;
	}
	mailbox.layers[0] = &plan->layer;
	heading.where = plan->where;
	show_mailbox(policy, &heading, &mailbox, json);
	return TENURE_EXIT_YES;
}

static int show_tenant(const struct tenure_policy *policy, const char *name,
		       bool json)
{
	char key[TENURE_ADDRESS_KEY_SIZE];
	struct tenure_mailbox mailbox;
	struct tenure_policy_heading heading = {.kind = "tenant", .name = key};

	mailbox.err.code = TENURE_ERROR_NONE;
	if (tenure_domain_key(name, key) < 0 ||
	    tenure_tenant_mailbox(policy, key, &mailbox) < 0) {
		/* Its row may be one that cannot be read. */
		if (mailbox.err.code != TENURE_ERROR_NONE)
			return tenure_complain_error(&mailbox.err);
		tenure_complain("the policy has no tenant \"%s\"", name);
		return TENURE_EXIT_INPUT;
	}
	heading.where = mailbox.tenant->where;
	heading.plan = mailbox.plan->name;
	heading.plan_where = mailbox.plan_where;
	show_mailbox(policy, &heading, &mailbox, json);
	tenure_mailbox_clear(&mailbox);
	return TENURE_EXIT_YES;
}

/* Any address has settings, named or not. */
static int show_user(const struct tenure_policy *policy, const char *name,
		     bool json)
{
	struct tenure_mailbox mailbox;
	struct tenure_policy_heading heading = {.kind = "user", .name = name};

	if (tenure_policy_mailbox(policy, name, NULL, &mailbox) < 0)
		return tenure_complain_error(&mailbox.err);
	if (mailbox.address[0] == '\0') {
		tenure_complain("\"%s\" is not an address", name);
		return TENURE_EXIT_INPUT;
	}
	heading.name = mailbox.address;
	if (mailbox.user != NULL)
		heading.where = mailbox.user->where;
	else if (mailbox.tenant != NULL)
		heading.where = mailbox.tenant->where;
	else
		heading.where = mailbox.plan_where;
	heading.plan = mailbox.plan->name;
	heading.plan_where = mailbox.plan_where;
	show_mailbox(policy, &heading, &mailbox, json);
	tenure_mailbox_clear(&mailbox);
	return TENURE_EXIT_YES;
}

static int show_policy(const struct tenure_arguments *args,
		       const struct tenure_policy *policy)
{
	bool json = tenure_arguments_has(args, TENURE_OPTION_JSON);

	if (tenure_arguments_has(args, TENURE_OPTION_PLAN))
		return show_plan(policy, args->options[TENURE_OPTION_PLAN],
				 json);
	if (tenure_arguments_has(args, TENURE_OPTION_TENANT))
		return show_tenant(policy, args->options[TENURE_OPTION_TENANT],
				   json);
	if (tenure_arguments_has(args, TENURE_OPTION_USER))
		return show_user(policy, args->options[TENURE_OPTION_USER],
				 json);
	show_whole(policy, json);
	return TENURE_EXIT_YES;
}

const struct tenure_option tenure_policy_show_options[] = {
	{TENURE_OPTION_PLAN, "plan", "NAME", "what is in force in a plan",
	 false},
	{TENURE_OPTION_TENANT, "tenant", "DOMAIN", "... in a domain", false},
	{TENURE_OPTION_USER, "user", "ADDRESS", "... in a mailbox", false},
	{0, NULL, NULL, NULL, false},
};

int tenure_policy_show(const struct tenure_arguments *args)
{
	struct tenure_policy *policy;
	char *path;
	int code;

	if (tenure_arguments_has(args, TENURE_OPTION_PLAN) +
		    tenure_arguments_has(args, TENURE_OPTION_TENANT) +
		    tenure_arguments_has(args, TENURE_OPTION_USER) >
	    1) {
		tenure_complain("policy show: give one of --plan, --tenant and "
				"--user");
		return TENURE_EXIT_USAGE;
	}
	code = tenure_input_policy_path(args, &path);
	if (code != TENURE_EXIT_YES)
		return code;
	code = tenure_input_policy(path, &policy);
	if (code == TENURE_EXIT_YES) {
		code = show_policy(args, policy);
		tenure_policy_free(&policy);
	}
	tenure_free(path);
	return code;
}
