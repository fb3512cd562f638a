/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_PRINT_H
#define TENURE_POLICY_PRINT_H

#include <jansson.h>

#include "policy/policy.h"

/* Showing settings, for people or as JSON. */

/* Where settings are shown. */
struct tenure_policy_print {
	const struct tenure_policy *policy;
	/* NULL: for people. */
	json_t *settings;
	/* The class whose heading was printed last. */
	const struct tenure_class *class;
};

/* A heading: what it is, its name, where it stands, and its plan. */
struct tenure_policy_heading {
	const char *kind, *name;
	struct tenure_where where;
	/* NULL: there is none, or it is the plan itself. */
	const char *plan;
	struct tenure_where plan_where;
};

/* One setting. context is a struct tenure_policy_print; the function is a
   tenure_setting_callback. */
void tenure_policy_print_setting(void *context,
				 const struct tenure_class *class,
				 enum tenure_setting setting,
				 const struct tenure_value *value);
/* What a layer says itself, and nothing else. */
void tenure_policy_print_layer(struct tenure_policy_print *show,
			       const struct tenure_layer *layer);
/* Begin a block. For JSON, object is filled, and show->settings becomes its
   list of settings; it is NULL for people. */
void tenure_policy_print_heading(struct tenure_policy_print *show,
				 const struct tenure_policy_heading *heading,
				 json_t *object);

#endif
