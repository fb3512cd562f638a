/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <libmilter/mfapi.h>

/* What a milter costs that does nothing but insert one header field: the
   yardstick of the speed tables.

     null-milter all SOCKET    registers every callback and answers each, as
			       most milters do
     null-milter least SOCKET  negotiates every stage and reply away

   SOCKET is as in smfi_setconn(): unix:/path or inet:port@127.0.0.1. It ends
   on SIGTERM. */

static sfsistat null_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address)
{
	(void)ctx, (void)name, (void)address;
	return SMFIS_CONTINUE;
}

static sfsistat null_helo(SMFICTX *ctx, char *name)
{
	(void)ctx, (void)name;
	return SMFIS_CONTINUE;
}

static sfsistat null_envelope(SMFICTX *ctx, char **args)
{
	(void)ctx, (void)args;
	return SMFIS_CONTINUE;
}

static sfsistat null_header(SMFICTX *ctx, char *name, char *body)
{
	(void)ctx, (void)name, (void)body;
	return SMFIS_CONTINUE;
}

static sfsistat null_body(SMFICTX *ctx, unsigned char *data, size_t size)
{
	(void)ctx, (void)data, (void)size;
	return SMFIS_CONTINUE;
}

static sfsistat null_unknown(SMFICTX *ctx, const char *command)
{
	(void)ctx, (void)command;
	return SMFIS_CONTINUE;
}

static sfsistat null_event(SMFICTX *ctx)
{
	(void)ctx;
	return SMFIS_CONTINUE;
}

static sfsistat null_eom(SMFICTX *ctx)
{
	/* As long as a seal, so that the edit costs the same. */
	static char body[] =
		"v=1; a=ed25519; r=example-hosting; k=mx-2026a;\n"
		" t=1795312345; i=mx1-4bXYZ1234-7f3a9c0011223344; g=1042;\n"
		" s=orders@shop.example; q=tls1.3;\n"
		" h=cc:date:from:list-id:message-id:subject:to;\n"
		" b=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
		" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
	static char name[] = "X-Null-Milter";

	if (smfi_insheader(ctx, 1, name, body) != MI_SUCCESS)
		return SMFIS_TEMPFAIL;
	return SMFIS_CONTINUE;
}

static sfsistat null_negotiate(SMFICTX *ctx, unsigned long actions,
			       unsigned long steps, unsigned long unused2,
			       unsigned long unused3, unsigned long *actions_r,
			       unsigned long *steps_r, unsigned long *unused2_r,
			       unsigned long *unused3_r)
{
	(void)ctx, (void)actions, (void)unused2, (void)unused3;
	*actions_r = SMFIF_ADDHDRS;
	*steps_r = steps & (SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOMAIL |
			    SMFIP_NORCPT | SMFIP_NODATA | SMFIP_NOHDRS |
			    SMFIP_NOEOH | SMFIP_NOBODY | SMFIP_NOUNKNOWN |
			    SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL |
			    SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_HDR |
			    SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_NR_UNKN);
	*unused2_r = *unused3_r = 0;
	return SMFIS_CONTINUE;
}

static const struct smfiDesc null_all = {
	.xxfi_version = SMFI_VERSION,
	.xxfi_flags = SMFIF_ADDHDRS,
	.xxfi_connect = null_connect,
	.xxfi_helo = null_helo,
	.xxfi_envfrom = null_envelope,
	.xxfi_envrcpt = null_envelope,
	.xxfi_header = null_header,
	.xxfi_eoh = null_event,
	.xxfi_body = null_body,
	.xxfi_eom = null_eom,
	.xxfi_abort = null_event,
	.xxfi_close = null_event,
	.xxfi_unknown = null_unknown,
	.xxfi_data = null_event,
};

static const struct smfiDesc null_least = {
	.xxfi_version = SMFI_VERSION,
	.xxfi_flags = SMFIF_ADDHDRS,
	.xxfi_eom = null_eom,
	.xxfi_negotiate = null_negotiate,
};

int main(int argc, char **argv)
{
	static char name[] = "null-milter";
	struct smfiDesc description;

	if (argc == 3 && strcmp(argv[1], "all") == 0)
		description = null_all;
	else if (argc == 3 && strcmp(argv[1], "least") == 0)
		description = null_least;
	else {
		fprintf(stderr, "usage: null-milter all|least SOCKET\n");
		return 2;
	}
	description.xxfi_name = name;
	/* Postfix's smtpd connects as its own user. */
	umask(0);
	if (smfi_setconn(argv[2]) != MI_SUCCESS ||
	    smfi_register(description) != MI_SUCCESS ||
	    smfi_setbacklog(1024) != MI_SUCCESS ||
	    smfi_opensocket(true) != MI_SUCCESS) {
		fprintf(stderr, "null-milter: cannot listen on %s\n", argv[2]);
		return 4;
	}
	return smfi_main() == MI_SUCCESS ? 0 : 4;
}
