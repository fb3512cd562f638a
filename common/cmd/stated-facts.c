/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/date.h"
#include "output.h"
#include "policy/diagnostics.h"
#include "stated-facts.h"

/* A reader of one fact returns NULL, or what is wrong with the value. */
typedef const char *fact_reader(const char *value,
				struct tenure_stated_facts *stated);

static const char *read_sender(const char *value,
			       struct tenure_stated_facts *stated)
{
	char key[TENURE_ADDRESS_KEY_SIZE];

	if (strcmp(value, "<>") == 0)
		value = "";
	if (*value != '\0' && tenure_address_key(value, key) < 0)
		return "this is not an address, and not <>";
	stated->facts.sender = value;
	stated->sender = true;
	return NULL;
}

static const char *read_size(const char *value,
			     struct tenure_stated_facts *stated)
{
	char *end;
	long long size;

	errno = 0;
	size = strtoll(value, &end, 10);
	if (*value < '0' || *value > '9' || *end != '\0' || errno != 0)
		return "give the number of octets";
	stated->facts.size = size;
	stated->size = true;
	return NULL;
}

/* 1, 0, or -1 if it is neither. */
static int read_yes_no(const char *value)
{
	if (strcmp(value, "yes") == 0)
		return 1;
	return strcmp(value, "no") == 0 ? 0 : -1;
}

static const char *read_auth(const char *value,
			     struct tenure_stated_facts *stated)
{
	stated->facts.auth = read_yes_no(value);
	stated->auth = true;
	return stated->facts.auth < 0 ? "give yes or no" : NULL;
}

static const char *read_tls(const char *value,
			    struct tenure_stated_facts *stated)
{
	static const char *const versions[] = {"1.0", "1.1", "1.2", "1.3"};

	stated->tls = true;
	stated->facts.tls = 0;
	if (strcmp(value, "no") == 0)
		return NULL;
	for (int i = 0; i < 4; i++) {
		stated->facts.tls = 10 + i;
		if (strcmp(value, versions[i]) == 0)
			return NULL;
	}
	return "give no, 1.0, 1.1, 1.2 or 1.3";
}

static const char *read_mailbox(const char *value,
				struct tenure_stated_facts *stated)
{
	stated->facts.mailbox = value;
	stated->mailbox = true;
	return *value == '\0' ? "give the name of a folder" : NULL;
}

static const char *read_special_use(const char *value,
				    struct tenure_stated_facts *stated)
{
	stated->facts.special_use = value;
	stated->special_use = true;
	return *value != '\0' && *value != '\\'
		       ? "give it with its backslash, as \\Drafts, or nothing"
		       : NULL;
}

static const char *read_received(const char *value,
				 struct tenure_stated_facts *stated)
{
	stated->received = true;
	return tenure_date_parse(value, &stated->facts.received) < 0
		       ? "give a time, as 2026-11-22T03:00:00Z"
		       : NULL;
}

/* One device of several; "" says that none has it. */
static const char *read_downloaded(const char *value,
				   struct tenure_stated_facts *stated)
{
	struct tenure_facts *facts = &stated->facts;
	int64_t when;

	stated->downloaded = true;
	if (*value == '\0')
		return NULL;
	if (facts->download_count == TENURE_STATED_NAMES_MAX)
		return "these are too many";
	if (tenure_date_parse(value, &when) < 0)
		return "give a time, as 2026-11-22T03:00:00Z";
	if (facts->downloaded == 0 || when < facts->downloaded)
		facts->downloaded = when;
	stated->downloads[facts->download_count++] = when;
	return NULL;
}

static const char *read_devices(const char *value,
				struct tenure_stated_facts *stated)
{
	char *end;
	unsigned long count;

	errno = 0;
	count = strtoul(value, &end, 10);
	if (*value < '0' || *value > '9' || *end != '\0' || errno != 0 ||
	    count == 0)
		return "give the number of devices, 1 or more";
	stated->facts.devices = count;
	return NULL;
}

static const char *read_sealed(const char *value,
			       struct tenure_stated_facts *stated)
{
	stated->seal = true;
	if (strcmp(value, "unknown") == 0) {
		stated->facts.seal = TENURE_SEAL_UNKNOWN;
		return NULL;
	}
	stated->facts.seal = read_yes_no(value) > 0 ? TENURE_SEAL_SEALED
						    : TENURE_SEAL_UNSEALED;
	return read_yes_no(value) < 0 ? "give yes, no or unknown" : NULL;
}

/* One name of several; "" says that there is none. */
static const char *read_name(const char *value, const char **names,
			     size_t *count)
{
	if (*value == '\0')
		return NULL;
	if (*count == TENURE_STATED_NAMES_MAX)
		return "these are too many";
	names[(*count)++] = value;
	return NULL;
}

static const char *read_client(const char *value,
			       struct tenure_stated_facts *stated)
{
	size_t count = stated->client ? (size_t)stated->facts.network_count : 0;
	const char *wrong = read_name(value, stated->networks, &count);

	stated->facts.network_count = (int)count;
	stated->client = true;
	return wrong;
}

static const char *read_held_by(const char *value,
				struct tenure_stated_facts *stated)
{
	stated->held_by = true;
	return read_name(value, stated->holds, &stated->facts.held_count);
}

/* "invoice.pdf (application/pdf)", or "" for a message without parts. */
static const char *read_attachment(const char *value,
				   struct tenure_stated_facts *stated)
{
	const char *open = strrchr(value, '(');
	size_t length = strlen(value), count = stated->part_count, type_size;
	struct tenure_stated_part *part = &stated->parts[count];
	const char *slash;

	stated->attachment = true;
	if (*value == '\0')
		return NULL;
	if (count == TENURE_STATED_NAMES_MAX)
		return "these are too many";
	if (open == NULL || value[length - 1] != ')')
		return "write it as NAME (TYPE/SUBTYPE)";
	/* With its NUL, the type is as long as what begins with "(". */
	type_size = length - (size_t)(open - value) - 1;
	slash = memchr(open, '/', type_size);
	if (slash == NULL || slash == open + 1 || slash[1] == ')' ||
	    type_size > sizeof(part->type) || (open > value && open[-1] != ' '))
		return "write it as NAME (TYPE/SUBTYPE)";
	for (size_t i = 0; i + 1 < type_size; i++)
		part->type[i] = open[i + 1] >= 'A' && open[i + 1] <= 'Z'
					? (char)(open[i + 1] - 'A' + 'a')
					: open[i + 1];
	part->name = value;
	part->name_size = open > value ? (size_t)(open - 1 - value) : 0;
	stated->part_count++;
	return NULL;
}

static const struct {
	const char *name;
	fact_reader *read;
} readers[] = {
	{"sender", read_sender},
	{"size", read_size},
	{"auth", read_auth},
	{"tls", read_tls},
	{"mailbox", read_mailbox},
	{"special_use", read_special_use},
	{"received", read_received},
	{"sealed", read_sealed},
	{"client", read_client},
	{"held", read_held_by},
	{"held_by", read_held_by},
	{"attachment", read_attachment},
	{"downloaded", read_downloaded},
	{"devices", read_devices},
};
#define READER_COUNT (sizeof(readers) / sizeof(readers[0]))

/* "header:Subject=text" */
static int read_header(const char *text, struct tenure_stated_facts *stated)
{
	const char *name = text + strlen("header:");
	const char *body = strchr(name, '=');
	char c;

	for (const char *p = name; p < body; p++) {
		if (*p <= ' ' || *p >= 0x7f || *p == ':')
			body = NULL;
	}
	if (body == NULL || body == name) {
		tenure_complain("--facts: \"%s\": write it as "
				"header:NAME=TEXT",
				text);
		return -1;
	}
	for (const char *p = name; p < body; p++) {
		c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		tenure_buffer_add_char(&stated->header, c);
	}
	tenure_buffer_add_char(&stated->header, '\0');
	tenure_buffer_add(&stated->header, body + 1, strlen(body + 1) + 1);
	if (stated->header.failed)
		tenure_die_nomem();
	stated->header_count++;
	return 0;
}

static int complain_name(const char *text, size_t length)
{
	const char *names[READER_COUNT + 1] = {NULL};
	const char *suggestion;
	char name[64];

	for (size_t i = 0; i < READER_COUNT; i++)
		names[i] = readers[i].name;
	(void)snprintf(name, sizeof(name), "%.*s", (int)length, text);
	suggestion = tenure_suggestion(name, names);
	if (suggestion != NULL)
		tenure_complain("--facts: unknown fact \"%s\", "
				"did you mean \"%s\"?",
				name, suggestion);
	else
		tenure_complain("--facts: unknown fact \"%s\"; there are "
				"sender, size, auth, tls, client, attachment, "
				"mailbox, special_use, received, downloaded, "
				"devices, sealed, held, header:NAME",
				name);
	return -1;
}

static int read_fact(const char *text, struct tenure_stated_facts *stated)
{
	const char *equals = strchr(text, '=');
	size_t length;

	if (equals == NULL) {
		tenure_complain("\"%s\" is not a fact; write it as NAME=VALUE",
				text);
		return -1;
	}
	if (strncmp(text, "header:", strlen("header:")) == 0)
		return read_header(text, stated);
	length = (size_t)(equals - text);
	for (size_t i = 0; i < READER_COUNT; i++) {
		const char *wrong;

		if (strlen(readers[i].name) != length ||
		    memcmp(readers[i].name, text, length) != 0)
			continue;
		wrong = readers[i].read(equals + 1, stated);
		if (wrong == NULL)
			return 0;
		tenure_complain("--facts: \"%s\": %s", text, wrong);
		return -1;
	}
	return complain_name(text, length);
}

/* What no single fact can be wrong about. */
static int check_facts(const struct tenure_facts *facts)
{
	if (facts->devices == 0 || facts->download_count <= facts->devices)
		return 0;
	tenure_complain("--facts: %zu downloads by %zu devices: each device "
			"counts once",
			facts->download_count, facts->devices);
	return -1;
}

int tenure_stated_facts_read(const char *const *texts, size_t count,
			     struct tenure_stated_facts *stated_r)
{
	const struct tenure_facts nothing = TENURE_FACTS_INIT;

	memset(stated_r, 0, sizeof(*stated_r));
	stated_r->facts = nothing;
	for (size_t i = 0; i < count; i++) {
		if (read_fact(texts[i], stated_r) < 0) {
			tenure_stated_facts_free(stated_r);
			return -1;
		}
	}
	if (check_facts(&stated_r->facts) < 0) {
		tenure_stated_facts_free(stated_r);
		return -1;
	}
	return 0;
}

void tenure_stated_facts_free(struct tenure_stated_facts *stated)
{
	tenure_buffer_free(&stated->header);
	tenure_buffer_free(&stated->part_name);
}

/* The index-th stated field of a name. *any_r says whether there is one at
   all. */
static const char *stated_header(const struct tenure_stated_facts *stated,
				 const char *name, unsigned int index,
				 bool *any_r)
{
	const char *text = stated->header.data;

	*any_r = false;
	for (size_t i = 0; i < stated->header_count; i++) {
		const char *body = text + strlen(text) + 1;

		if (strcmp(text, name) == 0) {
			*any_r = true;
			if (index-- == 0)
				return body;
		}
		text = body + strlen(body) + 1;
	}
	return NULL;
}

static int find_header(void *context, const char *name, unsigned int index,
		       const char **body_r)
{
	const struct tenure_stated_facts *stated = context;
	const struct tenure_facts *below = stated->below;
	bool any;

	*body_r = stated_header(stated, name, index, &any);
	if (any)
		return *body_r != NULL;
	if (below->header == NULL)
		return -1;
	return below->header(below->header_context, name, index, body_r);
}

static int find_part(void *context, unsigned int index, const char **name_r,
		     const char **type_r)
{
	struct tenure_stated_facts *stated = context;
	const struct tenure_stated_part *part;

	if (index >= stated->part_count)
		return 0;
	part = &stated->parts[index];
	tenure_buffer_clear(&stated->part_name);
	tenure_buffer_add(&stated->part_name, part->name, part->name_size);
	tenure_buffer_add_str(&stated->part_name, "");
	/* A name that cannot be told, rather than another one. */
	*name_r = tenure_buffer_str(&stated->part_name);
	*type_r = part->type;
	return 1;
}

void tenure_stated_facts_apply(struct tenure_stated_facts *stated,
			       const struct tenure_facts *facts,
			       struct tenure_facts *facts_r)
{
	*facts_r = *facts;
	if (stated->sender)
		facts_r->sender = stated->facts.sender;
	if (stated->size)
		facts_r->size = stated->facts.size;
	if (stated->auth)
		facts_r->auth = stated->facts.auth;
	if (stated->tls)
		facts_r->tls = stated->facts.tls;
	if (stated->mailbox)
		facts_r->mailbox = stated->facts.mailbox;
	if (stated->special_use)
		facts_r->special_use = stated->facts.special_use;
	if (stated->received)
		facts_r->received = stated->facts.received;
	if (stated->seal)
		facts_r->seal = stated->facts.seal;
	if (stated->downloaded) {
		facts_r->downloaded = stated->facts.downloaded;
		facts_r->downloads = stated->downloads;
		facts_r->download_count = stated->facts.download_count;
	}
	if (stated->facts.devices > 0)
		facts_r->devices = stated->facts.devices;
	if (stated->client) {
		facts_r->networks = stated->networks;
		facts_r->network_count = stated->facts.network_count;
		facts_r->networks_generation = 0;
	}
	if (stated->attachment) {
		facts_r->attachment = find_part;
		facts_r->attachment_context = stated;
	}
	if (stated->held_by) {
		facts_r->held_by = stated->holds;
		facts_r->held_count = stated->facts.held_count;
	}
	if (stated->header_count > 0) {
		stated->below = facts;
		facts_r->header = find_header;
		facts_r->header_context = stated;
	}
}
