/* SPDX-License-Identifier: MIT */
/* A plugin for Dovecot's tests that makes copies go wrong, as other plugins do.
   What happens to a message is in its subject: "fails in" or "fails out", to
   the concealed mailbox or out of it, and "before", "after" or "gone"; or
   "twice in". */
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

static int copies_copy(struct mail_save_context *ctx, struct mail *mail)
{
	struct mailbox *box = ctx->transaction->box;
	bool in = strncmp(box->vname, CONCEALED, strlen(CONCEALED)) == 0;
	const char *subject;

	/* a delivery is a copy as well */
	if (strcmp(mail->box->storage->name, box->storage->name) == 0 &&
	    mail_get_first_header(mail, "Subject", &subject) > 0) {
		if (in && strstr(subject, "twice in") != NULL)
			return copies_twice(ctx, mail);
		if (strstr(subject, in ? "fails in" : "fails out") != NULL)
			return copies_fail(ctx, mail, subject);
	}
	return copies_get(box)->module_ctx.super.copy(ctx, mail);
}

static void copies_box_allocated(struct mailbox *box)
{
	struct mailbox_vfuncs *v = box->vlast;
	struct copies_box *cbox = p_new(box->pool, struct copies_box, 1);

	cbox->module_ctx.super = *v;
	box->vlast = &cbox->module_ctx.super;
	v->copy = copies_copy;
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
