/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "seal/keys.h"

static char folder[] = "/tmp/tenure-test-signing-XXXXXX";
static struct tenure_keyring *ring;

/* Three keys, made at these times; b and c are of the same second. */
static const struct {
	const char *id;
	int64_t created;
} made[] = {{"a", 300}, {"b", 200}, {"c", 200}};

static void remove_file(const char *id, const char *suffix)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s.%s", folder, id, suffix);
	unlink(path);
}

static int setup(void **state TENURE_UNUSED)
{
	struct tenure_error err;

	for (size_t i = 0; i < 3; i++) {
		if (tenure_key_new(folder, made[i].id, made[i].created, &err) <
		    0)
			return -1;
	}
	return tenure_keyring_read_folder(folder, &ring, &err);
}

static int teardown(void **state TENURE_UNUSED)
{
	for (size_t i = 0; i < 3; i++) {
		remove_file(made[i].id, "key");
		remove_file(made[i].id, "pub");
	}
	tenure_keyring_free(&ring);
	return 0;
}

static int group_setup(void **state TENURE_UNUSED)
{
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int group_teardown(void **state TENURE_UNUSED)
{
	return rmdir(folder);
}

static void assert_loads(const char *id, const char *want)
{
	struct tenure_private_key *key;
	struct tenure_error err;

	assert_int_equal(tenure_signing_key_load(ring, folder, id, &key, &err),
			 0);
	assert_string_equal(tenure_private_key_id(key), want);
	tenure_private_key_free(&key);
}

static void assert_fails(const char *id, enum tenure_error_code code,
			 const char *want)
{
	struct tenure_private_key *key;
	struct tenure_error err;

	assert_int_equal(tenure_signing_key_load(ring, folder, id, &key, &err),
			 -1);
	assert_null(key);
	assert_int_equal(err.code, code);
	assert_non_null(strstr(err.text, want));
}

/* The newest that is here signs, by time, then by id. */
static void test_newest(void **state TENURE_UNUSED)
{
	static const char *const order[] = {"a", "c", "b"};

	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(tenure_signing_key_find(ring, folder)->id,
				    order[i]);
		assert_loads(NULL, order[i]);
		remove_file(order[i], "key");
	}
	assert_null(tenure_signing_key_find(ring, folder));
	assert_fails(NULL, TENURE_ERROR_INPUT, "no private key here");
}

static void test_named(void **state TENURE_UNUSED)
{
	assert_loads("b", "b");
	assert_fails("x", TENURE_ERROR_INPUT, "no key \"x\"");
	remove_file("b", "key");
	assert_fails("b", TENURE_ERROR_ENVIRONMENT, "");
}

/* A private key that is not the published one of its name. */
static void test_other_key(void **state TENURE_UNUSED)
{
	struct tenure_error err;

	remove_file("a", "key");
	remove_file("a", "pub");
	assert_int_equal(tenure_key_new(folder, "a", 300, &err), 0);
	assert_fails("a", TENURE_ERROR_INPUT, "is not the one");
	assert_fails(NULL, TENURE_ERROR_INPUT, "is not the one");
}

static void test_allocations(void **state TENURE_UNUSED)
{
	struct tenure_private_key *key = NULL;
	struct tenure_error err;
	int ret = -1;

	for (unsigned long n = 1; n < 1000 && ret < 0; n++) {
		tenure_alloc_fail_at(n, 1);
		ret = tenure_signing_key_load(ring, folder, NULL, &key, &err);
		tenure_alloc_fail_at(0, 0);
		if (ret < 0) {
			assert_null(key);
			assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
		}
	}
	assert_int_equal(ret, 0);
	tenure_private_key_free(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_newest, setup, teardown),
		cmocka_unit_test_setup_teardown(test_named, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_key, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_allocations, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
