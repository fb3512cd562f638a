/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>

#include "tests/common/policy/read-policy.h"

/* The only use of a class, so that nothing is found about it. */
#define USE "tenant t.example { plan = p class c { } }\n"

static struct tenure_policy *policy_with(const char *match)
{
	char text[512];

	snprintf(text, sizeof(text), BASE USE "class c { match { %s } }\n",
		 match);
	return good_policy(text);
}

static void test_numbers(void **state TENURE_UNUSED)
{
	static const struct {
		const char *match;
		enum tenure_condition_type type;
		enum tenure_comparison comparison;
		int64_t number;
		bool wanted;
	} cases[] = {
		{"size > 10M", TENURE_CONDITION_SIZE, TENURE_COMPARE_GT,
		 10485760, false},
		{"size >= 1", TENURE_CONDITION_SIZE, TENURE_COMPARE_GE, 1,
		 false},
		{"size < 2k", TENURE_CONDITION_SIZE, TENURE_COMPARE_LT, 2048,
		 false},
		{"size <= 0", TENURE_CONDITION_SIZE, TENURE_COMPARE_LE, 0,
		 false},
		{"size = 5", TENURE_CONDITION_SIZE, TENURE_COMPARE_EQ, 5,
		 false},
		{"tls = yes", TENURE_CONDITION_TLS, TENURE_COMPARE_GE, 1,
		 false},
		{"tls = no", TENURE_CONDITION_TLS, TENURE_COMPARE_EQ, 0, false},
		{"tls >= 1.2", TENURE_CONDITION_TLS, TENURE_COMPARE_GE, 12,
		 false},
		{"tls < 1.0", TENURE_CONDITION_TLS, TENURE_COMPARE_LT, 10,
		 false},
		{"tls = 1.3", TENURE_CONDITION_TLS, TENURE_COMPARE_EQ, 13,
		 false},
		{"auth = yes", TENURE_CONDITION_AUTH, 0, 0, true},
		{"auth = no", TENURE_CONDITION_AUTH, 0, 0, false},
		{"sealed = yes", TENURE_CONDITION_SEALED, 0, 0, true},
		{"sealed = no", TENURE_CONDITION_SEALED, 0, 0, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policy = policy_with(cases[i].match);
		const struct tenure_match *match =
			&tenure_policy_class(policy, 0)->matches[0];
		const struct tenure_condition *condition =
			&match->conditions[0];

		assert_int_equal(match->condition_count, 1);
		assert_int_equal(condition->type, cases[i].type);
		assert_int_equal(condition->comparison, cases[i].comparison);
		assert_true(condition->number == cases[i].number);
		assert_int_equal(condition->wanted, cases[i].wanted);
		assert_int_equal(condition->where.line, 5);
		tenure_policy_free(&policy);
	}
}

static void test_lists(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = policy_with(
		"header X-Spam-Flag = YES \"very *\"\n"
		"mailbox = \\Drafts Archive/*\n"
		"sender = <> @a.example @.b.example C@d.example\n"
		"size > 1 size < 10\n"
		"not { sealed = no not { header a = b header a = c } }");
	const struct tenure_match *match =
		&tenure_policy_class(policy, 0)->matches[0];
	const struct tenure_condition *condition = match->conditions;

	assert_int_equal(match->condition_count, 6);
	assert_string_equal(condition[0].header, "x-spam-flag");
	assert_int_equal(condition[0].alternative_count, 2);
	assert_string_equal(tenure_pattern_text(condition[0].patterns[1]),
			    "very *");
	assert_int_equal(condition[1].type, TENURE_CONDITION_MAILBOX);
	assert_string_equal(tenure_pattern_text(condition[1].patterns[0]),
			    "\\Drafts");
	assert_int_equal(condition[2].alternative_count, 4);
	assert_int_equal(condition[2].addresses[0].type,
			 TENURE_ADDRESS_PATTERN_NULL);
	assert_string_equal(condition[2].addresses[3].key, "c@d.example");
	assert_int_equal(condition[5].type, TENURE_CONDITION_NOT);
	assert_int_equal(condition[5].child_count, 2);
	assert_int_equal(condition[5].children[1].child_count, 2);
	tenure_policy_free(&policy);
}

static void test_error_empty_match(void **state TENURE_UNUSED)
{
	check_findings(
		BASE USE "class c { match { } match { not { } } }\n",
		"p:5:11: error: \"match\" has no condition\n"
		"    class c { match { } match { not { } } }\n"
		"              ^~~~~ it would hold for every message\n"
		"p:5:29: error: \"not\" has no condition\n"
		"    class c { match { } match { not { } } }\n"
		"                                ^~~ it would hold for every "
		"message\n");
}

static void test_error_no_match(void **state TENURE_UNUSED)
{
	check_findings(BASE USE "class c { }\n",
		       "p:5:1: error: class \"c\" has no match block\n"
		       "    class c { }\n"
		       "    ^~~~~ write match { CONDITION ... }\n");
}

static void test_error_duplicate_condition(void **state TENURE_UNUSED)
{
	check_findings(BASE USE "class c { match {\n"
				"  auth = yes\n"
				"  size > 1\n"
				"  auth = no\n"
				"  not { auth = no }\n"
				"} }\n",
		       "p:8:3: error: duplicate setting \"auth\"\n"
		       "    auth = no\n"
		       "    ^~~~ the first is in p:6\n");
}

static void test_error_unknown_condition(void **state TENURE_UNUSED)
{
	check_findings(BASE USE "class c { match {\n"
				"  subject = a\n"
				"  client = office\n"
				"  seald = no\n"
				"} size > 1 }\n",
		       "p:6:3: error: unknown setting \"subject\"\n"
		       "    subject = a\n"
		       "    ^~~~~~~\n"
		       "p:7:12: error: unknown network \"office\"\n"
		       "    client = office\n"
		       "             ^~~~~~\n"
		       "p:8:3: error: unknown setting \"seald\"\n"
		       "    seald = no\n"
		       "    ^~~~~ did you mean \"sealed\"?\n"
		       "p:9:3: error: \"size\" does not belong here\n"
		       "    } size > 1 }\n"
		       "      ^~~~ it belongs into a match block of a class\n");
}

/* One bad condition, and where and how its error begins. */
static void check_bad(const char *match, const char *want)
{
	char text[1024];
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
	struct tenure_policy *policy;
	char *got;

	snprintf(text, sizeof(text), BASE USE "class c { match {\n%s\n} }\n",
		 match);
	got = policy_findings(files, &policy);
	assert_null(policy);
	if (strncmp(got, want, strlen(want)) != 0)
		fail_msg("%s: %s", match, got);
	tenure_free(got);
}

static void test_error_bad_glob(void **state TENURE_UNUSED)
{
	char match[TENURE_PATTERN_MAX + 32] = "header a = ";

	memset(match + strlen(match), 'x', TENURE_PATTERN_MAX + 1);
	check_bad(match, "p:6:12: error: bad glob: ");
}

static void test_error_bad_header(void **state TENURE_UNUSED)
{
	check_bad("header = a", "p:6:1: error: \"header\" needs a name\n");
	check_bad("header a: = b", "p:6:8: error: bad header field name "
				   "\"a:\"\n");
	check_bad("header \"a b\" = b", "p:6:8: error: bad header field name "
					"\"a b\"\n");
	check_bad("header \xc3\xa4 = b", "p:6:8: error: bad header field name "
					 "\"\xc3\xa4\"\n");
	check_bad("header \"\" = b", "p:6:8: error: a header field name has 1 "
				     "to 64 characters\n");
}

static void test_error_bad_address(void **state TENURE_UNUSED)
{
	check_bad("from = a", "p:6:8: error: bad address \"a\": ");
	check_bad("to = a@b.example \"\"", "p:6:18: error: bad address \"\": ");
	check_bad("sender = @a..b", "p:6:10: error: bad address \"@a..b\": ");
	check_bad("from = <>", "p:6:8: error: \"from\" cannot be <>\n");
	check_bad("to = <>", "p:6:6: error: \"to\" cannot be <>\n");
}

static void test_error_bad_size(void **state TENURE_UNUSED)
{
	check_bad("size > 10MB", "p:6:8: error: bad size \"10MB\": ");
	check_bad("size > big", "p:6:8: error: bad size \"big\": ");
	check_bad("size > 1 2", "p:6:10: error: \"size\" takes one value\n");
}

static void test_error_bad_choice(void **state TENURE_UNUSED)
{
	check_bad("auth = maybe", "p:6:8: error: bad value \"maybe\" of "
				  "\"auth\"\n");
	check_bad("auth > yes", "p:6:1: error: \"auth\" takes only \"=\"\n");
	check_bad("sealed = 1", "p:6:10: error: bad value \"1\" of "
				"\"sealed\"\n");
	check_bad("tls = 1.4", "p:6:7: error: bad TLS version \"1.4\": ");
	check_bad("tls >= yes", "p:6:8: error: bad TLS version \"yes\": ");
	check_bad("tls >= 12", "p:6:8: error: bad TLS version \"12\": ");
}

static void test_warning_unknown_special_use(void **state TENURE_UNUSED)
{
	const struct memory_file files[] = {
		{"p", BASE USE "class c { match { mailbox = \\Draft } }\n"
			       "class d { match { mailbox = \\sent } }\n"
			       "user a@t.example { class d { } }\n"},
		{NULL, NULL}};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy);

	assert_string_equal(got,
			    "p:5:29: warning: \"\\Draft\" is no known special "
			    "use of a mailbox\n"
			    "    class c { match { mailbox = \\Draft } }\n"
			    "                                ^~~~~~ did you "
			    "mean \\Drafts?\n");
	tenure_free(got);
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_error_empty_match),
		cmocka_unit_test(test_error_no_match),
		cmocka_unit_test(test_error_duplicate_condition),
		cmocka_unit_test(test_error_unknown_condition),
		cmocka_unit_test(test_error_bad_glob),
		cmocka_unit_test(test_error_bad_header),
		cmocka_unit_test(test_error_bad_address),
		cmocka_unit_test(test_error_bad_size),
		cmocka_unit_test(test_error_bad_choice),
		cmocka_unit_test(test_warning_unknown_special_use),
	};

	return cmocka_run_group_tests_name("build-condition", tests, NULL,
					   NULL);
}
