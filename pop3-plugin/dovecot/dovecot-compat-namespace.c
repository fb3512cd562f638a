/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot/dovecot-compat-namespace.h"
#include <mail-storage-settings.h>
#if defined(DOVECOT_HAVE_SETTINGS_GET)
#include <mail-storage-service.h>
#include <settings.h>
#else
#include <settings-parser.h>
#endif

#define NAMESPACE_NAME "tenure-concealed"

/* With what has to be set before there is a storage, as that is when other
   plugins look at it. */
static void namespace_mark(struct mail_namespace *ns)
{
	ns->flags |= NAMESPACE_FLAG_NOQUOTA;
}

#if defined(DOVECOT_HAVE_PLUGIN_GETENV)
/* ':' ends a value there. */
static void location_add(string_t *location, const char *key, const char *value)
{
	const char *p;

	if (value == NULL || *value == '\0')
		return;
	str_printfa(location, ":%s", key);
	for (p = value; *p != '\0'; p++) {
		if (*p == ':')
			str_append_c(location, ':');
		str_append_c(location, *p);
	}
}

static const char *namespace_location(const struct mail_namespace *like,
				      const char *directory)
{
	const struct mailbox_list_settings *set = &like->list->set;
	string_t *location = t_str_new(256);

	str_append(location, like->storage->name);
	location_add(location, "", set->root_dir);
	location_add(location, "LAYOUT=", MAILBOX_LIST_NAME_FS);
	location_add(location, "MAILBOXDIR=", directory);
	location_add(location, "DIRNAME=", set->maildir_name);
	location_add(location, "INDEX=", set->index_dir);
	location_add(location, "INDEXCACHE=", set->index_cache_dir);
	location_add(location, "CONTROL=", set->control_dir);
	location_add(location, "ALT=", set->alt_dir);
	location_add(location, "VOLATILEDIR=", set->volatile_dir);
	if (set->index_control_use_maildir_name)
		str_append(location, ":FULLDIRNAME");
	return str_c(location);
}

static struct mail_namespace_settings *
namespace_settings(struct mail_user *user, const struct mail_namespace *like,
		   const char *prefix, const char *location)
{
	struct mail_namespace_settings *set =
		p_new(user->pool, struct mail_namespace_settings, 1);

	set->name = NAMESPACE_NAME;
	set->type = "private";
	set->separator = p_strdup_printf(
		user->pool, "%c",
		mail_namespace_get_sep((struct mail_namespace *)like));
	set->prefix = p_strdup(user->pool, prefix);
	set->location = p_strdup(user->pool, location);
	set->hidden = TRUE;
	set->list = "no";
	return set;
}

int tenure_compat_namespace_add(struct mail_user *user,
				const struct mail_namespace *like,
				const char *prefix, const char *directory,
				struct mail_namespace **ns_r,
				const char **error_r)
{
	const char *location = namespace_location(like, directory);
	struct mail_namespace_settings *set, *unexpanded;
	struct mail_storage_settings *mail_set;
	struct mail_namespace *ns;

	set = namespace_settings(user, like, prefix, location);
	unexpanded = p_memdup(user->pool, set, sizeof(*set));
	unexpanded->location = p_strconcat(user->pool, SETTING_STRVAR_EXPANDED,
					   location, NULL);
	if (mail_namespace_alloc(user, user->set, set, unexpanded, &ns,
				 error_r) < 0)
		return -1;
	namespace_mark(ns);
	/* nobody lists it, so that an index for that would only cost */
	mail_set = p_memdup(user->pool, ns->mail_set, sizeof(*mail_set));
	mail_set->mailbox_list_index = FALSE;
	ns->mail_set = mail_set;
	if (mail_storage_create(ns, NULL, 0, error_r) < 0) {
		mail_namespace_destroy(ns);
		return -1;
	}
	*ns_r = ns;
	mail_user_add_namespace(user, &ns);
	return 0;
}

bool tenure_compat_list_is_plain(const struct mailbox_list *list)
{
	return strcmp(list->name, MAILBOX_LIST_NAME_FS) == 0 &&
	       *list->set.mailbox_dir_name == '\0';
}
#else
/* Where the other namespace has a value, it goes for the new one as well; an
   empty one has to be said too, as blocks of the configuration that are for
   all namespaces may say something else. */
static void namespace_override(struct settings_instance *instance,
			       const char *key, const char *value)
{
	string_t *escaped = t_str_new(128);
	const char *p;

	for (p = value; *p != '\0'; p++) {
		/* the value is expanded once more */
		if (p[0] == '%' && p[1] == '{')
			str_append_c(escaped, '%');
		str_append_c(escaped, *p);
	}
	settings_override(instance, t_strconcat("*/", key, NULL),
			  str_c(escaped), SETTINGS_OVERRIDE_TYPE_CODE);
}

static struct settings_instance *
namespace_instance(struct mail_user *user, const struct mail_namespace *like,
		   const char *directory)
{
	const struct mail_storage_settings *set = like->list->mail_set;
	struct settings_instance *instance = settings_instance_dup(
		mail_storage_service_user_get_settings_instance(
			user->service_user));
	const struct {
		const char *key, *value;
	} overrides[] = {
		{"mail_driver", like->storage->name},
		{"mail_path", set->mail_path},
		{"mail_inbox_path", ""},
		{"mail_index_path", set->mail_index_path},
		{"mail_index_private_path", ""},
		{"mail_cache_path", set->mail_cache_path},
		{"mail_control_path", set->mail_control_path},
		{"mail_volatile_path", set->mail_volatile_path},
		{"mail_alt_path", set->mail_alt_path},
		{"mailbox_directory_name", set->mailbox_directory_name},
		{"mailbox_directory_name_legacy",
		 set->mailbox_directory_name_legacy ? "yes" : "no"},
		{"mailbox_root_directory_name", directory},
		{"mailbox_list_layout", MAILBOX_LIST_NAME_FS},
		{"mailbox_list_iter_from_index_dir", "no"},
		{"mailbox_list_visible_escape_char", ""},
		{"mailbox_list_storage_escape_char", ""},
		/* nobody lists it, so that an index for that would only
		   cost */
		{"mailbox_list_index", "no"},
	};
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(overrides); i++) {
		namespace_override(instance, overrides[i].key,
				   overrides[i].value);
	}
	return instance;
}

static int namespace_settings(struct mail_user *user,
			      const struct mail_namespace *like,
			      const char *prefix,
			      const struct mail_namespace_settings **set_r,
			      const char **error_r)
{
	const struct mail_namespace_settings *found;
	struct mail_namespace_settings *set;
	char separator[] = {
		mail_namespace_get_sep((struct mail_namespace *)like), '\0'};

	if (settings_get(user->event, &mail_namespace_setting_parser_info, 0,
			 &found, error_r) < 0)
		return -1;
	/* the pool goes with it */
	set = p_memdup(found->pool, found, sizeof(*found));
	set->name = NAMESPACE_NAME;
	set->type = "private";
	set->separator = p_strdup(set->pool, separator);
	set->prefix = p_strdup(set->pool, prefix);
	set->alias_for = "";
	set->inbox = FALSE;
	set->hidden = TRUE;
	set->list = "no";
	set->subscriptions = FALSE;
	*set_r = set;
	return 0;
}

static int namespace_create_storage(struct mail_namespace *ns,
				    const char **error_r)
{
	struct event *event = event_create(ns->user->event);
	struct mail_storage *storage;
	int ret;

	event_set_ptr(event, SETTINGS_EVENT_INSTANCE, ns->_set_instance);
	ret = mail_storage_create(ns, event, 0, &storage, error_r);
	event_unref(&event);
	return ret;
}

int tenure_compat_namespace_add(struct mail_user *user,
				const struct mail_namespace *like,
				const char *prefix, const char *directory,
				struct mail_namespace **ns_r,
				const char **error_r)
{
	const struct mail_namespace_settings *set;
	struct mail_namespace *ns;
	int ret;

	if (namespace_settings(user, like, prefix, &set, error_r) < 0)
		return -1;
	ret = mail_namespace_alloc(user, set, &ns, error_r);
	settings_free(set);
	if (ret < 0)
		return -1;
	namespace_mark(ns);
	ns->_set_instance = namespace_instance(user, like, directory);
	if (namespace_create_storage(ns, error_r) < 0) {
		mail_namespace_destroy(ns);
		return -1;
	}
	*ns_r = ns;
	mail_user_add_namespace(user, &ns);
	return 0;
}

bool tenure_compat_list_is_plain(const struct mailbox_list *list)
{
	return strcmp(list->name, MAILBOX_LIST_NAME_FS) == 0 &&
	       *list->mail_set->parsed_mailbox_root_directory_prefix == '\0';
}
#endif
