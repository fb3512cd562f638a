/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "tests/common/policy/read-policy.h"

static void test_error_duplicate_class(void **state TENURE_UNUSED)
{
	check_findings(BASE "class a { match { size > 1 } }\n"
			    "class a { match { size > 2 } }\n",
		       "p:5:7: error: duplicate class \"a\"\n"
		       "    class a { match { size > 2 } }\n"
		       "          ^ the first is in p:4\n");
}

static void test_error_duplicate_plan(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan p { }\nplan p { }\n",
		       "p:4:6: error: duplicate plan \"p\"\n"
		       "    plan p { }\n"
		       "         ^ the first is in p:2\n"
		       "p:5:6: error: duplicate plan \"p\"\n"
		       "    plan p { }\n"
		       "         ^ the first is in p:2\n");
}

static void test_error_duplicate_tenant(void **state TENURE_UNUSED)
{
	check_findings(BASE "tenant a.example { plan = p }\n"
			    "tenant A.Example { plan = p }\n",
		       "p:5:8: error: duplicate tenant \"A.Example\"\n"
		       "    tenant A.Example { plan = p }\n"
		       "           ^~~~~~~~~ the first is in p:4\n");
}

static void test_error_duplicate_user(void **state TENURE_UNUSED)
{
	check_findings(BASE "user x@k\xc3\xb6ln.example { plan = p }\n"
			    "user x@xn--kln-sna.example { plan = p }\n",
		       "p:5:6: error: duplicate user "
		       "\"x@xn--kln-sna.example\"\n"
		       "    user x@xn--kln-sna.example { plan = p }\n"
		       "         ^~~~~~~~~~~~~~~~~~~~~ the first is in p:4\n");
}

static void test_error_bad_name(void **state TENURE_UNUSED)
{
	check_findings(
		BASE "plan \"\" { }\n"
		     "plan \"a b\" { }\n"
		     "plan .a { }\n"
		     "plan "
		     "a1234567890123456789012345678901234567890123456789"
		     "012345678901234 { }\n"
		     "plan Ok_1.2-3 { }\n"
		     "plan a123456789012345678901234567890123456789012345678"
		     "9012345678901 { }\n",
		"p:4:6: error: a name has 1 to 64 characters\n"
		"    plan \"\" { }\n"
		"         ^~\n"
		"p:5:6: error: bad name \"a b\": only letters, digits, \"_\", "
		"\"-\" and \".\"\n"
		"    plan \"a b\" { }\n"
		"         ^~~~~\n"
		"p:6:6: error: bad name \".a\": only letters, digits, \"_\", "
		"\"-\" and \".\"\n"
		"    plan .a { }\n"
		"         ^~\n"
		"p:7:6: error: a name has 1 to 64 characters\n"
		"    plan a12345678901234567890123456789012345678901234567890"
		"12345678901234 {...\n"
		"         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
		"~~~~~~~~~~~~~\n");
}

static void test_error_bad_address(void **state TENURE_UNUSED)
{
	check_findings(BASE "tenant a..b { plan = p }\n"
			    "tenant a@b.example { plan = p }\n"
			    "user b.example { plan = p }\n"
			    "user @b.example { plan = p }\n",
		       "p:4:8: error: bad domain \"a..b\"\n"
		       "    tenant a..b { plan = p }\n"
		       "           ^~~~\n"
		       "p:5:8: error: bad domain \"a@b.example\"\n"
		       "    tenant a@b.example { plan = p }\n"
		       "           ^~~~~~~~~~~\n"
		       "p:6:6: error: bad address \"b.example\"\n"
		       "    user b.example { plan = p }\n"
		       "         ^~~~~~~~~\n"
		       "p:7:6: error: bad address \"@b.example\"\n"
		       "    user @b.example { plan = p }\n"
		       "         ^~~~~~~~~~\n");
}

static void test_error_no_name(void **state TENURE_UNUSED)
{
	check_findings(BASE "plan { }\n"
			    "class = x\n",
		       "p:4:1: error: \"plan\" needs a name\n"
		       "    plan { }\n"
		       "    ^~~~ write plan NAME { ... }\n"
		       "p:5:1: error: \"class\" is a block\n"
		       "    class = x\n"
		       "    ^~~~~ write class NAME { match { ... } }\n");
}

static void test_error_too_many_classes(void **state TENURE_UNUSED)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;
	int i;

	tenure_buffer_add_str(&text, BASE);
	for (i = 0; i <= TENURE_CLASSES_MAX; i++)
		tenure_buffer_printf(&text,
				     "class c%d { match { size > 1 } }\n", i);
	{
		const struct memory_file files[] = {{"p", text.data},
						    {NULL, NULL}};
		struct tenure_source source = memory_source(files);

		assert_int_equal(
			tenure_policy_read(&source, "p", &policy, &diagnostics),
			-1);
	}
	assert_int_equal(diagnostics.error_count, 1);
	assert_string_equal(diagnostics.items[0].message,
			    "more than 1024 classes");
	assert_int_equal(diagnostics.items[0].line, 1024 + 4);
	tenure_diagnostics_free(&diagnostics);
	tenure_buffer_free(&text);
}

static void test_error_unknown_plan(void **state TENURE_UNUSED)
{
	check_findings("tenure_version = 1\n"
		       "plan staff { }\n"
		       "unknown = stuff\n"
		       "tenant a.example { plan = p }\n"
		       "user a@b.example { plan = \"\" }\n",
		       "p:3:11: error: unknown plan \"stuff\"\n"
		       "    unknown = stuff\n"
		       "              ^~~~~ did you mean \"staff\"?\n"
		       "p:4:27: error: unknown plan \"p\"\n"
		       "    tenant a.example { plan = p }\n"
		       "                              ^ one of staff\n"
		       "p:5:27: error: unknown plan \"\"\n"
		       "    user a@b.example { plan = \"\" }\n"
		       "                              ^~ one of staff\n");
}

static void test_error_unknown_network(void **state TENURE_UNUSED)
{
	check_findings(BASE "network office { addresses = 192.0.2.0/24 }\n"
			    "class c { match { client = office ofice } }\n"
			    "user a@b.example { plan = p class c { } }\n",
		       "p:5:35: error: unknown network \"ofice\"\n"
		       "    class c { match { client = office ofice } }\n"
		       "                                      ^~~~~ did you "
		       "mean \"office\"?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error_duplicate_class),
		cmocka_unit_test(test_error_duplicate_plan),
		cmocka_unit_test(test_error_duplicate_tenant),
		cmocka_unit_test(test_error_duplicate_user),
		cmocka_unit_test(test_error_bad_name),
		cmocka_unit_test(test_error_bad_address),
		cmocka_unit_test(test_error_no_name),
		cmocka_unit_test(test_error_too_many_classes),
		cmocka_unit_test(test_error_unknown_plan),
		cmocka_unit_test(test_error_unknown_network),
	};

	return cmocka_run_group_tests_name("build-names", tests, NULL, NULL);
}
