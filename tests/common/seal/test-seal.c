/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/date.h"
#include "tests/common/seal/message.h"

#define SIGNATURE                                                              \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AA"                                                                   \
	"AAAAAAAAAAAAAAAA=="
#define TAGS(v, a, r, k, t, i, g, s, q, z, h)                                  \
	"v=" v "; a=" a "; r=" r "; k=" k "; t=" t "; i=" i "; g=" g "; s=" s  \
	"; q=" q "; z=" z "; h=" h "; b=" SIGNATURE
#define MINIMAL "v=1;a=ed25519;r=x;k=k;t=0;i=1;g=0;s=;q=;h=to;b=" SIGNATURE

/* ---------------------------------------------------------------- parsing */

/* What is refused, and how it is said. */
static const struct {
	const char *body, *text;
} bad[] = {
	{"", "seal: not a list of tag=value"},
	{";", "seal: not a list of tag=value"},
	{"v", "seal: not a list of tag=value"},
	{"=1", "seal: not a list of tag=value"},
	{"1=1", "seal: not a list of tag=value"},
	{"_v=1", "seal: not a list of tag=value"},
	{"v-1=1", "seal: not a list of tag=value"},
	{"v=1;;a=ed25519", "seal: not a list of tag=value"},
	{MINIMAL ";;", "seal: not a list of tag=value"},
	{"v=1;v=1", "seal: v= is there twice"},
	{"v=1;x=1;x=2", "seal: x= is there twice"},
	{"v=1;\x01=1", "seal: octet 0x01 in it"},
	{"v=1;a=\x7f", "seal: octet 0x7f in it"},
	{"v=1;a=\xc3\xa9", "seal: octet 0xc3 in it"},
	{"v=1;a=\v", "seal: octet 0x0b in it"},
	{"a=ed25519", "seal: no version (v=)"},
	{"v=2", "seal: unknown version (v=2)"},
	{"v=0", "seal: unknown version (v=0)"},
	{"v=01", "seal: unknown version (v=01)"},
	{"v=", "seal: unknown version (v=)"},
	{"v=10", "seal: unknown version (v=10)"},
	{"V=1", "seal: no version (v=)"},
	{"v=1", "seal: no algorithm (a=)"},
	{"v=1;a=rsa", "seal: unknown algorithm (a=rsa)"},
	{"v=1;a=ED25519", "seal: unknown algorithm (a=ED25519)"},
	{"v=1;a=ed25519;r=X", "seal: bad realm (r=X)"},
	{"v=1;a=ed25519;r=", "seal: bad realm (r=)"},
	{"v=1;a=ed25519;r=x", "seal: no key id (k=)"},
	{"v=1;a=ed25519;r=x;k=.k", "seal: bad key id (k=.k)"},
	{"v=1;a=ed25519;r=x;k=k;t=-1", "seal: bad time (t=-1)"},
	{"v=1;a=ed25519;r=x;k=k;t=", "seal: bad time (t=)"},
	{"v=1;a=ed25519;r=x;k=k;t=00", "seal: bad time (t=00)"},
	{"v=1;a=ed25519;r=x;k=k;t=253402300800",
	 "seal: bad time (t=253402300800)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=", "seal: bad serial (i=)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=a/b", "seal: bad serial (i=a/b)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=18446744073709551616",
	 "seal: bad generation (g=18446744073709551616)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;q=;h=to", "seal: no sender (s=)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=a=0", "seal: bad sender "
						    "(s=a=0)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s==3g", "seal: bad sender "
						    "(s==3g)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s==3d", "seal: bad sender "
						    "(s==3d)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s==00", "seal: bad sender "
						    "(s==00)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=,",
	 "seal: bad connection (q=,)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=tls1.3,tls1.2",
	 "seal: bad connection (q=tls1.3,tls1.2)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=tls0.9",
	 "seal: bad connection (q=tls0.9)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=tls1.10",
	 "seal: bad connection (q=tls1.10)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=net:",
	 "seal: bad connection (q=net:)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;z=-1",
	 "seal: bad size (z=-1)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;z=9223372036854775808",
	 "seal: bad size (z=9223372036854775808)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=",
	 "seal: bad list of fields (h=)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=to:cc",
	 "seal: bad list of fields (h=to:cc)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=to:to",
	 "seal: bad list of fields (h=to:to)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=To",
	 "seal: bad list of fields (h=To)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=ab:a",
	 "seal: bad list of fields (h=ab:a)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=a:",
	 "seal: bad list of fields (h=a:)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=:a",
	 "seal: bad list of fields (h=:a)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=a", "seal: no signature "
							"(b=)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=a;b=",
	 "seal: bad signature (b=)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=a;b=QUJD",
	 "seal: bad signature (b=QUJD)"},
	/* 63 octets, and 65 */
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=a;b="
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAA",
	 "seal: bad signature (b=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA)"},
	{"v=1;a=ed25519;r=x;k=k;t=0;i=1;g=1;s=;q=;h=a;b="
	 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAAAAA=",
	 "seal: bad signature (b=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA)"},
};

static void test_bad(void **state)
{
	struct tenure_error err;
	struct tenure_seal seal;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (tenure_seal_parse(bad[i].body, &seal, NULL, &err) == 0)
			fail_msg("taken: %s", bad[i].body);
		assert_string_equal(err.text, bad[i].text);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
	}
}

static void test_too_long(void **state)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_error err;
	struct tenure_seal seal;
	int i;

	(void)state;
	tenure_buffer_add_str(&body, MINIMAL);
	while (body.used < TENURE_SEAL_MAX)
		tenure_buffer_add_char(&body, ' ');
	assert_int_equal(tenure_seal_parse(body.data, &seal, NULL, &err), 0);
	tenure_buffer_add_char(&body, ' ');
	assert_int_equal(tenure_seal_parse(body.data, &seal, NULL, &err), -1);
	assert_string_equal(err.text, "seal: longer than 8192 octets");
	tenure_buffer_clear(&body);
	for (i = 0; i < 1000; i++)
		tenure_buffer_printf(&body, "x%d=;", i);
	assert_int_equal(tenure_seal_parse(body.data, &seal, NULL, &err), -1);
	assert_string_equal(err.text, "seal: more than 32 tags");
	tenure_buffer_free(&body);
}

static void test_signed_body(void **state)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
		{MINIMAL, "v=1;a=ed25519;r=x;k=k;t=0;i=1;g=0;s=;q=;h=to;b="},
		{MINIMAL " ; ",
		 "v=1;a=ed25519;r=x;k=k;t=0;i=1;g=0;s=;q=;h=to;b=;"},
		/* b in another place, and a tag that has its name at its end;
		   white space everywhere */
		{"bb=1 ;b = " SIGNATURE
		 ";v\t=1;a=ed\r\n 25519;r=x;k=k;t=0;i=1;g=0;s=;q=;h=to;z=1 2",
		 "bb=1;b=;v=1;a=ed25519;r=x;k=k;t=0;i=1;g=0;s=;q=;h=to;z=12"},
	};
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_error err;
	struct tenure_seal seal;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tenure_buffer_clear(&out);
		assert_int_equal(
			tenure_seal_parse(cases[i].body, &seal, &out, &err), 0);
		assert_string_equal(tenure_buffer_str(&out), cases[i].want);
	}
	tenure_buffer_free(&out);
}

static void test_values(void **state)
{
	struct tenure_seal seal;

	(void)state;
	assert_int_equal(tenure_seal_parse(TAGS("1", "ed25519", "a-b.c", "K_1",
						"253402300799", "A.b_c-9",
						"18446744073709551615",
						"=3B=3D=20=C3=A9<a:b>@x",
						"net:office,tls1.0,auth,new",
						"0", "!a:a=b:b"),
					   &seal, NULL, NULL),
			 0);
	assert_string_equal(seal.realm, "a-b.c");
	assert_string_equal(seal.key_id, "K_1");
	assert_int_equal(seal.time, 253402300799);
	assert_string_equal(seal.serial, "A.b_c-9");
	assert_true(seal.generation == UINT64_MAX);
	assert_string_equal(seal.sender, ";= \xc3\xa9<a:b>@x");
	assert_int_equal(seal.tls, 10);
	assert_true(seal.auth);
	assert_int_equal(seal.network_count, 1);
	assert_string_equal(seal.networks[0], "office");
	assert_int_equal(seal.size, 0);
	assert_string_equal(seal.fields, "!a:a=b:b");
	assert_int_equal(tenure_seal_parse(MINIMAL, &seal, NULL, NULL), 0);
	assert_string_equal(seal.sender, "");
	assert_int_equal(seal.tls, 0);
	assert_false(seal.auth);
	assert_int_equal(seal.network_count, 0);
	assert_false(seal.networks_unknown);
	assert_int_equal(seal.size, -1);
}

/* ------------------------------------------------------------- formatting */

static void assert_seals_equal(const struct tenure_seal *a,
			       const struct tenure_seal *b)
{
	assert_string_equal(a->realm, b->realm);
	assert_string_equal(a->key_id, b->key_id);
	assert_true(a->time == b->time);
	assert_string_equal(a->serial, b->serial);
	assert_true(a->generation == b->generation);
	assert_string_equal(a->sender, b->sender);
	assert_int_equal(a->tls, b->tls);
	assert_int_equal(a->auth, b->auth);
	assert_int_equal(a->networks_unknown, b->networks_unknown);
	assert_int_equal(a->network_count, b->network_count);
	for (unsigned int i = 0; i < a->network_count; i++)
		assert_string_equal(a->networks[i], b->networks[i]);
	assert_true(a->size == b->size);
	assert_string_equal(a->fields, b->fields);
	assert_memory_equal(a->signature, b->signature, sizeof(a->signature));
}

/* Lines of at most 78 octets, none of them only white space, and none that a
   reader could take for the next field. */
static void assert_folded(const char *body)
{
	size_t column = strlen(TENURE_SEAL_FIELD ": "), length;
	bool first = true;

	for (;; first = false) {
		length = strcspn(body, "\n");
		if (!first)
			column = 0;
		assert_true(column + length <= 78);
		if (!first)
			assert_true(body[0] == ' ');
		assert_true(strspn(body, " ") < length);
		assert_true(body[length - 1] != ' ');
		if (body[length] == '\0')
			break;
		body += length + 1;
	}
}

static void fill(char *buf, size_t size, char c)
{
	memset(buf, c, size - 1);
	buf[size - 1] = '\0';
}

/* The longest of everything. */
static struct tenure_seal seal_longest(void)
{
	struct tenure_seal seal = seal_ordinary();
	size_t i;

	fill(seal.realm, sizeof(seal.realm), 'r');
	fill(seal.key_id, sizeof(seal.key_id), 'k');
	fill(seal.serial, sizeof(seal.serial), 'i');
	fill(seal.sender, sizeof(seal.sender), '\xff');
	fill(seal.fields, sizeof(seal.fields), 'h');
	for (i = 1; i < TENURE_SEAL_FIELDS_MAX; i++) {
		seal.fields[i * 31] = ':';
		seal.fields[i * 31 + 1] = (char)('!' + i / 10);
		seal.fields[i * 31 + 2] = (char)('0' + i % 10);
	}
	seal.fields[0] = '!';
	seal.fields[1] = '!';
	for (i = 0; i < TENURE_SEAL_NETWORKS_MAX; i++) {
		fill(seal.networks[i], sizeof(seal.networks[i]), 'n');
		seal.network_count++;
	}
	seal.time = INT64_C(253402300799);
	seal.generation = UINT64_MAX;
	seal.size = INT64_MAX;
	memset(seal.signature, 0xff, sizeof(seal.signature));
	return seal;
}

static void assert_round_trip(const struct tenure_seal *seal)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_error err;
	struct tenure_seal again;

	if (tenure_seal_format(seal, &body, &err) < 0 ||
	    tenure_seal_parse(body.data, &again, NULL, &err) < 0)
		fail_msg("%s: %s", err.text, body.data);
	assert_folded(body.data);
	assert_true(body.used <= TENURE_SEAL_MAX);
	assert_seals_equal(seal, &again);
	tenure_buffer_free(&body);
}

static void test_round_trip(void **state)
{
	struct tenure_seal seal = seal_ordinary();
	int octet;
	size_t i;

	(void)state;
	assert_round_trip(&seal);
	for (octet = 1; octet < 256; octet++) {
		snprintf(seal.sender, sizeof(seal.sender), "a%cb", octet);
		for (i = 0; i < sizeof(seal.signature); i++)
			seal.signature[i] = (unsigned char)(octet * 7 + i * 3);
		seal.tls = octet % 5 == 0 ? 0 : 9 + octet % 5;
		seal.auth = octet % 2 == 0;
		seal.networks_unknown = octet % 4 == 0;
		seal.network_count = 0;
		for (i = 0; i < (size_t)(octet % 4); i++)
			tenure_seal_add_network(&seal, i == 1 ? "a" : "office");
		seal.size = octet % 3 == 0 ? -1 : octet;
		/* Each value ends in each column once. */
		fill(seal.serial, (size_t)(octet % 127 + 2), 'x');
		assert_round_trip(&seal);
	}
	seal.sender[0] = '\0';
	assert_round_trip(&seal);
	seal = seal_longest();
	assert_round_trip(&seal);
}

static void test_format_bad(void **state)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	const struct tenure_seal good = seal_ordinary();
	struct tenure_seal seals[16];
	struct tenure_error err;
	size_t count = 0, i;

	(void)state;
	for (i = 0; i < 16; i++)
		seals[i] = good;
	seals[count++].realm[0] = '\0';
	snprintf(seals[count++].realm, 16, "a;z=1");
	snprintf(seals[count++].realm, 16, "a b");
	seals[count++].key_id[0] = '\0';
	seals[count++].key_id[0] = '/';
	seals[count++].time = -1;
	seals[count++].time = TENURE_TIME_FOREVER;
	seals[count++].time = TENURE_TIME_NONE;
	seals[count++].serial[0] = '\0';
	seals[count++].serial[0] = '\n';
	seals[count++].tls = -1;
	seals[count++].tls = 3;
	seals[count++].tls = 100;
	seals[count++].fields[0] = '\0';
	seals[count++].fields[0] = 'z';
	seals[count++].fields[1] = ';';
	for (i = 0; i < count; i++) {
		tenure_buffer_clear(&body);
		if (tenure_seal_format(&seals[i], &body, &err) == 0)
			fail_msg("%zu: %s", i, body.data);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
	}
	tenure_buffer_free(&body);
}

static void test_no_memory(void **state)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_seal seal = seal_ordinary(), again;
	struct tenure_error err;
	unsigned long n;
	int ret;

	(void)state;
	for (n = 1;; n++) {
		tenure_buffer_free(&body);
		tenure_alloc_fail_at(n, 0);
		ret = tenure_seal_format(&seal, &body, &err);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
		assert_string_equal(err.text, "out of memory");
	}
	assert_int_equal(ret, 0);
	for (n = 1;; n++) {
		struct tenure_buffer out = TENURE_BUFFER_INIT;

		tenure_alloc_fail_at(n, 0);
		ret = tenure_seal_parse(body.data, &again, &out, &err);
		tenure_buffer_free(&out);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
		assert_string_equal(err.text, "out of memory");
	}
	assert_int_equal(ret, 0);
	tenure_alloc_fail_at(0, 0);
	tenure_buffer_free(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_signed_body),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_format_bad),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
