/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cmd/message-file.h"

static char folder[] = "/tmp/tenure-test-message-XXXXXX";
static char path[64];

static int group_setup(void **state TENURE_UNUSED)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/m", folder);
	return 0;
}

static int group_teardown(void **state TENURE_UNUSED)
{
	unlink(path);
	return rmdir(folder);
}

static void put(const char *data, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Open what stands in data. */
static struct tenure_message_file *open_data(const char *data, size_t size,
					     struct tenure_facts *facts)
{
	struct tenure_message_file *message;
	struct tenure_error err;

	put(data, size);
	assert_int_equal(tenure_message_file_open(path, &message, &err), 0);
	tenure_message_file_facts(message, facts);
	return message;
}

static struct tenure_message_file *open_text(const char *text,
					     struct tenure_facts *facts)
{
	return open_data(text, strlen(text), facts);
}

static void assert_field(const struct tenure_facts *facts, const char *name,
			 unsigned int index, const char *want)
{
	const char *body = NULL;
	int ret = facts->header(facts->header_context, name, index, &body);

	assert_int_equal(ret, want != NULL);
	if (want != NULL)
		assert_string_equal(body, want);
}

static void test_fields(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *name;
		unsigned int index;
		/* NULL: there is none. */
		const char *want;
	} cases[] = {
		{"Subject: one\n\nbody\n", "subject", 0, " one"},
		{"Subject: one\r\n\r\nbody\r\n", "subject", 0, " one"},
		{"SUBJECT:one\n\n", "subject", 0, "one"},
		{"Subject \t: one\n\n", "subject", 0, " one"},
		{"Subject:\n\n", "subject", 0, ""},
		{"Subject: one", "subject", 0, " one"},
		{"Subject: one\nSubject: two\n\n", "subject", 1, " two"},
		{"Subject: one\nSubject: two\n\n", "subject", 2, NULL},
		{"Subject: one\n two\n\tthree\nTo: a\n\n", "subject", 0,
		 " one\n two\n\tthree"},
		{"Subject: one\r\n two\r\nTo: a\r\n\r\n", "subject", 0,
		 " one\r\n two"},
		{"Subject: one\r\n two\r\nTo: a\r\n\r\n", "to", 0, " a"},
		{"To: a\n\nSubject: in the body\n", "subject", 0, NULL},
		{"To: a\nno field here\nSubject: in the body\n", "subject", 0,
		 NULL},
		{"From x@y Sun Nov 22\nTo: a\n\n", "to", 0, " a"},
		{"From: a:b\n\n", "from", 0, " a:b"},
		{"\nSubject: in the body\n", "subject", 0, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = TENURE_FACTS_INIT;
		struct tenure_message_file *message =
			open_text(cases[i].text, &facts);

		assert_field(&facts, cases[i].name, cases[i].index,
			     cases[i].want);
		tenure_message_file_close(&message);
		assert_null(message);
	}
}

/* Instances may be asked for in any order. */
static void test_order(void **state TENURE_UNUSED)
{
	static const unsigned int order[] = {0, 1, 2, 1, 0, 2, 2, 0};
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_message_file *message =
		open_text("A: 0\nB: x\nA: 1\nB: y\nA: 2\n\n", &facts);
	char want[3] = " ?";

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		want[1] = (char)('0' + order[i]);
		assert_field(&facts, "a", order[i], want);
	}
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		want[1] = (char)('0' + order[i]);
		assert_field(&facts, "a", order[i], want);
		assert_field(&facts, "b", 1, " y");
		assert_field(&facts, "a", 3, NULL);
	}
	tenure_message_file_close(&message);
}

static void test_size(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		int64_t want;
		bool crlf;
	} cases[] = {
		{"A: b\n\nc\n", 11, false},
		{"A: b\r\n\r\nc\r\n", 11, true},
		{"A: b\n\nc\r\n", 11, false},
		{"A: b\n\nc", 9, false},
		{"A: b", 4, false},
		{"A: b\n\nc\rd\n", 13, false},
		{"From x\nA: b\n\nc\n", 11, false},
		{"\n", 2, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = TENURE_FACTS_INIT;
		struct tenure_message_file *message =
			open_text(cases[i].text, &facts);

		assert_int_equal(tenure_message_file_size(message),
				 cases[i].want);
		assert_int_equal(tenure_message_file_crlf(message),
				 cases[i].crlf);
		tenure_message_file_close(&message);
	}
}

/* A body of many buffers, with a CRLF at each place where one could end. */
static void test_large_body(void **state TENURE_UNUSED)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_message_file *message;
	size_t lines = 50000;
	char *text = malloc(6 + lines * 5);

	assert_non_null(text);
	memcpy(text, "A: b\n\n", 6);
	for (size_t i = 0; i < lines; i++)
		memcpy(text + 6 + i * 5, "xyz\r\n", 5);
	message = open_data(text, 6 + lines * 5, &facts);
	assert_int_equal(tenure_message_file_size(message), 8 + lines * 5);
	tenure_message_file_close(&message);
	free(text);
}

static void test_nul(void **state TENURE_UNUSED)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_message_file *message =
		open_data("A: b\0c\nD: e\n\n", 13, &facts);
	const char *body;

	assert_int_equal(facts.header(facts.header_context, "a", 0, &body), -1);
	assert_field(&facts, "d", 0, " e");
	assert_int_equal(tenure_message_file_size(message), 16);
	tenure_message_file_close(&message);
}

static void test_errors(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
		unsigned int line;
	} cases[] = {
		{"", "the file is empty", 1},
		{"hello\n", "this is not a message: no header field", 1},
		{" folded\nA: b\n", "this is not a message: no header field",
		 1},
		{": no name\n", "this is not a message: no header field", 1},
		{"\x7f"
		 "ELF",
		 "this is not a message: no header field", 1},
	};
	struct tenure_message_file *message;
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put(cases[i].text, strlen(cases[i].text));
		assert_int_equal(tenure_message_file_open(path, &message, &err),
				 -1);
		assert_null(message);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		assert_string_equal(err.text, cases[i].want);
		assert_string_equal(err.file, path);
		assert_int_equal(err.line, cases[i].line);
	}
	unlink(path);
	assert_int_equal(tenure_message_file_open(path, &message, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_int_equal(tenure_message_file_open(folder, &message, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
}

/* A header over the limit, as one field and as many; a body as long is no
   problem. */
static void test_header_limit(void **state TENURE_UNUSED)
{
	static const char *const begin[] = {"A: ", "A: b\nC: ", "A: b\n\n"};
	struct tenure_message_file *message;
	struct tenure_error err;
	size_t size = TENURE_MESSAGE_HEADER_MAX + 16;
	char *text = malloc(size);

	assert_non_null(text);
	for (size_t i = 0; i < 3; i++) {
		memset(text, 'x', size);
		memcpy(text, begin[i], strlen(begin[i]));
		put(text, size);
		if (i == 2) {
			assert_int_equal(
				tenure_message_file_open(path, &message, &err),
				0);
			assert_int_equal(tenure_message_file_size(message),
					 size + 2);
			tenure_message_file_close(&message);
			continue;
		}
		assert_int_equal(tenure_message_file_open(path, &message, &err),
				 -1);
		assert_string_equal(err.text, "the header is over 16 MiB");
		assert_int_equal(err.line, i + 1);
	}
	free(text);
}

static void test_copy(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"A: b\n\nc\n", "S: x\n y\nA: b\n\nc\n"},
		{"A: b\r\n\r\nc\r\n", "S: x\r\n y\r\nA: b\r\n\r\nc\r\n"},
		{"From x\nA: b\n\nc", "S: x\n y\nA: b\n\nc"},
		{"\nc\n", "S: x\n y\n\nc\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = TENURE_FACTS_INIT;
		struct tenure_message_file *message =
			open_text(cases[i].text, &facts);
		struct tenure_error err;
		char *got = NULL;
		size_t size;
		FILE *out = open_memstream(&got, &size);

		assert_non_null(out);
		assert_int_equal(tenure_message_file_copy(message, "S: x\n y",
							  out, &err),
				 0);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(got, cases[i].want);
		free(got);
		tenure_message_file_close(&message);
	}
}

static void test_copy_full(void **state TENURE_UNUSED)
{
	struct tenure_facts facts = TENURE_FACTS_INIT;
	struct tenure_message_file *message = open_text("A: b\n\nc\n", &facts);
	struct tenure_error err;
	FILE *out = fopen("/dev/full", "w");

	assert_non_null(out);
	setbuf(out, NULL);
	assert_int_equal(tenure_message_file_copy(message, "S: x", out, &err),
			 -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	fclose(out);
	tenure_message_file_close(&message);
}

static void test_allocations(void **state TENURE_UNUSED)
{
	struct tenure_message_file *message;
	struct tenure_error err;
	int ret = -1;

	put("A: b\nC: d\n\ne\n", 14);
	for (unsigned long n = 1; n < 1000 && ret < 0; n++) {
		tenure_alloc_fail_at(n, 0);
		ret = tenure_message_file_open(path, &message, &err);
		tenure_alloc_fail_at(0, 0);
		if (ret < 0) {
			assert_null(message);
			assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
		}
	}
	assert_int_equal(ret, 0);
	tenure_message_file_close(&message);
}

static void test_attachments(void **state TENURE_UNUSED)
{
#define TYPE "Content-Type: multipart/mixed; boundary=b\n"
#define PART "--b\nContent-Type: a/b; name=c\n\nd\n"
	static const struct {
		const char *text;
		/* "TYPE=NAME " of each, "?" for what cannot be told. */
		const char *want;
	} cases[] = {
		{"Subject: x\n\n", "text/plain= "},
		{"Subject: x\n", "text/plain= "},
		{TYPE "\n" PART PART "--b--\n", "a/b=c a/b=c "},
		{"From a@b\n" TYPE "\n" PART, "a/b=c "},
		{"Content-Type: a/b\r\nX: y\r\n\r\nz\r\n", "a/b= "},
		/* The mailbox has an empty line behind the header. */
		{TYPE PART PART, "a/b=c a/b=c "},
		{"\n" PART, "text/plain= "},
		{"Content-Type: a/b; name=c d\n\n", "a/b=? "},
		{"Content-Type: a\n\n", "?=? "},
		{"Content-Type: multipart/mixed\n\n", "..."},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = TENURE_FACTS_INIT;
		struct tenure_message_file *message =
			open_text(cases[i].text, &facts);

		/* As often as one likes. */
		for (int round = 0; round < 2; round++) {
			const char *name, *type;
			char got[200] = "";
			unsigned int part = 0;
			int ret;

			while ((ret = facts.attachment(facts.attachment_context,
						       part++, &name, &type)) >
			       0)
				snprintf(got + strlen(got),
					 sizeof(got) - strlen(got), "%s=%s ",
					 type == NULL ? "?" : type,
					 name == NULL ? "?" : name);
			if (ret < 0)
				strcat(got, "...");
			assert_string_equal(got, cases[i].want);
		}
		tenure_message_file_close(&message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_attachments),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_large_body),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_header_limit),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_full),
		cmocka_unit_test(test_allocations),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
