/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* Names so far, with repetitions. */
struct header_names {
	const char **names;
	size_t count, allocated;
	bool failed;
};

static void add_name(struct header_names *headers, const char *name)
{
	if (headers->failed ||
	    tenure_array_grow(&headers->names, headers->count,
			      &headers->allocated,
			      sizeof(*headers->names)) < 0) {
		headers->failed = true;
		return;
	}
	headers->names[headers->count++] = name;
}

static void collect(const struct tenure_condition *conditions, size_t count,
		    struct header_names *headers, struct tenure_needs *needs)
{
	size_t i;

	for (i = 0; i < count; i++) {
		switch (conditions[i].type) {
		case TENURE_CONDITION_HEADER:
			add_name(headers, conditions[i].header);
			break;
		case TENURE_CONDITION_FROM:
			add_name(headers, "from");
			break;
		case TENURE_CONDITION_TO:
			add_name(headers, "to");
			add_name(headers, "cc");
			break;
		case TENURE_CONDITION_SIZE:
			needs->size = true;
			break;
		case TENURE_CONDITION_CLIENT:
			needs->client = true;
			break;
		case TENURE_CONDITION_ATTACHMENT:
			needs->attachment = true;
			add_name(headers, "content-type");
			add_name(headers, "content-disposition");
			add_name(headers, "mime-version");
			break;
		case TENURE_CONDITION_NOT:
			collect(conditions[i].children,
				conditions[i].child_count, headers, needs);
			break;
		default:
			break;
		}
	}
}

static void collect_classes(const struct tenure_policy *policy,
			    struct header_names *headers,
			    struct tenure_needs *needs)
{
	const struct tenure_class *class;
	size_t i, j;

	for (i = 0; i < policy->class_count; i++) {
		class = &policy->classes[i];
		for (j = 0; j < class->match_count; j++)
			collect(class->matches[j].conditions,
				class->matches[j].condition_count, headers,
				needs);
	}
}

/* Are conditions only about what the SMTP door knows at RCPT? */
static bool known_at_rcpt(const struct tenure_condition *conditions,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		switch (conditions[i].type) {
		case TENURE_CONDITION_SENDER:
		case TENURE_CONDITION_AUTH:
		case TENURE_CONDITION_TLS:
		case TENURE_CONDITION_CLIENT:
			break;
		case TENURE_CONDITION_NOT:
			if (known_at_rcpt(conditions[i].children,
					  conditions[i].child_count))
				break;
			return false;
		default:
			return false;
		}
	}
	return true;
}

/* Can it be told before the message is seen that a class matches? NULL stands
   for every message. */
static bool known_by_name(const struct tenure_class *class)
{
	if (class == NULL)
		return true;
	for (size_t i = 0; i < class->match_count; i++) {
		if (known_at_rcpt(class->matches[i].conditions,
				  class->matches[i].condition_count))
			return true;
	}
	return false;
}

static void add_accept(const struct tenure_term *term,
		       struct tenure_needs *needs)
{
	int action = term->value.choice;

	if (action == TENURE_SMTP_ACCEPT)
		return;
	needs->smtp_action = true;
	if (action == TENURE_SMTP_QUARANTINE)
		needs->smtp_quarantine = true;
	if (action == TENURE_SMTP_DISCARD)
		needs->smtp_discard = true;
	if (action >= TENURE_SMTP_DEFER)
		needs->smtp_by_name |= known_by_name(term->class);
}

static void add_value(enum tenure_setting setting,
		      const struct tenure_term *term,
		      struct tenure_needs *needs)
{
	switch (setting) {
	case TENURE_SETTING_SMTP_ACCEPT:
		add_accept(term, needs);
		break;
	case TENURE_SETTING_SMTP_REQUIRE_TLS:
	case TENURE_SETTING_SMTP_REQUIRE_AUTH:
		if (term->value.choice == 0)
			break;
		needs->smtp_action = true;
		needs->smtp_by_name |= known_by_name(term->class);
		break;
	case TENURE_SETTING_SMTP_MAX_SIZE:
		if (term->value.number == 0)
			break;
		needs->smtp_action = needs->size = true;
		needs->smtp_by_name |= known_by_name(term->class);
		break;
	case TENURE_SETTING_SMTP_MIXED:
		needs->smtp_by_name |=
			term->value.choice == TENURE_MIXED_DEFER_OTHERS;
		break;
	case TENURE_SETTING_RECORD:
		needs->ledger |= term->value.choice == TENURE_RECORD_DURABLE;
		break;
	case TENURE_SETTING_SMTP_EXPIRES_HEADER:
		needs->expires_header |=
			term->value.choice == TENURE_EXPIRES_HEADER_HONOUR;
		break;
	default:
		break;
	}
}

void tenure_needs_add_layer(struct tenure_needs *needs,
			    const struct tenure_layer *layer)
{
	int setting;
	size_t i;

	for (setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		for (i = layer->first[setting]; i < layer->first[setting + 1];
		     i++)
			add_value((enum tenure_setting)setting,
				  &layer->terms[i], needs);
	}
}

static int names_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once. */
static void finish_names(struct tenure_build *build,
			 const struct header_names *headers,
			 struct tenure_needs *needs)
{
	const char **names;
	size_t i, count = 0;

	names = tenure_build_alloc(build, headers->count + 1, sizeof(*names));
	if (names == NULL)
		return;
	if (headers->count > 1)
		qsort(headers->names, headers->count, sizeof(*names),
		      names_compare);
	for (i = 0; i < headers->count; i++) {
		if (count == 0 ||
		    strcmp(names[count - 1], headers->names[i]) != 0)
			names[count++] = headers->names[i];
	}
	needs->headers = names;
	needs->header_count = count;
}

void tenure_build_needs(struct tenure_build *build)
{
	struct tenure_policy *policy = build->policy;
	struct tenure_needs *needs = &policy->needs;
	struct header_names headers = {NULL, 0, 0, false};
	size_t i;

	collect_classes(policy, &headers, needs);
	for (i = 0; i < policy->plan_count; i++)
		tenure_needs_add_layer(needs, &policy->plans[i].layer);
	for (i = 0; i < policy->tenant_count; i++)
		tenure_needs_add_layer(needs, &policy->tenants[i].layer);
	for (i = 0; i < policy->user_count; i++)
		tenure_needs_add_layer(needs, &policy->users[i].layer);
	/* Rows of text are not read with the policy, and may ask for
	   everything. */
	if (policy->source.find_row == NULL && policy->table_count > 0)
		needs->size = needs->smtp_action = needs->smtp_quarantine =
			needs->smtp_discard = needs->expires_header =
				needs->smtp_by_name = true;
	else if (policy->source.row_needs != NULL)
		policy->source.row_needs(policy->source.context, needs);
	if (needs->expires_header)
		add_name(&headers, "expires");
	if (headers.failed)
		build->out_of_memory = true;
	else
		finish_names(build, &headers, needs);
	tenure_free(headers.names);
}
