/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "log.h"

int tm_tls_version(const char *macro)
{
	static const char prefix[] = "TLSv1";

	if (macro == NULL || strncasecmp(macro, prefix, strlen(prefix)) != 0)
		return 0;
	macro += strlen(prefix);
	if (*macro == '\0')
		return 10;
	if (macro[0] != '.' || !isdigit((unsigned char)macro[1]))
		return 0;
	if (macro[2] != '\0' || macro[1] > '3')
		return 13;
	return 10 + (macro[1] - '0');
}

/* The value of SIZE=, -1 if there is none or it is no number. */
static int64_t declared_size(const char *const *parameters)
{
	static const char name[] = "SIZE=";
	int64_t size = 0;

	if (parameters == NULL)
		return -1;
	for (; *parameters != NULL; parameters++) {
		if (strncasecmp(*parameters, name, strlen(name)) == 0)
			break;
	}
	if (*parameters == NULL)
		return -1;
	for (const char *p = *parameters + strlen(name); *p != '\0'; p++) {
		if (!isdigit((unsigned char)*p) || size > INT64_MAX / 10 - 1)
			return -1;
		size = size * 10 + (*p - '0');
	}
	return size;
}

static char *sender_copy(const char *sender)
{
	size_t size = strlen(sender);

	if (size >= 2 && sender[0] == '<' && sender[size - 1] == '>')
		return tenure_memdup(sender + 1, size - 2);
	return tenure_memdup(sender, size);
}

struct tm_message *tm_message_new(struct tm_setup *setup,
				  const struct tm_envelope *envelope,
				  bool trusted)
{
	struct tm_message *message = tenure_calloc(1, sizeof(*message));

	if (message == NULL)
		return NULL;
	message->sender = sender_copy(envelope->sender);
	if (message->sender == NULL) {
		tenure_free(message);
		return NULL;
	}
	message->setup = tm_setup_ref(setup);
	message->trusted = trusted;
	message->local = envelope->client_port != NULL &&
			 strcmp(envelope->client_port, "0") == 0;
	message->tls = tm_tls_version(envelope->tls_version);
	message->auth = envelope->auth_authen != NULL &&
			envelope->auth_authen[0] != '\0';
	message->declared_size = declared_size(envelope->parameters);
	/* The empty line behind the header. */
	message->octets = 2;
	return message;
}

void tm_message_free(struct tm_message **message)
{
	struct tm_message *old = *message;

	*message = NULL;
	if (old == NULL)
		return;
	tm_fields_free(&old->fields);
	tm_recipients_free(&old->recipients);
	tenure_free(old->sender);
	tm_setup_unref(&old->setup);
	tenure_free(old);
}

/* Octets of a field on the wire: the server gives line ends as LF. */
static int64_t field_octets(const char *name, const char *body,
			    bool leading_space)
{
	int64_t octets = (int64_t)strlen(name) + 1 + !leading_space + 2;

	for (; *body != '\0'; body++)
		octets += *body == '\n' ? 2 : *body != '\r';
	return octets;
}

void tm_message_add_field(struct tm_message *message, const char *name,
			  const char *body, bool leading_space)
{
	bool seal = strcasecmp(name, TENURE_SEAL_FIELD) == 0;

	message->octets += field_octets(name, body, leading_space);
	message->seal_count += seal;
	/* A seal of a trusted relay may sign fields that we do not. */
	if (!message->trusted &&
	    (seal || !tm_setup_wants_field(message->setup, name)))
		return;
	if (tm_fields_size(&message->fields) + strlen(name) + strlen(body) >
	    TM_FIELDS_MAX) {
		message->oversized = true;
		return;
	}
	if (!message->failed &&
	    tm_fields_add(&message->fields, name, body) < 0) {
		tm_log(LOG_ERR, "out of memory for a header field");
		message->failed = true;
	}
}

void tm_message_add_body(struct tm_message *message, size_t octets)
{
	message->octets += (int64_t)octets;
}

void tm_message_facts(struct tm_message *message, int64_t now,
		      struct tenure_facts *facts_r)
{
	const struct tenure_needs *needs =
		tenure_policy_needs(tm_setup_policy(message->setup));

	*facts_r = (struct tenure_facts)TENURE_FACTS_INIT;
	facts_r->seal = TENURE_SEAL_NONE;
	facts_r->sender = message->sender;
	/* Counted only where the stages for it were asked for. */
	facts_r->size = needs->size ? message->octets : TENURE_CANNOT_TELL;
	facts_r->auth = message->auth;
	facts_r->tls = message->tls;
	facts_r->received = now;
	facts_r->header = tm_fields_get;
	facts_r->header_context = &message->fields;
}
