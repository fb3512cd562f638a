/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/row-code.h"
#include "tests/common/policy/read-policy.h"

#define USERS 7

/* In quotes, ten letters that need not be escaped. */
#define ESCAPED "\\\\a\\\\a\\\\a\\\\a\\\\a\\\\a\\\\a\\\\a\\\\a\\\\a"
#define ESCAPED_60 ESCAPED ESCAPED ESCAPED ESCAPED ESCAPED ESCAPED

/* Users with all that a row can say. Warnings do not matter here. */
static const char text[] =
	"tenure_version = 1\n"
	"class a { match { header A = x } }\n"
	"class b { match { header B = x } }\n"
	"class c { match { header C = x } }\n"
	"plan p { keep = 1d }\n"
	"plan q { class a { keep = 1d } class b { keep = 1d } class c { } }\n"
	"unknown = p\n"
	"user nothing@example.org { }\n"
	"user plan@example.org {\n\n  plan = q\n}\n"
	"user all@example.org {\n"
	"  plan = p\n"
	"  keep = 18mo\n"
	"  keep_from = year_end\n"
	"  mode = compliance\n"
	"  expire = 30d\n"
	"  on_delete = deny\n"
	"  grace = 1h\n"
	"  record = durable\n"
	"  body_hash = yes\n"
	"  pop3 { after_download = 3d\n devices = 7\n login_delay = 5min\n"
	"         top = limit 20\n access = tls }\n"
	"  smtp { accept = reject \"5.7.1 no\"\n require_tls = yes\n"
	"         require_auth = yes\n max_size = 10M\n journal = "
	"j@example.org\n"
	"         mixed = defer_others\n expires_header = honour }\n"
	"}\n"
	"user words@example.org {\n"
	"  keep = forever\n"
	"  expire = never\n"
	"  keep_from = received\n"
	"  mode = governance\n"
	"  on_delete = allow\n"
	"  grace = 0\n"
	"  pop3 { after_download = keep devices = all top = deny access = no "
	"}\n"
	"  smtp { accept = defer \"4.7.1 \\\"later\\\"\" max_size = 0 }\n"
	"}\n"
	"user low@example.org {\n"
	"  pop3 { after_download = delete devices = any top = limit 0 }\n"
	"  smtp { accept = discard require_tls = no mixed = strictest }\n"
	"}\n"
	"user large@example.org {\n"
	"  pop3 { devices = 9223372036854775807\n"
	"         top = limit 9223372036854775807 }\n"
	"  smtp { max_size = 9223372036854775807\n"
	"         journal = \"\\\"" ESCAPED_60 ESCAPED_60 ESCAPED_60
	"\\\"@example.org\" }\n"
	"}\n"
	"user classes@example.org {\n"
	"  class c { keep = 1d smtp { accept = quarantine } }\n"
	"  keep = 2d\n"
	"  class a { }\n"
	"  class b { keep = 0 expire = 1y }\n"
	"}\n";

static struct tenure_policy *policy;

static int group_setup(void **state TENURE_UNUSED)
{
	static const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
	char *findings = policy_findings(files, &policy);

	if (policy == NULL)
		print_error("%s", findings);
	tenure_free(findings);
	return policy == NULL ? -1 : 0;
}

static int group_teardown(void **state TENURE_UNUSED)
{
	tenure_policy_free(&policy);
	return 0;
}

static void assert_where(struct tenure_where a, struct tenure_where b)
{
	assert_int_equal(a.file, b.file);
	assert_int_equal(a.line, b.line);
	assert_int_equal(a.column, b.column);
}

static void assert_values(const struct tenure_value *a,
			  const struct tenure_value *b)
{
	assert_where(a->where, b->where);
	assert_int_equal(a->choice, b->choice);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->duration.forever, b->duration.forever);
	assert_int_equal(a->duration.months, b->duration.months);
	assert_int_equal(a->duration.seconds, b->duration.seconds);
	assert_int_equal(a->text == NULL, b->text == NULL);
	if (a->text != NULL)
		assert_string_equal(a->text, b->text);
}

static void assert_rows(const struct tenure_subject *a,
			const struct tenure_subject *b)
{
	assert_string_equal(a->key, b->key);
	assert_where(a->where, b->where);
	assert_ptr_equal(a->plan, b->plan);
	assert_where(a->plan_where, b->plan_where);
	assert_memory_equal(a->layer.first, b->layer.first,
			    sizeof(a->layer.first));
	for (size_t i = 0; i < a->layer.first[TENURE_SETTING_COUNT]; i++) {
		assert_ptr_equal(a->layer.terms[i].class,
				 b->layer.terms[i].class);
		assert_values(&a->layer.terms[i].value,
			      &b->layer.terms[i].value);
	}
	assert_int_equal(a->layer.class_count, b->layer.class_count);
	for (size_t i = 0; i < a->layer.class_count; i++)
		assert_ptr_equal(a->layer.classes[i], b->layer.classes[i]);
}

static struct tenure_subject *decode(const void *code, size_t size,
				     const char *key)
{
	struct tenure_subject *row = NULL;
	struct tenure_error err = {.code = TENURE_ERROR_NONE};
	int ret = tenure_row_decode(policy, key, code, size, &row, &err);

	assert_int_equal(ret, row == NULL ? -1 : 0);
	assert_int_equal(err.code,
			 row == NULL ? TENURE_ERROR_INPUT : TENURE_ERROR_NONE);
	return row;
}

static void test_round_trip(void **state TENURE_UNUSED)
{
	struct tenure_buffer code = TENURE_BUFFER_INIT;
	const struct tenure_subject *user;
	struct tenure_subject *row;

	assert_int_equal(tenure_policy_user_count(policy), USERS);
	for (size_t i = 0; i < USERS; i++) {
		user = tenure_policy_user(policy, i);
		tenure_buffer_clear(&code);
		tenure_row_encode(policy, user, &code);
		row = decode(code.data, code.used, user->key);
		assert_non_null(row);
		assert_rows(user, row);
		tenure_free(row);
		if (i == 0)
			assert_int_equal(code.used, 7);
	}
	tenure_buffer_free(&code);
}

/* Whatever the octets are: an error, or a row that is written as just these
   octets. Returns whether there was one. */
static bool check_any(const void *code, size_t size)
{
	struct tenure_subject *row = decode(code, size, "x@example.org");
	struct tenure_buffer again = TENURE_BUFFER_INIT;

	if (row == NULL)
		return false;
	tenure_row_encode(policy, row, &again);
	assert_int_equal(again.used, size);
	assert_memory_equal(again.data, code, size);
	tenure_buffer_free(&again);
	tenure_free(row);
	return true;
}

/* A copy at the end of its own memory, for valgrind and ASan. */
static bool check_copy(const void *code, size_t size)
{
	char *copy = malloc(size == 0 ? 1 : size);
	bool result;

	assert_non_null(copy);
	memcpy(copy, code, size);
	result = check_any(copy, size);
	free(copy);
	return result;
}

static void test_every_change(void **state TENURE_UNUSED)
{
	struct tenure_buffer code = TENURE_BUFFER_INIT;
	unsigned int taken = 0;

	for (size_t i = 0; i < USERS; i++) {
		tenure_buffer_clear(&code);
		tenure_row_encode(policy, tenure_policy_user(policy, i), &code);
		for (size_t j = 0; j < code.used; j++) {
			char old = code.data[j];

			assert_false(check_copy(code.data, j));
			for (int c = 0; c < 256; c += (int)unit_step(1)) {
				code.data[j] = (char)c;
				taken += check_copy(code.data, code.used);
			}
			code.data[j] = old;
		}
		tenure_buffer_add_char(&code, '\0');
		assert_false(check_copy(code.data, code.used));
	}
	/* Another line, another word. */
	assert_true(taken > 100 / unit_step(1));
	tenure_buffer_free(&code);
}

static void test_random(void **state TENURE_UNUSED)
{
	unsigned char code[80];
	unsigned int taken = 0;
	int count = unit_count(200000);

	srandom(42);
	for (int i = 0; i < count; i++) {
		size_t size = (size_t)random() % sizeof(code);

		for (size_t j = 0; j < size; j++)
			code[j] = (unsigned char)(random() % 4 == 0
							  ? random()
							  : random() % 4);
		if (size > 1) {
			code[0] = 1;
			code[1] = 0;
		}
		taken += check_any(code, size);
	}
	assert_true(taken > (unsigned int)count / 20000);
}

static void test_bad(void **state TENURE_UNUSED)
{
	static const struct {
		const char *what, *code;
		size_t size;
	} cases[] = {
#define CASE(what, code) {what, code, sizeof(code) - 1}
		CASE("version", "\2\0\1\1\0\0\0"),
		CASE("file", "\1\1\1\1\0\0\0"),
		CASE("plan", "\1\0\1\1\3\0\0\0\0"),
		CASE("class", "\1\0\1\1\0\1\3\0"),
		CASE("a class twice", "\1\0\1\1\0\2\1\0\0"),
		CASE("setting", "\1\0\1\1\0\0\1\24\0\0\1\0"),
		CASE("value of a class without a block",
		     "\1\0\1\1\0\0\1\0\1\0\1\0"),
		CASE("order", "\1\0\1\1\0\0\2\1\0\0\1\0\0\0\0\1\0"),
		CASE("twice", "\1\0\1\1\0\0\2\0\0\0\1\0\0\0\0\1\0"),
		CASE("word", "\1\0\1\1\0\0\1\4\0\0\1\1\3"),
		CASE("word 0 written", "\1\0\1\1\0\0\1\4\0\0\1\1\0"),
		CASE("word of a duration", "\1\0\1\1\0\0\1\0\0\0\1\1\1"),
		CASE("number of a duration", "\1\0\1\1\0\0\1\0\0\0\1\2\1"),
		CASE("two parts of forever", "\1\0\1\1\0\0\1\0\0\0\1\14\1"),
		CASE("forever of grace", "\1\0\1\1\0\0\1\5\0\0\1\4"),
		CASE("unknown part", "\1\0\1\1\0\0\1\0\0\0\1\100"),
		CASE("0 devices", "\1\0\1\1\0\0\1\11\0\0\1\1\1"),
		CASE("devices of any", "\1\0\1\1\0\0\1\11\0\0\1\2\1"),
		CASE("reject without a reply", "\1\0\1\1\0\0\1\15\0\0\1\1\4"),
		CASE("reply of another class", "\1\0\1\1\0\0\1\15\0\0\1\41\4\3"
					       "4.7"),
		CASE("reply with a line end", "\1\0\1\1\0\0\1\15\0\0\1\41\4\3"
					      "5.\n"),
		CASE("reply with NUL", "\1\0\1\1\0\0\1\15\0\0\1\41\4\3"
				       "5.\0"),
		CASE("reply of yes", "\1\0\1\1\0\0\1\15\0\0\1\40\3"
				     "5.7"),
		CASE("empty journal", "\1\0\1\1\0\0\1\21\0\0\1\40\0"),
		CASE("number of two octets for 1", "\1\200\0\1\1\0\0\0"),
		CASE("line over 32 bits", "\1\0\200\200\200\200\20\1\0\0\0"),
		CASE("more than 64 values", "\1\0\1\1\0\0\101"),
		CASE("more than 64 classes", "\1\0\1\1\0\101\0"),
		CASE("more behind", "\1\0\1\1\0\0\0\0"),
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (decode(cases[i].code, cases[i].size, "k") != NULL)
			fail_msg("taken: %s", cases[i].what);
	}
	/* What they are built from is right. */
	assert_true(check_any("\1\0\1\1\0\0\0", 7));
	assert_true(check_any("\1\0\1\1\0\0\1\4\0\0\1\1\2", 13));
	assert_true(check_any("\1\0\1\1\0\0\1\15\0\0\1\41\4\3"
			      "5.7",
			      17));
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_subject *row;
	struct tenure_error err;

	tenure_alloc_fail_at(1, 0);
	assert_int_equal(
		tenure_row_decode(policy, "k", "\1\0\1\1\0\0\0", 7, &row, &err),
		-1);
	tenure_alloc_fail_at(0, 0);
	assert_string_equal(err.text, "out of memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_change),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
