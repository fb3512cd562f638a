/* SPDX-License-Identifier: MIT */
#include "edits.h"

#include <string.h>

#include "base/buffer.h"
#include "log.h"
#include "seal/seal.h"

/* Where to insert. Postfix counts in the message as it will be delivered: 0 is
   above its own Received field, 1 below it. Below, the trace fields stay on
   top (RFC 5321 4.4), and Postfix goes on hiding its own one from the filters
   after us, so that their numbers stay right. */
#define SEAL_POSITION 1

/* libmilter's prototypes lack const. */
static char *writable_field(char *buf, size_t size)
{
	strncpy(buf, TENURE_SEAL_FIELD, size - 1);
	buf[size - 1] = '\0';
	return buf;
}

/* From the last to the first: in the server the others move up when one is
   deleted, and going up would leave every second one in place. */
static int delete_seals(SMFICTX *ctx, const struct tm_verdict *verdict)
{
	char name[32];

	for (unsigned int i = verdict->seal_count; i > 0; i--) {
		if (i != verdict->kept_seal &&
		    smfi_chgheader(ctx, writable_field(name, sizeof(name)),
				   (int)i, NULL) != MI_SUCCESS)
			return -1;
	}
	return 0;
}

static int insert_seal(SMFICTX *ctx, const struct tm_verdict *verdict,
		       bool leading_space)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	char name[32];
	int ret = -1;

	if (verdict->seal.used == 0)
		return 0;
	if (leading_space)
		tenure_buffer_add_char(&body, ' ');
	tenure_buffer_add_str(&body, verdict->seal.data);
	if (tenure_buffer_str(&body) != NULL &&
	    smfi_insheader(ctx, SEAL_POSITION,
			   writable_field(name, sizeof(name)),
			   body.data) == MI_SUCCESS)
		ret = 0;
	tenure_buffer_free(&body);
	return ret;
}

/* The server compares with the address that the client wrote, or with what it
   has made of that: a route (RFC 5321, 4.1.1.3) is not in it. Whoever else it
   finds by that has the same mailbox. */
static int delete_recipient(SMFICTX *ctx, const struct tm_recipient *recipient)
{
	if (smfi_delrcpt(ctx, recipient->address) != MI_SUCCESS ||
	    (recipient->resolved != NULL &&
	     smfi_delrcpt(ctx, recipient->resolved) != MI_SUCCESS))
		return -1;
	return 0;
}

static int delete_discarded(SMFICTX *ctx, const struct tm_message *message,
			    const struct tm_verdict *verdict)
{
	const struct tm_recipients *recipients = &message->recipients;

	if (!verdict->delete_discarded)
		return 0;
	for (size_t i = 0; i < recipients->count; i++) {
		const struct tm_recipient *recipient = &recipients->items[i];

		if (recipient->action == TENURE_SMTP_DISCARD &&
		    delete_recipient(ctx, recipient) < 0)
			return -1;
	}
	return 0;
}

static int quarantine(SMFICTX *ctx, const struct tm_verdict *verdict)
{
	char reason[] = "held by the retention policy";

	if (verdict->action != TENURE_SMTP_QUARANTINE)
		return 0;
	return smfi_quarantine(ctx, reason) == MI_SUCCESS ? 0 : -1;
}

/* Put the part up to the next blank into buf, and step behind it. */
static const char *take_word(const char *text, char *buf, size_t size)
{
	size_t length = strcspn(text, " ");

	if (length >= size)
		length = size - 1;
	memcpy(buf, text, length);
	buf[length] = '\0';
	text += length;
	return text + strspn(text, " ");
}

sfsistat tm_edits_reply(SMFICTX *ctx, const char *reply)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char code[8], status[16];
	sfsistat answer;

	reply = take_word(reply, code, sizeof(code));
	reply = take_word(reply, status, sizeof(status));
	/* The server takes it as a format. */
	for (; *reply != '\0'; reply++)
		tenure_buffer_add_str(
			&text, *reply == '%' ? "%%" : (char[]){*reply, '\0'});
	answer = code[0] == '4' ? SMFIS_TEMPFAIL : SMFIS_REJECT;
	/* Without its text the answer is still the right one. */
	if (text.data == NULL || text.failed ||
	    smfi_setreply(ctx, code, status, text.data) != MI_SUCCESS)
		tm_log(LOG_WARNING, "cannot set the reply %s %s", code, status);
	tenure_buffer_free(&text);
	return answer;
}

sfsistat tm_edits_defer(SMFICTX *ctx)
{
	return tm_edits_reply(ctx, "451 4.7.1 Service unavailable - "
				   "try again later");
}

sfsistat tm_edits_apply(SMFICTX *ctx, const struct tm_message *message,
			const struct tm_verdict *verdict, bool leading_space)
{
	switch (verdict->action) {
	case TENURE_SMTP_REJECT:
	case TENURE_SMTP_DEFER:
		return tm_edits_reply(ctx, verdict->reply);
	case TENURE_SMTP_DISCARD:
		return SMFIS_DISCARD;
	case TENURE_SMTP_ACCEPT:
	case TENURE_SMTP_QUARANTINE:
		break;
	}
	if (delete_seals(ctx, verdict) < 0 ||
	    insert_seal(ctx, verdict, leading_space) < 0 ||
	    delete_discarded(ctx, message, verdict) < 0 ||
	    quarantine(ctx, verdict) < 0) {
		tm_log(LOG_ERR, "the server did not take a change");
		return tm_edits_defer(ctx);
	}
	return SMFIS_CONTINUE;
}
