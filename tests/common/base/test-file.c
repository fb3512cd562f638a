/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"

static char folder[] = "/tmp/tenure-test-file-XXXXXX";
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
	unlink(path);
	return rmdir(folder);
}

static int remove_file(void **state TENURE_UNUSED)
{
	unlink(path);
	return 0;
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
}

static void test_read(void **state TENURE_UNUSED)
{
	static const char *const texts[] = {"", "x", "keep = 7y\n"};
	struct tenure_error err;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *data;
		size_t size;

		put(texts[i]);
		assert_int_equal(tenure_file_read(path, 10, &data, &size, &err),
				 0);
		assert_int_equal(size, strlen(texts[i]));
		assert_string_equal(data, texts[i]);
		tenure_free(data);
	}
}

static void test_read_bad(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char *data, want[128], got[128];
	size_t size;

	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
	snprintf(want, sizeof(want),
		 "%s: cannot open: No such file or directory", path);
	assert_string_equal(tenure_error_format(&err, got, sizeof(got)), want);

	put("12345678901");
	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_string_equal(err.file, path);
	assert_string_equal(err.text,
			    "too large: 11 octets, at most 10 are read");

	assert_int_equal(tenure_file_read(folder, 10, &data, &size, &err), -1);
	assert_string_equal(err.text, "not a regular file");
	assert_string_equal(err.file, folder);

	/* Must not wait for a writer. */
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	assert_string_equal(err.text, "not a regular file");

	/* A caller that does not want to know. */
	assert_int_equal(tenure_file_read(path, 10, &data, &size, NULL), -1);
}

/* Files of /proc say that they are empty and are not. */
static void test_read_changed(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char *data;
	size_t size;

	assert_int_equal(tenure_file_read("/proc/self/status", 1000000, &data,
					  &size, &err),
			 -1);
	assert_string_equal(err.text, "changed while it was read");
	assert_string_equal(err.file, "/proc/self/status");
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

/* A write that fails in the middle leaves the old file and nothing else. */
static void test_write_fails(void **state TENURE_UNUSED)
{
	struct tenure_file_writer *writer;
	struct tenure_error err;

	put("old");
	assert_int_equal(tenure_file_writer_open(path, 0600, &writer, &err), 0);
	/* What is closed cannot be synced. */
	close(tenure_file_writer_fd(writer));
	assert_int_equal(tenure_file_writer_commit(&writer, &err), -1);
	assert_null(writer);
	assert_string_equal(err.text, "cannot fsync: Bad file descriptor");
	assert_string_equal(err.file, path);
	assert_contents("old");
	assert_alone();
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_error err;
	char *data;
	size_t size;
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

	tenure_alloc_fail_at(1, 0);
	assert_int_equal(tenure_file_read(path, 10, &data, &size, &err), -1);
	tenure_alloc_fail_at(0, 0);
	assert_string_equal(err.text, "out of memory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_read, remove_file),
		cmocka_unit_test_teardown(test_read_bad, remove_file),
		cmocka_unit_test(test_read_changed),
		cmocka_unit_test_teardown(test_write, remove_file),
		cmocka_unit_test_teardown(test_writer, remove_file),
		cmocka_unit_test(test_write_bad),
		cmocka_unit_test_teardown(test_write_fails, remove_file),
		cmocka_unit_test_teardown(test_no_memory, remove_file),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
