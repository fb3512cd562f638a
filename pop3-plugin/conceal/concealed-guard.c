/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-guard.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/dovecot/dovecot-compat-namespace.h"

#define GUARD_LIST_CONTEXT_REQUIRE(obj)                                        \
	MODULE_CONTEXT_REQUIRE(obj, tenure_list_module)

struct guard_list {
	union mailbox_list_module_context module_ctx;
	/* Dovecot goes through all mailboxes for its own purposes, which is
	   how mdbox is repaired: the references of concealed messages have to
	   be counted, too. */
	unsigned int raw_iterations;
};

static MODULE_CONTEXT_DEFINE_INIT(tenure_list_module,
				  &mailbox_list_module_register);

/* Programs that serve administrators, or do what a session has told them by
   itself, without its client. */
static bool guard_trusts(const struct mail_user *user)
{
	return strcmp(user->service, "doveadm") == 0 ||
	       strcmp(user->service, "indexer-worker") == 0;
}

static struct mailbox_list_iterate_context *
guard_iter_init(struct mailbox_list *list, const char *const *patterns,
		enum mailbox_list_iter_flags flags)
{
	struct guard_list *glist = GUARD_LIST_CONTEXT_REQUIRE(list);

	if ((flags & MAILBOX_LIST_ITER_RAW_LIST) != 0)
		glist->raw_iterations++;
	return glist->module_ctx.super.iter_init(list, patterns, flags);
}

static const struct mailbox_info *
guard_iter_next(struct mailbox_list_iterate_context *ctx)
{
	struct guard_list *glist = GUARD_LIST_CONTEXT_REQUIRE(ctx->list);

	if ((ctx->flags & MAILBOX_LIST_ITER_RAW_LIST) == 0 &&
	    !guard_trusts(ctx->list->ns->user))
		return NULL;
	return glist->module_ctx.super.iter_next(ctx);
}

static int guard_iter_deinit(struct mailbox_list_iterate_context *ctx)
{
	struct guard_list *glist = GUARD_LIST_CONTEXT_REQUIRE(ctx->list);

	if ((ctx->flags & MAILBOX_LIST_ITER_RAW_LIST) != 0)
		glist->raw_iterations--;
	return glist->module_ctx.super.iter_deinit(ctx);
}

static bool guard_is_root(struct mailbox_list *list, const char *dir,
			  enum mailbox_list_path_type type)
{
	const char *root;

	return mailbox_list_get_root_path(list, type, &root) &&
	       strcmp(dir, root) == 0;
}

/* What a folder of the disk is to a list of mailboxes that shows all of
   them. */
static int guard_get_mailbox_flags(struct mailbox_list *list, const char *dir,
				   const char *fname,
				   enum mailbox_list_file_type type,
				   enum mailbox_info_flags *flags_r)
{
	struct guard_list *glist = GUARD_LIST_CONTEXT_REQUIRE(list);

	if (strcmp(fname, TENURE_CONCEALED_DIRECTORY) == 0 &&
	    (guard_is_root(list, dir, MAILBOX_LIST_PATH_TYPE_MAILBOX) ||
	     guard_is_root(list, dir, MAILBOX_LIST_PATH_TYPE_INDEX))) {
		*flags_r = MAILBOX_NONEXISTENT;
		return 0;
	}
	return glist->module_ctx.super.get_mailbox_flags(list, dir, fname, type,
							 flags_r);
}

/* Is a name of the storage that of the folder of concealed mail, or of
   something in it? */
static bool guard_name_is_inside(const char *name)
{
	size_t length = strlen(TENURE_CONCEALED_DIRECTORY);

	return strncmp(name, TENURE_CONCEALED_DIRECTORY, length) == 0 &&
	       (name[length] == '\0' || name[length] == '/');
}

/* A pattern that names the folder itself begins in it. */
static const struct mailbox_info *
guard_plain_iter_next(struct mailbox_list_iterate_context *ctx)
{
	struct guard_list *glist = GUARD_LIST_CONTEXT_REQUIRE(ctx->list);
	const struct mailbox_info *info;

	do {
		info = glist->module_ctx.super.iter_next(ctx);
	} while (info != NULL &&
		 guard_name_is_inside(mailbox_list_get_storage_name(
			 ctx->list, info->vname)));
	return info;
}

void tenure_concealed_guard_list(struct mailbox_list *list, bool concealed)
{
	struct mailbox_list_vfuncs *v = list->vlast;
	struct guard_list *glist;

	if (!concealed && !tenure_compat_list_is_plain(list))
		return;
	glist = p_new(list->pool, struct guard_list, 1);
	glist->module_ctx.super = *v;
	list->vlast = &glist->module_ctx.super;
	if (concealed) {
		v->iter_init = guard_iter_init;
		v->iter_next = guard_iter_next;
		v->iter_deinit = guard_iter_deinit;
	} else {
		v->get_mailbox_flags = guard_get_mailbox_flags;
		v->iter_next = guard_plain_iter_next;
	}
	MODULE_CONTEXT_SET(list, tenure_list_module, glist);
}

static int guard_refuse(struct mailbox *box)
{
	mail_storage_set_error(box->storage, MAIL_ERROR_NOTFOUND,
			       T_MAIL_ERR_MAILBOX_NOT_FOUND(box->vname));
	return -1;
}

static int guard_create_box(struct mailbox *box,
			    const struct mailbox_update *update ATTR_UNUSED,
			    bool directory ATTR_UNUSED)
{
	mail_storage_set_error(box->storage, MAIL_ERROR_PERM,
			       "Mailbox name is reserved");
	return -1;
}

static int guard_rename_box(struct mailbox *source,
			    struct mailbox *destination ATTR_UNUSED)
{
	return guard_refuse(source);
}

static int guard_set_subscribed(struct mailbox *box, bool set ATTR_UNUSED)
{
	return guard_refuse(box);
}

static bool guard_is_open(const struct mailbox *box)
{
	const struct mail_user *user = box->list->ns->user;
	const struct guard_list *glist;

	if (guard_trusts(user) ||
	    tenure_user_get(box->list->ns->user)->concealing > 0)
		return TRUE;
	glist = GUARD_LIST_CONTEXT_REQUIRE(box->list);
	return glist->raw_iterations > 0;
}

/* Does a name of another namespace lead into the folder of concealed mail? With
   mail_full_filesystem_access it may be any path. */
static bool guard_is_inside(const struct mailbox *box)
{
	const char *level = box->name;

	if (*level != '/' && *level != '~') {
		return tenure_compat_list_is_plain(box->list) &&
		       guard_name_is_inside(level);
	}
	while (level != NULL && !guard_name_is_inside(level + 1))
		level = strchr(level + 1, '/');
	return level != NULL;
}

bool tenure_concealed_guard_rename(struct mailbox *source,
				   struct mailbox *destination)
{
	if (!tenure_concealed_is(source) && !tenure_concealed_is(destination) &&
	    !guard_is_inside(destination))
		return TRUE;
	mail_storage_set_error(source->storage, MAIL_ERROR_PERM,
			       "Mailbox name is reserved");
	return FALSE;
}

bool tenure_concealed_guard_box(struct mailbox *box)
{
	struct mailbox_vfuncs *v = box->vlast;

	if (tenure_concealed_is(box) ? guard_is_open(box)
				     : !guard_is_inside(box))
		return TRUE;
	box->open_error = MAIL_ERROR_NOTFOUND;
	v->create_box = guard_create_box;
	v->delete_box = guard_refuse;
	v->rename_box = guard_rename_box;
	v->set_subscribed = guard_set_subscribed;
	return FALSE;
}
