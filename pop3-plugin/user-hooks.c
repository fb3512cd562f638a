/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/user-hooks.h"
#include "pop3-plugin/gate/discard.h"
#include "pop3-plugin/expire/expire-session.h"
#include "pop3-plugin/state/user.h"

/* The client is gone, the mailboxes are still there. */
static void user_deinit_pre(struct mail_user *user)
{
	struct tenure_user *tuser = tenure_user_get(user);

	tenure_expire_session_end(tuser);
	tuser->module_ctx.super.deinit_pre(user);
}

static void user_deinit(struct mail_user *user)
{
	struct tenure_user *tuser = tenure_user_get(user);

	/* whatever is still decided on the way needs it */
	tuser->module_ctx.super.deinit(user);
	tenure_user_clear(tuser);
}

void tenure_user_created(struct mail_user *user)
{
	struct mail_user_vfuncs *v = user->vlast;
	struct tenure_user *tuser = tenure_user_new(user);

	tuser->module_ctx.super = *v;
	user->vlast = &tuser->module_ctx.super;
	v->deinit = user_deinit;
	v->deinit_pre = user_deinit_pre;
	tenure_discard_user_created();
}
