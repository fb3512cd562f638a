/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CLASS_H
#define TENURE_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/network.h"
#include "base/pattern.h"
#include "policy/where.h"

/* Classes of messages, and the conditions that make them. */

enum tenure_condition_type {
	TENURE_CONDITION_HEADER,
	TENURE_CONDITION_FROM,
	TENURE_CONDITION_TO,
	TENURE_CONDITION_SENDER,
	TENURE_CONDITION_SIZE,
	TENURE_CONDITION_AUTH,
	TENURE_CONDITION_TLS,
	TENURE_CONDITION_SEALED,
	TENURE_CONDITION_MAILBOX,
	TENURE_CONDITION_CLIENT,
	TENURE_CONDITION_ATTACHMENT,
	TENURE_CONDITION_NOT,
};

/* How numbers are compared. */
enum tenure_comparison {
	TENURE_COMPARE_EQ,
	TENURE_COMPARE_LT,
	TENURE_COMPARE_LE,
	TENURE_COMPARE_GT,
	TENURE_COMPARE_GE,
};

/* network NAME { addresses = ... }: addresses of clients under one name. */
struct tenure_client_network {
	const char *name;
	struct tenure_where where;
	struct tenure_network *addresses;
	size_t address_count;
	/* A condition names it. */
	bool used;
	/* Generation of the policy since which it is used and is what it is;
	   0: not known to have been anything else. */
	uint64_t since;
};

/* One condition. Of the alternatives, one must hold. */
struct tenure_condition {
	enum tenure_condition_type type;
	struct tenure_where where;
	/* header: name of the field, in lower case. */
	const char *header;
	/* header, attachment, mailbox: globs; mailbox special uses ("\Drafts")
	   are kept as patterns with their backslash. */
	struct tenure_pattern **patterns;
	/* from, to, sender */
	struct tenure_address_pattern *addresses;
	/* client */
	const struct tenure_client_network **networks;
	size_t alternative_count;
	/* size: octets; tls: version times ten, 10..13, with comparison; 0
	   together with TENURE_COMPARE_EQ is "tls = no", and "tls = yes" is
	   GE 1. */
	enum tenure_comparison comparison;
	int64_t number;
	/* auth, sealed: the wanted answer. */
	bool wanted;
	/* not: all of these together are negated. */
	struct tenure_condition *children;
	size_t child_count;
};

/* A match block: all conditions must hold. */
struct tenure_match {
	struct tenure_where where;
	struct tenure_condition *conditions;
	size_t condition_count;
};

/* A class: one of its match blocks must hold. */
struct tenure_class {
	const char *name;
	struct tenure_where where;
	/* Place in tenure_policy.classes, and bit in class sets. */
	unsigned int index;
	struct tenure_match *matches;
	size_t match_count;
};

/* Free the patterns of a class. */
void tenure_class_clear(struct tenure_class *class);

#endif
