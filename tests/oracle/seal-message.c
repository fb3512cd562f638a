/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "seal/base64.h"
#include "seal/keys.h"
#include "seal/sign.h"

/* Tenure's seals for test-seal.py. The message comes on standard input.

     seal-message sign SEED FIELD... TAG=VALUE...
     seal-message read REALM KEYID=BASE64...

   "sign" writes the Tenure-Seal field. SEED is the base64 of the private key;
   each FIELD is a header field to sign besides the usual ones. "read" writes
   what tenure_seal_read() says. */

#define FIELDS_MAX 4096

struct message {
	struct {
		char *name, *body;
	} fields[FIELDS_MAX];
	size_t count;
};

static void die(const char *text)
{
	fprintf(stderr, "seal-message: %s\n", text);
	exit(1);
}

/* Cut the header into fields. */
static void message_parse(char *text, struct message *message_r)
{
	char *line, *end, *colon;

	for (line = text; *line != '\0' && *line != '\n'; line = end) {
		end = line;
		do {
			end = strchr(end, '\n');
			end = end == NULL ? strchr(line, '\0') : end + 1;
		} while (*end == ' ' || *end == '\t');
		colon = memchr(line, ':', (size_t)(end - line));
		if (colon == NULL || end == line)
			die("a line without colon");
		if (message_r->count == FIELDS_MAX)
			die("too many fields");
		*colon = '\0';
		message_r->fields[message_r->count].name = line;
		message_r->fields[message_r->count++].body =
			tenure_memdup(colon + 1, (size_t)(end - colon - 1));
	}
}

static int message_header(void *context, const char *name, unsigned int index,
			  const char **body_r)
{
	struct message *message = context;
	size_t i;

	for (i = 0; i < message->count; i++) {
		if (strcasecmp(message->fields[i].name, name) == 0 &&
		    index-- == 0) {
			*body_r = message->fields[i].body;
			return 1;
		}
	}
	return 0;
}

/* Set what "TAG=VALUE" says. */
static void seal_set(struct tenure_seal *seal, const char *arg)
{
	const char *value = arg + 2;

	switch (arg[0]) {
	case 'r':
		snprintf(seal->realm, sizeof(seal->realm), "%s", value);
		break;
	case 't':
		seal->time = strtoll(value, NULL, 10);
		break;
	case 'i':
		snprintf(seal->serial, sizeof(seal->serial), "%s", value);
		break;
	case 'g':
		seal->generation = strtoull(value, NULL, 10);
		break;
	case 's':
		snprintf(seal->sender, sizeof(seal->sender), "%s", value);
		break;
	case 'z':
		seal->size = strtoll(value, NULL, 10);
		break;
	case 'a':
		seal->auth = *value == '1';
		break;
	case 'l':
		seal->tls = atoi(value);
		break;
	default:
		die("bad tag");
	}
}

static void command_sign(char **args, const struct tenure_facts *facts)
{
	unsigned char seed[TENURE_KEY_PUBLIC_SIZE];
	const char *fields[FIELDS_MAX] = {NULL};
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_private_key *key;
	struct tenure_seal seal;
	struct tenure_error err;
	size_t count = 0;

	memset(&seal, 0, sizeof(seal));
	seal.size = -1;
	if (tenure_base64_decode(*args++, seed, sizeof(seed)) < 0)
		die("bad seed");
	for (; *args != NULL; args++) {
		if (strchr(*args, '=') == NULL)
			fields[count++] = *args;
		else
			seal_set(&seal, *args);
	}
	if (tenure_private_key_from_seed("test-key", seed, &key, &err) < 0 ||
	    tenure_seal_choose_fields(fields, &seal, &err) < 0 ||
	    tenure_seal_sign(&seal, key, facts, &err) < 0 ||
	    tenure_seal_format(&seal, &body, &err) < 0)
		die(err.text);
	printf("%s: %s\n", TENURE_SEAL_FIELD, body.data);
	tenure_buffer_free(&body);
	tenure_private_key_free(&key);
}

static void command_read(char **args, const struct tenure_facts *facts)
{
	unsigned char octets[TENURE_KEY_PUBLIC_SIZE];
	struct tenure_keyring *ring;
	enum tenure_seal_state state;
	const char *realm = *args++;
	struct tenure_seal seal;
	struct tenure_error err;
	char *value;

	if (tenure_keyring_new(&ring, &err) < 0)
		die(err.text);
	for (; *args != NULL; args++) {
		value = strchr(*args, '=');
		if (value == NULL ||
		    tenure_base64_decode(value + 1, octets, sizeof(octets)) < 0)
			die("bad key");
		*value = '\0';
		if (tenure_keyring_add(ring, *args, octets, 0, &err) < 0)
			die(err.text);
	}
	if (tenure_seal_read(facts, realm, ring, &state, &seal, &err) < 0)
		die(err.text);
	if (state == TENURE_SEAL_SEALED)
		printf("sealed %s\nt=%lld\ng=%llu\ns=%s\nl=%d\na=%d\nz=%lld\n",
		       seal.serial, (long long)seal.time,
		       (unsigned long long)seal.generation, seal.sender,
		       seal.tls, seal.auth, (long long)seal.size);
	else if (state == TENURE_SEAL_UNSEALED)
		puts("unsealed");
	else
		printf("unknown: %s\n", err.text);
	tenure_keyring_free(&ring);
}

int main(int argc, char **argv)
{
	static struct message message;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_facts facts = TENURE_FACTS_INIT;
	char block[4096];
	size_t size;

	if (argc < 3)
		die("use: sign SEED ... | read REALM KEYID=BASE64...");
	while ((size = fread(block, 1, sizeof(block), stdin)) > 0)
		tenure_buffer_add(&text, block, size);
	if (tenure_buffer_str(&text) == NULL)
		die("out of memory");
	if (text.used > 0)
		message_parse(text.data, &message);
	facts.header = message_header;
	facts.header_context = &message;
	if (strcmp(argv[1], "sign") == 0)
		command_sign(argv + 2, &facts);
	else if (strcmp(argv[1], "read") == 0)
		command_read(argv + 2, &facts);
	else
		die("bad command");
	while (message.count > 0)
		tenure_free(message.fields[--message.count].body);
	tenure_buffer_free(&text);
	return 0;
}
