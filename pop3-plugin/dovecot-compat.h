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

/* Is this the pop3 program? */
bool tenure_compat_is_pop3(void);

/* The server's own command: name is what stood before the first space of the
   line, args what stood behind it. Returns what the server returns: 1 or 0
   done or under way, -1 a bad command. */
int tenure_compat_pop3_execute(struct client *client, const char *name,
			       const char *args);

/* A setting of the plugin as a string, NULL if it is not set. A field of the
   user database with the same name has precedence. */
const char *tenure_compat_setting(struct mail_user *user, const char *name);

/* An extra field that the user database has for a user, for whom nobody is
   logged in. Returns 1 with *value_r (NULL if the user has no such field),
   from pool; 0 if there is no such user; -1 if it cannot be told. */
int tenure_compat_userdb_field(const struct mail_user *user, const char *name,
			       pool_t pool, const char **value_r);

#endif
