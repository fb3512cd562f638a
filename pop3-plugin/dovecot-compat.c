/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot-compat.h"
#include <auth-master.h>

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
#else
#error "this Dovecot's client_command_execute() is not known"
#endif

const char *tenure_compat_setting(struct mail_user *user, const char *name)
{
	const char *value = mail_user_plugin_getenv(user, name);

	return value == NULL || *value == '\0' ? NULL : value;
}

int tenure_compat_userdb_field(const struct mail_user *user, const char *name,
			       pool_t pool, const char **value_r)
{
	struct auth_user_info info = {.service = user->service};
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
