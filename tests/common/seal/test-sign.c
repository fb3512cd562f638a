/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "tests/common/seal/message.h"

#define REALM "example-hosting"

/* What one test works with: an ordinary message with a valid seal. */
struct fixture {
	struct test_keys keys;
	struct message message;
	struct tenure_facts facts;
	struct tenure_seal seal;
	struct tenure_buffer body;
};

/* Sign seal over the message and append the field body. */
static void sign(struct fixture *f, struct tenure_seal *seal,
		 const struct tenure_private_key *key,
		 struct tenure_buffer *body_r)
{
	struct tenure_error err;

	if (tenure_seal_sign(seal, key, &f->facts, &err) < 0 ||
	    tenure_seal_format(seal, body_r, &err) < 0)
		fail_msg("%s", err.text);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	test_keys_init(&f->keys);
	f->message = message_ordinary();
	f->facts = message_facts(&f->message);
	f->seal = seal_ordinary();
	sign(f, &f->seal, f->keys.key, &f->body);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	tenure_buffer_free(&f->body);
	message_free(&f->message);
	test_keys_free(&f->keys);
	free(f);
	return 0;
}

static int verify(struct fixture *f, const char *body)
{
	struct tenure_seal seal;

	return tenure_seal_verify(body, REALM, f->keys.ring, &f->facts, &seal,
				  NULL);
}

static enum tenure_seal_state read_state(struct fixture *f)
{
	enum tenure_seal_state state;
	struct tenure_seal seal;

	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &state, &seal, NULL),
			 0);
	return state;
}

/* ------------------------------------------------------------ valid seals */

static void test_valid(void **state)
{
	struct fixture *f = *state;
	struct tenure_facts facts = TENURE_FACTS_INIT;
	enum tenure_seal_state seal_state;
	struct tenure_seal seal;
	struct tenure_error err;

	message_add(&f->message, "Tenure-Seal", f->body.data);
	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &seal_state, &seal, &err),
			 0);
	assert_int_equal(seal_state, TENURE_SEAL_SEALED);
	assert_string_equal(seal.realm, REALM);
	assert_string_equal(seal.key_id, "mx-2026a");
	assert_string_equal(seal.serial, f->seal.serial);
	assert_string_equal(seal.fields, "cc:date:from:list-id:message-id:"
					 "subject:to");
	assert_int_equal(seal.generation, 1042);
	tenure_seal_to_facts(&seal, &facts);
	assert_int_equal(facts.seal, TENURE_SEAL_SEALED);
	assert_ptr_equal(facts.sender, seal.sender);
	assert_string_equal(facts.sender, "orders@shop.example");
	assert_int_equal(facts.received, 1795312345);
	assert_int_equal(facts.size, 4711);
	assert_int_equal(facts.auth, 1);
	assert_int_equal(facts.tls, 13);
}

/* The signature was made by tests/oracle/seal_verify.py from the rule in
   sign.h; the layout is seal.c's. Both must stay as they are for ever. */
static void test_known_answer(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(
		f->body.data,
		"v=1; a=ed25519; r=example-hosting; k=mx-2026a; t=1795312345;\n"
		" i=mx1-4bXYZ1234-00000000007f3a9c; g=1042; "
		"s=orders@shop.example;\n"
		" q=tls1.3,auth; z=4711; "
		"h=cc:date:from:list-id:message-id:subject:to;\n"
		" b=03xpUracYIg96U2GNxgqBFOwwgOfT4nrMNeWQAj72CvVCMZJf4uM2Cxgkl"
		"Fp1PIecsNPR76uvCQ\n"
		" VgnoY8H1vCA==");
}

/* A refolded copy of the seal, and each field refolded and respaced. */
static void test_refolded(void **state)
{
	static const char *const folds[] = {" ",      "\t", "\n ",
					    "\r\n\t", "  ", "\r\n \r\n "};
	struct fixture *f = *state;
	struct tenure_buffer copy = TENURE_BUFFER_INIT;
	const char *p, *fold;
	size_t i;

	for (i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
		tenure_buffer_clear(&copy);
		fold = folds[i];
		for (p = f->body.data; *p != '\0'; p++) {
			if (*p != '\n' && *p != ' ')
				tenure_buffer_add_char(&copy, *p);
			else if (*p == ' ')
				tenure_buffer_add_str(&copy, fold);
		}
		tenure_buffer_add_str(&copy, fold);
		assert_int_equal(verify(f, tenure_buffer_str(&copy)), 1);
	}
	tenure_buffer_free(&copy);
	f->message.fields[4].body = "joe@example.org, ann@example.org  ";
	f->message.fields[5].body = "Your invoice\n 4711";
	f->message.fields[6].body = "<1@shop.\r\n example>";
	assert_int_equal(verify(f, f->body.data), 1);
}

/* What delivery adds does not break a seal. */
static void test_delivered(void **state)
{
	struct fixture *f = *state;

	message_add(&f->message, "Return-Path", "<orders@shop.example>");
	message_add(&f->message, "Delivered-To", "joe@example.org");
	message_add(&f->message, "Received", "from x by y; later");
	message_add(&f->message, "X-Other", "anything");
	assert_int_equal(verify(f, f->body.data), 1);
}

/* ---------------------------------------------------------- invalid seals */

static void test_every_bit(void **state)
{
	struct fixture *f = *state;
	size_t i, bit;

	for (i = 0; i < f->body.used; i += unit_step(1)) {
		for (bit = 0; bit < 8; bit++) {
			f->body.data[i] ^= (char)(1 << bit);
			if (verify(f, f->body.data) != 0)
				fail_msg("octet %zu bit %zu", i, bit);
			f->body.data[i] ^= (char)(1 << bit);
		}
	}
	for (i = 0; i < f->body.used; i++) {
		char c = f->body.data[i];

		f->body.data[i] = '\0';
		if (verify(f, f->body.data) != 0)
			fail_msg("cut at %zu", i);
		f->body.data[i] = c;
	}
	assert_int_equal(verify(f, f->body.data), 1);
}

/* Each octet of each signed field, but white space for white space. */
static void test_every_field(void **state)
{
	struct fixture *f = *state;
	char body[256];
	size_t i, j, bit;

	for (i = 2; i < f->message.count; i++) {
		const char *old = f->message.fields[i].body;
		size_t size = strlen(old);

		snprintf(body, sizeof(body), "%s", old);
		f->message.fields[i].body = body;
		for (j = 0; j < size; j += unit_step(1)) {
			for (bit = 0; bit < 8; bit++) {
				body[j] ^= (char)(1 << bit);
				if (!(isspace((unsigned char)old[j]) &&
				      isspace((unsigned char)body[j])) &&
				    verify(f, f->body.data) != 0)
					fail_msg("field %zu octet %zu", i, j);
				body[j] = old[j];
			}
		}
		f->message.fields[i].body = "";
		assert_int_equal(verify(f, f->body.data), 0);
		f->message.fields[i].body = old;
	}
	assert_int_equal(verify(f, f->body.data), 1);
}

static void test_fields_added_and_removed(void **state)
{
	static const char *const added[] = {
		"Cc", "Subject", "From", "date", "TO", "List-Id", "Message-Id"};
	struct fixture *f = *state;
	size_t i, count = f->message.count;
	const char *name;

	/* Behind the others; Cc is signed as missing. */
	for (i = 0; i < sizeof(added) / sizeof(added[0]); i++) {
		message_add(&f->message, added[i], "x");
		assert_int_equal(verify(f, f->body.data), 0);
		f->message.fields[count].body = "";
		assert_int_equal(verify(f, f->body.data), 0);
		f->message.count = count;
	}
	/* In front of the others. */
	f->message.fields[0].name = "Subject";
	assert_int_equal(verify(f, f->body.data), 0);
	f->message.fields[0].name = "Received";
	assert_int_equal(verify(f, f->body.data), 1);
	for (i = 2; i < count; i++) {
		name = f->message.fields[i].name;
		f->message.fields[i].name = "X-Removed";
		assert_int_equal(verify(f, f->body.data), 0);
		f->message.fields[i].name = name;
	}
	/* The order of two instances. */
	f->message.fields[0].name = "Subject";
	f->message.fields[0].body = "one";
	tenure_buffer_clear(&f->body);
	sign(f, &f->seal, f->keys.key, &f->body);
	assert_int_equal(verify(f, f->body.data), 1);
	f->message.fields[0].body = f->message.fields[5].body;
	f->message.fields[5].body = "one";
	assert_int_equal(verify(f, f->body.data), 0);
}

/* A message whose fields together read like another's must not share its
   seal. */
static void test_no_confusion(void **state)
{
	struct fixture *f = *state;
	struct message *m = &f->message;

	/* An empty field is not a missing one. */
	message_add(m, "Cc", "");
	assert_int_equal(verify(f, f->body.data), 0);
	m->count--;
	/* The text of the next field inside of one: white space is dropped, so
	   a line end cannot be put there. */
	m->fields[2].body = "Sun, 22 Nov 2026 03:00:00 +0000\r\nfrom:Orders "
			    "<orders@shop.example>";
	m->fields[3].name = "X-Gone";
	assert_int_equal(verify(f, f->body.data), 0);
}

static void test_reasons(void **state)
{
	struct fixture *f = *state;
	struct tenure_keyring *empty = NULL;
	struct tenure_error err;
	struct tenure_seal seal;

	assert_int_equal(tenure_keyring_new(&empty, &err), 0);
	assert_int_equal(tenure_seal_verify(f->body.data, REALM, empty,
					    &f->facts, &seal, &err),
			 0);
	assert_string_equal(err.text, "seal: unknown key (k=mx-2026a)");
	tenure_keyring_free(&empty);
	assert_int_equal(tenure_seal_verify(f->body.data, "other", f->keys.ring,
					    &f->facts, &seal, &err),
			 0);
	assert_string_equal(err.text,
			    "seal: of another realm (r=example-hosting)");
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	f->message.fields[5].body = "other";
	assert_int_equal(tenure_seal_verify(f->body.data, REALM, f->keys.ring,
					    &f->facts, &seal, &err),
			 0);
	assert_string_equal(err.text,
			    "seal: the signature does not fit the message "
			    "(i=mx1-4bXYZ1234-00000000007f3a9c)");
	f->message.unreadable = "subject";
	assert_int_equal(tenure_seal_verify(f->body.data, REALM, f->keys.ring,
					    &f->facts, &seal, &err),
			 -1);
	assert_string_equal(err.text,
			    "seal: header field subject cannot be read");
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_int_equal(tenure_seal_sign(&seal, f->keys.key, &f->facts, &err),
			 -1);
}

/* A good signature of another key under this key's name. */
static void test_other_key(void **state)
{
	struct fixture *f = *state;
	struct tenure_private_key *other;
	unsigned char seed[TENURE_KEY_PUBLIC_SIZE] = {1};
	struct tenure_buffer body = TENURE_BUFFER_INIT;

	assert_int_equal(
		tenure_private_key_from_seed("mx-2026a", seed, &other, NULL),
		0);
	sign(f, &f->seal, other, &body);
	assert_int_equal(verify(f, body.data), 0);
	tenure_private_key_free(&other);
	tenure_buffer_free(&body);
}

/* ------------------------------------------------- all seals of a message */

static void test_read_states(void **state)
{
	struct fixture *f = *state;
	struct tenure_buffer other = TENURE_BUFFER_INIT;
	struct tenure_seal seal = f->seal;
	size_t count = f->message.count;
	int i;

	assert_int_equal(read_state(f), TENURE_SEAL_UNSEALED);
	message_add(&f->message, "Tenure-Seal", "forged");
	assert_int_equal(read_state(f), TENURE_SEAL_UNKNOWN);
	/* A valid one among forged ones, first or last. */
	message_add(&f->message, "tenure-seal", f->body.data);
	assert_int_equal(read_state(f), TENURE_SEAL_SEALED);
	message_add(&f->message, "TENURE-SEAL", "v=1; forged");
	assert_int_equal(read_state(f), TENURE_SEAL_SEALED);
	/* The same again. */
	message_add(&f->message, "Tenure-Seal", f->body.data);
	assert_int_equal(read_state(f), TENURE_SEAL_SEALED);
	/* Another valid one, first or last. */
	snprintf(seal.serial, sizeof(seal.serial), "other");
	sign(f, &seal, f->keys.key, &other);
	message_add(&f->message, "Tenure-Seal", other.data);
	assert_int_equal(read_state(f), TENURE_SEAL_UNKNOWN);
	f->message.fields[count].body = other.data;
	f->message.fields[f->message.count - 1].body = "forged";
	assert_int_equal(read_state(f), TENURE_SEAL_UNKNOWN);
	tenure_buffer_clear(&other);
	/* The same serial, another time. */
	seal = f->seal;
	seal.time++;
	sign(f, &seal, f->keys.key, &other);
	assert_int_equal(read_state(f), TENURE_SEAL_UNKNOWN);
	/* Too many to look at. */
	f->message.count = count;
	for (i = 0; i < TENURE_SEALS_MAX; i++)
		message_add(&f->message, "Tenure-Seal", f->body.data);
	assert_int_equal(read_state(f), TENURE_SEAL_SEALED);
	message_add(&f->message, "Tenure-Seal", f->body.data);
	assert_int_equal(read_state(f), TENURE_SEAL_UNKNOWN);
	tenure_buffer_free(&other);
}

static void test_read_reasons(void **state)
{
	struct fixture *f = *state;
	struct tenure_buffer other = TENURE_BUFFER_INIT;
	struct tenure_seal seal = f->seal;
	enum tenure_seal_state seal_state;
	struct tenure_error err;
	int i;

	message_add(&f->message, "Tenure-Seal", f->body.data);
	f->message.unreadable = "subject";
	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &seal_state, &seal, &err),
			 -1);
	assert_int_equal(seal_state, TENURE_SEAL_UNKNOWN);
	f->message.unreadable = "tenure-seal";
	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &seal_state, &seal, &err),
			 -1);
	assert_string_equal(err.text, "seal: the header cannot be read");
	f->message.unreadable = NULL;
	seal.time++;
	sign(f, &seal, f->keys.key, &other);
	message_add(&f->message, "Tenure-Seal", other.data);
	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &seal_state, &seal, &err),
			 0);
	assert_string_equal(err.text, "two valid seals that differ");
	for (i = 0; i < TENURE_SEALS_MAX; i++)
		message_add(&f->message, "Tenure-Seal", f->body.data);
	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &seal_state, &seal, &err),
			 0);
	assert_string_equal(err.text, "more than 16 seals");
	f->facts.header = NULL;
	assert_int_equal(tenure_seal_read(&f->facts, REALM, f->keys.ring,
					  &seal_state, &seal, &err),
			 -1);
	assert_int_equal(seal_state, TENURE_SEAL_UNKNOWN);
	assert_string_equal(err.text, "seal: no header to look at");
	tenure_buffer_free(&other);
}

/* ------------------------------------------------------------- the others */

static void test_choose_fields(void **state)
{
	static const char always[] = "cc:date:from:message-id:subject:to";
	static const char *const none[] = {NULL};
	static const char *const some[] = {"subject",     "x-b",
					   "a",           "x-b",
					   "return-path", "delivered-to",
					   "received",    "x-original-to",
					   "tenure-seal", NULL};
	static const char *const bad[] = {"a;b", NULL};
	char names[TENURE_SEAL_FIELDS_MAX + 1][40];
	const char *many[TENURE_SEAL_FIELDS_MAX + 2];
	struct tenure_seal seal = {.size = -1};
	struct tenure_error err;
	size_t i;

	(void)state;
	assert_int_equal(tenure_seal_choose_fields(NULL, &seal, &err), 0);
	assert_string_equal(seal.fields, always);
	assert_int_equal(tenure_seal_choose_fields(none, &seal, &err), 0);
	assert_string_equal(seal.fields, always);
	assert_int_equal(tenure_seal_choose_fields(some, &seal, &err), 0);
	assert_string_equal(seal.fields,
			    "a:cc:date:from:message-id:subject:to:x-b");
	assert_int_equal(tenure_seal_choose_fields(bad, &seal, &err), -1);
	assert_non_null(strstr(err.text, "a;b"));
	/* As many as there may be, and one more. */
	for (i = 0; i < TENURE_SEAL_FIELDS_MAX + 1; i++) {
		snprintf(names[i], sizeof(names[i]), "x-%zu", i);
		many[i] = names[i];
	}
	many[TENURE_SEAL_FIELDS_MAX - 6] = NULL;
	assert_int_equal(tenure_seal_choose_fields(many, &seal, &err), 0);
	many[TENURE_SEAL_FIELDS_MAX - 6] = "x-more";
	many[TENURE_SEAL_FIELDS_MAX - 5] = NULL;
	assert_int_equal(tenure_seal_choose_fields(many, &seal, &err), -1);
	/* Few, but long. */
	for (i = 0; i < 55; i++) {
		memset(names[i], 'x', 38);
		names[i][36] = (char)('0' + i / 10);
		names[i][37] = (char)('0' + i % 10);
		names[i][38] = '\0';
		many[i] = names[i];
	}
	many[55] = NULL;
	assert_int_equal(tenure_seal_choose_fields(many, &seal, &err), -1);
	many[50] = NULL;
	assert_int_equal(tenure_seal_choose_fields(many, &seal, &err), 0);
}

/* However an allocation fails: never "valid", never "no seal". */
static void test_no_memory(void **state)
{
	struct fixture *f = *state;
	enum tenure_seal_state seal_state;
	struct tenure_seal seal;
	unsigned long n;
	int ret;

	message_add(&f->message, "Tenure-Seal", f->body.data);
	for (n = 1;; n++) {
		tenure_alloc_fail_at(n, n % 2 == 0);
		ret = tenure_seal_read(&f->facts, REALM, f->keys.ring,
				       &seal_state, &seal, NULL);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
		assert_int_equal(seal_state, TENURE_SEAL_UNKNOWN);
	}
	assert_int_equal(ret, 0);
	assert_true(n > 3);
	for (n = 1;; n++) {
		tenure_alloc_fail_at(n, n % 2 == 0);
		ret = tenure_seal_sign(&seal, f->keys.key, &f->facts, NULL);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
	}
	assert_int_equal(ret, 0);
	tenure_alloc_fail_at(0, 0);
}

/* Many threads sign and verify with the same keys, each its own message, as
   libmilter's do. */
#define THREADS 4

static void *use_keys(void *context)
{
	const struct test_keys *keys = context;
	struct message message = message_ordinary();
	struct tenure_facts facts = message_facts(&message);
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_seal seal = seal_ordinary(), got;
	int i, good = 0, rounds = unit_count(100);

	for (i = 0; i < rounds; i++) {
		tenure_buffer_clear(&body);
		if (tenure_seal_sign(&seal, keys->key, &facts, NULL) == 0 &&
		    tenure_seal_format(&seal, &body, NULL) == 0 &&
		    tenure_seal_verify(body.data, REALM, keys->ring, &facts,
				       &got, NULL) == 1)
			good++;
	}
	tenure_buffer_free(&body);
	message_free(&message);
	return good == rounds ? NULL : context;
}

static void test_threads(void **state)
{
	struct fixture *f = *state;
	pthread_t threads[THREADS];
	void *result;
	int i;

	for (i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, use_keys, &f->keys),
			0);
	for (i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_null(result);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_valid),
		TEST(test_known_answer),
		TEST(test_refolded),
		TEST(test_delivered),
		TEST(test_every_bit),
		TEST(test_every_field),
		TEST(test_fields_added_and_removed),
		TEST(test_no_confusion),
		TEST(test_reasons),
		TEST(test_other_key),
		TEST(test_read_states),
		TEST(test_read_reasons),
		TEST(test_choose_fields),

		TEST(test_no_memory),
		TEST(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
