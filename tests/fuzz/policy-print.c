/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/policy-print.h"

#include <arpa/inet.h>
#include <inttypes.h>

#include "policy/condition-text.h"
#include "policy/value.h"
#include "tests/fuzz/fuzz.h"

static void print_string(const char *text, struct tenure_buffer *out)
{
	tenure_buffer_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			tenure_buffer_add_char(out, '\\');
		tenure_buffer_add_char(out, *text);
	}
	tenure_buffer_add_char(out, '"');
}

/* One setting of a layer: "pop3 { top = deny }". */
static void print_setting(enum tenure_setting setting,
			  const struct tenure_value *value,
			  struct tenure_buffer *out)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);

	if (info->block[0] != '\0')
		tenure_buffer_printf(out, "%s { ", info->block);
	tenure_buffer_printf(out, "%s = ", info->bare_name);
	tenure_value_format(setting, value, out);
	tenure_buffer_add_str(out, info->block[0] == '\0' ? "\n" : " }\n");
}

static void print_terms(const struct tenure_layer *layer,
			const struct tenure_class *class,
			struct tenure_buffer *out)
{
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;
		const struct tenure_value *value =
			tenure_layer_value(layer, setting, class);

		if (value != NULL)
			print_setting(setting, value, out);
	}
}

static void print_layer(const struct tenure_layer *layer,
			struct tenure_buffer *out)
{
	print_terms(layer, NULL, out);
	for (size_t i = 0; i < layer->class_count; i++) {
		FUZZ_REQUIRE(i == 0 || layer->classes[i - 1]->index <
					       layer->classes[i]->index);
		tenure_buffer_printf(out, "class %s {\n",
				     layer->classes[i]->name);
		print_terms(layer, layer->classes[i], out);
		tenure_buffer_add_str(out, "}\n");
	}
}

static void print_class(const struct tenure_class *class,
			struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "class %s {\n", class->name);
	for (size_t i = 0; i < class->match_count; i++) {
		const struct tenure_match *match = &class->matches[i];

		tenure_buffer_add_str(out, "match {\n");
		for (size_t j = 0; j < match->condition_count; j++) {
			tenure_condition_format(&match->conditions[j], out);
			tenure_buffer_add_char(out, '\n');
		}
		tenure_buffer_add_str(out, "}\n");
	}
	tenure_buffer_add_str(out, "}\n");
}

static void print_network(const struct tenure_client_network *network,
			  struct tenure_buffer *out)
{
	char text[INET6_ADDRSTRLEN];

	tenure_buffer_printf(out, "network %s { addresses =", network->name);
	for (size_t i = 0; i < network->address_count; i++) {
		const struct tenure_network *range = &network->addresses[i];

		FUZZ_REQUIRE(inet_ntop(range->family == 4 ? AF_INET : AF_INET6,
				       range->octets, text,
				       sizeof(text)) != NULL);
		tenure_buffer_printf(out, " %s/%u", text, range->prefix);
		FUZZ_REQUIRE(tenure_network_contains(range, range->family,
						     range->octets));
	}
	tenure_buffer_add_str(out, " }\n");
}

void fuzz_print_subject(const char *kind, const struct tenure_subject *subject,
			struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%s ", kind);
	print_string(subject->key, out);
	tenure_buffer_add_str(out, " {\n");
	if (subject->plan != NULL)
		tenure_buffer_printf(out, "plan = %s\n", subject->plan->name);
	print_layer(&subject->layer, out);
	tenure_buffer_add_str(out, "}\n");
}

static void print_plan(const struct tenure_plan *plan,
		       struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "plan %s {\n", plan->name);
	print_layer(&plan->layer, out);
	tenure_buffer_add_str(out, "}\n");
}

/* "keep = 0 .. 10y", "grace <= 30d", "top = deny 5 .. 20": what of it there
   is. A range is written without the word limit. */
static void print_bound(enum tenure_setting setting,
			const struct tenure_bound *bound,
			struct tenure_buffer *out)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	const struct tenure_value *ends[] = {&bound->low, &bound->high};
	int number = tenure_setting_number_choice(setting);

	tenure_buffer_printf(out, "%s%s%s %s", info->block,
			     info->block[0] == '\0' ? "" : " { ",
			     info->bare_name,
			     bound->has_low && bound->has_high ? "="
			     : bound->has_low                  ? ">="
			     : bound->has_high                 ? "<="
							       : "=");
	/* Where one end is open, the words follow from that. */
	for (int i = 0;
	     bound->has_low == bound->has_high && bound->words >> i != 0; i++) {
		if ((bound->words >> i & 1) != 0 &&
		    (i != number || !bound->has_low))
			tenure_buffer_printf(out, " %s", info->choices[i]);
	}
	for (int i = 0; i < 2; i++) {
		if (i == 0 ? !bound->has_low : !bound->has_high)
			continue;
		if (i == 1 && bound->has_low)
			tenure_buffer_add_str(out, " ..");
		tenure_buffer_add_char(out, ' ');
		if (info->type == TENURE_TYPE_TOP)
			tenure_buffer_printf(out, "%" PRId64, ends[i]->number);
		else
			tenure_value_format(setting, ends[i], out);
	}
	tenure_buffer_add_str(out, info->block[0] == '\0' ? "\n" : " }\n");
}

static void print_bounds(const struct tenure_bounds *bounds,
			 struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, "bounds {\n");
	if (bounds->may_where.line > 0) {
		tenure_buffer_add_str(out, "may =");
		for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
			if (!bounds->settings[i].forbidden)
				tenure_buffer_printf(
					out, " %s",
					tenure_setting_info(
						(enum tenure_setting)i)
						->name);
		}
		tenure_buffer_printf(out, "%s\n",
				     bounds->plan_forbidden ? "" : " plan");
	}
	for (int i = 0; i < TENURE_SETTING_COUNT; i++) {
		if (bounds->settings[i].where.line > 0)
			print_bound((enum tenure_setting)i,
				    &bounds->settings[i], out);
	}
	tenure_buffer_add_str(out, "}\n");
}

static void print_tables(const struct tenure_policy *policy,
			 struct tenure_buffer *out)
{
	static const char *const names[] = {"tenants =", "users ="};
	size_t count = tenure_policy_table_count(policy);

	for (size_t i = 0; i < count; i++) {
		const struct tenure_policy_table *table =
			tenure_policy_table(policy, i);
		struct tenure_buffer word = TENURE_BUFFER_INIT;

		if (i == 0 || table->kind != table[-1].kind)
			tenure_buffer_printf(out, "\n%s", names[table->kind]);
		tenure_buffer_printf(&word, "text:%s", table->name);
		tenure_buffer_add_char(out, ' ');
		print_string(tenure_buffer_str(&word), out);
		tenure_buffer_free(&word);
	}
	tenure_buffer_add_char(out, '\n');
}

void fuzz_print_policy(const struct tenure_policy *policy,
		       struct tenure_buffer *out)
{
	struct tenure_where where;
	size_t i;

	tenure_buffer_add_str(out, "tenure_version = 1\n");
	if (strcmp(tenure_policy_time_zone(policy), "UTC") != 0)
		tenure_buffer_printf(out, "time_zone = %s\n",
				     tenure_policy_time_zone(policy));
	tenure_buffer_add_str(out, "recipient_delimiter = ");
	print_string(tenure_policy_recipient_delimiter(policy, &where), out);
	tenure_buffer_add_char(out, '\n');
	print_tables(policy, out);
	if (tenure_policy_bounds(policy) != NULL)
		print_bounds(tenure_policy_bounds(policy), out);
	for (i = 0; i < tenure_policy_network_count(policy); i++)
		print_network(tenure_policy_network(policy, i), out);
	for (i = 0; i < tenure_policy_class_count(policy); i++)
		print_class(tenure_policy_class(policy, i), out);
	for (i = 0; i < tenure_policy_plan_count(policy); i++)
		print_plan(tenure_policy_plan(policy, i), out);
	for (i = 0; i < tenure_policy_tenant_count(policy); i++)
		fuzz_print_subject("tenant", tenure_policy_tenant(policy, i),
				   out);
	for (i = 0; i < tenure_policy_user_count(policy); i++)
		fuzz_print_subject("user", tenure_policy_user(policy, i), out);
}
