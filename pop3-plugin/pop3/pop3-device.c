/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-device.h"
#include "policy/mailbox-value.h"
#include "pop3-plugin/notes/devices.h"
#include "pop3-plugin/dovecot/log.h"

bool tenure_pop3_device_is_master(const struct mail_user *user)
{
	const char *const *field;

	for (field = user->userdb_fields; field != NULL && *field != NULL;
	     field++) {
		if (strncmp(*field, "master_user=", strlen("master_user=")) ==
		    0)
			return TRUE;
	}
	return FALSE;
}

static void device_log_unknown(struct tenure_pop3_session *session)
{
	struct event *event = tenure_event(session->client->user->event,
					   "tenure_device_unknown");

	e_warning(event,
		  "The device has no name of up to %d octets without control "
		  "characters: its downloads do not count",
		  TENURE_DEVICE_NAME_SIZE - 1);
	event_unref(&event);
}

void tenure_pop3_device(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	const struct mail_user *user = client->user;
	struct tenure_user *tuser = session->user;
	const struct tenure_mailbox *mailbox =
		tenure_user_mailbox(tuser, client->inbox_ns);
	const char *login =
		user->auth_user != NULL ? user->auth_user : user->username;
	char name[TENURE_DEVICE_NAME_SIZE];
	const struct tenure_policy *policy;
	struct tenure_where where;
	bool known;

	if (mailbox == NULL || !tenure_mailbox_pop3_devices(mailbox) ||
	    tenure_pop3_device_is_master(user))
		return;
	policy = tenure_snapshot_policy(tuser->policy->snapshot);
	known = tenure_device_name(
			tuser->set.device, login,
			tenure_policy_recipient_delimiter(policy, &where),
			name) == 0;
	if (!known)
		device_log_unknown(session);
	session->of_device = TRUE;
	tenure_devices_enter(client->mailbox, known ? name : NULL,
			     tuser->set.observe);
}
