/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-name.h"

bool tenure_concealed_format_is_good(const struct mail_namespace *ns)
{
	static const char *const formats[] = {"maildir", "sdbox", "mdbox",
					      NULL};

	return ns->storage != NULL &&
	       str_array_find(formats, ns->storage->name);
}

struct mail_namespace *tenure_concealed_namespace(struct tenure_user *tuser)
{
	return tuser->concealed;
}

bool tenure_concealed_is(const struct mailbox *box)
{
	const struct tenure_user *tuser = tenure_user_get(box->list->ns->user);

	return tuser != NULL && tuser->concealed != NULL &&
	       box->list->ns == tuser->concealed;
}

bool tenure_concealed_can(const struct mailbox *box)
{
	const struct mail_namespace *ns = box->list->ns;
	const struct tenure_user *tuser = tenure_user_get(ns->user);

	return tuser != NULL && tuser->concealed != NULL &&
	       ns != tuser->concealed && ns->owner == tuser->user;
}

bool tenure_concealed_never(const struct mailbox *box)
{
	const struct mail_namespace *ns = box->list->ns;

	return ns->owner != ns->user ||
	       !tenure_concealed_format_is_good(
		       mail_namespace_find_inbox(ns->user->namespaces));
}

static struct mailbox *concealed_alloc(struct tenure_user *tuser,
				       const char *folder,
				       enum mailbox_flags flags)
{
	char name[TENURE_CONCEALED_NAME_MAX + 1];
	struct mail_namespace *ns = tuser->concealed;
	struct mailbox *box;

	if (ns == NULL ||
	    tenure_concealed_name_encode(folder, mail_namespace_get_sep(ns),
					 name, sizeof(name)) < 0)
		return NULL;
	tuser->concealing++;
	box = mailbox_alloc(ns->list, t_strconcat(ns->prefix, name, NULL),
			    flags | MAILBOX_FLAG_IGNORE_ACLS);
	tuser->concealing--;
	return box;
}

struct mailbox *tenure_concealed_alloc(struct tenure_user *tuser,
				       const char *folder)
{
	return concealed_alloc(tuser, folder, 0);
}

/* A mailbox that exists and cannot be opened: a process was killed when it had
   made the maildir's folder and not yet what is in it. The layout is not one
   where Dovecot makes the rest by itself. */
static int concealed_complete(struct mailbox *box)
{
	static const char *const parts[] = {"cur", "new", "tmp"};
	unsigned int i;

	for (i = 0; strcmp(box->storage->name, "maildir") == 0 &&
		    i < N_ELEMENTS(parts);
	     i++) {
		const char *path = t_strdup_printf(
			"%s/%s", mailbox_get_path(box), parts[i]);

		if (mailbox_mkdir(box, path, MAILBOX_LIST_PATH_TYPE_MAILBOX) <
		    0)
			return -1;
	}
	return 0;
}

/* Without the lock of the list of mailboxes. Where indexes are in a folder of
   their own it has one file for all namespaces, and whoever deletes a folder
   holds it already: this process would wait for itself, or with POSIX locks
   lose it. There is nothing for it to protect: no index lists these mailboxes,
   and when two processes make one, the second is told that it exists. */
static int concealed_create(struct mailbox *box)
{
	int ret;

	box->list->lock_refcount++;
	ret = mailbox_create(box, NULL, FALSE);
	box->list->lock_refcount--;
	return ret;
}

static int concealed_open_or_create(struct mailbox *box)
{
	if (mailbox_open(box) == 0)
		return 0;
	if (mailbox_get_last_mail_error(box) != MAIL_ERROR_NOTFOUND)
		return -1;
	if (concealed_create(box) < 0 &&
	    (mailbox_get_last_mail_error(box) != MAIL_ERROR_EXISTS ||
	     concealed_complete(box) < 0))
		return -1;
	return mailbox_open(box);
}

/* A copy needs no synchronized mailbox, but one that ever was: where a full
   disk lets no uidlist be made, Dovecot would end the process at the commit of
   the first copy. */
static int concealed_sync_first(struct mailbox *box)
{
	if (mail_index_get_header(box->view)->uid_validity != 0)
		return 0;
	return mailbox_sync(box, 0);
}

struct mailbox *tenure_concealed_open(struct tenure_user *tuser,
				      const char *folder, const char **error_r)
{
	struct mailbox *box =
		concealed_alloc(tuser, folder, MAILBOX_FLAG_SAVEONLY);

	if (box == NULL) {
		*error_r = "the folder's name is too long";
		return NULL;
	}
	if (concealed_open_or_create(box) < 0 ||
	    concealed_sync_first(box) < 0) {
		*error_r = t_strdup(mailbox_get_last_internal_error(box, NULL));
		mailbox_free(&box);
	}
	return box;
}

const char *tenure_concealed_folder(const struct mailbox *box)
{
	struct mail_namespace *ns = box->list->ns;
	const char *name = box->vname;
	char *folder = t_malloc_no0(strlen(name) + 1);

	if (strncmp(name, ns->prefix, ns->prefix_len) == 0)
		name += ns->prefix_len;
	if (tenure_concealed_name_decode(name, mail_namespace_get_sep(ns),
					 folder, strlen(name) + 1) < 0)
		return name; /* somebody else made it */
	return folder;
}

const char *tenure_concealed_place(struct mail_user *user, const char *folder,
				   struct mail_namespace **ns_r)
{
	struct tenure_user *tuser = tenure_user_get(user);
	struct mail_namespace *ns, *inbox;
	char *vname;

	inbox = mail_namespace_find_inbox(user->namespaces);
	if (inbox->alias_for != NULL)
		inbox = inbox->alias_for;
	*ns_r = inbox;
	if (strcmp(folder, "INBOX") == 0)
		return folder;
	/* Names of other namespaces have their prefix, with '/' in them. */
	for (ns = user->namespaces; ns != NULL; ns = ns->next) {
		const char *name = folder;

		vname = t_strdup_noconst(folder);
		for (; *name != '\0'; name++) {
			if (*name == '/')
				vname[name - folder] =
					mail_namespace_get_sep(ns);
		}
		if (ns != inbox && ns->alias_for == NULL &&
		    ns != tuser->concealed && ns->prefix_len > 0 &&
		    strncmp(vname, ns->prefix, ns->prefix_len) == 0) {
			*ns_r = ns;
			return vname;
		}
	}
	vname = t_strdup_noconst(folder);
	for (char *p = vname; *p != '\0'; p++) {
		if (*p == '/')
			*p = mail_namespace_get_sep(inbox);
	}
	return t_strconcat(inbox->prefix, vname, NULL);
}

const char *tenure_concealed_source(const struct mailbox *box,
				    struct mail_namespace **ns_r)
{
	return tenure_concealed_place(box->list->ns->user,
				      tenure_concealed_folder(box), ns_r);
}
