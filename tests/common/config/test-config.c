/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "config/config.h"
#include "tests/common/policy/check-manual.h"

/* The folder of the test, without "/" at its end. */
static char folder[64];

static void write_config(const char *text, char *path, size_t size)
{
	snprintf(path, size, "%s/t.conf", folder);
	assert_int_equal(
		tenure_file_write(path, 0600, text, strlen(text), NULL), 0);
}

/* Read a text; *findings_r is what was found, free with tenure_free(). The
   folder's name is left out of it. */
static int read_text(const char *text, struct tenure_config *config,
		     char **findings_r)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_buffer findings = TENURE_BUFFER_INIT;
	char path[128], *p;
	int ret;

	write_config(text, path, sizeof(path));
	ret = tenure_config_read(path, config, &diagnostics);
	tenure_diagnostics_format(&diagnostics, &findings);
	tenure_diagnostics_free(&diagnostics);
	*findings_r = tenure_buffer_take(&findings);
	assert_non_null(*findings_r);
	while ((p = strstr(*findings_r, folder)) != NULL) {
		size_t skip = strlen(folder) + 1;

		memmove(p, p + skip, strlen(p + skip) + 1);
	}
	return ret;
}

static void test_defaults(void **state TENURE_UNUSED)
{
	struct tenure_config config;
	char *findings, path[128];

	assert_int_equal(read_text("realm = a-1.b\n", &config, &findings), 0);
	assert_string_equal(findings, "");
	snprintf(path, sizeof(path), "%s/t.conf", folder);
	assert_string_equal(config.path, path);
	assert_string_equal(config.realm, "a-1.b");
	assert_string_equal(config.policy, "/etc/tenure/policy.conf");
	assert_string_equal(config.snapshot, "/var/lib/tenure/policy.cdb");
	assert_string_equal(config.key_dir, "/etc/tenure/keys");
	assert_int_equal(config.generations, 100);
	assert_int_equal(config.mode, TENURE_MODE_ENFORCE);
	assert_string_equal(config.milter.socket,
			    "unix:/run/tenure/milter.sock");
	assert_int_equal(config.milter.socket_mode, 0660);
	assert_null(config.milter.group);
	assert_int_equal(config.milter.trusted_relay_count, 0);
	tenure_config_free(&config);
	tenure_config_free(&config);
	tenure_free(findings);
}

static void test_all(void **state TENURE_UNUSED)
{
	static const char text[] =
		"realm = x\n"
		"policy = p.conf\n"
		"snapshot = /a/b.cdb\n"
		"key_dir = \"my keys\"\n"
		"release_keys = boss.pub /keys/heir.pub\n"
		"generations = 100000\n"
		"mode = observe\n"
		"milter {\n"
		"  socket = unix:run/m.sock\n"
		"  mode = 0600  group = postfix\n"
		"  trusted_relays = 10.0.0.0/8 2001:db8::/32\n"
		"}\n";
	struct tenure_config config;
	char *findings, want[128];

	assert_int_equal(read_text(text, &config, &findings), 0);
	assert_string_equal(findings, "");
	snprintf(want, sizeof(want), "%s/p.conf", folder);
	assert_string_equal(config.policy, want);
	assert_string_equal(config.snapshot, "/a/b.cdb");
	snprintf(want, sizeof(want), "%s/my keys", folder);
	assert_string_equal(config.key_dir, want);
	assert_int_equal(config.generations, 100000);
	assert_int_equal(config.release_key_count, 2);
	assert_non_null(strstr(config.release_keys[0], "/boss.pub"));
	assert_int_equal(config.release_keys[0][0], '/');
	assert_string_equal(config.release_keys[1], "/keys/heir.pub");
	assert_int_equal(config.mode, TENURE_MODE_OBSERVE);
	snprintf(want, sizeof(want), "unix:%s/run/m.sock", folder);
	assert_string_equal(config.milter.socket, want);
	assert_int_equal(config.milter.socket_mode, 0600);
	assert_string_equal(config.milter.group, "postfix");
	assert_int_equal(config.milter.trusted_relay_count, 2);
	assert_int_equal(config.milter.trusted_relays[0].family, 4);
	assert_int_equal(config.milter.trusted_relays[1].prefix, 32);
	tenure_config_free(&config);
	tenure_free(findings);
}

/* A relative name of the file gives absolute paths all the same: a daemon may
   change its folder. */
static void test_relative(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_config config;
	char path[128], want[128], old[4096];

	write_config("realm = x; policy = p.conf\n", path, sizeof(path));
	assert_non_null(getcwd(old, sizeof(old)));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(tenure_config_read("t.conf", &config, &diagnostics),
			 0);
	snprintf(want, sizeof(want), "%s/p.conf", folder);
	assert_string_equal(config.policy, want);
	tenure_config_free(&config);
	assert_int_equal(tenure_config_read("./t.conf", &config, &diagnostics),
			 0);
	snprintf(want, sizeof(want), "%s/./p.conf", folder);
	assert_string_equal(config.policy, want);
	tenure_config_free(&config);
	assert_int_equal(chdir(old), 0);
}

static void test_generations(void **state TENURE_UNUSED)
{
	static const char *const bad[] = {
		"0",      "-1",         "1x",          "\"\"",
		"100001", "4294967297", "99999999999", "two",
	};
	struct tenure_config config;
	char *findings, text[128];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "realm = x; generations = %s\n",
			 bad[i]);
		assert_int_equal(read_text(text, &config, &findings), -1);
		assert_non_null(
			strstr(findings, "1 to 100000 generations are kept"));
		tenure_free(findings);
	}
}

static void test_socket(void **state TENURE_UNUSED)
{
	static const struct {
		const char *socket;
		int want;
	} cases[] = {
		{"unix:/run/a", 0},
		{"inet:8891@127.0.0.1", 0},
		{"inet:8891@localhost", 0},
		{"inet6:8891@::1", 0},
		{"inet:65535@127.0.0.1", 0},
		{"inet:0@127.0.0.1", -1},
		{"inet:65536@127.0.0.1", -1},
		{"inet:99999999999999@127.0.0.1", -1},
		{"inet:8891", -1},
		{"inet:8891@", -1},
		{"inet:@127.0.0.1", -1},
		{"inet:smtp@127.0.0.1", -1},
		{"unix:", -1},
		{"/run/a", -1},
		{"local:/run/a", -1},
		{"unix:/12345678901234567890123456789012345678901234567890"
		 "1234567890123456789012345678901234567890123456789012345",
		 0},
		{"unix:/12345678901234567890123456789012345678901234567890"
		 "12345678901234567890123456789012345678901234567890123456"
		 "7",
		 -1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_config config;
		char text[256], *findings;

		snprintf(text, sizeof(text),
			 "realm = x\nmilter { socket = \"%s\" }\n",
			 cases[i].socket);
		assert_int_equal(read_text(text, &config, &findings),
				 cases[i].want);
		assert_int_equal(findings[0] != '\0', cases[i].want < 0);
		if (cases[i].want == 0)
			assert_string_equal(config.milter.socket,
					    cases[i].socket);
		tenure_config_free(&config);
		tenure_free(findings);
	}
}

static void test_errors(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "t.conf: error: \"realm\" is missing\n"
		     "    write realm = NAME\n"},
		{"realm = Example\n",
		 "t.conf:1:9: error: bad realm \"Example\": 1 to 64 "
		 "lower-case letters, digits, \"-\" and \".\"\n"
		 "    realm = Example\n"
		 "            ^~~~~~~\n"},
		{"realm = x\nrealm = y\n",
		 "t.conf:2:1: error: duplicate setting \"realm\"\n"
		 "    realm = y\n"
		 "    ^~~~~ the first is in t.conf:1\n"},
		{"realm = x\npolcy = y\n",
		 "t.conf:2:1: error: unknown setting \"polcy\"\n"
		 "    polcy = y\n"
		 "    ^~~~~ did you mean \"policy\"?\n"},
		{"realm = x\nrecords { socket = y }\n",
		 "t.conf:2:1: error: unknown block \"records\"\n"
		 "    records { socket = y }\n"
		 "    ^~~~~~~\n"},
		{"realm = x\nsocket = unix:/a\n",
		 "t.conf:2:1: error: \"socket\" does not belong here\n"
		 "    socket = unix:/a\n"
		 "    ^~~~~~ it belongs into the milter block\n"},
		{"realm = x\nmilter = y\n",
		 "t.conf:2:1: error: \"milter\" is a block\n"
		 "    milter = y\n"
		 "    ^~~~~~ write milter { ... }\n"},
		{"realm = x\nmode = enforced\n",
		 "t.conf:2:8: error: unknown value of \"mode\" "
		 "\"enforced\"\n"
		 "    mode = enforced\n"
		 "           ^~~~~~~~ did you mean \"enforce\"?\n"},
		{"realm = x\nmilter { mode = 660  group = \"\" }\n",
		 "t.conf:2:30: error: the group is empty\n"
		 "    milter { mode = 660  group = \"\" }\n"
		 "                                 ^~\n"},
		{"realm = x\nmilter { mode = 0888 }\n",
		 "t.conf:2:17: error: bad permissions \"0888\": an octal "
		 "number like 0660\n"
		 "    milter { mode = 0888 }\n"
		 "                    ^~~~\n"},
		{"realm = x\nmilter { mode = 01777 }\n",
		 "t.conf:2:17: error: bad permissions \"01777\": an octal "
		 "number like 0660\n"
		 "    milter { mode = 01777 }\n"
		 "                    ^~~~~\n"},
		{"realm = x\nmilter { trusted_relays = 10.0.0.1/8 }\n",
		 "t.conf:2:27: error: bad network \"10.0.0.1/8\": the address "
		 "has bits that \"/\" cuts off\n"
		 "    milter { trusted_relays = 10.0.0.1/8 }\n"
		 "                              ^~~~~~~~~~\n"},
		{"realm = x\npolicy = a b\n",
		 "t.conf:2:12: error: \"policy\" takes one value\n"
		 "    policy = a b\n"
		 "               ^\n"},
		{"realm = x\npolicy = \"\"\n",
		 "t.conf:2:10: error: the path is empty\n"
		 "    policy = \"\"\n"
		 "             ^~\n"},
		{"realm = x\ninclude y\n",
		 "t.conf:2:1: error: \"include\" is not allowed here\n"
		 "    include y\n"
		 "    ^~~~~~~\n"},
		{"milter {\n",
		 "t.conf: error: \"realm\" is missing\n"
		 "    write realm = NAME\n"
		 "t.conf:1:1: error: the block \"milter\" is not closed\n"
		 "    milter {\n"
		 "    ^~~~~~ its \"}\" is missing\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_config config;
		char *findings;

		assert_int_equal(read_text(cases[i].text, &config, &findings),
				 -1);
		assert_string_equal(findings, cases[i].want);
		assert_null(config.realm);
		tenure_free(findings);
	}
}

static void test_trusts_everybody(void **state TENURE_UNUSED)
{
	struct tenure_config config;
	char *findings;

	assert_int_equal(read_text("realm = x\n"
				   "milter { trusted_relays = 0.0.0.0/0 }\n",
				   &config, &findings),
			 0);
	assert_string_equal(findings,
			    "t.conf:2:27: warning: this trusts the seals of "
			    "every client\n"
			    "    milter { trusted_relays = 0.0.0.0/0 }\n"
			    "                              ^~~~~~~~~\n");
	tenure_config_free(&config);
	tenure_free(findings);
}

static void test_missing_file(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_config config;

	assert_int_equal(tenure_config_read("/nonexistent/tenure.conf", &config,
					    &diagnostics),
			 -1);
	assert_int_equal(diagnostics.error_count, 1);
	assert_string_equal(diagnostics.items[0].file,
			    "/nonexistent/tenure.conf");
	assert_non_null(strstr(diagnostics.items[0].message,
			       "No such file or directory"));
	tenure_diagnostics_free(&diagnostics);
}

static void test_out_of_memory(void **state TENURE_UNUSED)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_config config;
	unsigned long n, allocations;
	char path[128];
	int ret;

	write_config("realm = x; policy = y\n"
		     "milter { trusted_relays = ::1; group = g\n"
		     "socket = unix:a }\n",
		     path, sizeof(path));
	tenure_alloc_fail_at(~0UL, 0);
	assert_int_equal(tenure_config_read(path, &config, &diagnostics), 0);
	allocations = tenure_alloc_count();
	tenure_config_free(&config);
	/* Each alone, and with all that follow. */
	for (n = 2; n < 2 * allocations + 2; n++) {
		tenure_alloc_fail_at(n / 2, n % 2);
		ret = tenure_config_read(path, &config, &diagnostics);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(ret, -1);
		assert_true(diagnostics.error_count > 0);
		tenure_diagnostics_free(&diagnostics);
	}
}

static void test_example(void **state TENURE_UNUSED)
{
	const char *srcdir = getenv("srcdir");
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_config config;
	char path[4096];

	snprintf(path, sizeof(path), "%s/packaging/examples/tenure.conf",
		 srcdir == NULL ? "." : srcdir);
	assert_int_equal(tenure_config_read(path, &config, &diagnostics), 0);
	assert_int_equal(diagnostics.warning_count, 0);
	assert_string_equal(config.milter.socket,
			    "unix:/var/spool/postfix/tenure/milter.sock");
	tenure_config_free(&config);
}

static void test_manual(void **state TENURE_UNUSED)
{
	check_manual("common/config/tenure.conf.5", &tenure_config_forms);
}

static int make_folder(void **state TENURE_UNUSED)
{
	strcpy(folder, "/tmp/tenure-test-XXXXXX");
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state TENURE_UNUSED)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/t.conf", folder);
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_relative),
		cmocka_unit_test(test_generations),
		cmocka_unit_test(test_socket),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_trusts_everybody),
		cmocka_unit_test(test_missing_file),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests_name("config", tests, make_folder,
					   remove_folder);
}
