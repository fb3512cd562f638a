/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DECIDE_H
#define TENURE_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/date.h"
#include "decide/classify.h"
#include "decide/facts.h"
#include "decide/resolve.h"
#include "policy/mailbox.h"
#include "policy/policy.h"

/* The one decision. Pure: no clock, environment, I/O, logging or state. Both
   doors, "tenure explain" and the tests call it. Any thread. */

/* What somebody wants to do with the message. */
enum tenure_action {
	/* SMTP: let it in. The answer is in smtp. */
	TENURE_ACTION_ACCEPT,
	/* A user or an administrator's tool wants it gone: DELE, EXPUNGE,
	   emptying or deleting a folder, doveadm expunge, autoexpunge. */
	TENURE_ACTION_DELETE,
	/* POP3 QUIT after it was downloaded, in this session or, by its facts,
	   at some time before: should it go by itself? */
	TENURE_ACTION_AFTER_DOWNLOAD,
	/* The server wants to remove what is past its time. */
	TENURE_ACTION_EXPIRE,
};

enum tenure_verdict {
	/* It may go, or come in. */
	TENURE_ALLOW,
	/* Out of the user's sight, but kept. */
	TENURE_CONCEAL,
	/* It stays. */
	TENURE_DENY,
};

struct tenure_decision {
	enum tenure_verdict verdict;
	/* The message is kept or held at the time asked about. */
	bool kept;
	bool held;
	/* Nobody destroys it before; TENURE_TIME_FOREVER; TENURE_TIME_NONE if
	   nothing keeps it, or the time is over. */
	int64_t keep_until;
	/* The server removes it then; TENURE_TIME_FOREVER for never. Never
	   before keep_until. */
	int64_t expire_at;
	/* What a user's delete does at the time asked about. */
	enum tenure_on_delete on_delete;
	enum tenure_after_download after_download;
	/* From when on a download deletes it, as a user's delete would;
	   TENURE_TIME_NONE: at once; TENURE_TIME_FOREVER: never, or too few
	   devices are known to have it. */
	int64_t download_due;
	enum tenure_smtp_action smtp;
	/* Which setting smtp rests on: accept, or one that requires
	   something. */
	enum tenure_setting smtp_decisive;
	/* Which setting the verdict rests on; not told for one that is held. */
	enum tenure_setting decisive;
	struct tenure_reason reasons[TENURE_SETTING_COUNT];
};

/* Decide for one mailbox. classes comes from tenure_classify() for the same
   policy, facts, and this mailbox or NULL. now is in seconds (base/date.h). */
void tenure_decide(const struct tenure_mailbox *mailbox,
		   const struct tenure_facts *facts,
		   const struct tenure_classes *classes,
		   enum tenure_action action, int64_t now,
		   struct tenure_decision *decision_r);

/* Walk the addresses of smtp.journal: all those of the classes that match, or
   that cannot be told, in the layer that decides; else the layer's own. Each
   is given once, in no order that means something. */
typedef void tenure_journal_callback(void *context,
				     const struct tenure_value *value,
				     const struct tenure_class *class);
void tenure_decide_journals(const struct tenure_mailbox *mailbox,
			    const struct tenure_classes *classes,
			    tenure_journal_callback *callback, void *context);

/* The reply of a reject or defer: "550 5.7.1 text" or "451 4.7.1 text" into
   buf, cut at size (TENURE_REPLY_MAX + 8 is enough). "" for other actions.
   Returns buf. */
const char *tenure_decision_smtp_reply(const struct tenure_decision *decision,
				       char *buf, size_t size);
/* One line for a log: verdict, the setting and value that decided, its file
   and line, keep-until. No address, no subject. Returns buf. */
const char *tenure_decision_reason(const struct tenure_policy *policy,
				   const struct tenure_decision *decision,
				   char *buf, size_t size);
/* The value of one setting, with its file and line: "pop3.top = deny
   (policy.conf:14, class invoice)". Cut at size. Returns buf. */
const char *tenure_decision_rule(const struct tenure_policy *policy,
				 const struct tenure_decision *decision,
				 enum tenure_setting setting, char *buf,
				 size_t size);
/* "accept", "reject" ...; "allow", "conceal", "deny". */
const char *tenure_smtp_action_name(enum tenure_smtp_action action);
const char *tenure_verdict_name(enum tenure_verdict verdict);

#endif
