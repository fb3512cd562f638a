/* SPDX-License-Identifier: MIT */
#include "callbacks.h"

#include "edits.h"
#include "log.h"

/* The program's main state. */
static const struct tm_server *server;

void tm_callbacks_init(const struct tm_server *the_server)
{
	server = the_server;
}

/* NULL if memory ran out when the connection began, and where libmilter calls
   for a connection that never was one. */
static struct tm_session *session_of(SMFICTX *ctx)
{
	return smfi_getpriv(ctx);
}

static const char *macro(SMFICTX *ctx, const char *name)
{
	char buf[32];
	size_t i;

	/* libmilter's prototype lacks const. */
	for (i = 0; name[i] != '\0' && i < sizeof(buf) - 1; i++)
		buf[i] = name[i];
	buf[i] = '\0';
	return smfi_getsymval(ctx, buf);
}

/* The answer to a stage that needs none. */
static sfsistat go_on(SMFICTX *ctx, unsigned long no_reply)
{
	const struct tm_session *session = session_of(ctx);

	if (session != NULL && (session->steps & no_reply) != 0)
		return SMFIS_NOREPLY;
	return SMFIS_CONTINUE;
}

static void ask_for_macros(SMFICTX *ctx, const struct tm_session *session)
{
	char mail[] = "i {auth_authen} {tls_version} {client_port}";
	char id[] = "i", rcpt[] = "{rcpt_addr}", rcpt_id[] = "i {rcpt_addr}";

	/* In place of what main.cf says, which may lack what we need. */
	(void)smfi_setsymlist(ctx, SMFIM_ENVFROM, mail);
	(void)smfi_setsymlist(ctx, SMFIM_ENVRCPT,
			      session->stages.rcpt_reply ? rcpt_id : rcpt);
	(void)smfi_setsymlist(ctx, SMFIM_EOM, id);
}

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long actions,
			     unsigned long steps, unsigned long unused2,
			     unsigned long unused3, unsigned long *actions_r,
			     unsigned long *steps_r, unsigned long *unused2_r,
			     unsigned long *unused3_r)
{
	struct tm_session *session;

	(void)unused2, (void)unused3;
	if (!tm_stages_actions_suffice(actions)) {
		tm_log(LOG_ERR, "the mail server does not let filters change "
				"header fields and recipients");
		return SMFIS_REJECT;
	}
	session = tm_session_new(server);
	if (session == NULL || smfi_setpriv(ctx, session) != MI_SUCCESS) {
		tm_log(LOG_ERR, "out of memory for a connection");
		tm_session_free(&session);
		return SMFIS_REJECT;
	}
	session->steps = tm_stages_steps(&session->stages, steps, server->tcp);
	if ((actions & SMFIF_SETSYMLIST) != 0)
		ask_for_macros(ctx, session);
	else
		/* Then the TLS version comes with HELO. */
		session->steps &= ~(unsigned long)SMFIP_NOHELO;
	*actions_r = tm_stages_actions(actions);
	*steps_r = session->steps;
	*unused2_r = *unused3_r = 0;
	return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address)
{
	struct tm_session *session = session_of(ctx);

	(void)name;
	if (session != NULL)
		tm_session_set_client(session, address);
	return go_on(ctx, SMFIP_NR_CONN);
}

static sfsistat on_helo(SMFICTX *ctx, char *name)
{
	(void)name;
	return go_on(ctx, SMFIP_NR_HELO);
}

/* What fails here is answered at the end of the message. */
static sfsistat on_mail(SMFICTX *ctx, char **args)
{
	struct tm_session *session = session_of(ctx);
	struct tm_envelope envelope = {
		.sender = args[0],
		.parameters = (const char *const *)args + 1,
		.tls_version = macro(ctx, "{tls_version}"),
		.auth_authen = macro(ctx, "{auth_authen}"),
		.client_port = macro(ctx, "{client_port}"),
	};

	if (session != NULL && tm_session_mail(session, &envelope) < 0)
		tm_session_forget(session);
	return go_on(ctx, SMFIP_NR_MAIL);
}

static sfsistat on_rcpt(SMFICTX *ctx, char **args)
{
	struct tm_session *session = session_of(ctx);
	char reply[TENURE_REPLY_MAX + 8];

	if (session != NULL &&
	    tm_session_rcpt(session, args[0], macro(ctx, "{rcpt_addr}"),
			    macro(ctx, "i"), reply) > 0)
		return tm_edits_reply(ctx, reply);
	return go_on(ctx, SMFIP_NR_RCPT);
}

static sfsistat on_data(SMFICTX *ctx)
{
	return go_on(ctx, SMFIP_NR_DATA);
}

static sfsistat on_header(SMFICTX *ctx, char *name, char *body)
{
	struct tm_session *session = session_of(ctx);

	if (session != NULL && session->message != NULL)
		tm_message_add_field(session->message, name, body,
				     (session->steps & SMFIP_HDR_LEADSPC) != 0);
	return go_on(ctx, SMFIP_NR_HDR);
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *data, size_t size)
{
	struct tm_session *session = session_of(ctx);

	if (session != NULL && session->message != NULL)
		tm_message_add_body(session->message, data, size);
	return go_on(ctx, SMFIP_NR_BODY);
}

static sfsistat on_end_of_message(SMFICTX *ctx)
{
	struct tm_session *session = session_of(ctx);
	struct tm_verdict verdict;
	sfsistat answer;

	if (session == NULL) {
		tm_log(LOG_ERR, "a message was deferred: its connection could "
				"not be set up");
		return tm_edits_defer(ctx);
	}
	if (tm_session_end(session, macro(ctx, "i"), &verdict) < 0) {
		answer = tm_edits_defer(ctx);
	} else {
		answer = tm_edits_apply(ctx, session->message, &verdict,
					(session->steps & SMFIP_HDR_LEADSPC) !=
						0);
		tm_verdict_free(&verdict);
	}
	tm_session_forget(session);
	return answer;
}

static sfsistat on_abort(SMFICTX *ctx)
{
	struct tm_session *session = session_of(ctx);

	if (session != NULL)
		tm_session_forget(session);
	return SMFIS_CONTINUE;
}

static sfsistat on_close(SMFICTX *ctx)
{
	struct tm_session *session = session_of(ctx);

	tm_session_free(&session);
	(void)smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

struct smfiDesc tm_callbacks_description(void)
{
	static char name[] = "tenure-milter";

	return (struct smfiDesc){
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = tm_stages_actions(SMFIF_SETSYMLIST),
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_mail,
		.xxfi_envrcpt = on_rcpt,
		.xxfi_header = on_header,
		.xxfi_body = on_body,
		.xxfi_eom = on_end_of_message,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
		.xxfi_data = on_data,
		.xxfi_negotiate = on_negotiate,
	};
}
