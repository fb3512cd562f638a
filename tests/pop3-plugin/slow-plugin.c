/* SPDX-License-Identifier: MIT */
/* A plugin for Dovecot's tests that makes a message's subject slow to read, so
   that a test can do something else meanwhile. If there is a file "slow" in the
   user's home directory, it is removed and whoever reads a subject next waits,
   at most HOLD_MAX, until it is there again; then what other sessions have
   written to the index is seen, as it may be at any time. */
#include <lib.h>
#include <mail-storage-private.h>
#include <mail-storage-hooks.h>
#include <module-context.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))
/* Milliseconds. */
#define HOLD_INTERVAL 10
#define HOLD_MAX (180 * 1000)

struct slow_mail {
	union mail_module_context module_ctx;
};

static MODULE_CONTEXT_DEFINE_INIT(slow_module, &mail_module_register);

EXPORT extern const char *slow_plugin_version;
EXPORT void slow_plugin_init(struct module *module);
EXPORT void slow_plugin_deinit(void);

static void slow_hold(struct mailbox *box)
{
	struct stat st;
	const char *home, *path;
	unsigned int waited;

	if (mail_user_get_home(box->storage->user, &home) <= 0)
		return;
	path = t_strconcat(home, "/slow", NULL);
	if (unlink(path) < 0)
		return;
	for (waited = 0; waited < HOLD_MAX; waited += HOLD_INTERVAL) {
		if (stat(path, &st) == 0)
			break;
		usleep(HOLD_INTERVAL * 1000);
	}
	i_unlink_if_exists(path);
	(void)mail_index_refresh(box->index);
}

static int slow_get_header_stream(struct mail *mail,
				  struct mailbox_header_lookup_ctx *headers,
				  struct istream **stream_r)
{
	struct mail_private *pmail = (struct mail_private *)mail;
	struct slow_mail *smail = MODULE_CONTEXT_REQUIRE(pmail, slow_module);

	if (strcasecmp(headers->name[0], "Subject") == 0)
		slow_hold(mail->box);
	return smail->module_ctx.super.get_header_stream(mail, headers,
							 stream_r);
}

static void slow_mail_allocated(struct mail *mail)
{
	struct mail_private *pmail = (struct mail_private *)mail;
	struct mail_vfuncs *v = pmail->vlast;
	struct slow_mail *smail = p_new(pmail->pool, struct slow_mail, 1);

	smail->module_ctx.super = *v;
	pmail->vlast = &smail->module_ctx.super;
	v->get_header_stream = slow_get_header_stream;
	MODULE_CONTEXT_SET(pmail, slow_module, smail);
}

static const struct mail_storage_hooks slow_hooks = {
	.mail_allocated = slow_mail_allocated,
};

const char *slow_plugin_version = DOVECOT_ABI_VERSION;

void slow_plugin_init(struct module *module)
{
	mail_storage_hooks_add(module, &slow_hooks);
}

void slow_plugin_deinit(void)
{
	mail_storage_hooks_remove(&slow_hooks);
}
