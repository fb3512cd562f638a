/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <strings.h>

#include "seal/keys.h"
#include "seal/sign.h"

/* The header of a message: lines "name:body", each a field. */
#define FIELDS_MAX 256
#define TRUE_SERIAL "mx1-4bXYZ1234-00000000007f3a9c"

struct message {
	char *names[FIELDS_MAX], *bodies[FIELDS_MAX];
	size_t count;
};

static int header(void *context, const char *name, unsigned int index,
		  const char **body_r)
{
	struct message *message = context;
	size_t i;

	for (i = 0; i < message->count; i++) {
		if (strcasecmp(message->names[i], name) == 0 && index-- == 0) {
			*body_r = message->bodies[i];
			return 1;
		}
	}
	return 0;
}

static void message_parse(struct message *message, char *text)
{
	char *line, *colon;

	while ((line = strsep(&text, "\n")) != NULL) {
		colon = strchr(line, ':');
		if (colon == NULL || message->count == FIELDS_MAX)
			continue;
		*colon = '\0';
		message->names[message->count] = line;
		message->bodies[message->count++] = colon + 1;
	}
}

static struct tenure_keyring *ring_new(void)
{
	unsigned char seed[TENURE_KEY_PUBLIC_SIZE];
	struct tenure_private_key *key;
	struct tenure_keyring *ring;

	memset(seed, 0x42, sizeof(seed));
	FUZZ_REQUIRE(tenure_private_key_from_seed("mx-2026a", seed, &key,
						  NULL) == 0);
	FUZZ_REQUIRE(tenure_keyring_new(&ring, NULL) == 0);
	FUZZ_REQUIRE(tenure_keyring_add(ring, "mx-2026a",
					tenure_private_key_public(key), 0,
					NULL) == 0);
	tenure_private_key_free(&key);
	return ring;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tenure_keyring *ring;
	struct tenure_facts facts = TENURE_FACTS_INIT;
	char *text = fuzz_string(data, size);
	struct message message = {.count = 0};
	enum tenure_seal_state state;
	struct tenure_error err;
	struct tenure_seal seal;
	const char *body;

	if (ring == NULL)
		ring = ring_new();
	message_parse(&message, text);
	facts.header = header;
	facts.header_context = &message;
	FUZZ_REQUIRE(tenure_seal_read(&facts, "example-hosting", ring, &state,
				      &seal, &err) == 0);
	/* No seal, and only that, is "unsealed". */
	FUZZ_REQUIRE((state == TENURE_SEAL_UNSEALED) ==
		     (header(&message, "tenure-seal", 0, &body) == 0));
	/* The seeds have seals of this key, all with one serial. */
	FUZZ_REQUIRE(state != TENURE_SEAL_SEALED ||
		     strcmp(seal.serial, TRUE_SERIAL) == 0);
	FUZZ_REQUIRE(state != TENURE_SEAL_UNKNOWN || err.text[0] != '\0');
	free(text);
	return 0;
}
