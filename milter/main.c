/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <openssl/crypto.h>

#include "callbacks.h"
#include "listener.h"
#include "log.h"
#include "notify.h"
#include "options.h"
#include "policy-holder.h"
#include "signals.h"

/* Exit codes, as those of tenure(1). */
enum {
	EXIT_DONE = 0,
	EXIT_USAGE = 2,
	EXIT_INPUT = 3,
	EXIT_ENVIRONMENT = 4
};

static int exit_code(enum tenure_error_code code)
{
	return code == TENURE_ERROR_INPUT ? EXIT_INPUT : EXIT_ENVIRONMENT;
}

static int fail(const struct tenure_error *err)
{
	char text[1024];

	tm_log(LOG_CRIT, "%s", tenure_error_format(err, text, sizeof(text)));
	return exit_code(err->code);
}

/* What stops us before we run also goes to the terminal. */
static int load(const char *config_path, struct tm_setup **setup_r)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	char *line, *rest;

	if (tm_setup_load(config_path, setup_r, &problem) == 0)
		return EXIT_DONE;
	rest = problem.text.failed ? NULL : problem.text.data;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (*line == '\0')
			continue;
		fprintf(stderr, "tenure-milter: %s\n", line);
		syslog(LOG_CRIT, "fatal: %s", line);
	}
	tenure_buffer_free(&problem.text);
	return exit_code(problem.code);
}

static void reload(void *context)
{
	tm_notify("RELOADING=1");
	(void)tm_policy_holder_reload(context);
	tm_notify("READY=1");
}

static void name_host(struct tm_server *server)
{
	char *dot;

	if (gethostname(server->host, sizeof(server->host)) < 0)
		strcpy(server->host, "localhost");
	server->host[sizeof(server->host) - 1] = '\0';
	/* The domain would only make the serial longer. */
	dot = strchr(server->host, '.');
	if (dot != NULL && dot != server->host)
		*dot = '\0';
}

static void log_start(const struct tm_setup *setup)
{
	const struct tenure_config *config = tm_setup_config(setup);

	tm_log(LOG_INFO,
	       "listening on %s: realm %s, generation %" PRIu64 ", key %s%s",
	       config->milter.socket, config->realm,
	       tenure_snapshot_generation(tm_setup_snapshot(setup)),
	       tenure_private_key_id(tm_setup_key(setup)),
	       config->mode == TENURE_MODE_OBSERVE ? ", only observing" : "");
}

/* What can fail while there is one thread. */
static int prepare(struct tm_server *server, const struct tm_setup *setup,
		   struct tenure_error *err)
{
	const struct tenure_config *config = tm_setup_config(setup);
	int ret;

	name_host(server);
	server->tcp = tm_listener_is_tcp(config->milter.socket);
	tm_callbacks_init(server);
	if (smfi_register(tm_callbacks_description()) != MI_SUCCESS)
		return tenure_error_set(
			err, TENURE_ERROR_ENVIRONMENT,
			"libmilter does not take our callbacks");
	if (tm_listener_open(config, err) < 0)
		return -1;
	/* Once there is a thread that reloads, setup may be gone. */
	log_start(setup);
	ret = tm_signals_start(reload, server->holder);
	if (ret != 0)
		return tenure_error_errno(err, ret, "cannot start a thread");
	return 0;
}

/* Takes over the reference to setup. */
static int serve(const char *config_path, struct tm_setup *setup)
{
	/* Threads of libmilter may still be at it when smfi_main() returns: it
	   is left to the end of the process. */
	static struct tm_server server;
	struct tenure_error err;

	if (tm_policy_holder_new(config_path, setup, &server.holder) < 0) {
		tm_setup_unref(&setup);
		(void)tenure_error_nomem(&err);
		return fail(&err);
	}
	if (prepare(&server, setup, &err) < 0) {
		tm_policy_holder_free(&server.holder);
		return fail(&err);
	}
	tm_notify("READY=1");
	if (smfi_main() != MI_SUCCESS && !tm_signals_stopped()) {
		(void)tenure_error_set(&err, TENURE_ERROR_ENVIRONMENT,
				       "libmilter gave up, see its log");
		return fail(&err);
	}
	tm_notify("STOPPING=1");
	tm_log(LOG_INFO, "stopped");
	return EXIT_DONE;
}

static int check(const char *config_path)
{
	struct tm_setup *setup;
	int code = load(config_path, &setup);

	if (code != EXIT_DONE)
		return code;
	printf("%s: generation %" PRIu64 ", key %s\n",
	       tm_setup_config(setup)->path,
	       tenure_snapshot_generation(tm_setup_snapshot(setup)),
	       tenure_private_key_id(tm_setup_key(setup)));
	tm_setup_unref(&setup);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct tm_options options;
	struct tm_setup *setup;
	const char *error;
	int code;

	if (tm_options_parse(argc, argv, &options, &error) < 0) {
		fprintf(stderr, "tenure-milter: %s\n%s", error,
			tm_options_usage);
		return EXIT_USAGE;
	}
	if (options.help || options.version) {
		fputs(options.help ? tm_options_usage
				   : "tenure-milter " PACKAGE_VERSION "\n",
		      stdout);
		return EXIT_DONE;
	}
	tm_log_open(options.foreground);
	if (options.check_only)
		return check(options.config);
	/* At exit, threads of libmilter may still be ending. OpenSSL then gives
	   up what they have, and so do they. The texts of its errors are told
	   to nobody. */
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT |
					OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
				NULL) != 1)
		tm_log(LOG_WARNING, "OpenSSL cannot be told to leave its end "
				    "to the system");
	if (tm_signals_hold() != 0)
		tm_log(LOG_WARNING, "signals cannot be held back");
	code = load(options.config, &setup);
	if (code != EXIT_DONE)
		return code;
	return serve(options.config, setup);
}
