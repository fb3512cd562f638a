/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_MESSAGE_H
#define TENURE_TEST_MESSAGE_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "decide/facts.h"
#include "seal/keys.h"
#include "seal/sign.h"

/* A message for tests of seals: header fields in order. */

#define MESSAGE_FIELDS_MAX 64

struct message {
	struct {
		const char *name, *body;
	} fields[MESSAGE_FIELDS_MAX];
	size_t count;
	/* This field cannot be read. */
	const char *unreadable;
	/* The body given last, in another place each time: what was given
	   before is gone, as facts.h says. */
	char *last;
};

static inline int message_header(void *context, const char *name,
				 unsigned int index, const char **body_r)
{
	struct message *message = context;
	size_t i;

	if (message->unreadable != NULL &&
	    strcmp(message->unreadable, name) == 0)
		return -1;
	for (i = 0; i < message->count; i++) {
		if (strcasecmp(message->fields[i].name, name) != 0 ||
		    index-- > 0)
			continue;
		if (message->last != NULL) {
			memset(message->last, '#', strlen(message->last));
			free(message->last);
		}
		message->last = strdup(message->fields[i].body);
		*body_r = message->last;
		return 1;
	}
	return 0;
}

static inline void message_add(struct message *message, const char *name,
			       const char *body)
{
	assert_true(message->count < MESSAGE_FIELDS_MAX);
	message->fields[message->count].name = name;
	message->fields[message->count++].body = body;
}

static inline struct tenure_facts message_facts(struct message *message)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;

	facts.header = message_header;
	facts.header_context = message;
	return facts;
}

static inline void message_free(struct message *message)
{
	free(message->last);
	message->last = NULL;
}

/* An ordinary message, which has two Received and no Cc. */
static inline struct message message_ordinary(void)
{
	struct message message = {.count = 0};

	message_add(&message, "Received", "from a by b; Sun, 22 Nov 2026");
	message_add(&message, "Received", "from c by a; Sun, 22 Nov 2026");
	message_add(&message, "Date", " Sun, 22 Nov 2026 03:00:00 +0000");
	message_add(&message, "From", " Orders <orders@shop.example>");
	message_add(&message, "To", " joe@example.org,\r\n ann@example.org");
	message_add(&message, "Subject", " Your  invoice\r\n\t4711");
	message_add(&message, "Message-ID", " <1@shop.example>");
	message_add(&message, "List-Id", " <shop.example>");
	return message;
}

/* What the SMTP door would say about it. */
static inline struct tenure_seal seal_ordinary(void)
{
	static const char *const needs[] = {"list-id", "received", NULL};
	struct tenure_seal seal = {
		.realm = "example-hosting",
		.key_id = "unset",
		.time = 1795312345,
		.serial = "mx1-4bXYZ1234-00000000007f3a9c",
		.generation = 1042,
		.sender = "orders@shop.example",
		.tls = 13,
		.auth = true,
		.size = 4711,
	};

	assert_int_equal(tenure_seal_choose_fields(needs, &seal, NULL), 0);
	return seal;
}

/* A key of 32 equal octets, and the ring that has it. */
struct test_keys {
	struct tenure_private_key *key;
	struct tenure_keyring *ring;
};

static inline void test_keys_add(struct test_keys *keys, const char *id,
				 unsigned char octet,
				 struct tenure_private_key **key_r)
{
	unsigned char seed[TENURE_KEY_PUBLIC_SIZE];

	memset(seed, octet, sizeof(seed));
	assert_int_equal(tenure_private_key_from_seed(id, seed, key_r, NULL),
			 0);
	assert_int_equal(tenure_keyring_add(keys->ring, id,
					    tenure_private_key_public(*key_r),
					    0, NULL),
			 0);
}

static inline void test_keys_init(struct test_keys *keys)
{
	assert_int_equal(tenure_keyring_new(&keys->ring, NULL), 0);
	test_keys_add(keys, "mx-2026a", 0x42, &keys->key);
}

static inline void test_keys_free(struct test_keys *keys)
{
	tenure_private_key_free(&keys->key);
	tenure_keyring_free(&keys->ring);
}

#endif
