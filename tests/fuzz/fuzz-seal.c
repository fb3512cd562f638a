/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "seal/canon.h"
#include "seal/keys.h"
#include "seal/seal.h"
#include "seal/sign.h"

/* The only seal that was ever made with the key of 32 octets 0x42 over a
   message without header: every other one is forged. */
static const char true_seal[] =
	"v=1;a=ed25519;r=example-hosting;k=mx-2026a;t=1795312345;"
	"i=mx1-4bXYZ1234-00000000007f3a9c;g=1042;s=orders@shop.example;"
	"q=tls1.3,auth;z=4711;h=cc:date:from:list-id:message-id:subject:to;"
	"b=/R6EBV3CDjWJJ/"
	"GUglrjigeQvDRpCC9nC80gVbQlFMJumhHv71klgMPNj9875ZB0xXkUY4JcN56djtTbTR/"
	"PCw==";

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

static int no_header(void *context, const char *name, unsigned int index,
		     const char **body_r)
{
	(void)context;
	(void)name;
	(void)index;
	(void)body_r;
	return 0;
}

/* Only the true seal is valid, however it is folded. */
static void check_verify(const char *body)
{
	static struct tenure_keyring *ring;
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_buffer bare = TENURE_BUFFER_INIT;
	struct tenure_error err;
	struct tenure_seal seal;
	int valid;

	if (ring == NULL)
		ring = ring_new();
	facts.header = no_header;
	valid = tenure_seal_verify(body, "example-hosting", ring, &facts, &seal,
				   &err);
	FUZZ_REQUIRE(valid >= 0);
	tenure_canon_text(body, &bare);
	FUZZ_REQUIRE(valid ==
		     (strcmp(tenure_buffer_str(&bare), true_seal) == 0));
	FUZZ_REQUIRE(valid || err.text[0] != '\0');
	tenure_buffer_free(&bare);
}

/* What was understood can be written, and says the same. */
static void check_round_trip(const struct tenure_seal *seal)
{
	struct tenure_buffer first = TENURE_BUFFER_INIT;
	struct tenure_buffer second = TENURE_BUFFER_INIT;
	struct tenure_seal again;

	FUZZ_REQUIRE(tenure_seal_format(seal, &first, NULL) == 0);
	FUZZ_REQUIRE(first.used <= TENURE_SEAL_MAX);
	FUZZ_REQUIRE(tenure_seal_parse(first.data, &again, NULL, NULL) == 0);
	FUZZ_REQUIRE(tenure_seal_format(&again, &second, NULL) == 0);
	FUZZ_REQUIRE(strcmp(first.data, second.data) == 0);
	tenure_buffer_free(&first);
	tenure_buffer_free(&second);
}

/* The body of a Tenure-Seal field. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_buffer signed_body = TENURE_BUFFER_INIT;
	char *body = fuzz_string(data, size);
	struct tenure_error err;
	struct tenure_seal seal;

	if (tenure_seal_parse(body, &seal, &signed_body, &err) == 0) {
		FUZZ_REQUIRE(signed_body.used < strlen(body));
		FUZZ_REQUIRE(strstr(signed_body.data, "b=") != NULL);
		check_round_trip(&seal);
	} else {
		FUZZ_REQUIRE(err.code == TENURE_ERROR_INPUT);
	}
	check_verify(body);
	tenure_buffer_free(&signed_body);
	free(body);
	return 0;
}
