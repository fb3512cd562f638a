/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_RULING_H
#define TENURE_PLUGIN_RULING_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/dovecot/shared.h"
#include "decide/decide.h"

/* The library's decision about one mail, as the doors of Dovecot need it. */
struct tenure_ruling {
	/* It may be done (delete, fetch), or is to be done (after
	   download). */
	bool allowed;
	/* It is allowed, but as something keeps the message, to delete it is
	   to conceal it. */
	bool conceal;
	/* When it came in; TENURE_TIME_NONE if that cannot be told. */
	int64_t received;
	/* What becomes of it when it was downloaded; only of tenure_rule(). */
	enum tenure_after_download after_download;
	int64_t download_due;
	/* What it was decided by: the policy, and that so many devices had it,
	   of so many that were known. */
	uint64_t generation;
	size_t downloads, devices;
	/* How POP3 may send it; only of tenure_rule_fetch(). */
	enum tenure_access access;
	enum tenure_top top;
	uint64_t top_lines;
	/* Not allowed, because something cannot be told at present. */
	bool temporary;
	/* The mail was expunged meanwhile: there is nothing to allow. */
	bool gone;
	/* TENURE_TIME_NONE if nothing keeps it or it cannot be told. */
	int64_t keep_until;
	/* For the log: the rule with its file and line, or what failed. ""
	   for what is allowed and not concealed. */
	char reason[768];
	/* Only the file and line of the rule; "" if something failed. */
	char place[256];
};

/* Decide about a mail of a user for whom the plugin is loaded, now. */
TENURE_SHARED void tenure_rule(struct mail *mail, enum tenure_action action,
			       struct tenure_ruling *ruling_r);
/* The same for who only wants to know whether it may go: without a reason and
   place where it would be concealed, which cost as much as the decision. */
void tenure_rule_whether(struct mail *mail, enum tenure_action action,
			 struct tenure_ruling *ruling_r);

/* May a mail that is being delivered be thrown away, in place of going to
   home? */
void tenure_rule_delivery(struct mail *mail, struct mailbox *home,
			  struct tenure_ruling *ruling_r);

/* May POP3 send the mail, and how? is_top: to TOP. */
void tenure_rule_fetch(struct mail *mail, bool is_top, bool is_tls,
		       struct tenure_ruling *ruling_r);

/* Log that a mail stays although somebody wanted it gone, or was not sent;
   whence is the command or place. With observe, that it would be so. */
void tenure_ruling_log_denied(struct mail *mail,
			      const struct tenure_ruling *ruling,
			      const char *whence);
void tenure_ruling_log_fetch_denied(struct mail *mail,
				    const struct tenure_ruling *ruling,
				    const char *whence);
/* To be called at the end of a transaction: log what of it has no lines of its
   own, as it was too much. */
void tenure_ruling_log_rest(struct mailbox_transaction_context *t);

#endif
