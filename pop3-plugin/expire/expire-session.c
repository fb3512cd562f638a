/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/expire/expire-session.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/expire/expire.h"
#include "pop3-plugin/notes/hint.h"

/* Messages of a mailbox that are looked at, and mailboxes of a session. */
#define LOOK_AT 200
#define BOXES_MAX 32

struct session_box {
	struct mail_namespace *ns;
	const char *vname;
	/* As of tenure_hint_earliest(). */
	int64_t earliest;
};

struct tenure_expire_session {
	ARRAY(struct session_box) boxes;
	bool over;
};

static bool session_is_for_clients(const struct mail_user *user)
{
	const char *protocol = tenure_compat_protocol(user);

	return strcmp(protocol, "imap") == 0 || strcmp(protocol, "pop3") == 0;
}

/* Only the user's own: the mail of others is theirs to lose. */
static bool session_wants(struct mailbox *box, const struct tenure_user *tuser)
{
	return !tuser->set.observe && !tenure_concealed_is(box) &&
	       mailbox_get_namespace(box)->owner == tuser->user &&
	       session_is_for_clients(tuser->user);
}

static struct session_box *
session_box_get(struct tenure_expire_session *session, struct mailbox *box)
{
	struct session_box *known;

	array_foreach_modifiable(&session->boxes, known)
	{
		if (known->ns == mailbox_get_namespace(box) &&
		    strcmp(known->vname, mailbox_get_vname(box)) == 0)
			return known;
	}
	return NULL;
}

static void session_add(struct tenure_user *tuser, struct mailbox *box)
{
	struct tenure_expire_session *session = tuser->session;
	struct session_box *known;
	pool_t pool = tuser->user->pool;

	if (session == NULL) {
		session = p_new(pool, struct tenure_expire_session, 1);
		p_array_init(&session->boxes, pool, 4);
		tuser->session = session;
	}
	if (session->over)
		return;
	known = session_box_get(session, box);
	if (known == NULL) {
		if (array_count(&session->boxes) == BOXES_MAX)
			return;
		known = array_append_space(&session->boxes);
		known->ns = mailbox_get_namespace(box);
		known->vname = p_strdup(pool, mailbox_get_vname(box));
	}
	known->earliest = tenure_hint_earliest(box, LOOK_AT);
}

void tenure_expire_session_closing(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);

	if (box->opened && box->view != NULL && session_wants(box, tbox->user))
		session_add(tbox->user, box);
}

static void session_expire(struct tenure_expire *expire,
			   const struct session_box *known)
{
	struct mailbox *box;

	if (!tenure_expire_is_due(known->ns, known->earliest))
		return;
	/* What the server does is not for the user to forbid. */
	box = mailbox_alloc(known->ns->list, known->vname,
			    MAILBOX_FLAG_IGNORE_ACLS);
	if (mailbox_open(box) == 0 &&
	    mailbox_sync(box, MAILBOX_SYNC_FLAG_FULL_READ) == 0)
		(void)tenure_expire_box(expire, box, NULL);
	mailbox_free(&box);
}

void tenure_expire_session_end(struct tenure_user *tuser)
{
	struct tenure_expire_session *session = tuser->session;
	struct tenure_expire expire = {
		.whence = "session",
		.look_at = LOOK_AT,
		.limit = TENURE_EXPIRE_BATCH,
	};
	const struct session_box *known;

	if (session == NULL)
		return;
	session->over = TRUE;
	/* what was published while it lasted counts */
	(void)tenure_user_policy_in_force(tuser);
	array_foreach(&session->boxes, known)
	{
		if (expire.destroyed < expire.limit)
			session_expire(&expire, known);
	}
}
