/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "seal/keys.h"

/* A folder of its own for each test, with "keys" in it still to be made. */
struct fixture {
	char folder[32], keys[64];
};

static const char *path_of(const struct fixture *f, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", f->keys, name);
	return path;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	snprintf(f->folder, sizeof(f->folder), "test-key-file-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	snprintf(f->keys, sizeof(f->keys), "%s/keys", f->folder);
	*state = f;
	return 0;
}

/* Count the files of the key folder, and remove them if wanted. */
static int files(const struct fixture *f, bool removing)
{
	struct dirent *entry;
	DIR *dir = opendir(f->keys);
	int count = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		count++;
		if (removing)
			unlink(path_of(f, entry->d_name));
	}
	if (dir != NULL)
		closedir(dir);
	return count;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	files(f, true);
	rmdir(f->keys);
	rmdir(f->folder);
	free(f);
	return 0;
}

static unsigned int mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return (unsigned int)st.st_mode & 07777;
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void test_new(void **state)
{
	struct fixture *f = *state;
	struct tenure_private_key *key;
	const struct tenure_public_key *public;
	struct tenure_keyring *ring;
	struct tenure_error err;
	unsigned char signature[TENURE_KEY_SIGNATURE_SIZE];
	mode_t mask = umask(0);
	int ret;

	ret = tenure_key_new(f->keys, "mx-2026a", 1795316400, &err);
	umask(mask);
	if (ret < 0)
		fail_msg("%s", err.text);
	assert_int_equal(mode_of(f->keys), 0711);
	assert_int_equal(mode_of(path_of(f, "mx-2026a.key")), 0600);
	assert_int_equal(mode_of(path_of(f, "mx-2026a.pub")), 0644);
	assert_int_equal(files(f, false), 2);
	assert_int_equal(tenure_keyring_read_folder(f->keys, &ring, &err), 0);
	assert_int_equal(
		tenure_private_key_load(f->keys, "mx-2026a", &key, &err), 0);
	public = tenure_keyring_find(ring, "mx-2026a");
	assert_non_null(public);
	assert_int_equal(public->created, 1795316400);
	assert_memory_equal(public->octets, tenure_private_key_public(key),
			    TENURE_KEY_PUBLIC_SIZE);
	assert_int_equal(tenure_key_sign(key, "abc", 3, signature, &err), 0);
	assert_int_equal(tenure_key_verify(public, "abc", 3, signature, NULL),
			 1);
	assert_int_equal(tenure_key_verify(public, "abd", 3, signature, NULL),
			 0);
	tenure_private_key_free(&key);
	tenure_keyring_free(&ring);
}

static void test_new_refused(void **state)
{
	struct fixture *f = *state;
	struct tenure_error err;
	char deep[128];

	/* Under an umask that takes everything, too. */
	mode_t mask = umask(0777);
	int ret = tenure_key_new(f->keys, "a", 0, &err);
	umask(mask);
	assert_int_equal(ret, 0);
	assert_int_equal(mode_of(f->keys), 0711);
	assert_int_equal(tenure_key_new(f->keys, "a", 0, &err), -1);
	assert_string_equal(err.text, "there is such a key already");
	assert_string_equal(err.file, path_of(f, "a.pub"));
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	assert_int_equal(unlink(path_of(f, "a.pub")), 0);
	assert_int_equal(tenure_key_new(f->keys, "a", 0, &err), -1);
	assert_string_equal(err.file, path_of(f, "a.key"));
	/* A link to nowhere is not followed. */
	assert_int_equal(symlink("../elsewhere", path_of(f, "b.key")), 0);
	assert_int_equal(tenure_key_new(f->keys, "b", 0, &err), -1);
	assert_int_equal(files(f, false), 2);
	assert_int_equal(tenure_key_new(f->keys, "../c", 0, &err), -1);
	assert_int_equal(err.code, TENURE_ERROR_INPUT);
	snprintf(deep, sizeof(deep), "%s/no/where", f->folder);
	assert_int_equal(tenure_key_new(deep, "a", 0, &err), -1);
	assert_string_equal(err.file, deep);
}

/* A full disk, by a limit on the size of files: nothing is left behind. */
static void test_new_full(void **state)
{
	struct fixture *f = *state;
	const struct rlimit none = {0, RLIM_INFINITY};
	struct rlimit old;
	struct tenure_error err;
	int ret, limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, SIG_IGN);
	for (limit = 0; limit < 119; limit += 30) {
		struct rlimit small = none;

		small.rlim_cur = (rlim_t)limit;
		small.rlim_max = old.rlim_max;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		ret = tenure_key_new(f->keys, "a", 0, &err);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
		assert_int_equal(ret, -1);
		assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
		assert_int_equal(files(f, false), 0);
	}
	signal(SIGXFSZ, SIG_DFL);
}

static void test_new_no_memory(void **state)
{
	struct fixture *f = *state;
	struct tenure_error err;
	unsigned long n;
	int ret;

	for (n = 1; n < 100; n++) {
		tenure_alloc_fail_at(n, 0);
		ret = tenure_key_new(f->keys, "a", 0, &err);
		if (tenure_alloc_count() < n)
			break;
		assert_int_equal(ret, -1);
		assert_int_equal(files(f, false), 0);
	}
	tenure_alloc_fail_at(0, 0);
	assert_int_equal(ret, 0);
	assert_int_equal(files(f, false), 2);
}

static void test_load_modes(void **state)
{
	struct fixture *f = *state;
	struct tenure_private_key *key;
	struct tenure_error err;
	mode_t bit;

	assert_int_equal(tenure_key_new(f->keys, "a", 0, &err), 0);
	for (bit = 1; bit <= 040; bit <<= 1) {
		assert_int_equal(chmod(path_of(f, "a.key"), 0600 | bit), 0);
		assert_int_equal(
			tenure_private_key_load(f->keys, "a", &key, &err), -1);
		assert_null(key);
		assert_non_null(strstr(err.text, "chmod it to 0600"));
		assert_string_equal(err.file, path_of(f, "a.key"));
	}
	assert_int_equal(chmod(path_of(f, "a.key"), 0400), 0);
	assert_int_equal(tenure_private_key_load(f->keys, "a", &key, &err), 0);
	tenure_private_key_free(&key);
}

static void test_load_bad(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "not a private key in PEM form (PKCS #8) without "
		     "passphrase"},
		{"-----BEGIN PRIVATE KEY-----\nAAAA\n"
		 "-----END PRIVATE KEY-----\n",
		 "not a private key in PEM form (PKCS #8) without "
		 "passphrase"},
		{"-----BEGIN PUBLIC KEY-----\n"
		 "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
		 "\n-----END PUBLIC KEY-----\n",
		 "not a private key in PEM form (PKCS #8) without "
		 "passphrase"},
		/* encrypted: nobody is asked for the passphrase */
		{"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
		 "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhOs5nbb1a7JwICC"
		 "AAw\n"
		 "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEFvGchHF8r60aUKdDadWIsgEQ"
		 "Fuc\n"
		 "F7zUAvnnYjwEcAVf/VtKyVWqC9p/p/WIapHW9ZFkSAYdyke/XI/"
		 "zq6BvJCVIfZEQ\n"
		 "sfN8QiJFGiYv3wK8Wsw=\n"
		 "-----END ENCRYPTED PRIVATE KEY-----\n",
		 "not a private key in PEM form (PKCS #8) without "
		 "passphrase"},
		/* another algorithm: X25519 */
		{"-----BEGIN PRIVATE KEY-----\n"
		 "MC4CAQAwBQYDK2VuBCIEIAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
		 "CAhI\n-----END PRIVATE KEY-----\n",
		 "not an Ed25519 private key"},
		/* an octet short */
		{"-----BEGIN PRIVATE KEY-----\n"
		 "MC0CAQAwBQYDK2VwBCEEIAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
		 "ICAg="
		 "\n-----END PRIVATE KEY-----\n",
		 "not an Ed25519 private key"},
		/* no OCTET STRING in it */
		{"-----BEGIN PRIVATE KEY-----\n"
		 "MC4CAQAwBQYDK2VwBCIFIAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
		 "ICAgI"
		 "\n-----END PRIVATE KEY-----\n",
		 "not an Ed25519 private key"},
		/* cut off */
		{"-----BEGIN PRIVATE KEY-----\n"
		 "MC4CAQAwBQYDK2VwBCIEIAgICAgICAgICAgICAgICAgICAgICAgICA=="
		 "\n-----END PRIVATE KEY-----\n",
		 "not a private key in PEM form (PKCS #8) without "
		 "passphrase"},
		/* as before PKCS #8 */
		{"-----BEGIN EC PRIVATE KEY-----\n"
		 "MC4CAQAwBQYDK2VwBCIEIAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
		 "ICAgI"
		 "\n-----END EC PRIVATE KEY-----\n",
		 "not a private key in PEM form (PKCS #8) without "
		 "passphrase"},
	};
	struct fixture *f = *state;
	struct tenure_private_key *key;
	struct tenure_error err;
	size_t i;

	assert_int_equal(tenure_private_key_load(f->keys, "a", &key, &err), -1);
	assert_string_equal(err.text, "cannot open: No such file or directory");
	assert_int_equal(mkdir(f->keys, 0700), 0);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		write_file(path_of(f, "a.key"), cases[i].text, 0600);
		assert_int_equal(
			tenure_private_key_load(f->keys, "a", &key, &err), -1);
		assert_string_equal(err.text, cases[i].want);
		assert_string_equal(err.file, path_of(f, "a.key"));
		assert_null(key);
	}
	assert_int_equal(unlink(path_of(f, "a.key")), 0);
	assert_int_equal(mkfifo(path_of(f, "a.key"), 0600), 0);
	assert_int_equal(tenure_private_key_load(f->keys, "a", &key, &err), -1);
	assert_string_equal(err.text, "not a regular file");
	assert_int_equal(tenure_private_key_load(f->keys, "../a", &key, &err),
			 -1);
}

/* A key of the openssl command (openssl genpkey -algorithm ed25519), and one
   of its signatures (openssl pkeyutl -sign -rawin) over "Tenure\n". */
static void test_load_foreign(void **state)
{
	static const char pem[] = "-----BEGIN PRIVATE KEY-----\n"
				  "MC4CAQAwBQYDK2VwBCIEICSZH7O+QiBn/"
				  "xG2vF4f+1YRHGD7VHwdt5z+PYF6jlY4\n"
				  "-----END PRIVATE KEY-----\n";
	static const unsigned char signature[TENURE_KEY_SIGNATURE_SIZE] = {
		0xdf, 0xc0, 0x09, 0x51, 0x77, 0x1e, 0x6f, 0xe3, 0xf3, 0x18,
		0xbf, 0xd8, 0xd0, 0x7e, 0x98, 0x85, 0x1d, 0xa7, 0xfc, 0x69,
		0x2a, 0xda, 0xf0, 0xaa, 0xaf, 0x68, 0x6f, 0x1d, 0xc8, 0xbf,
		0x8f, 0x74, 0x65, 0xea, 0x06, 0xae, 0x4d, 0x9a, 0xb8, 0x65,
		0xde, 0xa7, 0x88, 0x17, 0x91, 0x1a, 0x31, 0xc7, 0xb9, 0xca,
		0xc9, 0x92, 0xa9, 0xed, 0x0e, 0x81, 0x80, 0x26, 0xaf, 0xa7,
		0xd3, 0x53, 0x47, 0x0e};
	struct fixture *f = *state;
	struct tenure_private_key *key;
	struct tenure_error err;
	unsigned char got[TENURE_KEY_SIGNATURE_SIZE];

	assert_int_equal(mkdir(f->keys, 0700), 0);
	write_file(path_of(f, "a.key"), pem, 0600);
	assert_int_equal(tenure_private_key_load(f->keys, "a", &key, &err), 0);
	assert_int_equal(tenure_key_sign(key, "Tenure\n", 7, got, &err), 0);
	assert_memory_equal(got, signature, sizeof(signature));
	tenure_private_key_free(&key);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_new),          TEST(test_new_refused),
		TEST(test_new_full),     TEST(test_new_no_memory),
		TEST(test_load_modes),   TEST(test_load_bad),
		TEST(test_load_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
