/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SUBJECT_H
#define TENURE_SUBJECT_H

#include "base/attrs.h"
#include "policy/layer.h"
#include "policy/where.h"

struct tenure_plan {
	const char *name;
	struct tenure_where where;
	struct tenure_layer layer;
};

/* A tenant (key: domain) or user (key: address), see base/address.h. */
struct tenure_subject {
	const char *key;
	struct tenure_where where;
	/* NULL if it names none. */
	const struct tenure_plan *plan;
	struct tenure_where plan_where;
	struct tenure_layer layer;
};

/* A copy of a tenant or user, with all it points to except its plan and
   classes, in one block of memory that tenure_free() frees; NULL on
   out-of-memory. */
struct tenure_subject *
tenure_subject_dup(const struct tenure_subject *subject) TENURE_CHECK;

#endif
