/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_OUTLOOK_H
#define TENURE_PLUGIN_OUTLOOK_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/ruling/facts.h"
#include "pop3-plugin/dovecot/shared.h"
#include "decide/decide.h"

/* All that there is to know about one mail: its facts, its classes, and the
   decision whether the server removes it. */
struct tenure_outlook {
	/* The mail itself, which stands behind that of a virtual mailbox. */
	struct mail *mail;
	const struct tenure_snapshot *snapshot;
	const struct tenure_mailbox *mailbox;
	struct tenure_mail_facts mf;
	struct tenure_classes classes;
	struct tenure_decision decision;
};

/* Look at a mail of a user for whom the plugin is loaded, as it is at a moment.
   Returns 1 with *outlook_r, which is used up in the same frame of the data
   stack and ended with tenure_outlook_end(); 0 if the mail is gone; -1 with
   *error_r if something cannot be told that could be: then it is kept. */
TENURE_SHARED int tenure_outlook_get(struct mail *mail, int64_t now,
				     struct tenure_outlook *outlook_r,
				     const char **error_r);
TENURE_SHARED void tenure_outlook_end(struct tenure_outlook *outlook);

#endif
