/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "fake-mfapi.h"
#include "milter/callbacks.h"
#include "milter/log.h"
#include "seal/sign.h"
#include "world.h"

/* Conversations with the callbacks, without libmilter. */

static const char policy_text[] =
	"tenure_version = 1\n"
	"class spam { match { header X-Spam = YES } }\n"
	"plan open { class spam { smtp { accept = reject \"5.7.1 spam\" } } }\n"
	"plan closed { smtp { accept = reject \"5.7.1 closed\" } }\n"
	"tenant closed.example { plan = closed }\n"
	"unknown = open\n";
static const char policy_plain[] = "tenure_version = 1\n"
				   "plan open { keep = 0 }\n"
				   "unknown = open\n";
static const char policy_size[] =
	"tenure_version = 1\n"
	"class big { match { size > 100 } }\n"
	"plan open { class big { smtp { accept = reject \"5.3.4 big\" } } }\n"
	"unknown = open\n";

static const char policy_parts[] =
	"tenure_version = 1\n"
	"class paper { match { attachment = *.pdf } }\n"
	"plan open { class paper { smtp { accept = reject \"5.7.1 no "
	"paper\" } } }\n"
	"unknown = open\n";
static const char policy_network[] =
	"tenure_version = 1\n"
	"network spare { addresses = 10.0.0.0/8 }\n"
	"network office { addresses = 192.0.2.0/24 2001:db8::/32 }\n"
	"class office { match { client = office } }\n"
	"plan open { keep = 0 }\n"
	"plan tight { class office { smtp { accept = reject \"5.7.1 no "
	"office\" } } }\n"
	"tenant tight.example { plan = tight }\n"
	"unknown = open\n";

static const char policy_user[] =
	"tenure_version = 1\n"
	"plan open { keep = 0 }\n"
	"user a@b.example { smtp { accept = defer \"4.7.1 no\" } }\n"
	"unknown = open\n";
static const char policy_tenant[] =
	"tenure_version = 1\n"
	"plan open { keep = 0 }\n"
	"tenant b.example { smtp { accept = reject \"5.7.1 no\" } }\n"
	"unknown = open\n";

static const char *const macros[] = {
	"i",    "4bTEST", "{tls_version}", "TLSv1.3", "{client_port}",
	"4711", NULL};
static const char *const local_macros[] = {"i", "4bTEST", "{client_port}", "0",
					   NULL};

#define ALL_ACTIONS 0x1ffUL
#define ALL_STEPS 0x1fffffUL

static struct world world;
static struct tm_server server;

static int set_up_with(const char *policy, const char *settings)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	struct tm_setup *setup;

	world_make(&world, policy, settings);
	if (tm_setup_load(world.config, &setup, &problem) < 0 ||
	    tm_policy_holder_new(world.config, setup, &server.holder) < 0)
		return -1;
	strcpy(server.host, "mx1");
	tm_callbacks_init(&server);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	return set_up_with(policy_text, "");
}

static int set_up_observe(void **state)
{
	(void)state;
	return set_up_with(policy_text, "mode = observe");
}

static int set_up_trusting(void **state)
{
	(void)state;
	return set_up_with(policy_text,
			   "milter { trusted_relays = 10.0.0.0/8 }");
}

static int tear_down(void **state)
{
	(void)state;
	tm_policy_holder_free(&server.holder);
	world_remove(&world);
	return 0;
}

/* ---------------------------------------------------------- conversations */

static unsigned long negotiate(SMFICTX *ctx)
{
	struct smfiDesc desc = tm_callbacks_description();
	unsigned long actions, steps, unused2, unused3;

	assert_int_equal(desc.xxfi_negotiate(ctx, ALL_ACTIONS, ALL_STEPS, 0, 0,
					     &actions, &steps, &unused2,
					     &unused3),
			 SMFIS_CONTINUE);
	return steps;
}

static sfsistat mail(SMFICTX *ctx)
{
	char sender[] = "<shop@shop.example>", size[] = "SIZE=1000";
	char *args[] = {sender, size, NULL};

	return tm_callbacks_description().xxfi_envfrom(ctx, args);
}

static sfsistat rcpt(SMFICTX *ctx, const char *address)
{
	char copy[100], *args[] = {copy, NULL};

	strcpy(copy, address);
	return tm_callbacks_description().xxfi_envrcpt(ctx, args);
}

static sfsistat header(SMFICTX *ctx, const char *name, const char *body)
{
	char name_copy[100], body_copy[TENURE_SEAL_MAX];

	strcpy(name_copy, name);
	strcpy(body_copy, body);
	return tm_callbacks_description().xxfi_header(ctx, name_copy,
						      body_copy);
}

static sfsistat end(SMFICTX *ctx)
{
	return tm_callbacks_description().xxfi_eom(ctx);
}

static void close_connection(SMFICTX *ctx)
{
	assert_int_equal(tm_callbacks_description().xxfi_close(ctx),
			 SMFIS_CONTINUE);
	assert_null(ctx->private_data);
}

/* A whole message on a connection that is there. */
static sfsistat message(SMFICTX *ctx, const char *recipient, const char *spam)
{
	fake_mfapi_clear(ctx);
	(void)mail(ctx);
	(void)rcpt(ctx, recipient);
	(void)header(ctx, "From", "shop@shop.example");
	(void)header(ctx, "X-Spam", spam);
	return end(ctx);
}

/* ------------------------------------------------------------------- tests */

static void test_stages(void **state)
{
	static const struct {
		const char *policy, *settings;
		bool tcp;
		/* Stages and replies that must be asked for. */
		unsigned long want;
	} cases[] = {
		{policy_plain, "", false, 0},
		{policy_plain, "", true, SMFIP_NODATA | SMFIP_NR_DATA},
		{policy_text, "", false, SMFIP_NR_RCPT},
		{policy_text, "mode = observe", false, 0},
		{policy_size, "", false, SMFIP_NOBODY},
		{policy_parts, "", false, SMFIP_NOBODY},
		{policy_network, "", false, SMFIP_NOCONNECT | SMFIP_NR_RCPT},
		{policy_user, "", false, SMFIP_NR_RCPT},
		{policy_tenant, "", false, SMFIP_NR_RCPT},
		{policy_plain, "milter { trusted_relays = 10.0.0.0/8 }", false,
		 SMFIP_NOCONNECT},
	};
	/* Those that nobody sends where the stage itself is away. */
	const unsigned long of_interest =
		SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOMAIL | SMFIP_NORCPT |
		SMFIP_NODATA | SMFIP_NOHDRS | SMFIP_NOBODY | SMFIP_NOEOH |
		SMFIP_NOUNKNOWN | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR;
	const unsigned long always = SMFIP_NOMAIL | SMFIP_NORCPT | SMFIP_NOHDRS;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smfi_str ctx = {.macros = macros};
		unsigned long steps;

		assert_int_equal(
			set_up_with(cases[i].policy, cases[i].settings), 0);
		server.tcp = cases[i].tcp;
		steps = negotiate(&ctx);
		assert_int_equal(~steps & of_interest,
				 always | (cases[i].want & of_interest));
		if ((cases[i].want & SMFIP_NR_DATA) != 0)
			assert_int_equal(steps & SMFIP_NR_DATA, 0);
		close_connection(&ctx);
		server.tcp = false;
		assert_int_equal(tear_down(state), 0);
	}
}

static void test_messages(void **state)
{
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	(void)negotiate(&ctx);
	/* Several on one connection, each on its own. */
	assert_int_equal(message(&ctx, "<a@x.example>", "NO"), SMFIS_CONTINUE);
	assert_string_equal(ctx.calls.data, "insheader 1 Tenure-Seal\n");
	assert_int_equal(message(&ctx, "<a@x.example>", "YES"), SMFIS_REJECT);
	assert_string_equal(ctx.calls.data, "");
	assert_string_equal(ctx.reply.data, "550 5.7.1 spam");
	assert_int_equal(message(&ctx, "<a@x.example>", "NO"), SMFIS_CONTINUE);
	close_connection(&ctx);
}

static void test_refused_recipient(void **state)
{
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	(void)negotiate(&ctx);
	assert_int_equal(mail(&ctx), SMFIS_NOREPLY);
	assert_int_equal(rcpt(&ctx, "<a@closed.example>"), SMFIS_REJECT);
	assert_string_equal(ctx.reply.data, "550 5.7.1 closed");
	assert_int_equal(rcpt(&ctx, "<a@x.example>"), SMFIS_CONTINUE);
	assert_int_equal(end(&ctx), SMFIS_CONTINUE);
	close_connection(&ctx);
	/* Postfix takes no answer at RCPT for mail of sendmail(1). */
	ctx.macros = local_macros;
	(void)negotiate(&ctx);
	(void)mail(&ctx);
	assert_int_equal(rcpt(&ctx, "<a@closed.example>"), SMFIS_CONTINUE);
	assert_int_equal(end(&ctx), SMFIS_REJECT);
	close_connection(&ctx);
}

static void test_observe(void **state)
{
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	(void)negotiate(&ctx);
	(void)mail(&ctx);
	assert_int_equal(rcpt(&ctx, "<a@closed.example>"), SMFIS_NOREPLY);
	(void)header(&ctx, "X-Spam", "YES");
	(void)header(&ctx, "tenure-seal", "v=1");
	fake_mfapi_clear(&ctx);
	assert_int_equal(end(&ctx), SMFIS_CONTINUE);
	assert_string_equal(
		ctx.calls.data,
		"chgheader 1 Tenure-Seal\ninsheader 1 Tenure-Seal\n");
	close_connection(&ctx);
}

/* mode = observe counts for connections that are there already. */
static void test_observe_later(void **state)
{
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	(void)negotiate(&ctx);
	(void)mail(&ctx);
	assert_int_equal(rcpt(&ctx, "<a@closed.example>"), SMFIS_REJECT);
	world_configure(&world, "mode = observe");
	assert_int_equal(tm_policy_holder_reload(server.holder), 0);
	(void)mail(&ctx);
	assert_int_equal(rcpt(&ctx, "<a@closed.example>"), SMFIS_CONTINUE);
	assert_int_equal(end(&ctx), SMFIS_CONTINUE);
	close_connection(&ctx);
}

static int set_up_network(void **state)
{
	(void)state;
	return set_up_with(policy_network, "");
}

static int set_up_parts(void **state)
{
	(void)state;
	return set_up_with(policy_parts, "");
}

/* Connect from an address; NULL: from none that is known. */
static void connect_client(SMFICTX *ctx, const char *text)
{
	struct smfiDesc desc = tm_callbacks_description();
	struct sockaddr_storage address;
	char name[] = "client.example";

	memset(&address, 0, sizeof(address));
	if (text != NULL && strchr(text, ':') == NULL) {
		address.ss_family = AF_INET;
		assert_int_equal(
			inet_pton(AF_INET, text,
				  &((struct sockaddr_in *)&address)->sin_addr),
			1);
	} else if (text != NULL) {
		address.ss_family = AF_INET6;
		assert_int_equal(
			inet_pton(
				AF_INET6, text,
				&((struct sockaddr_in6 *)&address)->sin6_addr),
			1);
	}
	(void)desc.xxfi_connect(ctx, name,
				text == NULL ? NULL : (_SOCK_ADDR *)&address);
}

/* What the seal says of the client, and whom it does not reach. */
static void test_networks(void **state)
{
	static const struct {
		const char *client, *want;
		bool refused;
	} cases[] = {
		{"192.0.2.7", "q=tls1.3,net:office;", true},
		{"::ffff:192.0.2.7", "q=tls1.3,net:office;", true},
		{"2001:db8::1", "q=tls1.3,net:office;", true},
		{"192.0.3.7", "q=tls1.3;", false},
		/* No condition is about that one. */
		{"10.0.0.1", "q=tls1.3;", false},
		{NULL, "q=tls1.3,net:?;", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smfi_str ctx = {.macros = macros};

		(void)negotiate(&ctx);
		connect_client(&ctx, cases[i].client);
		assert_int_equal(message(&ctx, "<a@x.example>", "NO"),
				 SMFIS_CONTINUE);
		if (strstr(ctx.inserted.data, cases[i].want) == NULL)
			fail_msg("%s: %s", cases[i].want, ctx.inserted.data);
		(void)mail(&ctx);
		assert_int_equal(rcpt(&ctx, "<a@tight.example>"),
				 cases[i].refused ? SMFIS_REJECT
						  : SMFIS_CONTINUE);
		close_connection(&ctx);
	}
}

static const char policy_demand[] =
	"tenure_version = 1\n"
	"plan open { smtp { require_auth = yes } }\n"
	"unknown = open\n";

static int set_up_demand(void **state)
{
	(void)state;
	return set_up_with(policy_demand,
			   "milter { trusted_relays = 10.0.0.0/8 }");
}

static int set_up_limit(void **state)
{
	(void)state;
	return set_up_with("tenure_version = 1\n"
			   "plan open { smtp { max_size = 999 } }\n"
			   "unknown = open\n",
			   "milter { trusted_relays = 10.0.0.0/8 }");
}

/* A relay's message may have a seal that says how it came to the relay, and
   how large it was: it is not judged before its end. */
static void test_demand(void **state)
{
	static const struct {
		const char *client;
		sfsistat want;
	} cases[] = {
		{"192.0.2.1", SMFIS_REJECT},
		{"10.0.0.1", SMFIS_CONTINUE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smfi_str ctx = {.macros = macros};

		(void)negotiate(&ctx);
		connect_client(&ctx, cases[i].client);
		(void)mail(&ctx);
		assert_int_equal(rcpt(&ctx, "<a@x.example>"), cases[i].want);
		close_connection(&ctx);
	}
}

/* A body in pieces. */
static void test_parts(void **state)
{
	static const struct {
		const char *type, *body;
		sfsistat want;
	} cases[] = {
		{"text/plain; name=a.pdf", NULL, SMFIS_REJECT},
		{"text/plain; name=a.pdfx", NULL, SMFIS_CONTINUE},
		{"multipart/mixed; boundary=b",
		 "--b\r\n\r\n--b\r\nContent-Type: a/b;\r\n name=c.pdf\r\n\r\n",
		 SMFIS_REJECT},
		{"multipart/mixed; boundary=b", "--b\r\n\r\na.pdf\r\n--b--\r\n",
		 SMFIS_CONTINUE},
		/* Nothing is refused on a guess. */
		{"multipart/mixed", "--b\r\n", SMFIS_CONTINUE},
	};
	struct smfiDesc desc = tm_callbacks_description();
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	(void)negotiate(&ctx);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned char body[200];
		size_t size = 0;

		fake_mfapi_clear(&ctx);
		(void)mail(&ctx);
		(void)rcpt(&ctx, "<a@x.example>");
		(void)header(&ctx, "Content-Type", cases[i].type);
		if (cases[i].body != NULL)
			size = strlen(cases[i].body);
		for (size_t at = 0; at < size; at += 3) {
			memcpy(body, cases[i].body + at, 3);
			(void)desc.xxfi_body(&ctx, body,
					     size - at < 3 ? size - at : 3);
		}
		assert_int_equal(end(&ctx), cases[i].want);
	}
	close_connection(&ctx);
}

/* Events in every order that libmilter may choose. */
static void test_cut_off(void **state)
{
	struct smfi_str ctx = {.macros = macros};
	struct smfiDesc desc = tm_callbacks_description();

	(void)state;
	close_connection(&ctx);
	assert_int_equal(desc.xxfi_abort(&ctx), SMFIS_CONTINUE);
	/* A connection that could not be set up: later, not sealed. */
	assert_int_equal(message(&ctx, "<a@x.example>", "NO"), SMFIS_TEMPFAIL);
	assert_non_null(strstr(ctx.reply.data, "451 4.7.1"));
	(void)negotiate(&ctx);
	close_connection(&ctx);
	(void)negotiate(&ctx);
	(void)mail(&ctx);
	(void)rcpt(&ctx, "<a@x.example>");
	assert_int_equal(desc.xxfi_abort(&ctx), SMFIS_CONTINUE);
	assert_int_equal(desc.xxfi_abort(&ctx), SMFIS_CONTINUE);
	assert_int_equal(message(&ctx, "<a@x.example>", "NO"), SMFIS_CONTINUE);
	/* No beginning, no recipients. */
	assert_int_equal(end(&ctx), SMFIS_TEMPFAIL);
	(void)mail(&ctx);
	assert_int_equal(end(&ctx), SMFIS_TEMPFAIL);
	/* A second MAIL forgets the first. */
	(void)mail(&ctx);
	assert_int_equal(message(&ctx, "<a@x.example>", "NO"), SMFIS_CONTINUE);
	(void)mail(&ctx);
	(void)header(&ctx, "From", "x");
	close_connection(&ctx);
}

static void test_flaws(void **state)
{
	struct smfi_str ctx = {.macros = macros};
	char sender[400], *args[] = {sender, NULL};

	(void)state;
	(void)negotiate(&ctx);
	(void)mail(&ctx);
	(void)rcpt(&ctx, "<a@x.example>");
	for (int i = 0; i < TM_FORGED_MAX + 1; i++)
		(void)header(&ctx, "Tenure-Seal", "");
	assert_int_equal(end(&ctx), SMFIS_REJECT);
	assert_non_null(strstr(ctx.reply.data, "550 5.6.0 "));
	memset(sender, 'a', sizeof(sender) - 1);
	sender[sizeof(sender) - 1] = '\0';
	(void)tm_callbacks_description().xxfi_envfrom(&ctx, args);
	(void)rcpt(&ctx, "<a@x.example>");
	assert_int_equal(end(&ctx), SMFIS_REJECT);
	assert_non_null(strstr(ctx.reply.data, "553 5.1.7 "));
	close_connection(&ctx);
}

/* A policy that needs what was negotiated away waits for the next
   connection; one that does not is taken at once. */
static void test_policy_changes(void **state)
{
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	(void)negotiate(&ctx);
	world_publish(&world, policy_size);
	/* As the old policy says. */
	assert_int_equal(message(&ctx, "<a@x.example>", "YES"), SMFIS_REJECT);
	assert_non_null(strstr(ctx.reply.data, "spam"));
	world_publish(&world, policy_plain);
	assert_int_equal(message(&ctx, "<a@x.example>", "YES"), SMFIS_CONTINUE);
	world_publish(&world, policy_size);
	close_connection(&ctx);
	(void)negotiate(&ctx);
	(void)mail(&ctx);
	(void)rcpt(&ctx, "<a@x.example>");
	(void)tm_callbacks_description().xxfi_body(&ctx, NULL, 200);
	assert_int_equal(end(&ctx), SMFIS_REJECT);
	assert_non_null(strstr(ctx.reply.data, "big"));
	close_connection(&ctx);
}

/* Octets as received: "A: b" CRLF, " c" CRLF, CRLF, body. */
static void test_counted_size(void **state)
{
	static const struct {
		size_t body;
		sfsistat want;
	} cases[] = {{100 - 12, SMFIS_CONTINUE}, {101 - 12, SMFIS_REJECT}};
	struct smfi_str ctx = {.macros = macros};

	(void)state;
	world_publish(&world, policy_size);
	(void)negotiate(&ctx);
	for (size_t i = 0; i < 2; i++) {
		(void)mail(&ctx);
		(void)rcpt(&ctx, "<a@x.example>");
		(void)header(&ctx, "A", " b\n c");
		(void)tm_callbacks_description().xxfi_body(&ctx, NULL,
							   cases[i].body);
		assert_int_equal(end(&ctx), cases[i].want);
	}
	close_connection(&ctx);
}

static void connect_from(SMFICTX *ctx, const char *address)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr generic;
	char name[] = "relay";

	assert_int_equal(inet_pton(AF_INET, address, &in.sin_addr), 1);
	memcpy(&generic, &in, sizeof(generic));
	(void)tm_callbacks_description().xxfi_connect(ctx, name, &generic);
}

/* Send a message with these Tenure-Seal fields from an address. */
static sfsistat relay(SMFICTX *ctx, const char *address,
		      const char *const *seals, size_t count)
{
	sfsistat answer;

	(void)negotiate(ctx);
	connect_from(ctx, address);
	(void)mail(ctx);
	(void)rcpt(ctx, "<a@x.example>");
	(void)header(ctx, "From", "shop@shop.example");
	for (size_t i = 0; i < count; i++)
		(void)header(ctx, "Tenure-Seal", seals[i]);
	fake_mfapi_clear(ctx);
	answer = end(ctx);
	close_connection(ctx);
	return answer;
}

static void test_trusted_relay(void **state)
{
	struct smfi_str ctx = {.macros = macros};
	char first[TENURE_SEAL_MAX], second[TENURE_SEAL_MAX];
	const char *seals[] = {"v=1; forged", first, "junk"};
	const char *both[] = {first, second};
	const char *twice[] = {first, first};

	(void)state;
	assert_int_equal(relay(&ctx, "192.0.2.1", NULL, 0), SMFIS_CONTINUE);
	strcpy(first, ctx.inserted.data);
	assert_int_equal(relay(&ctx, "192.0.2.1", NULL, 0), SMFIS_CONTINUE);
	strcpy(second, ctx.inserted.data);
	assert_string_not_equal(first, second);
	/* From anybody else, all go. */
	assert_int_equal(relay(&ctx, "192.0.2.1", seals, 3), SMFIS_CONTINUE);
	assert_string_equal(
		ctx.calls.data,
		"chgheader 3 Tenure-Seal\nchgheader 2 Tenure-Seal\n"
		"chgheader 1 Tenure-Seal\ninsheader 1 Tenure-Seal\n");
	assert_int_equal(relay(&ctx, "10.1.2.3", seals, 3), SMFIS_CONTINUE);
	assert_string_equal(ctx.calls.data, "chgheader 3 Tenure-Seal\n"
					    "chgheader 1 Tenure-Seal\n");
	assert_int_equal(relay(&ctx, "10.1.2.3", twice, 2), SMFIS_CONTINUE);
	assert_string_equal(ctx.calls.data, "chgheader 2 Tenure-Seal\n");
	/* Which of two that differ is right, nobody can tell. */
	assert_int_equal(relay(&ctx, "10.1.2.3", both, 2), SMFIS_CONTINUE);
	assert_string_equal(ctx.calls.data,
			    "chgheader 2 Tenure-Seal\nchgheader 1 Tenure-Seal\n"
			    "insheader 1 Tenure-Seal\n");
}

static void test_no_memory(void **state)
{
	unsigned long n;
	sfsistat answer;

	(void)state;
	for (n = 1; n < 10000; n++) {
		struct smfi_str ctx = {.macros = macros};
		bool failed;

		(void)negotiate(&ctx);
		connect_client(&ctx, "192.0.2.7");
		tenure_alloc_fail_at(n, 0);
		answer = message(&ctx, "<a@x.example>", "NO");
		failed = tenure_alloc_count() >= n;
		tenure_alloc_fail_at(0, 0);
		/* Sealed, or later: nothing between. */
		if (answer == SMFIS_CONTINUE)
			assert_non_null(strstr(ctx.inserted.data, "b="));
		else
			assert_int_equal(answer, SMFIS_TEMPFAIL);
		close_connection(&ctx);
		if (!failed)
			break;
	}
	assert_true(n > 10);
	assert_int_equal(answer, SMFIS_CONTINUE);
}

static void test_tls_version(void **state)
{
	static const struct {
		const char *macro;
		int want;
	} cases[] = {
		{NULL, 0},        {"", 0},         {"SSLv3", 0},
		{"TLSv1", 10},    {"TLSv1.0", 10}, {"TLSv1.1", 11},
		{"TLSv1.2", 12},  {"TLSv1.3", 13}, {"TLSv1.4", 13},
		{"TLSv1.10", 13}, {"TLSv1x", 0},   {"TLSv2", 0},
		{"unknown", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(tm_tls_version(cases[i].macro), cases[i].want);
}

/* ----------------------------------------------------------------- threads */

static void *many_messages(void *arg)
{
	enum {
		CONNECTIONS = 20,
		MESSAGES = 5
	};
	intptr_t bad = 0;

	(void)arg;
	for (int i = 0; i < CONNECTIONS; i++) {
		struct smfi_str ctx = {.macros = macros};

		(void)negotiate(&ctx);
		for (int j = 0; j < MESSAGES; j++) {
			sfsistat answer = message(&ctx, "<a@x.example>",
						  j % 2 == 0 ? "NO" : "YES");

			if (j % 2 == 0)
				bad += answer != SMFIS_CONTINUE;
			else
				bad += answer != SMFIS_REJECT &&
				       answer != SMFIS_CONTINUE;
		}
		(void)tm_callbacks_description().xxfi_close(&ctx);
	}
	return (void *)bad;
}

static void test_threads(void **state)
{
	enum {
		THREADS = 16,
		ROUNDS = 10
	};
	pthread_t threads[THREADS];
	void *bad;

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, many_messages, NULL),
			0);
	for (int i = 0; i < ROUNDS; i++) {
		world_publish(&world, i % 2 == 0 ? policy_plain : policy_text);
		(void)tm_policy_holder_reload(server.holder);
	}
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &bad), 0);
		assert_null(bad);
	}
}

#define CALLBACK_TEST(name)                                                    \
	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stages),
		cmocka_unit_test(test_tls_version),
		CALLBACK_TEST(test_messages),
		CALLBACK_TEST(test_refused_recipient),
		cmocka_unit_test_setup_teardown(test_observe_later, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_observe, set_up_observe,
						tear_down),
		cmocka_unit_test_setup_teardown(test_networks, set_up_network,
						tear_down),
		cmocka_unit_test_setup_teardown(test_demand, set_up_demand,
						tear_down),
		cmocka_unit_test_setup_teardown(test_demand, set_up_limit,
						tear_down),
		cmocka_unit_test_setup_teardown(test_parts, set_up_parts,
						tear_down),
		CALLBACK_TEST(test_cut_off),
		CALLBACK_TEST(test_flaws),
		CALLBACK_TEST(test_policy_changes),
		CALLBACK_TEST(test_counted_size),
		cmocka_unit_test_setup_teardown(test_trusted_relay,
						set_up_trusting, tear_down),
		CALLBACK_TEST(test_no_memory),
		cmocka_unit_test_setup_teardown(test_no_memory, set_up_network,
						tear_down),
		CALLBACK_TEST(test_threads),
	};

	tm_log_open(false);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
