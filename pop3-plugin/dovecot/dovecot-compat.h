/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVECOT_COMPAT_H
#define TENURE_DOVECOT_COMPAT_H

/* What differs between the versions of Dovecot that the plugin is built for
   is here and in dovecot-compat.c and nowhere else; and it is decided by what
   configure found (DOVECOT_HAVE_...), not by version numbers.

   Dovecot's headers are in angle brackets everywhere: some of our files have
   the names of its own. Included first in every file of the plugin: Dovecot
   makes "bool" a type, which has to happen before <stdbool.h> makes it a macro.
 */

#include <lib.h>
#include <array.h>
#include <ioloop.h>
#include <istream.h>
#include <ostream.h>
#include <str.h>
#include <mail-storage-private.h>
#include <mailbox-list-private.h>
#include <mail-namespace.h>
#include <mail-user.h>
#include <module-context.h>

/* What the pop3 program exports and the others do not: weak, so that one
   shared object loads in all of them. */
#include <pop3-common.h>
#include <pop3-commands.h>
#pragma weak pop3_clients
#pragma weak pop3_module_register
#pragma weak pop3_client_created_hook_set
#pragma weak client_command_execute
#pragma weak client_destroy
#pragma weak client_disconnect
#pragma weak client_send_line
#if !defined(DOVECOT_HAVE_POP3_EXECUTE_NAME)
#pragma weak pop3_command_find
#endif

/* Is this the pop3 program? */
bool tenure_compat_is_pop3(void);

/* The server's own command: name is what stood before the first space of the
   line, args what stood behind it. Returns what the server returns: 1 or 0
   done or under way, -1 a bad command. */
int tenure_compat_pop3_execute(struct client *client, const char *name,
			       const char *args);

/* "imap", "pop3", "doveadm" ...: who works for the user. */
const char *tenure_compat_protocol(const struct mail_user *user);

/* Does the user's client speak TLS? */
bool tenure_compat_is_tls(const struct mail_user *user);

/* A command of the client, from its line to its end. */
struct tenure_compat_command {
	/* What Dovecot is told of it; NULL where it does not want to know. */
	struct event *event;
	uint64_t bytes_in, bytes_out;
};
/* bytes_in: where in the input its line begins. The other arguments are as for
   tenure_compat_pop3_execute(). */
void tenure_compat_command_begin(struct tenure_compat_command *command,
				 const struct client *client, uint64_t bytes_in,
				 const char *name, const char *args);
/* It has ended, with what tenure_compat_pop3_execute() returns: 1 where the
   answer was +OK. The event pop3_command_finished is sent from 2.4 on. */
void tenure_compat_command_end(struct tenure_compat_command *command,
			       const struct client *client, int result);
/* The session ends before it. Nothing is done if no command is under way. */
void tenure_compat_command_abort(struct tenure_compat_command *command);

/* The settings of the plugin as strings, NULL if they are not set. A field of
   the user database with the same name has precedence. */
struct tenure_compat_settings {
	const char *policy, *plan, *device, *mode, *concealed;
};
/* Strings are the user's. What cannot be read is logged and not set. */
void tenure_compat_settings_read(struct mail_user *user,
				 struct tenure_compat_settings *set_r);

/* How many special uses (RFC 6154) does the configuration give a mailbox? The
   first is in *use_r, if there is one. */
unsigned int tenure_compat_special_use(const struct mailbox *box,
				       const char **use_r);
/* The name of the mailbox that one stands for by the plugin mailbox_alias of
   Dovecot 2.3; NULL if it stands for itself. On the data stack. */
const char *tenure_compat_alias_of(const struct mailbox *box);
/* Is a name of the storage only a symbolic link, as those who share a mailbox
   make it, and mailbox_alias? */
bool tenure_compat_is_link(struct mailbox_list *list, const char *name);
/* Does a mailbox have an alias? Then mailbox_alias does not let it be
   deleted. */
bool tenure_compat_has_alias(struct mailbox *box);

/* The message that is deleted when the one that is being saved has been: by
   IMAP's REPLACE, from 2.4 on. Else NULL. */
struct mail *tenure_compat_replaced(const struct mail_save_context *ctx);

/* An extra field that the user database has for a user, for whom nobody is
   logged in. Returns 1 with *value_r (NULL if the user has no such field),
   from pool; 0 if there is no such user; -1 if it cannot be told. */
int tenure_compat_userdb_field(const struct mail_user *user, const char *name,
			       pool_t pool, const char **value_r);

#endif
