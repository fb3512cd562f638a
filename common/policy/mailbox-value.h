/* SPDX-License-Identifier: MIT */
#ifndef TENURE_MAILBOX_VALUE_H
#define TENURE_MAILBOX_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/mailbox.h"
#include "policy/settings.h"

/* What is in force in a mailbox. Any thread. */

/* What a value of mailbox->layers[layer_index] counts as there: itself, or
   what the bounds of tenants and users make of it; NULL: as if it were not
   said. Durations are compared by where they end, from the moment given. */
const struct tenure_value *
tenure_mailbox_bounded(const struct tenure_mailbox *mailbox,
		       unsigned int layer_index, enum tenure_setting setting,
		       const struct tenure_value *value, int64_t from);
/* Does a more specific layer than the given one give the setting for this
   class (NULL: for every message) too? What the given one says about it then
   never is in force. */
bool tenure_mailbox_masks(const struct tenure_mailbox *mailbox,
			  unsigned int layer_index, enum tenure_setting setting,
			  const struct tenure_class *class);

/* Does any layer of the mailbox say something about a setting? If none does,
   the default is in force for every message. */
bool tenure_mailbox_says(const struct tenure_mailbox *mailbox,
			 enum tenure_setting setting);
/* The least number of seconds between two POP3 logins: the most that any class
   may ask for, as at login no message is known. */
int64_t tenure_mailbox_pop3_login_delay(const struct tenure_mailbox *mailbox);
/* The EXPIRE that RFC 2449 6.7 asks for: the least number of whole days that
   anything in the mailbox's layers can give a message; where the sender's
   Expires field can shorten that, the least keep; 0 if a downloaded message can
   be deleted by us, -1 for NEVER. */
int64_t tenure_mailbox_pop3_expire(const struct tenure_mailbox *mailbox);
/* The least number of whole days that any message is kept, whatever the mailbox
   does with Expires fields; INT64_MAX for ever. */
int64_t tenure_mailbox_least_keep(const struct tenure_mailbox *mailbox);
/* May Expires fields shorten anything? */
bool tenure_mailbox_honours(const struct tenure_mailbox *mailbox);

/* The least number of whole days after which anything in the mailbox's layers,
   or with expires_header = honour a message itself, can make the server remove
   a message: one that was received less than this ago has not expired. -1 if
   none expires. */
int64_t tenure_mailbox_least_expire(const struct tenure_mailbox *mailbox);
/* May every message of the mailbox be destroyed whenever its user wants it,
   whatever it is, because no class and no layer gives it a keep or a grace?
   Holds are not the policy's: who knows of one asks about them first. */
bool tenure_mailbox_lets_go(const struct tenure_mailbox *mailbox);
/* Does nothing that is decided in the mailbox need to know about a message
   what a seal says? It lets go, nothing in it expires, and it has no classes
   to tell. */
bool tenure_mailbox_needs_no_seal(const struct tenure_mailbox *mailbox);
/* Can any message of the mailbox be deleted by us because it was downloaded,
   at once or later? */
bool tenure_mailbox_pop3_after_download(const struct tenure_mailbox *mailbox);
/* Can that need more than one device to have it? */
bool tenure_mailbox_pop3_devices(const struct tenure_mailbox *mailbox);

#endif
