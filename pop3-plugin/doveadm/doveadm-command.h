/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_COMMAND_H
#define TENURE_DOVEADM_COMMAND_H

#include "pop3-plugin/doveadm/dovecot-compat-doveadm.h"
#include "pop3-plugin/ruling/outlook.h"
#include "pop3-plugin/state/user.h"

/* What the commands "doveadm tenure VERB" have in common: users and queries as
   with doveadm's own, and a walk over the mailboxes, those of concealed mail
   with them. */

struct tenure_command;

/* Which mailboxes a verb looks at. */
enum tenure_command_scope {
	/* The user's folders, and what is concealed. A query names concealed
	   mailboxes as doveadm does, ".tenure/INBOX". */
	TENURE_COMMAND_ALL,
	/* Only what is concealed. A query names the folders that it came from,
	   or the mailboxes as above. */
	TENURE_COMMAND_CONCEALED,
};

/* Whether there must be a query. */
enum tenure_command_query {
	/* Without one, all messages are meant. */
	TENURE_QUERY_OPTIONAL,
	TENURE_QUERY_REQUIRED,
	/* It must name a mailbox and something else, as with "doveadm
	   expunge". */
	TENURE_QUERY_EXPLICIT,
};

struct tenure_verb {
	const char *name;
	enum tenure_command_scope scope;
	enum tenure_command_query query;
	/* The format of doveadm_print_init() where nobody chose one. */
	const char *format;
	bool read_only;
	/* Is a namespace's mail of interest at all? Can be NULL. */
	bool (*wants)(struct mail_namespace *ns);
	/* Announce the columns, and read the options. */
	void (*init)(struct tenure_command *command);
	/* Called for each mailbox, which has been opened and synced, with args
	   that are not initialized. Returns 0; or -1 after logging, with the
	   exit code set. */
	int (*box)(struct tenure_command *command, struct mailbox *box,
		   struct mail_search_args *args);
	/* Called for each mail, by tenure_command_mails(). */
	int (*mail)(struct tenure_command *command, struct mail *mail);
	/* After the last user. Can be NULL. */
	void (*finish)(struct tenure_command *command);
};

/* The first part of a verb's own struct. */
struct tenure_command {
	struct doveadm_mail_cmd_context ctx;
	const struct tenure_verb *verb;
	/* The user at hand. */
	struct tenure_user *tuser;
};

/* For a verb's doveadm_cmd_ver2.mail_cmd. */
struct doveadm_mail_cmd_context *
tenure_command_alloc(const struct tenure_verb *verb, size_t size);

/* Log that something is wrong with a mailbox, and set the exit code by its
   error. Returns -1. */
int tenure_command_failed(struct tenure_command *command, struct mailbox *box,
			  const char *what);
/* verb.box of verbs that look at mails one by one: calls verb.mail. */
int tenure_command_mails(struct tenure_command *command, struct mailbox *box,
			 struct mail_search_args *args);

/* Columns of text, one of numbers. */
void tenure_command_column(const char *name);
void tenure_command_column_number(const char *name);
/* Print a time (base/date.h), "" for none, and a word for one without end. */
void tenure_command_print_time(int64_t when, const char *forever);

/* tenure_outlook_get() for this moment; what cannot be told is logged, with the
   exit code set. */
int tenure_command_look(struct tenure_command *command, struct mail *mail,
			struct tenure_outlook *outlook_r);

/* Parts of a struct doveadm_cmd_ver2: how to call it, and its parameters, with
   those of doveadm and the query around the verb's own. */
#define TENURE_COMMAND_USAGE "[-u <user>|-A|-F <user_file>] [-S <socket_path>] "
#define TENURE_COMMAND_PARAMS(own)                                             \
	DOVEADM_CMD_PARAMS_START                                               \
	DOVEADM_CMD_MAIL_COMMON own DOVEADM_CMD_PARAM(                         \
		'\0', "query", CMD_PARAM_ARRAY, CMD_PARAM_FLAG_POSITIONAL)     \
		DOVEADM_CMD_PARAMS_END

#endif
