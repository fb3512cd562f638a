/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_FACTS_FIELDS_H
#define TENURE_PLUGIN_FACTS_FIELDS_H

#include "pop3-plugin/notes/devices.h"
#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "base/mime-parts.h"
#include "decide/facts.h"
#include "seal/seal.h"

/* One mail of Dovecot as the facts that the library decides on. The facts
   point into the rest and into the data stack: use it up in the frame that
   made it, before the mail changes. */
struct tenure_mail_facts {
	struct tenure_facts facts;
	/* If it was read. */
	struct tenure_seal seal;
	struct tenure_device_downloads downloads;
	struct mail *mail;
	/* The header field that was asked for last, as the conditions of one
	   class and the seal ask for the same field many times. */
	char field[256];
	const char *const *values;
	/* The mail's parts, read when a condition asks for the first one;
	   NULL before, and if they cannot be read. */
	struct tenure_mime_parts *parts;
	bool parts_read;
	/* A lookup failed: something is not known that could be, so the mail
	   stays. */
	bool failed;
	/* The mail was expunged meanwhile. */
	bool gone;
};

/* Only its header fields, which is all that a seal needs. */
void tenure_mail_facts_init_headers(struct tenure_mail_facts *mf,
				    struct mail *mail);
/* The mailbox could not tell something: sets failed or gone. */
void tenure_mail_facts_failed(struct tenure_mail_facts *mf);

#endif
