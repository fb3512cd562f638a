/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/alloc.h"
#include "snapshot/meta.h"

#define A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define POP3 "pop3_expire = never\npop3_login_delay = 0\n"
#define HEAD(content)                                                          \
	"tenure_snapshot = 1\ngeneration = 1\ntime = "                         \
	"\"1970-01-01T00:00:00Z\"\ncontent = \"" content "\"\n"
#define META(version, generation, time, content)                               \
	"tenure_snapshot = " version "\ngeneration = " generation              \
	"\ntime = \"" time "\"\ncontent = \"" content                          \
	"\"\ntenants = 0\nusers = 0\nneeds = rows\n" POP3

static const struct {
	struct tenure_snapshot_meta meta;
	const char *text;
} good[] = {
	{{.generation = 1,
	  .content = A,
	  .rows = {100000, UINT64_MAX},
	  .needs = {.size = true, .smtp_by_name = true},
	  .pop3 = {.expire = 0, .login_delay = 300}},
	 HEAD(A) "tenants = 100000\nusers = 18446744073709551615\n"
		 "needs = rows size smtp_by_name\n"
		 "pop3_expire = 0\npop3_login_delay = 300\n"},
	{{.generation = 1,
	  .content = A,
	  .needs = {.smtp_action = true,
		    .smtp_quarantine = true,
		    .smtp_discard = true,
		    .expires_header = true},
	  .pop3 = {.expire = INT64_MAX}},
	 HEAD(A) "tenants = 0\nusers = 0\n"
		 "needs = rows smtp_action smtp_quarantine smtp_discard "
		 "expires_header\n"
		 "pop3_expire = 9223372036854775807\n"
		 "pop3_login_delay = 0\n"},
	{{.generation = 1, .content = A, .pop3 = {.expire = -1}},
	 META("1", "1", "1970-01-01T00:00:00Z", A)},
	{{.generation = UINT64_MAX,
	  .time = 1795316400,
	  .content = B,
	  .pop3 = {.expire = -1}},
	 META("1", "18446744073709551615", "2026-11-22T03:00:00Z", B)},
};

static void test_round_trip(void **state)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_snapshot_meta meta;
	struct tenure_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		tenure_buffer_clear(&out);
		tenure_snapshot_meta_format(&good[i].meta, &out);
		assert_string_equal(tenure_buffer_str(&out), good[i].text);
		if (tenure_snapshot_meta_parse(out.data, out.used, &meta,
					       &err) < 0)
			fail_msg("%s", err.text);
		assert_true(meta.generation == good[i].meta.generation);
		assert_int_equal(meta.time, good[i].meta.time);
		assert_string_equal(meta.content, good[i].meta.content);
		assert_memory_equal(meta.rows, good[i].meta.rows,
				    sizeof(meta.rows));
		assert_memory_equal(&meta.needs, &good[i].meta.needs,
				    sizeof(meta.needs));
		assert_int_equal(meta.pop3.expire, good[i].meta.pop3.expire);
		assert_int_equal(meta.pop3.login_delay,
				 good[i].meta.pop3.login_delay);
	}
	tenure_buffer_free(&out);
}

static void test_bad(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "snapshot: no \"tenure_snapshot\" in its place"},
		{META("2", "1", "1970-01-01T00:00:00Z", A),
		 "snapshot: tenure_snapshot is \"2\", which this program does "
		 "not understand"},
		{META("1", "0", "1970-01-01T00:00:00Z", A), NULL},
		{META("1", "01", "1970-01-01T00:00:00Z", A), NULL},
		{META("1", "1x", "1970-01-01T00:00:00Z", A), NULL},
		{META("1", "\"-1\"", "1970-01-01T00:00:00Z", A), NULL},
		{META("1", "18446744073709551616", "1970-01-01T00:00:00Z", A),
		 NULL},
		{META("1", "1", "yesterday", A), NULL},
		{META("1", "1", "1970-01-01T00:00:00Z", "abc"), NULL},
		{META("1", "1", "1970-01-01T00:00:00Z", "x" A), NULL},
		{META("1", "1", "1970-01-01T00:00:00Z", A "0"), NULL},
		{META("1", "1 2", "1970-01-01T00:00:00Z", A), NULL},
		{META("1", "1", "1970-01-01T00:00:00Z", A) "new = 1\n",
		 "snapshot: \"new\" is not understood"},
		{HEAD(A), "snapshot: no \"tenants\" in its place"},
		{HEAD(A) "tenants = 1\nusers = 01\nneeds = rows\n",
		 "snapshot: users is \"01\", which this program does not "
		 "understand"},
		{HEAD(A) "tenants = -1\nusers = 1\nneeds = rows\n", NULL},
		{HEAD(A) "tenants = 1 2\nusers = 1\nneeds = rows\n", NULL},
		{HEAD(A) "tenants = 1\nusers = 1\n",
		 "snapshot: no \"needs\" in its place"},
		{HEAD(A) "tenants = 1\nusers = 1\nneeds = size\n", NULL},
		{HEAD(A) "tenants = 1\nusers = 1\nneeds = rows telepathy\n",
		 "snapshot: needs is \"rows\", which this program does not "
		 "understand"},
		{HEAD(A) "tenants = 1\nusers = 1\nneeds = rows\n",
		 "snapshot: no \"pop3_expire\" in its place"},
		{HEAD(A) "tenants = 1\nusers = 1\nneeds = rows\n"
			 "pop3_expire = -1\npop3_login_delay = 0\n",
		 NULL},
		{HEAD(A) "tenants = 1\nusers = 1\nneeds = rows\n"
			 "pop3_expire = 9223372036854775808\n"
			 "pop3_login_delay = 0\n",
		 NULL},
		{HEAD(A) "tenants = 1\nusers = 1\nneeds = rows\n"
			 "pop3_expire = 1\npop3_login_delay = never\n",
		 NULL},
		{"tenure_snapshot { }", NULL},
		{"tenure_snapshot > 1", NULL},
		{"tenure_snapshot = ", NULL},
		{"tenure_snapshot = 1\ntime = \"1970-01-01T00:00:00Z\"\n",
		 "snapshot: no \"generation\" in its place"},
	};
	struct tenure_snapshot_meta meta;
	struct tenure_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_snapshot_meta_parse(cases[i].text,
					       strlen(cases[i].text), &meta,
					       &err) == 0)
			fail_msg("taken: %s", cases[i].text);
		assert_int_equal(err.code, TENURE_ERROR_INPUT);
		if (cases[i].want != NULL)
			assert_string_equal(err.text, cases[i].want);
	}
}

static void test_no_memory(void **state)
{
	struct tenure_snapshot_meta meta;
	unsigned long n;
	int ret;

	(void)state;
	for (n = 1; n < 1000; n++) {
		tenure_alloc_fail_at(n, n % 2 == 0);
		ret = tenure_snapshot_meta_parse(
			good[0].text, strlen(good[0].text), &meta, NULL);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
	}
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
