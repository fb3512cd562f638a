/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-login-delay.h"
#include "policy/mailbox-value.h"
#include "pop3-plugin/notes/last-login.h"
#include "pop3-plugin/dovecot/log.h"
#include <mkdir-parents.h>
#include <ostream-null.h>
#include <sys/stat.h>

#define REFUSED "tenure: The login was refused"

/* While a session is being refused; see refuse(). */
static failure_callback_t *next_error_handler;

static void ATTR_FORMAT(2, 0)
	refused_error_handler(const struct failure_context *ctx,
			      const char *format, va_list args)
{
	failure_callback_t *next = next_error_handler;
	va_list args2;
	bool ours;

	VA_COPY(args2, args);
	T_BEGIN
	{
		ours = strstr(t_strdup_vprintf(format, args2), REFUSED) != NULL;
	}
	T_END;
	va_end(args2);
	if (ours)
		tenure_pop3_login_delay_end();
	else
		next(ctx, format, args);
}

void tenure_pop3_login_delay_end(void)
{
	if (next_error_handler != NULL)
		i_set_error_handler(next_error_handler);
	next_error_handler = NULL;
}

/* At this point a session cannot be ended. But the user's initialization, the
   server's next step, can be made to fail: then it ends the session before it
   opens a mailbox. What it would say to the client goes nowhere, as the client
   was told the reason; what it would say to the log is no error, and was logged
   as what it is. */
static void refuse(struct client *client)
{
	failure_callback_t *fatal, *info, *debug;

	(void)o_stream_flush(client->output);
	o_stream_destroy(&client->output);
	client->output = o_stream_create_null();
	client->user->error = REFUSED;
	i_get_failure_handlers(&fatal, &next_error_handler, &info, &debug);
	i_set_error_handler(refused_error_handler);
}

/* Where the time of the last login is kept. Returns 0, or -1 with err. */
static int delay_folder(struct mail_user *user, const char **folder_r,
			struct tenure_error *err)
{
	struct stat st;

	if (mail_user_get_home(user, folder_r) <= 0) {
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"the user has no home folder");
	}
	if (stat(*folder_r, &st) < 0 && errno == ENOENT &&
	    mkdir_parents(*folder_r, 0700) < 0 && errno != EEXIST) {
		return tenure_error_errno(err, errno, "mkdir(%s)", *folder_r);
	}
	return 0;
}

static int64_t delay_check(struct mail_user *user, int64_t delay,
			   struct tenure_error *err)
{
	const char *folder;

	if (delay_folder(user, &folder, err) < 0)
		return -1;
	return tenure_last_login_check(folder, ioloop_time, delay, err);
}

static void delay_log(struct tenure_pop3_session *session, int64_t delay,
		      int64_t wait, const struct tenure_error *err)
{
	bool observe = session->user->set.observe;
	struct event *event = tenure_event(session->client->user->event,
					   "tenure_login_denied");
	char text[1024];

	event_add_int(event, "delay", delay);
	event_add_str(event, "mode", observe ? "observe" : "enforce");
	if (wait > 0) {
		event_add_int(event, "wait", wait);
		e_info(event,
		       "%s login: %lld of %lld seconds since the last one are "
		       "still to pass",
		       observe ? "would refuse" : "refused", (long long)wait,
		       (long long)delay);
	} else {
		(void)tenure_error_format(err, text, sizeof(text));
		event_add_str(event, "error", text);
		e_error(event,
			"%s login, as the time of the last one cannot be "
			"recorded: %s",
			observe ? "would refuse" : "refused", text);
	}
	event_unref(&event);
}

void tenure_pop3_login_delay(struct tenure_pop3_session *session)
{
	struct client *client = session->client;
	const struct tenure_mailbox *mailbox =
		tenure_user_own_mailbox(session->user);
	struct tenure_error err;
	int64_t delay, wait;

	if (mailbox == NULL ||
	    (delay = tenure_mailbox_pop3_login_delay(mailbox)) <= 0)
		return;
	if ((wait = delay_check(client->user, delay, &err)) == 0)
		return;
	delay_log(session, delay, wait, &err);
	if (session->user->set.observe)
		return;
	if (wait > 0) {
		client_send_line(client,
				 "-ERR [LOGIN-DELAY] Next login in %lld "
				 "seconds, please.",
				 (long long)wait);
	} else {
		client_send_line(client,
				 "-ERR [SYS/TEMP] Login is not possible at "
				 "present, try again later.");
	}
	refuse(client);
}
