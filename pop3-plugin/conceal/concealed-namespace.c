/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-namespace.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-guard.h"
#include "pop3-plugin/dovecot/dovecot-compat-namespace.h"

static const char *concealed_octets_error(const char *name, char separator)
{
	const char *p;

	for (p = name; *p != '\0'; p++) {
		if ((unsigned char)*p <= ' ' || strchr("*%\"\\&", *p) != NULL)
			return "it has a character that names of mailboxes "
			       "must not have";
		/* it may be the first one, as '.' is that of Maildir++ */
		if (*p == separator && (p > name || p[1] == '\0'))
			return "it has the separator of the hierarchy";
	}
	return NULL;
}

/* Is the name that of another namespace, or the first level of one's? */
static bool concealed_is_taken(const struct mail_user *user, const char *name)
{
	struct mail_namespace *ns;
	size_t length = strlen(name);

	for (ns = user->namespaces; ns != NULL; ns = ns->next) {
		if (strncmp(ns->prefix, name, length) == 0 &&
		    ns->prefix[length] == mail_namespace_get_sep(ns))
			return TRUE;
	}
	return FALSE;
}

/* What is wrong with the name for the namespace? NULL if nothing is. Whether a
   user has a folder of this name is not asked: who makes one on the disk could
   not delete any more. */
static const char *concealed_name_error(struct mail_namespace *inbox,
					const char *name)
{
	const char *error;

	if (*name == '\0')
		return "it is empty";
	error = concealed_octets_error(name, mail_namespace_get_sep(inbox));
	if (error != NULL)
		return error;
	/* Trash, or whatever else users and their programs call a folder */
	if (*name != '.')
		return "it does not begin with '.', so that it may be a "
		       "folder of a user";
	if (concealed_is_taken(inbox->user, name))
		return "there is such a namespace";
	return NULL;
}

static int concealed_add(struct tenure_user *tuser,
			 struct mail_namespace *inbox, const char **error_r)
{
	const char *prefix = t_strdup_printf("%s%c", tuser->set.concealed,
					     mail_namespace_get_sep(inbox));
	int ret;

	*error_r = concealed_name_error(inbox, tuser->set.concealed);
	if (*error_r != NULL) {
		*error_r = t_strdup_printf("tenure_concealed = %s: %s",
					   tuser->set.concealed, *error_r);
		return -1;
	}
	tuser->adding_concealed = TRUE;
	ret = tenure_compat_namespace_add(tuser->user, inbox, prefix,
					  TENURE_CONCEALED_DIRECTORY,
					  &tuser->concealed, error_r);
	tuser->adding_concealed = FALSE;
	return ret;
}

void tenure_concealed_list_created(struct mailbox_list *list)
{
	struct tenure_user *tuser = tenure_user_get(list->ns->user);

	if (tuser != NULL)
		tenure_concealed_guard_list(list, tuser->adding_concealed);
}

void tenure_concealed_namespaces_created(struct mail_namespace *namespaces)
{
	struct mail_user *user = namespaces->user;
	struct tenure_user *tuser = tenure_user_get(user);
	struct mail_namespace *inbox;
	const char *error;

	/* Users that Dovecot makes for itself have no mail of their own. */
	if (tuser == NULL || user->autocreated || user->nonexistent)
		return;
	inbox = mail_namespace_find_inbox(user->namespaces);
	if (!tenure_concealed_format_is_good(inbox))
		return;
	if (concealed_add(tuser, inbox, &error) < 0) {
		e_error(user->event,
			"tenure: There is no place for concealed mail, so "
			"nothing is concealed: %s",
			error);
		return;
	}
}
