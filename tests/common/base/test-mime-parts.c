/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <limits.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/mime-parts.h"

/* All parts as "TYPE=NAME ", "?" for what cannot be told, then "." or "..."
   if there may be more. Takes parts over. */
static void add_parts(struct tenure_mime_parts *parts,
		      struct tenure_buffer *out)
{
	struct tenure_mime_part part;
	size_t i;
	int ret;

	for (i = 0; (ret = tenure_mime_parts_get(parts, i, &part)) > 0; i++)
		tenure_buffer_printf(out, "%s=%s ",
				     part.type == NULL ? "?" : part.type,
				     part.name == NULL ? "?" : part.name);
	tenure_buffer_add_str(out, ret < 0 ? "..." : ".");
	tenure_mime_parts_free(&parts);
}

/* The parts of a message that is fed in pieces, with these line ends. */
static void read_message(const char *text, size_t piece, const char *line_end,
			 struct tenure_buffer *out)
{
	struct tenure_mime_parts *parts = tenure_mime_parts_new();
	struct tenure_buffer octets = TENURE_BUFFER_INIT;

	assert_non_null(parts);
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			tenure_buffer_add_str(&octets, line_end);
		else
			tenure_buffer_add_char(&octets, *text);
	}
	for (size_t at = 0; at < octets.used; at += piece) {
		size_t size = octets.used - at;

		tenure_mime_parts_feed(parts, octets.data + at,
				       size < piece ? size : piece);
	}
	tenure_mime_parts_end(parts);
	add_parts(parts, out);
	tenure_buffer_free(&octets);
}

static const struct {
	const char *text, *want;
} cases[] = {
	{"", "text/plain= ."},
	{"Subject: x\n\ntext", "text/plain= ."},
	{"Content-Type: Text/HTML\n\n", "text/html= ."},
	{"Content-Type: a/b;\n name=\"c d\"\n\n", "a/b=c d ."},
	{"Content-Type: a/b; name=x\nContent-Disposition: c; filename=y\n\n",
	 "a/b=y ."},
	{"Content-Type: a/b; name=x\nContent-Disposition: c; filename=y z\n\n",
	 "a/b=? ."},
	{"content-type: a/b\nCONTENT-TYPE: a/b\n\n", "..."},
	{"Content-Type: a\n\n", "?=? ."},
	{"Content-Type: multipart; boundary=b\n\n", "..."},
	{"Content-Type: multipart/mixed\n\n", "..."},
	{"Content-Disposition: c; filename=y\n\n", "text/plain=? ."},
	{"MIME-Version: 1.0\nContent-Disposition: c; filename=y\n\n",
	 "text/plain=y ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n"
	 "--b\n\n1\n--b\nContent-Type: a/b\n\n2\n--b--\n--b\n\n3\n",
	 "text/plain= a/b= ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n"
	 "--b\nContent-Type: multipart/x; boundary=c\n\n"
	 "--c\nContent-Type: a/1\n\n--b\nContent-Type: a/2\n\n--c\n",
	 "a/1= a/2= ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n"
	 "--b\nContent-Type: multipart/x; boundary=bc\n\n"
	 "--bc\nContent-Type: a/1\n\n--bc--\n--b\nContent-Type: a/2\n\n",
	 "a/1= a/2= ."},
	/* The longest boundary that a line begins with is the one. */
	{"Content-Type: multipart/mixed; boundary=b\n\n"
	 "--b\nContent-Type: multipart/digest; boundary=bc\n\n"
	 "--bcx\nX: y\n\n\n--bx\n\n",
	 "message/rfc822= text/plain= text/plain= ."},
	{"Content-Type: multipart/digest; boundary=b\n\n"
	 "--b\n\nContent-Type: a/1\n\n--b\nContent-Type: a/2\n\n--b--\n",
	 "message/rfc822= a/1= a/2= ."},
	{"Content-Type: message/rfc822; name=m\n\n"
	 "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b--\n",
	 "message/rfc822=m text/plain= ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n"
	 "--b\nContent-Type: message/rfc822\n--b--\n",
	 "message/rfc822= text/plain= ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n"
	 "--b\nContent-Type: a/b\n--b\n\n-\n--\n--a\n- -b\n",
	 "a/b= text/plain= ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b\n",
	 "text/plain= text/plain= ."},
	{"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b",
	 "text/plain= ."},
};

static void test_messages(void **state TENURE_UNUSED)
{
	static const char *const line_ends[] = {"\n", "\r\n", "\r\r\n"};
	static const size_t pieces[] = {1, 2, 7, 100000};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t j = 0; j < 12; j++) {
			struct tenure_buffer got = TENURE_BUFFER_INIT;

			read_message(cases[i].text, pieces[j / 3],
				     line_ends[j % 3], &got);
			if (strcmp(got.data, cases[i].want) != 0)
				fail_msg("%s got %s, want %s", cases[i].text,
					 got.data, cases[i].want);
			tenure_buffer_free(&got);
		}
	}
}

/* A host that has the header in fields gets the same. */
static void test_fields(void **state TENURE_UNUSED)
{
	struct tenure_mime_parts *parts = tenure_mime_parts_new();
	struct tenure_buffer got = TENURE_BUFFER_INIT;

	assert_non_null(parts);
	tenure_mime_parts_field(parts, "Subject", "boundary");
	tenure_mime_parts_field(parts, "content-type",
				" multipart/mixed;\n\tboundary=b");
	tenure_mime_parts_field(parts, "X-Content-Type", " a/b");
	tenure_mime_parts_feed(parts, "\r\n--b\r\n", 7);
	tenure_mime_parts_feed(parts, "Content-Type: a/b\r\n\r\n", 21);
	tenure_mime_parts_end(parts);
	add_parts(parts, &got);
	assert_string_equal(got.data, "a/b= .");
	tenure_buffer_free(&got);
}

/* A header field of size octets in one line. */
static const char *long_field(const char *before, size_t size,
			      struct tenure_buffer *text)
{
	tenure_buffer_clear(text);
	tenure_buffer_add_str(text, before);
	while (text->used < size)
		tenure_buffer_add_char(text, 'x');
	tenure_buffer_add_str(text, "\n\n");
	return tenure_buffer_str(text);
}

static void test_line_limit(void **state TENURE_UNUSED)
{
	static const struct {
		const char *before;
		size_t size;
		const char *want;
	} lines[] = {
		{"Content-Type: a/b; name=", 13 + TENURE_MIME_LINE_MAX, NULL},
		{"Content-Type: a/b; name=", 14 + TENURE_MIME_LINE_MAX, "..."},
		{"Content-Type: a/b; name=", 5000, "..."},
		{"Content-Type: a/b\nContent-Disposition: a; filename=", 5000,
		 "a/b=? ."},
		{"Content-Type: a/b\nContent-Disposition: a;\n filename=", 5000,
		 "a/b=? ."},
		{"Content-Type: a/b; name=c\nX-Other: ", 50000, "a/b=c ."},
	};
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct tenure_buffer got = TENURE_BUFFER_INIT;

		read_message(long_field(lines[i].before, lines[i].size, &text),
			     1000, "\n", &got);
		if (lines[i].want == NULL)
			assert_true(got.used > TENURE_MIME_LINE_MAX - 50);
		else
			assert_string_equal(got.data, lines[i].want);
		tenure_buffer_free(&got);
	}
	tenure_buffer_free(&text);
}

/* Many lines, each short enough. */
static void test_field_limit(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_buffer got = TENURE_BUFFER_INIT;

	tenure_buffer_add_str(&text, "Content-Type: a/b;");
	while (text.used < TENURE_MIME_FIELD_MAX - 10)
		tenure_buffer_add_str(&text, "\n x=y;");
	read_message(text.data, 1000, "\n", &got);
	assert_string_equal(got.data, "a/b= .");
	tenure_buffer_clear(&got);
	tenure_buffer_add_str(
		&text, "\n name=a_name_that_is_longer_than_what_is_left");
	read_message(text.data, 1000, "\n", &got);
	assert_string_equal(got.data, "...");
	tenure_buffer_free(&text);
	tenure_buffer_free(&got);
}

/* A field without an end takes no more memory than one that is kept. */
static void test_endless_field(void **state TENURE_UNUSED)
{
	struct tenure_mime_parts *parts = tenure_mime_parts_new();

	assert_non_null(parts);
	tenure_mime_parts_feed(parts, "Content-Type: a/b\n", 18);
	for (size_t i = 0; i < TENURE_MIME_FIELD_MAX; i++)
		tenure_mime_parts_feed(parts, " \n", 2);
	/* Only to count. */
	tenure_alloc_fail_at(ULONG_MAX, 0);
	for (size_t i = 0; i < 10 * TENURE_MIME_FIELD_MAX; i++)
		tenure_mime_parts_feed(parts, " \n", 2);
	assert_int_equal(tenure_alloc_count(), 0);
	tenure_alloc_fail_at(0, 0);
	tenure_mime_parts_free(&parts);
}

/* How many parts are told of a message, and is that all? */
static void count_parts(const struct tenure_buffer *message, size_t want,
			bool want_all)
{
	struct tenure_mime_parts *parts = tenure_mime_parts_new();
	struct tenure_mime_part part;
	size_t count = 0;
	int ret;

	assert_non_null(parts);
	tenure_mime_parts_feed(parts, message->data, message->used);
	tenure_mime_parts_end(parts);
	while ((ret = tenure_mime_parts_get(parts, count, &part)) > 0)
		count++;
	assert_int_equal(count, want);
	assert_int_equal(ret, want_all ? 0 : -1);
	tenure_mime_parts_free(&parts);
}

static void test_part_limit(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	tenure_buffer_add_str(&text,
			      "Content-Type: multipart/x; boundary=b\n\n");
	for (int i = 1; i < TENURE_MIME_PARTS_MAX; i++)
		tenure_buffer_add_str(&text, "--b\n\n");
	count_parts(&text, TENURE_MIME_PARTS_MAX - 1, true);
	tenure_buffer_add_str(&text, "--b\n\n");
	count_parts(&text, TENURE_MIME_PARTS_MAX - 1, false);
	tenure_buffer_free(&text);
}

static void test_depth_limit(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	for (int i = 0; i < TENURE_MIME_DEPTH_MAX; i++)
		tenure_buffer_add_str(&text, "Content-Type: "
					     "message/rfc822\n\n");
	count_parts(&text, TENURE_MIME_DEPTH_MAX + 1, true);
	tenure_buffer_add_str(&text, "Content-Type: message/rfc822\n\n");
	count_parts(&text, TENURE_MIME_DEPTH_MAX + 1, false);
	tenure_buffer_free(&text);
}

static void test_text_limit(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	const size_t each = 512;
	/* Each is kept with its NUL, as is the type. */
	const size_t most = TENURE_MIME_TEXT_MAX / (each + 1 + 4);

	tenure_buffer_add_str(&text,
			      "Content-Type: multipart/x; boundary=b\n\n");
	for (size_t i = 0; i < most + 1; i++)
		tenure_buffer_printf(&text,
				     "--b\nContent-Type: a/b; name=%0*d\n\n",
				     (int)each, 0);
	count_parts(&text, most, false);
	tenure_buffer_free(&text);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	static const char text[] =
		"Content-Type: multipart/x; boundary=b\n\n--b\n"
		"Content-Type: a/b\nContent-Disposition: c; filename=d\n\n--b";
	unsigned long count = 0;
	struct tenure_mime_part part;
	bool all = false;

	while (!all) {
		struct tenure_mime_parts *parts;

		tenure_alloc_fail_at(++count, 0);
		parts = tenure_mime_parts_new();
		if (parts != NULL) {
			tenure_mime_parts_feed(parts, text, sizeof(text) - 1);
			tenure_mime_parts_end(parts);
		}
		tenure_alloc_fail_at(0, 0);
		/* Nothing wrong is told. */
		if (parts != NULL &&
		    tenure_mime_parts_get(parts, 0, &part) > 0) {
			assert_string_equal(part.type, "a/b");
			assert_true(part.name == NULL ||
				    strcmp(part.name, "d") == 0);
			all = part.name != NULL &&
			      tenure_mime_parts_get(parts, 1, &part) == 0;
		}
		tenure_mime_parts_free(&parts);
	}
	assert_true(count > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_line_limit),
		cmocka_unit_test(test_field_limit),
		cmocka_unit_test(test_endless_field),
		cmocka_unit_test(test_part_limit),
		cmocka_unit_test(test_depth_limit),
		cmocka_unit_test(test_text_limit),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
