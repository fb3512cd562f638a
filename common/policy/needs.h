/* SPDX-License-Identifier: MIT */
#ifndef TENURE_NEEDS_H
#define TENURE_NEEDS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/layer.h"

/* Which facts the conditions of a policy look at, so that a door collects no
   others. */
struct tenure_needs {
	/* Names of header fields in lower case, sorted, each once; from, to
	   and cc where address conditions look at them. NULL-terminated. */
	const char *const *headers;
	size_t header_count;
	/* A size condition or smtp.max_size: somebody must count the octets. */
	bool size;
	/* An attachment condition: the SMTP door must look at the body. */
	bool attachment;
	/* A client condition. */
	bool client;
	/* Any plan may refuse, defer, quarantine or discard. */
	bool smtp_action;
	/* ... quarantine, discard */
	bool smtp_quarantine, smtp_discard;
	/* expires_header = honour: "expires" is among the headers. */
	bool expires_header;
	/* Some recipient may be refused by name, before the message is seen. */
	bool smtp_by_name;
	/* record = durable was said: there must be a ledger. */
	bool ledger;
};
/* Add what the values of a layer need: only the flags. */
void tenure_needs_add_layer(struct tenure_needs *needs,
			    const struct tenure_layer *layer);

#endif
