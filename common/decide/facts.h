/* SPDX-License-Identifier: MIT */
#ifndef TENURE_FACTS_H
#define TENURE_FACTS_H

#include <stddef.h>
#include <stdint.h>

/* What a host knows about one message. The host fills it; the library asks
   nobody else. "Cannot tell" has its own value everywhere, and a zeroed
   struct made with TENURE_FACTS_INIT says "cannot tell" to everything. */

/* What the seals on a message say (design: seal.md, "Reading"). */
enum tenure_seal_state {
	/* At the SMTP door: there is no seal yet, and whether the message will
	   have one is not a question. */
	TENURE_SEAL_NONE,
	/* Exactly one valid seal of our realm. */
	TENURE_SEAL_SEALED,
	/* No seal at all: put there by the user, or older than Tenure. */
	TENURE_SEAL_UNSEALED,
	/* Seals, but none or several that can be believed. What came in cannot
	   be told then, whatever the host says of it below, but where the
	   message is. */
	TENURE_SEAL_UNKNOWN,
};

/* -1 where the host cannot tell. */
#define TENURE_CANNOT_TELL (-1)

struct tenure_facts {
	enum tenure_seal_state seal;
	/* Envelope sender; "" for the null sender, NULL: cannot tell. */
	const char *sender;
	/* Octets as received, CRLF line ends; -1: cannot tell. */
	int64_t size;
	/* Did the submitting client authenticate? 1, 0, -1: cannot tell. */
	int auth;
	/* TLS version of the submitting connection times ten: 0 without TLS,
	   10..13; -1: cannot tell. */
	int tls;
	/* Names of the policy's networks that the submitting client's address
	   is in, as the SMTP door found them; network_count is -1 where that
	   cannot be told. */
	const char *const *networks;
	int network_count;
	/* Generation of the policy under which they were looked for; 0: the
	   present one. */
	uint64_t networks_generation;
	/* Folder the message is in, '/' between levels; NULL: cannot tell. */
	const char *mailbox;
	/* Its special use (RFC 6154), "\\Drafts"; "" if it has none; NULL:
	   cannot tell. */
	const char *special_use;
	/* The retention clock: time of acceptance; TENURE_TIME_NONE: cannot
	   tell, and then everything is kept. */
	int64_t received;
	/* When the first download of it by a POP3 client counted; 0: none did
	   yet, or cannot be told. */
	int64_t downloaded;
	/* The same of each of the user's devices that has it, in any order. */
	const int64_t *downloads;
	size_t download_count;
	/* How many devices the user has, these among them; 0: cannot be
	   told. */
	size_t devices;
	/* The index-th instance (from 0, top to bottom) of a header field.
	   name is in lower case. Returns 1 with *body_r, the field body as it
	   stands in the message (folded, encoded), valid until the next call;
	   0 if there are no more; -1 if it cannot be told. NULL: no header
	   can be told. */
	int (*header)(void *context, const char *name, unsigned int index,
		      const char **body_r);
	void *header_context;
	/* The index-th leaf part of the message's MIME structure (from 0):
	   *name_r is its file name, decoded, "" if it has none; *type_r
	   "type/subtype" in lower case; both are NULL where they cannot be
	   told, and valid until the next call. Returns 1; 0 if there are no
	   more; -1 if it cannot be told. NULL: no part can be told. */
	int (*attachment)(void *context, unsigned int index,
			  const char **name_r, const char **type_r);
	void *attachment_context;
	/* Names of the holds that the message is under. */
	const char *const *held_by;
	size_t held_count;
};

#define TENURE_FACTS_INIT                                                      \
	{                                                                      \
		.seal = TENURE_SEAL_NONE, .size = -1, .auth = -1, .tls = -1,   \
		.network_count = -1, .received = INT64_MIN                     \
	}

#endif
