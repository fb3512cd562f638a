/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/mime-field.h"

static void test_type(void **state TENURE_UNUSED)
{
	static const struct {
		/* want is NULL where it cannot be told. */
		const char *body, *want, *rest;
	} cases[] = {
		{"text/plain", "text/plain", ""},
		{" TEXT/HTML; charset=x", "text/html", "; charset=x"},
		{"\n application\n /\n pdf\n ;a=b", "application/pdf", ";a=b"},
		{"(a(b)\\)) a/b (c)", "a/b", ""},
		{"application/vnd.oasis.opendocument.text",
		 "application/vnd.oasis.opendocument.text", ""},
		{"a/b;", "a/b", ";"},
		{"", NULL, NULL},
		{"text", NULL, NULL},
		{"a/b (c", NULL, NULL},
		{"(a/b", NULL, NULL},
		{"text/", NULL, NULL},
		{"/plain", NULL, NULL},
		{"text/plain charset=utf-8", NULL, NULL},
		{"text/pl\xc3\xa4in", NULL, NULL},
		{"text/plain,text/html", NULL, NULL},
		{"text/a/b", NULL, NULL},
		{"\"text\"/plain", NULL, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_buffer type = TENURE_BUFFER_INIT;
		const char *rest = NULL;
		int ret = tenure_mime_type_parse(cases[i].body, &type, &rest);

		assert_int_equal(ret, cases[i].want == NULL ? -1 : 1);
		if (ret > 0) {
			assert_string_equal(type.data, cases[i].want);
			assert_string_equal(rest, cases[i].rest);
		} else {
			assert_int_equal(type.used, 0);
		}
		tenure_buffer_free(&type);
	}
}

static void test_type_length(void **state TENURE_UNUSED)
{
	struct tenure_buffer type = TENURE_BUFFER_INIT;
	char body[300];
	const char *rest;

	snprintf(body, sizeof(body), "a/%0127d", 0);
	assert_int_equal(tenure_mime_type_parse(body, &type, &rest), 1);
	snprintf(body, sizeof(body), "a/%0128d", 0);
	assert_int_equal(tenure_mime_type_parse(body, &type, &rest), -1);
	snprintf(body, sizeof(body), "%0128d/b", 0);
	assert_int_equal(tenure_mime_type_parse(body, &type, &rest), -1);
	tenure_buffer_free(&type);
}

static void test_disposition(void **state TENURE_UNUSED)
{
	static const struct {
		const char *body, *rest;
	} cases[] = {
		{"attachment", ""},
		{" (x) inline ; filename=a", "; filename=a"},
		{"x-own;", ";"},
		{"", NULL},
		{"filename=a", NULL},
		{"; filename=a", NULL},
		{"attachment filename=a", NULL},
		{"\"attachment\"; filename=a", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *rest = NULL;
		int ret = tenure_mime_disposition_parse(cases[i].body, &rest);

		assert_int_equal(ret, cases[i].rest == NULL ? -1 : 1);
		if (ret > 0)
			assert_string_equal(rest, cases[i].rest);
	}
}

/* want: NULL cannot tell, "-" none, else "=" and the value. */
static void check(int (*function)(const char *, const char *,
				  struct tenure_buffer *),
		  const char *parameters, const char *name, const char *want)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret = function(parameters, name, &text);
	const char *str = tenure_buffer_str(&text);

	if (ret < 0 ? want != NULL
		    : want == NULL || (ret == 0 ? strcmp(want, "-") != 0
						: strcmp(want + 1, str) != 0))
		fail_msg("%s: got %d \"%s\", want %s", parameters, ret, str,
			 want == NULL ? "cannot tell" : want);
	tenure_buffer_free(&text);
}

static void test_plain(void **state TENURE_UNUSED)
{
	static const struct {
		const char *parameters, *want;
	} cases[] = {
		{"", "-"},
		{"; charset=x", "-"},
		{"; boundary=b", "=b"},
		{";boundary=\"a b\" ;x=y", "=a b"},
		{"; BOUNDARY (c) = (d) b (e)", "=b"},
		{"; boundary=\"a\\\"b\\\\\"", "=a\"b\\"},
		{"; boundary=\"a\r\n b\"", "=a b"},
		{"; boundary=\"\"", "="},
		{"; boundary=", "="},
		{"; boundary=a; boundary=a", NULL},
		{"; boundary=a b", NULL},
		{"; boundary=a=b", NULL},
		{"; boundary=\"a", NULL},
		{"; boundary=\"a\"b", NULL},
		{"; boundary*=us-ascii''a", NULL},
		{"; boundary=a; boundary*=us-ascii''a", NULL},
		{"; boundary*0=a; boundary*1=b", "=ab"},
		{"; boundary*1=b; boundary*0=\"a \"", "=a b"},
		{"; boundary*0=a; boundary*1*=b", NULL},
		{"; boundary*1=b", NULL},
		{"; boundary*0=a; boundary*2=b", NULL},
		{"; boundary*0=a; boundary*0=b", NULL},
		{"; boundary*00=a", NULL},
		{"; boundary*99=a", NULL},
		{"; boundary*99999999999999999999=a", NULL},
		{"; boundary*x=a", NULL},
		{"; boundary*0=a; boundary=b", NULL},
		{"; boundaryx=a; xboundary=b", "-"},
		/* What cannot be read may have been it. */
		{"; x=\"a; boundary=b", NULL},
		{"; x y; charset=c", NULL},
		{"; x y; boundary=b", NULL},
		{"; x; boundary=b", NULL},
		{";; boundary=b", NULL},
		{"; boundary=b; x=\"y", NULL},
		{"; boundary=b;", "=b"},
		{"; boundary=b; ", "=b"},
		{"; (boundary=a); boundary=b", NULL},
		{"; (boundary=a) boundary=b", "=b"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(tenure_mime_parameter_plain, cases[i].parameters,
		      "boundary", cases[i].want);
}

static void test_text(void **state TENURE_UNUSED)
{
	static const struct {
		const char *parameters, *want;
	} cases[] = {
		{"; filename=a.pdf", "=a.pdf"},
		{"; filename=\"a b.pdf\"", "=a b.pdf"},
		{"; filename=a[1].pdf", "=a[1].pdf"},
		{"; filename=a b.pdf", NULL},
		{"; filename=a (b).pdf", NULL},
		{"; filename=a (b", NULL},
		{"; filename=(b", NULL},
		{"; filename=a; x=(b", NULL},
		{"; filename*0=a; filename*1=b[1]", NULL},
		{"; filename=\"a\xc3\xbc\"", "=a\xc3\xbc"},
		{"; filename=\"a\xfc\"", NULL},
		{"; filename*=utf-8''a%C3%bc%20b", "=a\xc3\xbc b"},
		{"; filename*=UTF-8'de'a", "=a"},
		{"; filename*=iso-8859-1''%FC", "=\xc3\xbc"},
		{"; filename*=''a", "=a"},
		{"; filename*=\"utf-8''a%20b\"", "=a b"},
		{"; filename*=utf-8''a; filename=b", "=a"},
		{"; filename=b; filename*=utf-8''a", "=a"},
		{"; filename*=a", NULL},
		{"; filename*=utf-8'a", NULL},
		{"; filename*=utf-8''%FC", NULL},
		{"; filename*=utf-8''%0", NULL},
		{"; filename*=utf-8''%zz", NULL},
		{"; filename*=utf-8''a%00b", NULL},
		{"; filename*=utf-8//IGNORE''a", NULL},
		{"; filename*=no-such-charset''a", NULL},
		{"; filename*0*=utf-8''%C3; filename*1*=%BC; filename*2=\" %\"",
		 "=\xc3\xbc %"},
		{"; filename*0=a; filename*1*=%20", NULL},
		{"; filename*0=\"=?utf-8?Q?=C3\"; filename*1=\"=BC?=\"",
		 "=\xc3\xbc"},
		{"; filename=\"=?utf-8?B?w7w=?=.pdf\"", "=\xc3\xbc.pdf"},
		{"; filename==?utf-8?Q?=C3=BC?=", "=\xc3\xbc"},
		{"; filename=\"=?x-none?Q?a?=\"", NULL},
		{"; filename=\"\"", "="},
		{"; filename", NULL},
		{"; name=a", "-"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(tenure_mime_parameter_text, cases[i].parameters,
		      "filename", cases[i].want);
}

/* Megabytes of comments without an end: were each looked at up to the
   end of all, this would not end today. */
static void test_open_comments(void **state TENURE_UNUSED)
{
	static const char *const repeated[] = {";(", ";x=(", ";x=y (", ";x(",
					       ";x=\"y\"("};

	for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++) {
		struct tenure_buffer parameters = TENURE_BUFFER_INIT;

		while (parameters.used < 4000000)
			tenure_buffer_add_str(&parameters, repeated[i]);
		check(tenure_mime_parameter_text, parameters.data, "name",
		      NULL);
		check(tenure_mime_parameter_plain, parameters.data, "name",
		      NULL);
		tenure_buffer_free(&parameters);
	}
}

static void test_pieces(void **state TENURE_UNUSED)
{
	struct tenure_buffer parameters = TENURE_BUFFER_INIT;
	char want[TENURE_MIME_PIECES_MAX + 2] = "=";

	for (int i = 0; i < TENURE_MIME_PIECES_MAX; i++) {
		tenure_buffer_printf(&parameters, "; name*%d=x", i);
		strcat(want, "x");
	}
	check(tenure_mime_parameter_text, parameters.data, "name", want);
	tenure_buffer_printf(&parameters, "; name*%d=x",
			     TENURE_MIME_PIECES_MAX);
	check(tenure_mime_parameter_text, parameters.data, "name", NULL);
	tenure_buffer_free(&parameters);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	static const char parameters[] = "; a=\"=?utf-8?Q?b?=\"";
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	unsigned long count = 0;
	int ret;

	do {
		tenure_alloc_fail_at(++count, 0);
		ret = tenure_mime_parameter_text(parameters, "a", &text);
		tenure_alloc_fail_at(0, 0);
		assert_int_not_equal(ret, 0);
		tenure_buffer_free(&text);
	} while (ret < 0);
	assert_true(count > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_type),
		cmocka_unit_test(test_type_length),
		cmocka_unit_test(test_disposition),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_open_comments),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
