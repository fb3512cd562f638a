/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-ruling.h"
#include "pop3-plugin/state/box.h"

uint32_t tenure_pop3_sequence(const struct client *client, unsigned int message)
{
	return message < client->msgnum_to_seq_map_count
		       ? client->msgnum_to_seq_map[message]
		       : message + 1;
}

void tenure_pop3_see_policy(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	struct tenure_transaction *tt = tenure_transaction_get(client->trans);

	if (!session->blind || tt == NULL || !tt->has_policy ||
	    tt->policy != NULL || tenure_user_policy(session->user) == NULL)
		return;
	/* as the server does it itself when the client is idle */
	(void)mailbox_transaction_commit(&client->trans);
	client->trans = mailbox_transaction_begin(client->mailbox, 0,
						  "tenure: decide again");
}

/* The message for a ruling. The transaction has one for all of them, as to make
   one costs as much as to decide about it; that of a virtual mailbox has
   none. */
static struct mail *ruling_begin(struct client *client, unsigned int message)
{
	struct tenure_transaction *tt = tenure_transaction_get(client->trans);
	struct mail *mail = tt == NULL ? NULL : tt->asked;

	if (mail == NULL)
		mail = mail_alloc(client->trans, 0, NULL);
	if (tt != NULL)
		tt->asked = mail;
	mail_set_seq(mail, tenure_pop3_sequence(client, message));
	return mail;
}

static void ruling_end(struct mail *mail)
{
	if (tenure_transaction_get(mail->transaction) == NULL)
		mail_free(&mail);
}

void tenure_pop3_rule(struct tenure_pop3_session *session, unsigned int message,
		      enum tenure_action action, const char *whence,
		      struct tenure_ruling *ruling_r)
{
	struct mail *mail = ruling_begin(session->client, message);

	tenure_rule_whether(mail, action, ruling_r);
	if (whence != NULL && !ruling_r->allowed && !ruling_r->gone)
		tenure_ruling_log_denied(mail, ruling_r, whence);
	ruling_end(mail);
}

void tenure_pop3_rule_fetch(struct tenure_pop3_session *session,
			    unsigned int message, bool is_top,
			    struct tenure_ruling *ruling_r)
{
	struct client *client = session->client;
	struct mail *mail = ruling_begin(client, message);

	tenure_rule_fetch(mail, is_top, tenure_compat_is_tls(client->user),
			  ruling_r);
	if (!ruling_r->allowed && !ruling_r->gone) {
		tenure_ruling_log_fetch_denied(mail, ruling_r,
					       is_top ? "TOP" : "RETR");
	}
	ruling_end(mail);
}
