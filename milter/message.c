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

/* With its sender. */
static struct tm_message *message_alloc(const char *sender)
{
	size_t size = strlen(sender);
	struct tm_message *message;

	if (size >= 2 && sender[0] == '<' && sender[size - 1] == '>') {
		sender++;
		size -= 2;
	}
	message = tenure_calloc(1, sizeof(*message) + size + 1);
	if (message != NULL)
		memcpy(message->sender, sender, size);
	return message;
}

static int add_network(struct tm_message *message, const char *name)
{
	if (message->networks == NULL)
		message->networks = tenure_calloc(TENURE_SEAL_NETWORKS_MAX,
						  sizeof(*message->networks));
	if (message->networks == NULL)
		return -1;
	message->networks[message->network_count++] = name;
	return 0;
}

/* Which of the policy's networks is the client in? Those that no condition is
   about are left out. Returns 0, or -1 on out-of-memory. */
static int find_networks(struct tm_message *message,
			 const struct tm_client *client)
{
	const struct tenure_policy *policy = tm_setup_policy(message->setup);

	if (!tenure_policy_needs(policy)->client)
		return 0;
	if (client->family == 0) {
		message->network_count = TENURE_CANNOT_TELL;
		return 0;
	}
	for (size_t i = 0; i < tenure_policy_network_count(policy); i++) {
		const struct tenure_client_network *network =
			tenure_policy_network(policy, i);

		if (!network->used ||
		    !tm_network_has(network, client->family, client->octets))
			continue;
		if (message->network_count == TENURE_SEAL_NETWORKS_MAX) {
			message->network_count = TENURE_CANNOT_TELL;
			return 0;
		}
		if (add_network(message, network->name) < 0)
			return -1;
	}
	return 0;
}

/* Begin to read its parts, if somebody looks at them. */
static int begin_parts(struct tm_message *message)
{
	if (!tenure_policy_needs(tm_setup_policy(message->setup))->attachment)
		return 0;
	message->parts = tenure_mime_parts_new();
	return message->parts == NULL ? -1 : 0;
}

struct tm_message *tm_message_new(struct tm_setup *setup,
				  const struct tm_client *client,
				  const struct tm_envelope *envelope)
{
	struct tm_message *message = message_alloc(envelope->sender);

	if (message == NULL)
		return NULL;
	message->setup = tm_setup_ref(setup);
	if (begin_parts(message) < 0 || find_networks(message, client) < 0) {
		tm_message_free(&message);
		return NULL;
	}
	message->trusted =
		client->family != 0 &&
		tm_setup_trusts(setup, client->family, client->octets);
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
	tenure_mime_parts_free(&old->parts);
	tenure_free(old->networks);
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
	if (message->parts != NULL)
		tenure_mime_parts_field(message->parts, name, body);
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

/* The empty line behind the header. */
static void begin_body(struct tm_message *message)
{
	if (message->parts != NULL && !message->in_body)
		tenure_mime_parts_feed(message->parts, "\n", 1);
	message->in_body = true;
}

void tm_message_add_body(struct tm_message *message, const void *data,
			 size_t size)
{
	message->octets += (int64_t)size;
	begin_body(message);
	if (message->parts != NULL)
		tenure_mime_parts_feed(message->parts, data, size);
}

static void connection_facts(const struct tm_message *message,
			     struct tenure_facts *facts)
{
	facts->sender = message->sender;
	facts->auth = message->auth;
	facts->tls = message->tls;
	facts->networks = message->networks;
	facts->network_count = message->network_count;
}

void tm_message_envelope_facts(const struct tm_message *message,
			       struct tenure_facts *facts_r)
{
	*facts_r = (struct tenure_facts)TENURE_FACTS_INIT;
	if (!message->trusted)
		connection_facts(message, facts_r);
}

static int get_attachment(void *context, unsigned int index,
			  const char **name_r, const char **type_r)
{
	struct tenure_mime_part part;
	int ret = tenure_mime_parts_get(context, index, &part);

	if (ret > 0) {
		*name_r = part.name;
		*type_r = part.type;
	}
	return ret;
}

void tm_message_facts(struct tm_message *message, int64_t now,
		      struct tenure_facts *facts_r)
{
	const struct tenure_needs *needs =
		tenure_policy_needs(tm_setup_policy(message->setup));

	*facts_r = (struct tenure_facts)TENURE_FACTS_INIT;
	connection_facts(message, facts_r);
	/* Counted only where the stages for it were asked for. */
	facts_r->size = needs->size ? message->octets : TENURE_CANNOT_TELL;
	facts_r->received = now;
	facts_r->header = tm_fields_get;
	facts_r->header_context = &message->fields;
	if (message->parts == NULL)
		return;
	begin_body(message);
	tenure_mime_parts_end(message->parts);
	facts_r->attachment = get_attachment;
	facts_r->attachment_context = message->parts;
}
