/* SPDX-License-Identifier: MIT */
#ifndef TENURE_STATED_FACTS_H
#define TENURE_STATED_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "decide/facts.h"

/* Facts about a message that somebody states on a command line, as
   NAME=VALUE: sender, size, auth, tls, client, attachment, mailbox,
   special_use, received, downloaded, devices, sealed, held, header:FIELD. What
   is stated wins over
   what a message file says; a stated field replaces all fields of that name. */

/* Of networks, holds, parts and downloads that may be stated. */
#define TENURE_STATED_NAMES_MAX 64

/* A part of a message. */
struct tenure_stated_part {
	/* Not terminated. */
	const char *name;
	size_t name_size;
	char type[128];
};

struct tenure_stated_facts {
	struct tenure_facts facts;
	/* Which of them were stated. */
	bool sender, size, auth, tls, mailbox, special_use, received, seal;
	bool client, held_by, attachment, downloaded;
	/* What facts points to. */
	const char *networks[TENURE_STATED_NAMES_MAX];
	const char *holds[TENURE_STATED_NAMES_MAX];
	int64_t downloads[TENURE_STATED_NAMES_MAX];
	struct tenure_stated_part parts[TENURE_STATED_NAMES_MAX];
	size_t part_count;
	/* The name that was asked for last. */
	struct tenure_buffer part_name;
	/* Fields, "name" NUL "body" NUL one after the other. */
	struct tenure_buffer header;
	size_t header_count;
	/* Where the other fields come from. */
	const struct tenure_facts *below;
};

/* Read the texts. Strings stay theirs. Returns 0, release with
   tenure_stated_facts_free(); or -1 after saying what is wrong. */
int tenure_stated_facts_read(const char *const *texts, size_t count,
			     struct tenure_stated_facts *stated_r) TENURE_CHECK;
void tenure_stated_facts_free(struct tenure_stated_facts *stated);
/* Lay what was stated over facts, into *facts_r. Both inputs must live as
   long as it. */
void tenure_stated_facts_apply(struct tenure_stated_facts *stated,
			       const struct tenure_facts *facts,
			       struct tenure_facts *facts_r);

#endif
