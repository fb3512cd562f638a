/* SPDX-License-Identifier: MIT */
#include "fake-mfapi.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attrs.h"

static void text_clear(struct fake_text *text)
{
	text->used = 0;
	text->data[0] = '\0';
}

static void text_printf(struct fake_text *text, const char *fmt, ...)
	TENURE_FORMAT(2, 3);
static void text_printf(struct fake_text *text, const char *fmt, ...)
{
	size_t room = sizeof(text->data) - text->used;
	va_list args;
	int size;

	va_start(args, fmt);
	size = vsnprintf(text->data + text->used, room, fmt, args);
	va_end(args);
	if (size < 0 || (size_t)size >= room)
		abort();
	text->used += (size_t)size;
}

void fake_mfapi_clear(struct smfi_str *ctx)
{
	text_clear(&ctx->calls);
	text_clear(&ctx->inserted);
	text_clear(&ctx->reply);
}

static int edit_result(struct smfi_str *ctx)
{
	if (ctx->fail_edit > 0 && --ctx->fail_edit == 0)
		return MI_FAILURE;
	return MI_SUCCESS;
}

int smfi_setpriv(SMFICTX *ctx, void *data)
{
	ctx->private_data = data;
	return MI_SUCCESS;
}

void *smfi_getpriv(SMFICTX *ctx)
{
	return ctx->private_data;
}

char *smfi_getsymval(SMFICTX *ctx, char *name)
{
	for (size_t i = 0; ctx->macros != NULL && ctx->macros[i] != NULL;
	     i += 2) {
		if (strcmp(ctx->macros[i], name) == 0) {
			char *value;

			/* The prototype lacks const. */
			memcpy(&value, &ctx->macros[i + 1], sizeof(value));
			return value;
		}
	}
	return NULL;
}

int smfi_setsymlist(SMFICTX *ctx, int where, char *macros)
{
	text_printf(&ctx->calls, "setsymlist %d %s\n", where, macros);
	return MI_SUCCESS;
}

int smfi_chgheader(SMFICTX *ctx, char *name, int index, char *body)
{
	text_printf(&ctx->calls, "chgheader %d %s%s%s\n", index, name,
		    body == NULL ? "" : " ", body == NULL ? "" : body);
	return edit_result(ctx);
}

int smfi_insheader(SMFICTX *ctx, int index, char *name, char *body)
{
	text_printf(&ctx->calls, "insheader %d %s\n", index, name);
	text_clear(&ctx->inserted);
	text_printf(&ctx->inserted, "%s", body);
	return edit_result(ctx);
}

int smfi_delrcpt(SMFICTX *ctx, char *address)
{
	text_printf(&ctx->calls, "delrcpt %s\n", address);
	return edit_result(ctx);
}

int smfi_quarantine(SMFICTX *ctx, char *reason)
{
	text_printf(&ctx->calls, "quarantine %s\n", reason);
	return edit_result(ctx);
}

int smfi_setreply(SMFICTX *ctx, char *code, char *status, char *text)
{
	text_clear(&ctx->reply);
	text_printf(&ctx->reply, "%s %s %s", code, status, text);
	return MI_SUCCESS;
}
