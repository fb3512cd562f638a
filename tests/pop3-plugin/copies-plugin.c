/* SPDX-License-Identifier: MIT */
/* A plugin for Dovecot's tests that makes copies go wrong, as other plugins do.
   What happens to a message is in its subject: "fails in" or "fails out", to
   the concealed mailbox or out of it, and "before", "after" or "gone"; or
   "twice in"; or "stays": doveadm is told that it was not concealed, and lets
   it where it is, as if the process had been killed in between. */
#include <lib.h>
#include <mail-storage-private.h>
#include <mail-storage-hooks.h>
#include <module-context.h>

#define EXPORT __attribute__((visibility("default")))
#define CONCEALED ".tenure/"

struct copies_box {
	union mailbox_module_context module_ctx;
};

static MODULE_CONTEXT_DEFINE_INIT(copies_module, &mail_storage_module_register);

EXPORT extern const char *copies_plugin_version;
EXPORT void copies_plugin_init(struct module *module);
EXPORT void copies_plugin_deinit(void);

/* The next commit is said to have failed. */
static bool copies_stay;

static struct copies_box *copies_get(struct mailbox *box)
{
	return MODULE_CONTEXT_REQUIRE(box, copies_module);
}

static int copies_twice(struct mail_save_context *ctx, struct mail *mail)
{
	struct mailbox_transaction_context *t = ctx->transaction;
	struct copies_box *cbox = copies_get(t->box);

	if (cbox->module_ctx.super.copy(ctx, mail) < 0)
		return -1;
	t->save_count++;
	ctx = mailbox_save_alloc(t);
	mailbox_save_copy_flags(ctx, mail);
	return cbox->module_ctx.super.copy(ctx, mail);
}

static int copies_fail(struct mail_save_context *ctx, struct mail *mail,
		       const char *subject)
{
	struct mailbox *box = ctx->transaction->box;

	if (strstr(subject, "after") == NULL)
		mailbox_save_cancel(&ctx);
	else if (copies_get(box)->module_ctx.super.copy(ctx, mail) < 0)
		return -1;
	mail_storage_set_error(box->storage,
			       strstr(subject, "gone") != NULL
				       ? MAIL_ERROR_EXPUNGED
				       : MAIL_ERROR_TEMP,
			       "The message has no luck");
	return -1;
}

static bool copies_is_concealed(const struct mailbox *box)
{
	return strncmp(box->vname, CONCEALED, strlen(CONCEALED)) == 0;
}

static int copies_copy(struct mail_save_context *ctx, struct mail *mail)
{
	struct mailbox *box = ctx->transaction->box;
	bool in = copies_is_concealed(box);
	const char *subject;

	/* a delivery is a copy as well */
	if (strcmp(mail->box->storage->name, box->storage->name) == 0 &&
	    mail_get_first_header(mail, "Subject", &subject) > 0) {
		if (in && strstr(subject, "twice in") != NULL)
			return copies_twice(ctx, mail);
		if (in && strstr(subject, "stays") != NULL &&
		    strcmp(box->storage->user->service, "doveadm") == 0)
			copies_stay = TRUE;
		if (strstr(subject, in ? "fails in" : "fails out") != NULL)
			return copies_fail(ctx, mail, subject);
	}
	return copies_get(box)->module_ctx.super.copy(ctx, mail);
}

static int copies_commit(struct mailbox_transaction_context *t,
			 struct mail_transaction_commit_changes *changes_r)
{
	struct mailbox *box = t->box;

	if (copies_get(box)->module_ctx.super.transaction_commit(t, changes_r) <
	    0)
		return -1;
	if (!copies_stay)
		return 0;
	copies_stay = FALSE;
	pool_unref(&changes_r->pool);
	mail_storage_set_error(box->storage, MAIL_ERROR_TEMP,
			       "The transaction has no luck");
	return -1;
}

static void copies_box_allocated(struct mailbox *box)
{
	struct mailbox_vfuncs *v = box->vlast;
	struct copies_box *cbox = p_new(box->pool, struct copies_box, 1);

	cbox->module_ctx.super = *v;
	box->vlast = &cbox->module_ctx.super;
	v->copy = copies_copy;
	v->transaction_commit = copies_commit;
	MODULE_CONTEXT_SET(box, copies_module, cbox);
}

static const struct mail_storage_hooks copies_hooks = {
	.mailbox_allocated = copies_box_allocated,
};

const char *copies_plugin_version = DOVECOT_ABI_VERSION;

void copies_plugin_init(struct module *module)
{
	mail_storage_hooks_add(module, &copies_hooks);
}

void copies_plugin_deinit(void)
{
	mail_storage_hooks_remove(&copies_hooks);
}
