/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/state/box.h"

#define TENURE_BOX_CONTEXT(obj) MODULE_CONTEXT(obj, tenure_storage_module)
#define TENURE_MAIL_CONTEXT(obj) MODULE_CONTEXT(obj, tenure_mail_module)

static MODULE_CONTEXT_DEFINE_INIT(tenure_storage_module,
				  &mail_storage_module_register);
static MODULE_CONTEXT_DEFINE_INIT(tenure_mail_module, &mail_module_register);

struct tenure_box *tenure_box_get(struct mailbox *box)
{
	return TENURE_BOX_CONTEXT(box);
}

struct tenure_transaction *
tenure_transaction_get(struct mailbox_transaction_context *t)
{
	return TENURE_BOX_CONTEXT(t);
}

struct tenure_mail *tenure_mail_get(struct mail *mail)
{
	struct mail_private *pmail = (struct mail_private *)mail;

	return TENURE_MAIL_CONTEXT(pmail);
}

void tenure_box_set(struct mailbox *box, struct tenure_box *tbox)
{
	MODULE_CONTEXT_SET(box, tenure_storage_module, tbox);
}

void tenure_transaction_set(struct mailbox_transaction_context *t,
			    struct tenure_transaction *tt)
{
	MODULE_CONTEXT_SET(t, tenure_storage_module, tt);
}

void tenure_mail_set(struct mail_private *pmail, struct tenure_mail *tmail)
{
	MODULE_CONTEXT_SET(pmail, tenure_mail_module, tmail);
}

struct tenure_user_policy *
tenure_transaction_policy(struct mailbox_transaction_context *t,
			  struct tenure_user *tuser)
{
	struct tenure_transaction *tt = tenure_transaction_get(t);

	/* LMTP delivers to others from the first one's mailbox. */
	if (tt == NULL || tenure_box_get(t->box)->user != tuser)
		return tenure_user_policy_in_force(tuser);
	if (!tt->has_policy) {
		tt->has_policy = TRUE;
		tt->policy = tenure_user_policy_ref(
			tenure_user_policy_in_force(tuser));
	}
	return tt->policy;
}

bool tenure_box_is_remote(const struct mailbox *box)
{
	return strcmp(box->storage->name, "imapc") == 0;
}

void tenure_move_target_ref(struct tenure_move_target *target)
{
	target->refcount++;
}

void tenure_move_target_unref(struct tenure_move_target **_target)
{
	struct tenure_move_target *target = *_target;

	*_target = NULL;
	if (target != NULL && --target->refcount == 0)
		i_free(target);
}
