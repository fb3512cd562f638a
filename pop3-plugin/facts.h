/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_FACTS_H
#define TENURE_PLUGIN_FACTS_H

#include "pop3-plugin/devices.h"
#include "pop3-plugin/dovecot-compat.h"
#include "pop3-plugin/shared.h"
#include "base/mime-parts.h"
#include "decide/facts.h"
#include "seal/seal.h"
#include "snapshot/snapshot.h"

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

/* Collect the facts about a mail, for a policy. home is its mailbox, or the one
   that it is about to be delivered to. Header fields are looked up
   when the decision asks for them, and so are its parts, for which all of it
   is read: failed and gone have to be looked at after the decision. */
void tenure_mail_facts_init(struct tenure_mail_facts *mf, struct mail *mail,
			    struct mailbox *home,
			    const struct tenure_snapshot *snapshot);
/* The same for a mail where it is, and with mf->seal: the other one does not
   read a seal again of which it knows what it says. */
void tenure_mail_facts_init_seal(struct tenure_mail_facts *mf,
				 struct mail *mail,
				 const struct tenure_snapshot *snapshot);
void tenure_mail_facts_deinit(struct tenure_mail_facts *mf);
/* The mailbox could not tell something: sets failed or gone. */
void tenure_mail_facts_failed(struct tenure_mail_facts *mf);
/* The folder as its user names it, '/' between the levels, without the prefix
   of the namespace that has the INBOX; that of a concealed mailbox is the one
   that its messages were taken from. On the data stack. */
TENURE_SHARED const char *tenure_facts_folder(struct mailbox *box);
/* Only its header fields, which is all that a seal needs. */
void tenure_mail_facts_init_headers(struct tenure_mail_facts *mf,
				    struct mail *mail);

#endif
