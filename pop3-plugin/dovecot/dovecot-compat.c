/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot/dovecot-compat.h"
#include <auth-master.h>
#include <sys/stat.h>
#if defined(DOVECOT_HAVE_SETTINGS_GET)
#include "pop3-plugin/dovecot/settings-info.h"
#include <settings.h>
#endif
#if defined(DOVECOT_HAVE_POP3_EXECUTE_CONTEXT)
#include <strescape.h>
#endif

/* Of a command's name and arguments, as much gets into an event: RFC 2449, 4.
 */
#define COMMAND_MAX_LENGTH 255

bool tenure_compat_is_pop3(void)
{
	return pop3_client_created_hook_set != NULL;
}

#if defined(DOVECOT_HAVE_POP3_EXECUTE_NAME)
/* up to 2.3.19 */
int tenure_compat_pop3_execute(struct client *client, const char *name,
			       const char *args)
{
	if (*name == '\0') {
		/* the caller's part there: the command table has no answer */
		client_send_line(client, "-ERR Unknown command.");
		return -1;
	}
	return client_command_execute(client, name, args);
}
#elif defined(DOVECOT_HAVE_POP3_EXECUTE_COMMAND)
/* from 2.3.20 on */
int tenure_compat_pop3_execute(struct client *client, const char *name,
			       const char *args)
{
	const struct pop3_command *command = pop3_command_find(name);

	if (command == NULL) {
		client_send_line(client, "-ERR Unknown command: %s", name);
		return -1;
	}
	return client_command_execute(client, command, args);
}
#elif defined(DOVECOT_HAVE_POP3_EXECUTE_CONTEXT)
/* from 2.4 on */
int tenure_compat_pop3_execute(struct client *client, const char *name,
			       const char *args)
{
	struct pop3_command_context context = {
		.client = client,
		.command = pop3_command_find(name),
		.orig_command = name,
		.orig_args = args,
		.args = args,
	};
	int ret;

	if (context.command == NULL) {
		client_send_line(client, "-ERR Unknown command: %s", name);
		return -1;
	}
	context.event = event_create(client->event);
	ret = client_command_execute(&context);
	event_unref(&context.event);
	return ret;
}
#else
#error "this Dovecot's client_command_execute() is not known"
#endif

const char *tenure_compat_protocol(const struct mail_user *user)
{
#if defined(DOVECOT_HAVE_AUTH_PROTOCOL)
	return user->protocol;
#else
	return user->service;
#endif
}

bool tenure_compat_is_tls(const struct mail_user *user)
{
#if defined(DOVECOT_HAVE_END_CLIENT_TLS)
	return user->conn.end_client_tls_secured;
#else
	return user->conn.ssl_secured;
#endif
}

#if defined(DOVECOT_HAVE_POP3_EXECUTE_CONTEXT)
void tenure_compat_command_begin(struct tenure_compat_command *command,
				 const struct client *client, uint64_t bytes_in,
				 const char *name, const char *args)
{
	const struct pop3_command *known = pop3_command_find(name);
	struct event *event = event_create(client->event);

	while (known != NULL && *args == ' ')
		args++;
	event_add_str(event, "cmd_name",
		      known == NULL ? "unknown" : t_str_ucase(known->name));
	event_add_str(event, "cmd_args",
		      str_sanitize(args, COMMAND_MAX_LENGTH));
	event_add_str(event, "cmd_input_name",
		      str_sanitize(name, COMMAND_MAX_LENGTH));
	command->event = event;
	command->bytes_in = bytes_in;
	command->bytes_out = client->output->offset;
}

void tenure_compat_command_end(struct tenure_compat_command *command,
			       const struct client *client, int result)
{
	struct event *event = command->event;

	event_set_name(event, "pop3_command_finished");
	event_add_str(event, "reply_state", result > 0 ? "OK" : "ERR");
	event_add_int(event, "net_in_bytes",
		      (intmax_t)(i_stream_get_absolute_offset(client->input) -
				 command->bytes_in));
	event_add_int(event, "net_out_bytes",
		      (intmax_t)(client->output->offset - command->bytes_out));
	e_debug(event, "Command finished: %s %s",
		event_find_field_recursive_str(event, "cmd_name"),
		event_find_field_recursive_str(event, "cmd_args"));
	tenure_compat_command_abort(command);
}
#else
void tenure_compat_command_begin(struct tenure_compat_command *command,
				 const struct client *client ATTR_UNUSED,
				 uint64_t bytes_in ATTR_UNUSED,
				 const char *name ATTR_UNUSED,
				 const char *args ATTR_UNUSED)
{
	command->event = NULL;
}

void tenure_compat_command_end(
	struct tenure_compat_command *command ATTR_UNUSED,
	const struct client *client ATTR_UNUSED, int result ATTR_UNUSED)
{
}
#endif

void tenure_compat_command_abort(struct tenure_compat_command *command)
{
	event_unref(&command->event);
}

#if defined(DOVECOT_HAVE_PLUGIN_GETENV)
static const char *compat_setting(struct mail_user *user, const char *name)
{
	const char *value = mail_user_plugin_getenv(user, name);

	return value == NULL || *value == '\0' ? NULL : value;
}

void tenure_compat_settings_read(struct mail_user *user,
				 struct tenure_compat_settings *set_r)
{
	set_r->policy = compat_setting(user, "tenure_policy");
	set_r->plan = compat_setting(user, "tenure_plan");
	set_r->device = compat_setting(user, "tenure_device");
	set_r->mode = compat_setting(user, "tenure_mode");
	set_r->concealed = compat_setting(user, "tenure_concealed");
}
#elif defined(DOVECOT_HAVE_SETTINGS_GET)
static const char *compat_setting(struct mail_user *user, const char *value)
{
	return *value == '\0' ? NULL : p_strdup(user->pool, value);
}

void tenure_compat_settings_read(struct mail_user *user,
				 struct tenure_compat_settings *set_r)
{
	const struct tenure_dovecot_settings *set;
	const char *error;

	i_zero(set_r);
	if (settings_get(user->event, &tenure_setting_parser_info, 0, &set,
			 &error) < 0) {
		e_error(user->event, "tenure: %s", error);
		return;
	}
	set_r->policy = compat_setting(user, set->tenure_policy);
	set_r->plan = compat_setting(user, set->tenure_plan);
	set_r->device = compat_setting(user, set->tenure_device);
	set_r->mode = compat_setting(user, set->tenure_mode);
	set_r->concealed = compat_setting(user, set->tenure_concealed);
	settings_free(set);
}
#else
#error "this Dovecot's settings are not known"
#endif

unsigned int tenure_compat_special_use(const struct mailbox *box,
				       const char **use_r)
{
	const char *const *uses;
	unsigned int count;

	if (box->set == NULL)
		return 0;
#if defined(DOVECOT_HAVE_SPECIAL_USE_LIST)
	if (array_is_empty(&box->set->special_use))
		return 0;
	uses = settings_boollist_get(&box->set->special_use);
#else
	if (box->set->special_use == NULL)
		return 0;
	uses = (const char *const *)t_strsplit_spaces(box->set->special_use,
						      " ");
#endif
	count = str_array_length(uses);
	if (count > 0)
		*use_r = uses[0];
	return count;
}

const char *tenure_compat_alias_of(const struct mailbox *box)
{
#if defined(DOVECOT_HAVE_PLUGIN_GETENV)
	const char *vname;

	/* In the storage an alias has the other one's name. */
	if (mail_user_plugin_getenv(box->list->ns->user, "mailbox_alias_old") ==
	    NULL)
		return NULL;
	vname = mailbox_list_get_vname(box->list, box->name);
	return strcmp(vname, box->vname) == 0 ? NULL : vname;
#else
	(void)box;
	return NULL;
#endif
}

bool tenure_compat_is_link(struct mailbox_list *list, const char *name)
{
	const char *path;
	struct stat st;

	return (list->flags & MAILBOX_LIST_FLAG_MAILBOX_FILES) == 0 &&
	       mailbox_list_get_path(list, name, MAILBOX_LIST_PATH_TYPE_DIR,
				     &path) > 0 &&
	       lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

bool tenure_compat_has_alias(struct mailbox *box)
{
#if defined(DOVECOT_HAVE_PLUGIN_GETENV)
	struct mail_user *user = box->list->ns->user;
	const char *number = "", *of, *alias;

	for (unsigned int i = 2;; i++) {
		of = mail_user_plugin_getenv(
			user, t_strconcat("mailbox_alias_old", number, NULL));
		alias = mail_user_plugin_getenv(
			user, t_strconcat("mailbox_alias_new", number, NULL));
		if (of == NULL || alias == NULL)
			return FALSE;
		if (strcmp(of, box->vname) == 0 &&
		    tenure_compat_is_link(box->list,
					  mailbox_list_default_get_storage_name(
						  box->list, alias)))
			return TRUE;
		number = dec2str(i);
	}
#else
	(void)box;
	return FALSE;
#endif
}

struct mail *tenure_compat_replaced(const struct mail_save_context *ctx)
{
#if defined(DOVECOT_HAVE_EXPUNGED_MAIL)
	/* of a move it tells, too */
	return ctx->copying_or_moving ? NULL : ctx->expunged_mail;
#else
	(void)ctx;
	return NULL;
#endif
}

int tenure_compat_userdb_field(const struct mail_user *user, const char *name,
			       pool_t pool, const char **value_r)
{
#if defined(DOVECOT_HAVE_AUTH_PROTOCOL)
	struct auth_user_info info = {.protocol = user->protocol};
#else
	struct auth_user_info info = {.service = user->service};
#endif
	const char *const *fields, *username;
	size_t length = strlen(name);
	int ret;

	*value_r = NULL;
	if (mail_user_auth_master_conn == NULL)
		return -1;
	ret = auth_master_user_lookup(mail_user_auth_master_conn,
				      user->username, &info, pool, &username,
				      &fields);
	if (ret <= 0)
		return ret == 0 ? 0 : -1;
	for (; *fields != NULL; fields++) {
		if (strncmp(*fields, name, length) == 0 &&
		    (*fields)[length] == '=')
			*value_r = *fields + length + 1;
	}
	return 1;
}
