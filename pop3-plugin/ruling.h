/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_RULING_H
#define TENURE_PLUGIN_RULING_H

#include "pop3-plugin/dovecot-compat.h"
#include "decide/decide.h"

/* The library's decision about one mail, as the doors of Dovecot need it. */
struct tenure_ruling {
	/* It may be done (delete), or is to be done (after download). To
	   conceal a message counts as no here: it stays where it is. */
	bool allowed;
	/* Not allowed, because something cannot be told at present. */
	bool temporary;
	/* The mail was expunged meanwhile: there is nothing to allow. */
	bool gone;
	/* TENURE_TIME_NONE if nothing keeps it or it cannot be told. */
	int64_t keep_until;
	/* For the log: the rule with its file and line, or what failed. */
	char reason[768];
	/* Only the file and line of the rule; "" if something failed. */
	char place[256];
};

/* Decide about a mail of a user for whom the plugin is loaded, now. */
void tenure_rule(struct mail *mail, enum tenure_action action,
		 struct tenure_ruling *ruling_r);

/* Log that a mail stays although somebody wanted it gone; whence is the
   command or place. With observe, that it would stay. */
void tenure_ruling_log_denied(struct mail *mail,
			      const struct tenure_ruling *ruling,
			      const char *whence);

#endif
