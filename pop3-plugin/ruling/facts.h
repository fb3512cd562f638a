/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_FACTS_H
#define TENURE_PLUGIN_FACTS_H

#include "pop3-plugin/ruling/facts-fields.h"
#include "pop3-plugin/dovecot/shared.h"
#include "snapshot/snapshot.h"

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
/* The folder as its user names it, '/' between the levels, without the prefix
   of the namespace that has the INBOX; that of a concealed mailbox is the one
   that its messages were taken from. On the data stack. */
TENURE_SHARED const char *tenure_facts_folder(struct mailbox *box);

#endif
