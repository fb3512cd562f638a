/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "tests/lib/failing-calls.h"

static char folder[] = "/tmp/tenure-test-file-writer-XXXXXX";
static char path[64];

static int group_setup(void **state TENURE_UNUSED)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/f", folder);
	return 0;
}

static int group_teardown(void **state TENURE_UNUSED)
{
	return rmdir(folder);
}

static int remove_file(void **state TENURE_UNUSED)
{
	return unlink(path);
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void assert_contents(const char *want)
{
	struct tenure_error err;
	char *data;
	size_t size;

	assert_int_equal(tenure_file_read(path, 100, &data, &size, &err), 0);
	assert_string_equal(data, want);
	tenure_free(data);
}

/* Nothing but the file itself is in the folder: teardown's rmdir() checks it
   too, but says less. */
static void assert_alone(void)
{
	char command[128];

	snprintf(command, sizeof(command), "test \"$(ls -A %s)\" = f", folder);
	assert_int_equal(system(command), 0);
}

static void test_write(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	struct stat st;

	assert_int_equal(tenure_file_write(path, 0640, "one", 3, &err), 0);
	assert_contents("one");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(tenure_file_write(path, 0600, "", 0, &err), 0);
	assert_contents("");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_alone();
}

/* The old contents stay until the commit, and for ever after an abort. */
static void test_writer(void **state TENURE_UNUSED)
{
	struct tenure_file_writer *writer;
	struct tenure_error err;

	put("old");
	assert_int_equal(tenure_file_writer_open(path, 0600, &writer, &err), 0);
	assert_memory_equal(tenure_file_writer_path(writer), folder,
			    strlen(folder));
	assert_int_equal(write(tenure_file_writer_fd(writer), "new", 3), 3);
	assert_contents("old");
	tenure_file_writer_abort(&writer);
	assert_null(writer);
	assert_contents("old");
	assert_alone();
	tenure_file_writer_abort(&writer);

	assert_int_equal(tenure_file_writer_open(path, 0600, &writer, &err), 0);
	assert_int_equal(write(tenure_file_writer_fd(writer), "new", 3), 3);
	assert_int_equal(tenure_file_writer_commit(&writer, &err), 0);
	assert_null(writer);
	assert_contents("new");
	assert_alone();
}

static void test_write_bad(void **state TENURE_UNUSED)
{
	char missing[128];
	struct tenure_error err;

	snprintf(missing, sizeof(missing), "%s/none/f", folder);
	assert_int_equal(tenure_file_write(missing, 0600, "x", 1, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	assert_string_equal(err.file, missing);
	assert_string_equal(
		err.text, "cannot open its folder: No such file or directory");

	/* The rename fails: the target is a folder. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(tenure_file_write(path, 0600, "x", 1, &err), -1);
	assert_string_equal(err.file, path);
	assert_string_equal(err.text,
			    "cannot rename the new file to it: Is a directory");
	assert_alone();
	assert_int_equal(rmdir(path), 0);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	unsigned long n;
	int ret = -1;

	put("old");
	for (n = 1; ret != 0; n++) {
		assert_true(n < 100);
		tenure_alloc_fail_at(n, 0);
		ret = tenure_file_write(path, 0600, "new", 3, &err);
		tenure_alloc_fail_at(0, 0);
		assert_alone();
		if (ret < 0) {
			assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
			assert_contents("old");
		}
	}
	assert_true(n > 4);
	assert_contents("new");
}

/* The name alone is a file of the current folder. */
static void test_no_folder(void **state TENURE_UNUSED)
{
	char before[4096];
	struct tenure_error err;

	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(tenure_file_write("f", 0600, "here", 4, &err), 0);
	assert_int_equal(chdir(before), 0);
	assert_contents("here");
	assert_alone();
}

/* Whichever step fails: the old file or the whole new one, and nothing else;
   and the reason is told. */
static void test_system_fails(void **state TENURE_UNUSED)
{
	static const struct {
		const char *call;
		unsigned int nth;
		int error;
		/* NULL: no error. */
		const char *want;
		const char *contents;
	} cases[] = {
		{"mkostemp", 1, EMFILE,
		 "cannot make a temporary file beside it: Too many open files",
		 "old"},
		{"fchmod", 1, EPERM,
		 "cannot set its permissions: Operation not permitted", "old"},
		{"write", 1, ENOSPC, "cannot write: No space left on device",
		 "old"},
		{"write", 1, EINTR, NULL, "new"},
		{"write", 1, FAILING_CALL_SHORT, NULL, "new"},
		{"fsync", 1, EIO, "cannot fsync: Input/output error", "old"},
		{"close", 1, ENOSPC, "cannot close: No space left on device",
		 "old"},
		{"rename", 1, EACCES,
		 "cannot rename the new file to it: Permission denied", "old"},
		{"fsync", 2, EIO,
		 "is in place, but cannot fsync its folder: Input/output error",
		 "new"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_error err = {0};
		int ret;

		put("old");
		failing_call(cases[i].call, cases[i].nth, cases[i].error);
		ret = tenure_file_write(path, 0600, "new", 3, &err);
		assert_true(failing_call_end() >= cases[i].nth);
		assert_int_equal(ret, cases[i].want == NULL ? 0 : -1);
		if (cases[i].want != NULL) {
			assert_string_equal(err.text, cases[i].want);
			assert_string_equal(err.file, path);
			assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
		}
		assert_contents(cases[i].contents);
		assert_alone();
	}
}

/* A full disk, at each octet. */
static void test_full_disk(void **state TENURE_UNUSED)
{
	struct rlimit old, small;
	struct tenure_error err;
	int ret;

	put("old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	for (small.rlim_cur = 0; small.rlim_cur < 3; small.rlim_cur++) {
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		ret = tenure_file_write(path, 0600, "new", 3, &err);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
		assert_int_equal(ret, -1);
		assert_string_equal(err.text, "cannot write: File too large");
		assert_contents("old");
		assert_alone();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_write, remove_file),
		cmocka_unit_test_teardown(test_writer, remove_file),
		cmocka_unit_test(test_write_bad),
		cmocka_unit_test_teardown(test_no_memory, remove_file),
		cmocka_unit_test_teardown(test_no_folder, remove_file),
		cmocka_unit_test_teardown(test_system_fails, remove_file),
		cmocka_unit_test_teardown(test_full_disk, remove_file),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
