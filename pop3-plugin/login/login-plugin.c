/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/login/dovecot-compat-login.h"
#include "policy/extremes.h"
#include "pop3-plugin/login/login-plugin.h"
#include "pop3-plugin/login/login-capa.h"
#include "snapshot/snapshot.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT const char *tenure_login_plugin_version = DOVECOT_ABI_VERSION;

/* The plugin's main state: what is announced, from the start of the process to
   its end. */
static struct tenure_pop3_extremes extremes;
static bool is_hooked;

static MODULE_CONTEXT_DEFINE_INIT(tenure_login_module, &login_module_register);

static void login_send_raw_data(struct client *client, const void *data,
				size_t size)
{
	union login_client_module_context *context =
		MODULE_CONTEXT_REQUIRE(client, tenure_login_module);
	struct tenure_buffer answer = TENURE_BUFFER_INIT;

	if (tenure_login_capa_is(data, size)) {
		tenure_login_capa_add(data, size, &extremes, &answer);
		/* Without memory: as it was. */
		if (tenure_buffer_str(&answer) != NULL) {
			data = answer.data;
			size = answer.used;
		}
	}
	context->super.send_raw_data(client, data, size);
	tenure_buffer_free(&answer);
}

static void login_client_allocated(struct client *client)
{
	union login_client_module_context *context =
		p_new(client->pool, union login_client_module_context, 1);
	struct client_vfuncs *v = client->vlast;

	context->super = *v;
	client->vlast = &context->super;
	v->send_raw_data = login_send_raw_data;
	MODULE_CONTEXT_SET_SELF(client, tenure_login_module, context);
}

static const struct login_client_hooks login_hooks = {
	.client_allocated = login_client_allocated,
};

/* Returns 1 if there is something to announce, 0 if not, -1 with error. */
static int login_read_policy(const char **error_r)
{
	struct tenure_snapshot *snapshot;
	struct tenure_error err;
	const char *policy, *mode;
	char text[1024];

	if (tenure_compat_login_settings(&policy, &mode, error_r) < 0)
		return -1;
	if (policy == NULL || (mode != NULL && strcmp(mode, "observe") == 0))
		return 0;
	if (tenure_snapshot_open(policy, &snapshot, &err) < 0) {
		*error_r =
			t_strdup(tenure_error_format(&err, text, sizeof(text)));
		return -1;
	}
	extremes = *tenure_snapshot_pop3_extremes(snapshot);
	tenure_snapshot_unref(&snapshot);
	return 1;
}

/* Runs before the process gives up its rights and enters its chroot. */
EXPORT void tenure_login_plugin_init(struct module *module)
{
	const char *error;

	if (strcmp(login_binary->protocol, "pop3") != 0)
		return;
	switch (login_read_policy(&error)) {
	case 1:
		login_client_hooks_add(module, &login_hooks);
		is_hooked = TRUE;
		break;
	case -1:
		i_error("tenure: Policy cannot be read, so CAPA announces "
			"neither EXPIRE nor LOGIN-DELAY before the login: %s",
			error);
		break;
	}
}

EXPORT void tenure_login_plugin_deinit(void)
{
	if (is_hooked)
		login_client_hooks_remove(&login_hooks);
	is_hooked = FALSE;
}
