/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/box-hooks.h"
#include "pop3-plugin/conceal/concealed-namespace.h"
#include "pop3-plugin/gate/discard.h"
#include "pop3-plugin/gate/imap-store.h"
#include "pop3-plugin/lost/lost-index.h"
#include "pop3-plugin/plugin.h"
#include "pop3-plugin/pop3/pop3-conversation.h"
#include "pop3-plugin/state/snapshot-holder.h"
#include "pop3-plugin/user-hooks.h"

#define EXPORT __attribute__((visibility("default")))

/* A module for another Dovecot is refused by the loader, and then nobody can
   log in: that is the safe side. */
EXPORT const char *tenure_plugin_version = DOVECOT_ABI_VERSION;

static const struct mail_storage_hooks storage_hooks = {
	.mail_user_created = tenure_user_created,
	.mail_namespaces_created = tenure_concealed_namespaces_created,
	.mailbox_list_created = tenure_concealed_list_created,
	.mailbox_allocated = tenure_box_allocated,
	.mailbox_opened = tenure_box_opened,
	.mail_allocated = tenure_mail_allocated,
};

EXPORT void tenure_plugin_init(struct module *module)
{
	mail_storage_hooks_add(module, &storage_hooks);
	tenure_pop3_init();
	tenure_imap_store_init();
}

EXPORT void tenure_plugin_deinit(void)
{
	tenure_discard_deinit();
	tenure_imap_store_deinit();
	tenure_pop3_deinit();
	tenure_lost_index_deinit();
	mail_storage_hooks_remove(&storage_hooks);
	tenure_snapshot_holder_free();
}
