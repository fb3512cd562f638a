/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_H
#define TENURE_CONCEALED_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/dovecot/shared.h"
#include "pop3-plugin/state/user.h"

/* Concealed mail: out of the user's sight, but kept. It is in mailboxes of a
   namespace of the plugin's own, one for each folder that something was taken
   from. The folder is in the mailbox's name; when it was concealed is the save
   date there; by whom is in the log.

   The mailboxes are on the disk beside those of the INBOX's namespace, in the
   same storage, so that a message is not copied but gets a second link (or,
   with mdbox, a second reference). */

/* The folder in the root of the mail storage. */
#define TENURE_CONCEALED_DIRECTORY "tenure-concealed"

/* How messages are concealed: other plugins tell the user's devices of no new
   one. */
#define TENURE_CONCEAL_TRANSACTION                                             \
	(MAILBOX_TRANSACTION_FLAG_EXTERNAL | MAILBOX_TRANSACTION_FLAG_NO_NOTIFY)

/* Is the format of a namespace one in which a message can be in two mailboxes
   at the price of one? */
TENURE_SHARED bool
tenure_concealed_format_is_good(const struct mail_namespace *ns);

/* The namespace of a user's concealed mail. NULL if there is none: it could
   not be made, which has been logged, or the storage is of a format that
   nothing can be concealed in (all but maildir, sdbox and mdbox). Then conceal
   acts as deny. */
TENURE_SHARED struct mail_namespace *
tenure_concealed_namespace(struct tenure_user *tuser);

/* Is it a mailbox of a concealed namespace? */
TENURE_SHARED bool tenure_concealed_is(const struct mailbox *box);
/* Can messages of a mailbox be concealed? Not those of other owners, nor those
   that are concealed. */
bool tenure_concealed_can(const struct mailbox *box);
/* Is there nothing that could be mended so that they can be? Then a grace
   would never end. */
bool tenure_concealed_never(const struct mailbox *box);

/* Allocate the concealed mailbox of a folder (its name as in policy facts: '/'
   between levels), for the plugin's own use: such a mailbox can be opened, in
   a user's session as well. The caller opens and frees it. NULL if the user
   has no concealed namespace or the folder's name is too long. */
TENURE_SHARED struct mailbox *tenure_concealed_alloc(struct tenure_user *tuser,
						     const char *folder);
/* The same, opened for saving, and made if it did not exist. NULL on failure,
   with *error_r on the data stack. */
struct mailbox *tenure_concealed_open(struct tenure_user *tuser,
				      const char *folder, const char **error_r);

/* Into which folder does a concealed mailbox's mail belong? From its name; on
   the data stack. */
const char *tenure_concealed_folder(const struct mailbox *box);
/* A folder (as in policy facts) of a user as a name that mailbox_alloc() takes,
   with *ns_r its namespace. */
const char *tenure_concealed_place(struct mail_user *user, const char *folder,
				   struct mail_namespace **ns_r);
/* The same for the folder that a concealed mailbox's mail belongs into. */
TENURE_SHARED const char *tenure_concealed_source(const struct mailbox *box,
						  struct mail_namespace **ns_r);

#endif
