/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/buffer.h"
#include "base/limits.h"

/* Notes the keys, "?" for one that cannot be read, with "|" between them. */
static int note(const char *key, void *context)
{
	struct tenure_buffer *buf = context;

	if (buf->used > 0)
		tenure_buffer_add_char(buf, '|');
	tenure_buffer_add_str(buf, key == NULL ? "?" : key);
	return 0;
}

static void check(const char *field, const char *want)
{
	struct tenure_buffer buf = TENURE_BUFFER_INIT;

	assert_int_equal(tenure_address_walk(field, note, &buf), 0);
	if (strcmp(tenure_buffer_str(&buf), want) != 0)
		fail_msg("<<%s>> is %s, want %s", field,
			 tenure_buffer_str(&buf), want);
	tenure_buffer_free(&buf);
}

static void test_walk(void **state TENURE_UNUSED)
{
	static const struct {
		const char *field, *want;
	} cases[] = {
		{"", ""},
		{"  \r\n ", ""},
		{"joe@example.org", "joe@example.org"},
		{" Joe@Example.org\r\n", "joe@example.org"},
		{"a@x.org, b@x.org,c@x.org", "a@x.org|b@x.org|c@x.org"},
		{"Joe Doe <joe@x.org>", "joe@x.org"},
		{"\"Doe, Joe\" <joe@x.org>, b@x.org", "joe@x.org|b@x.org"},
		{"=?utf-8?Q?J=C3=BCrgen?= <j@x.org>", "j@x.org"},
		{"Joe\r\n Doe\r\n\t<joe@x.org>", "joe@x.org"},
		/* A dot in a name (RFC 5322 4.1), or 8-bit. */
		{"Joe Q. Public <joe@x.org>", "joe@x.org"},
		{"J\xc3\xbcrgen <j@x.org>", "j@x.org"},
		{"J\xfcrgen <j@x.org>", "j@x.org"},
		/* Comments, also nested. */
		{"(a) joe (b) @ (c) x (d) . (e) org (f)", "joe@x.org"},
		{"Pete(A nice \\) chap) <pete(his)@silly.test(host)>",
		 "pete@silly.test"},
		{"joe@x.org (a (b, c@x.org) d), e@x.org", "joe@x.org|e@x.org"},
		{"(only a comment)", ""},
		/* Groups. */
		{"A Group:Ed Jones <c@a.test>,joe@where.test,John "
		 "<jdoe@one.test>;",
		 "c@a.test|joe@where.test|jdoe@one.test"},
		{"Undisclosed recipients:;", ""},
		{"(hidden):;, a@x.org", "a@x.org"},
		{"g: a@x.org; b@x.org, h: c@x.org;", "a@x.org|b@x.org|c@x.org"},
		{"g: a@x.org", "a@x.org"},
		{"\"g\": a@x.org;", "a@x.org"},
		/* Obsolete: routes, white space, empty elements (4.4). */
		{"Mary <@node.test:mary@example.net>, , jdoe@test . example",
		 "mary@example.net|jdoe@test.example"},
		{"<@a.test,@b.test:joe@x.org>, b@x.org", "joe@x.org|b@x.org"},
		{"<@a.test,,@[192.0.2.1]:joe@x.org>", "joe@x.org"},
		{",,a@x.org,,", "a@x.org"},
		{"a . b @ x.org", "a.b@x.org"},
		/* Quoted local parts, in pieces too. */
		{"\"joe\"@x.org", "joe@x.org"},
		{"\"joe doe\"@x.org", "\"joe doe\"@x.org"},
		{"\"joe\\\"\"@x.org", "\"joe\\\"\"@x.org"},
		{"\"a\".b.\"c\"@x.org", "a.b.c@x.org"},
		{"\"a,b\"@x.org", "\"a,b\"@x.org"},
		{"\"a\r\n b\"@x.org", "\"a b\"@x.org"},
		{"\"joe@x.org\" <a@y.org>", "a@y.org"},
		{"joe@[192.0.2.1], joe@[ 192.0.2.2 ]",
		 "joe@[192.0.2.1]|joe@[192.0.2.2]"},
		{"\xe4\xbe\x8b@m\xc3\xbcnchen.example",
		 "\xe4\xbe\x8b@xn--mnchen-3ya.example"},
		/* The angle brackets count. */
		{"joe@x.org <a@y.org>", "a@y.org"},
		{"a b@c d <a@y.org>", "a@y.org"},
		/* Not by the book, but in use. */
		{"joe..doe.@x.org", "joe..doe.@x.org"},
		{".joe@x.org", ".joe@x.org"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].field, cases[i].want);
}

static void test_unreadable(void **state TENURE_UNUSED)
{
	static const struct {
		const char *field, *want;
	} cases[] = {
		{"joe", "?"},
		{"joe, a@x.org", "?|a@x.org"},
		{"Joe Doe", "?"},
		{"\"Joe Doe\"", "?"},
		{"@x.org", "?"},
		{"joe@", "?"},
		{"joe@, a@x.org", "?|a@x.org"},
		{"joe@.org", "?"},
		{"joe@x..org", "?"},
		{"joe@x.org.", "?"},
		{"joe@x.org b@x.org", "?"},
		{"joe doe@x.org", "?"},
		{"a@b@x.org", "?"},
		{"a@x.org: b@x.org", "?"},
		{"<>", "?"},
		{"Joe <>", "?"},
		{"<joe>", "?"},
		{"<joe@x.org", "?"},
		{"<joe@x.org, b@x.org", "?|b@x.org"},
		{"joe@x.org>", "?"},
		{"<joe@x.org> b", "?"},
		{"<joe@x.org> <b@x.org>", "?"},
		{"<joe <b@x.org>>", "?"},
		{"<@a.test>", "?"},
		{"<@a.test:>", "?"},
		{"<@a.test, joe@x.org, b@x.org", "?"},
		{"\"joe@x.org", "?"},
		{"a@x.org, \"b", "a@x.org|?"},
		{"a@[192.0.2.1", "?"},
		{"a@[192.0.2.1].org", "?"},
		{"a@x.[192.0.2.1]", "?"},
		{"\"a\"b@x.org", "?"},
		{"\"\"@x.org", "?"},
		/* A comment without an end may hide anything. */
		{"a@x.org (b, c@x.org", "?"},
		{"a@x.org, (b", "a@x.org|?"},
		{"a@x.org )", "?"},
		{"(\\", "?"},
		{"\"\\", "?"},
		{"a\\b@x.org", "?"},
		{"a\x01@x.org", "?"},
		{"\"a\x01\"@x.org", "?"},
		{"a@x\x7f.org", "?"},
		{"a\xff@x.org", "?"},
		{"a[b]@x.org", "?"},
		{"a]@x.org", "?"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].field, cases[i].want);
}

struct stop {
	int calls, after;
};

static int stop_callback(const char *key TENURE_UNUSED, void *context)
{
	struct stop *stop = context;

	return ++stop->calls == stop->after ? 7 : 0;
}

static void test_stop(void **state TENURE_UNUSED)
{
	struct stop stop = {0, 2};

	assert_int_equal(tenure_address_walk("a@x.org, b@x.org, c@x.org",
					     stop_callback, &stop),
			 7);
	assert_int_equal(stop.calls, 2);
	stop = (struct stop){0, 3};
	assert_int_equal(tenure_address_walk("a@x.org, b@x.org, c@x.org",
					     stop_callback, &stop),
			 7);
	stop = (struct stop){0, 4};
	assert_int_equal(tenure_address_walk("a@x.org, b@x.org, c@x.org",
					     stop_callback, &stop),
			 0);
	assert_int_equal(stop.calls, 3);
}

static int count_callback(const char *key, void *context)
{
	struct stop *stop = context;

	stop->calls += key != NULL;
	stop->after++;
	return 0;
}

/* One character again and again, up to more than a header may have. */
static void test_hostile(void **state TENURE_UNUSED)
{
	static const char chars[] = "(<[\"@,:;.\\a )>]";
	size_t size = 2 * TENURE_HEADER_MAX;
	char *field = malloc(size + 1);

	assert_non_null(field);
	field[size] = '\0';
	for (const char *c = chars; *c != '\0'; c++) {
		struct stop stop = {0, 0};

		memset(field, *c, size);
		assert_int_equal(
			tenure_address_walk(field, count_callback, &stop), 0);
		assert_int_equal(stop.calls, 0);
		assert_true(stop.after <= 1);
	}
	for (size_t i = 0; i + 4 <= size; i += 4)
		memcpy(field + i, "a@b,", 4);
	{
		struct stop stop = {0, 0};

		assert_int_equal(
			tenure_address_walk(field, count_callback, &stop), 0);
		assert_int_equal(stop.calls, size / 4);
		assert_int_equal(stop.after, size / 4);
	}
	free(field);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
