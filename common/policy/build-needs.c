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
